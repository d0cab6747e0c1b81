"""What is set by hand held against the contract, once for the whole run: its rows are few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tierline.datasets.checks import NOT_FILLED, Check, Findings, checks_of, shown_text
from tierline.datasets.contract import OVERRIDES
from tierline.datasets.source import Source, literal
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.part_checks import counted, overlaps
from tierline.policy.model import Version
from tierline.wording import Text

MOST_MONTHS = 12
"""How long a tier may be set by hand at once: a term. For longer it is set, and approved, anew."""

LONGEST = {"reason": 500, "set_by": 80, "approved_by": 80}
"""Letters that the columns of words may hold."""

SPACES = r"[\s\p{Z}\p{C}]"
ROW = f"concat_ws(' ', {shown_text('scheme')}, since)"
"""How a message tells a row beside its line: names and reasons are personal."""


def check(engine: DuckDB, source: Source, versions: Sequence[Version], known: Collection[str] | None) -> None:
    """Raises ValuesRefused or SeveralRefused where a row may not stand, in any of the schemes.

    `known` are the schemes that there are; None where only those of `versions` are at hand.
    """
    findings = Findings()
    counted(engine, source, source.scan(), [*checks_of(source), *_own_checks(versions, known)], findings)
    engine.keep(OVERRIDES.name, source.select(None, None))
    overlaps(engine, findings, OVERRIDES)
    if findings:
        raise findings.error()


def _own_checks(versions: Sequence[Version], known: Collection[str] | None) -> Iterator[Check]:
    if known is not None:
        listed = ", ".join(sorted(known))
        problem = Text(f"expected one of the schemes {listed}", f"应为现有方案之一：{listed}")
        yield Check("scheme", problem, f"scheme NOT IN ({_listed(sorted(known))})", shown_text("scheme"))
    for version in versions:
        tiers = ", ".join(version.ranking)
        problem = Text(
            f"expected a tier of {version.scheme}: {tiers}", f"应为 {version.scheme} 的等级：{tiers}"
        )
        wrong = f"scheme = {literal(version.scheme)} AND tier NOT IN ({_listed(version.ranking)})"
        yield Check("tier", problem, wrong, shown_text("tier"))
    days = "since || '..' || ends_on"
    yield Check("ends_on", Text("before since", "早于 since"), "ends_on < since", days)
    too_long = Text(
        f"more than {MOST_MONTHS} months from since; set it for a shorter time, and anew after that",
        f"自 since 起超过 {MOST_MONTHS} 个月；请缩短期限，到期后重新设定",
    )
    yield Check("ends_on", too_long, f"ends_on >= since + INTERVAL {MOST_MONTHS} MONTH", days)
    for column, most in LONGEST.items():
        yield Check(column, NOT_FILLED, f"NOT regexp_matches({column}, {literal(_but(SPACES))})", ROW)
        problem = Text(f"longer than {most} letters", f"超过 {most} 个字符")
        yield Check(column, problem, f"length({column}) > {most}", ROW)
        nul = Text("a NUL character in it", "含有 NUL 字符")
        yield Check(column, nul, rf"regexp_matches({column}, '\x00')", ROW)
    same = Text("the same person as in set_by; expected another", "与 set_by 为同一人，应由另一人批准")
    yield Check("approved_by", same, f"{_person('set_by')} = {_person('approved_by')}", ROW)


def _but(letters: str) -> str:
    return letters.replace("[", "[^", 1)


def _person(column: str) -> str:
    """The SQL of a name as far as it tells people apart: not by its spaces or capitals. Empty is nobody."""
    return f"nullif(regexp_replace(lower(nfc_normalize({column})), {literal(SPACES)}, '', 'g'), '')"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(literal(word) for word in words)
