"""What a verification says to its reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from tierline.grading.comparing import Difference
from tierline.grading.verify import SchemeVerification, Verification
from tierline.wording import Language, Text

EQUAL = Text(
    "equal: {scheme} of {month} gives the same rows again.",
    "一致（equal）：{scheme} {month} 重跑结果逐行相同。",
)
DIFFERS = Text(
    "different: {scheme} of {month} does not give the same rows again.",
    "不一致（different）：{scheme} {month} 重跑结果与原结果不同。",
)
ROWS = Text(
    "{result}: {only_recorded:,} rows only in the record, {only_again:,} rows only in the new run;"
    " the first of each:",
    "{result}：仅原结果有 {only_recorded:,} 行，仅重跑结果有 {only_again:,} 行；各列前几行：",
)
PROBLEM = Text("{result}: {problem}.", "{result}：{problem}。")
RECORDED, AGAIN = Text("recorded", "原结果"), Text("again", "重跑")
INPUT = Text(
    "This input was changed or written anew since the run: {path}.",
    "该输入文件在运行之后被修改或重写：{path}。",
)
VERSION = Text("{name} was {then} and is {now}.", "{name} 当时为 {then}，现为 {now}。")
POLICY = Text(
    "policy.yaml was changed after the run; it is not the policy that the run recorded.",
    "policy.yaml 在运行之后被修改，与运行时记录的政策不符。",
)


def lines(verification: Verification, language: Language) -> Iterator[str]:
    """The lines to print: for each scheme the verdict, what may explain it, and the rows that differ."""
    for one in verification.schemes:
        yield from _of_scheme(one, language)


def _of_scheme(one: SchemeVerification, language: Language) -> Iterator[str]:
    yield (EQUAL if one.is_equal else DIFFERS).read(language, scheme=one.scheme, month=one.month)
    for path in one.changed_inputs:
        yield INPUT.read(language, path=path)
    for name, then, now in one.changed_versions:
        yield VERSION.read(language, name=name, then=then, now=now)
    if not one.policy_matches:
        yield POLICY.read(language)
    for difference in one.differences:
        yield from _rows(difference, language)


def _rows(difference: Difference, language: Language) -> Iterator[str]:
    if difference.problem is not None:
        problem = difference.problem.read(language)
        yield PROBLEM.read(language, result=difference.result, problem=problem)
        return
    yield ROWS.read(
        language,
        result=difference.result,
        only_recorded=difference.only_recorded,
        only_again=difference.only_again,
    )
    for title, rows in ((RECORDED, difference.recorded), (AGAIN, difference.again)):
        for row in rows:
            cells = ", ".join(
                f"{name} {value}"
                for name, value in zip(difference.columns, row, strict=True)
                if value is not None
            )
            yield f"  {title.read(language)}: {cells}"


def as_data(verification: Verification) -> dict[str, Any] | list[dict[str, Any]]:
    """The verification for machines: an object, or a list of them where the folder holds several schemes."""
    found = [{**asdict(one), "is_equal": one.is_equal} for one in verification.schemes]
    return found[0] if len(found) == 1 else found
