"""The lines behind a figure of a month, page by page, asked of the files of the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tierline.datasets.sql_text import literal, quoted
from tierline.months.errors import CheckUnknown
from tierline.months.figures import ESTABLISHED, bill_files, engine, scan, scan_of, within
from tierline.months.model import LineGraded, Rule, Wanted
from tierline.months.runs import Run, months_back
from tierline.policy.vocabulary import Change, Reason

KEPT_AS_THEY_WERE = (Change.KEPT, Change.NONE)
"""Lines without an event; of all others there is a row in `events`, which is far smaller than `grades`."""


COLUMNS = (
    "subscriber_id",
    "site",
    "product",
    "ineligible_reason",
    "tenure_months",
    "score",
    "rated_tier",
    "tier",
    "since",
    "ends_on",
    "change",
)


def lines_of(run: Run, wanted: Wanted, site: str, *, after: int | None, limit: int) -> list[LineGraded]:
    """The next lines behind `after`, by id, of those wanted at a site and below it. Clause: CHN-11.

    Numbers are left empty. Raises CheckUnknown.
    """
    measures = [measure.name for measure in run.version.measures]
    columns = (*COLUMNS, *measures)
    conditions = [within(site), *_conditions(run, wanted)]
    if after is not None:
        conditions.append(f"subscriber_id > {after}")
    changes = _changes(wanted)
    has_event = bool(changes) and not changes & set(KEPT_AS_THEY_WERE)
    content = run.recorded.content
    asked_for = (
        f"SELECT {', '.join(map(quoted, columns))} FROM {scan(content, 'events' if has_event else 'grades')}"
        f" WHERE {' AND '.join(conditions)} ORDER BY subscriber_id LIMIT {limit}"
    )
    with engine() as asked:
        rows = [dict(zip(columns, row, strict=True)) for row in asked.rows(asked_for)]
        ids = ", ".join(str(row["subscriber_id"]) for row in rows)
        previous = dict(
            asked.rows(
                f"SELECT subscriber_id, previous_tier FROM {scan(content, 'events')}"
                f" WHERE subscriber_id IN ({ids})"
            )
            if rows
            else ()
        )
    return [_line(row, measures, previous) for row in rows]


def rule_of(key: str) -> tuple[Rule, str]:
    """The rule of a check and what it is about. Raises CheckUnknown where no lines stand behind it."""
    rule, _, about = key.partition(":")
    if rule not in (Rule.FALLEN, Rule.UNBILLED):
        raise CheckUnknown(field="check")
    return Rule(rule), about


def _conditions(run: Run, wanted: Wanted) -> list[str]:
    found = [f"change = {literal(one.value)}" for one in _changes(wanted)]
    if wanted.tier is not None:
        is_none = wanted.tier == "none"
        found.append(f"{run.held} IS NULL" if is_none else f"{run.held} = {literal(wanted.tier)}")
    if wanted.reason is not None:
        found.append(f"ineligible_reason = {literal(wanted.reason.value)}")
    if wanted.site is not None:
        found.append(within(wanted.site))
    if wanted.check is not None:
        rule, about = rule_of(wanted.check)
        found.append(within(about))
        if rule is Rule.UNBILLED:
            found += [ESTABLISHED, f"subscriber_id NOT IN ({_billed(run)})"]
    return found


def _changes(wanted: Wanted) -> set[Change]:
    found = {wanted.change} if wanted.change is not None else set()
    if wanted.check is not None and rule_of(wanted.check)[0] is Rule.FALLEN:
        found.add(Change.FALLEN)
    return found


def _billed(run: Run) -> str:
    """The SQL of the lines that have a bill of the last month. Raises CheckUnknown where nobody can tell."""
    files = bill_files(run)
    if files is None:
        raise CheckUnknown(field="check")
    return (
        f"SELECT subscriber_id FROM {scan_of(list(files))}"
        f" WHERE month = DATE '{months_back(run.month, 1)}' AND subscriber_id IS NOT NULL"
    )


def _line(row: dict[str, Any], measures: Sequence[str], previous: dict[int, str | None]) -> LineGraded:
    reason = row["ineligible_reason"]
    return LineGraded(
        subscriber_id=row["subscriber_id"],
        msisdn="",
        site=row["site"] or "",
        product=row["product"],
        ineligible_reason=Reason(reason) if reason is not None else None,
        tenure_months=row["tenure_months"],
        figures={name: row[name] for name in measures},
        score=row["score"],
        rated_tier=row["rated_tier"],
        tier=row["tier"],
        previous_tier=previous.get(row["subscriber_id"]),
        since=row["since"],
        ends_on=row["ends_on"],
        change=Change(row["change"]),
    )
