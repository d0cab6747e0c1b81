"""Explanations kept as reviewed texts; `python -m tests.grading.explain.explained` writes them anew."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.grading.explain.one_case import lines_of, rating_of, version_of
from tests.grading.golden import Case, cases
from tierline.grading.explain.case import grade_line
from tierline.grading.explain.explanation import Explanation, explain_case
from tierline.grading.explain.text import page_of
from tierline.policy.load import bundled_packs
from tierline.wording import Language

FOLDER = Path(__file__).parent / "snapshots"
KEPT = {
    "vip-inside-term": ("unicom-vip", "inside the term the tier does not fall"),
    "vip-change-of-plan": ("unicom-vip", "a change of plan inside the term keeps the tier"),
    "star-loyal": ("unicom-star", "four stars inside the year rise to loyal when the list says so"),
    "henan-contract": ("unicom-vip-henan", "a handset contract of 586 is diamond on joining"),
    "credit-suspensions": (
        "cmcc-credit",
        "each suspension of the last 12 months takes 100, one of the month before them takes none",
    ),
    "mobile-star-cap": ("cmcc-star", "three suspensions in the year leave three stars at most"),
}


@cache
def golden_cases() -> dict[tuple[str, str], Case]:
    """Golden cases that are not refused, by scheme and name."""
    return {(one.scheme, one.name): one for one in cases() if not one.refused}


@cache
def explained_golden(scheme: str, name: str) -> Explanation:
    """The explanation of the line of a golden case; the digest is blotted out, as any word changes it."""
    golden = golden_cases()[scheme, name]
    pack = replace(bundled_packs()[scheme], digest="0" * 64)
    (line,) = lines_of(golden.operator)
    version = version_of(scheme, golden.operator.rated_on)
    return explain_case(pack, grade_line(version, rating_of(golden.operator), line))


def some_of_all() -> list[Explanation]:
    """The explanations of every fourth golden case, over all schemes: looking ahead takes a while."""
    return [explained_golden(*key) for key in list(golden_cases())[::4]]


def page_in(name: str, language: Language) -> str:
    """The page of one that is kept."""
    return page_of(explained_golden(*KEPT[name]), language).text()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for kept in KEPT:
        for spoken in Language:
            (FOLDER / f"{kept}.{spoken}.txt").write_text(page_in(kept, spoken), encoding="utf-8")
