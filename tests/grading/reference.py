"""The exact rules once more, in plain Python, line by line: what the engine is compared with, cell by cell.

The run and its rows are here (section 2 of the grading rules), the life of a membership in `reference_life`
(section 4), what the figures give in `reference_rating` (section 3), the values in `reference_policy`. It is
slow, and that is its use: it shares neither code nor form with the engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.grading import reference_policy as policy
from tests.grading.reference_life import Membership, Run, decide, is_waiting, running_on, vip_term_running
from tests.grading.reference_rating import Line, Row, month_number, rate


class Refused(Exception):
    """The run is refused; `code` says why, in words of this module."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Result:
    """Rows as section 2 lists them, sorted by subscriber_id, memberships by since within it."""

    grades: list[Row]
    memberships: list[Row]
    events: list[Row]


def refuse_what_cannot_be_run(run: Run, bills: list[Row], held: dict[int, list[Membership]]) -> None:
    """Sections 2 to 4: R lies in M, a version is in force on R, bills reach M-1, no state of a later run."""
    if month_number(run.rated_on) != run.month_number:
        raise Refused("rated_on_outside_month")
    if run.rated_on < policy.IN_FORCE_FROM[run.scheme]:
        raise Refused("not_in_force")
    if not any(month_number(bill["month"]) == run.month_number - 1 for bill in bills):
        raise Refused("no_bills_of_last_month")
    for memberships in held.values():
        for each in memberships:
            if each.since > run.rated_on and not is_waiting(each, memberships, run.month, run.rated_on):
                raise Refused("membership_starts_after_rating")


def grade(
    scheme: str,
    month: date,
    rated_on: date,
    subscribers: list[Row],
    bills: list[Row],
    memberships: list[Row],
    special_grades: list[Row],
) -> Result:
    """Grades, memberships and events (without duties) of one run. Raises Refused where there is none.

    `month` is the first day of M. Rows carry every column of the data contract.
    """
    run = Run(scheme, month, rated_on)
    held = _memberships_by_line(memberships, scheme)
    refuse_what_cannot_be_run(run, bills, held)
    billed: dict[int, dict[int, Row]] = defaultdict(dict)
    for bill in bills:
        billed[bill["subscriber_id"]][month_number(bill["month"])] = bill
    special = {row["subscriber_id"]: row["grade"] for row in special_grades}
    in_vip = {
        subscriber
        for vip in policy.VIP_SCHEMES
        for subscriber, terms in _memberships_by_line(memberships, vip).items()
        if vip_term_running(terms, month, rated_on)
    }
    result = Result([], [], [])
    for row in sorted(subscribers, key=lambda row: row["subscriber_id"]):
        subscriber = row["subscriber_id"]
        line = Line(row, month, rated_on, billed[subscriber], special.get(subscriber), subscriber in in_vip)
        _add_line(result, run, line, held.pop(subscriber, []))
    for subscriber, unknown in held.items():
        _add_memberships(result, run, subscriber, [each for each in unknown if each.reaches(rated_on)])
    result.memberships.sort(key=lambda row: (row["subscriber_id"], row["since"]))
    return result


def _memberships_by_line(rows: list[Row], scheme: str) -> dict[int, list[Membership]]:
    by_line: dict[int, list[Membership]] = defaultdict(list)
    for row in rows:
        if row["scheme"] == scheme:
            one = Membership(row["tier"], row["since"], row["ends_on"], row["source"])
            by_line[row["subscriber_id"]].append(one)
    return by_line


def _add_line(result: Result, run: Run, line: Line, held: Sequence[Membership]) -> None:
    rating = rate(run.scheme, line)
    decision = decide(run, line, rating, held)
    shown = decision.shown
    grades: dict[str, Any] = {
        "subscriber_id": line.row["subscriber_id"],
        "scheme": run.scheme,
        "month": run.month,
        "eligible": rating.reason is None,
        "ineligible_reason": rating.reason,
        "tenure_months": line.tenure,
        **rating.measures,
        "score": rating.score,
        "rated_tier": rating.rated_tier,
        "tier": shown.tier if shown else None,
        "since": shown.since if shown else None,
        "ends_on": shown.ends_on if shown else None,
        "change": decision.change,
        "product": line.row["product"],
        "site": line.row["site"],
    }
    result.grades.append(grades)
    if decision.change not in ("none", "kept"):
        before = running_on(held, run.rated_on)
        result.events.append({**grades, "previous_tier": before.tier if before else None})
    # Written are those that reach R, the new one, and those that this run cut; what ended before is history.
    carried = [each for each in decision.carried if each.reaches(run.rated_on) or each not in held]
    _add_memberships(result, run, line.row["subscriber_id"], carried)


def _add_memberships(result: Result, run: Run, subscriber: int, carried: Sequence[Membership]) -> None:
    if run.scheme == "cmcc-credit":
        return
    for each in carried:
        fields = {"tier": each.tier, "since": each.since, "ends_on": each.ends_on, "source": each.source}
        result.memberships.append({"subscriber_id": subscriber, "scheme": run.scheme, **fields})
