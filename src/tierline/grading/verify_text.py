"""What a verification says to its reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from tierline.grading.verify import Difference, Verification
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
    "{result}: {only_recorded:,} rows only in the record, {only_again:,} rows only in the new run; the first of each:",
    "{result}：仅原结果有 {only_recorded:,} 行，仅重跑结果有 {only_again:,} 行；各列前几行：",
)
RECORDED, AGAIN = Text("recorded", "原结果"), Text("again", "重跑")
INPUT = Text("This input is no longer what it was: {path}.", "该输入文件已与当时不同：{path}。")
VERSION = Text("{name} was {then} and is {now}.", "{name} 当时为 {then}，现为 {now}。")
POLICY = Text("policy.yaml is not the policy that the run recorded.", "policy.yaml 与运行时记录的政策不符。")


def lines(verification: Verification, language: Language) -> Iterator[str]:
    """The lines to print."""
    verdict = EQUAL if verification.is_equal else DIFFERS
    yield verdict.read(language, scheme=verification.scheme, month=verification.month)
    for path in verification.changed_inputs:
        yield INPUT.read(language, path=path)
    for name, then, now in verification.changed_versions:
        yield VERSION.read(language, name=name, then=then, now=now)
    if not verification.policy_matches:
        yield POLICY.read(language)
    for difference in verification.differences:
        yield from _rows(difference, language)


def _rows(difference: Difference, language: Language) -> Iterator[str]:
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


def as_data(verification: Verification) -> dict[str, Any]:
    """The verification for machines."""
    return {**asdict(verification), "folder": str(verification.folder), "is_equal": verification.is_equal}
