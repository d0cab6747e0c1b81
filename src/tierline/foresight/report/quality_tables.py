"""The tables of data quality: how much was rated, what each run read and warned of, and by which policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from tierline.foresight.report.figures import count, month
from tierline.foresight.report.model import MonthFigures, SchemeReport
from tierline.foresight.report.tables import Table
from tierline.foresight.report.words import NOT_RATED, RATED, WORDS
from tierline.grading.months import month_number
from tierline.policy.vocabulary import Reason
from tierline.wording import Language, Text

DATASETS = ("subscribers", "bills", "memberships", "special_grades")


def coverage_table(report: SchemeReport, language: Language) -> Table:
    """A row for each month: lines, those rated, and those not rated by the reason."""
    reasons = [
        reason
        for reason in Reason
        if any(one.run.recorded.counts["by_ineligible_reason"].get(reason) for one in report.months)
    ]
    head = [WORDS["month"], WORDS["subscribers"], RATED, *(NOT_RATED[reason] for reason in reasons)]
    rows = []
    for one in report.months:
        counts = one.run.recorded.counts
        figures = [counts["lines"], counts["eligible"]]
        figures += [counts["by_ineligible_reason"].get(reason, 0) for reason in reasons]
        rows.append([month(one.month), *(count(int(figure)) for figure in figures)])
    return Table([title.read(language) for title in head], rows)


def runs_table(report: SchemeReport, language: Language) -> Table:
    """A row for each run: rows read, rows left out, checks, digests, how old the thresholds were."""
    shown = [
        name for name in DATASETS if any(name in one.run.recorded.summary["inputs"] for one in report.months)
    ]
    head = [WORDS["month"], *(WORDS[name] for name in shown), WORDS["unknown"]]
    head += [WORDS[name] for name in ("checks", "digests", "thresholds", "notes")]
    rows = [_run_row(one, shown, language) for one in report.months]
    return Table([title.read(language) for title in head], rows, caption=WORDS["rows_read"].read(language))


def _run_row(one: MonthFigures, shown: Iterable[str], language: Language) -> list[str]:
    recorded = one.run.recorded
    summary = recorded.summary
    read = [summary["inputs"].get(name, {}).get("rows", 0) for name in shown]
    digested = all(file.sha256 for files in recorded.files.values() for file in files)
    return [
        month(one.month),
        *map(count, read),
        _unknown(summary["rows_of_unknown_lines"], language),
        *(WORDS["on" if is_on else "off"].read(language) for is_on in (recorded.is_checked, digested)),
        _age(one, language),
        count(len(summary["warnings"])),
    ]


def _unknown(rows: Mapping[str, int | None], language: Language) -> str:
    known = [found for found in rows.values() if found is not None]
    return count(sum(known)) if len(known) == len(rows) else WORDS["not_counted"].read(language)


def _age(one: MonthFigures, language: Language) -> str:
    """How old the thresholds were, where they have to be computed anew."""
    if one.version.thresholds_valid_months is None:
        return "–"
    age = month_number(one.month) - month_number(one.version.starts_on)
    return WORDS["age"].read(language, months=age)


def policies(report: SchemeReport, language: Language) -> list[tuple[str, str]]:
    """The versions that the runs went by, with the months of each, and the digest of each pack."""
    found = []
    for (day, digest), ones in groupby(report.months, key=_policy_of):
        months = [one.month for one in ones]
        used = _to(months[0], months[-1], language)
        found.append((WORDS["version_row"].read(language, day=day, months=used), digest))
    return found


def _policy_of(one: MonthFigures) -> tuple[date, str]:
    return one.version.starts_on, one.run.recorded.policy_digest


def _to(first: date, last: date, language: Language) -> str:
    if first == last:
        return month(first)
    return WORDS["to"].read(language, first=month(first), last=month(last))


def warnings(report: SchemeReport, language: Language) -> list[str]:
    """What the runs warned of, each sentence once."""
    said: dict[str, Any] = {}
    for one in report.months:
        for warning in one.run.recorded.summary["warnings"]:
            said[Text(**warning).read(language)] = None
    return list(said)
