"""Golden cases: reads tests/golden/<policy day>/*.yaml, makes each an operator, compares a run with it.

A case is one line in one run. Its own line has the number 1; bills and memberships may name another number,
which is then a line that is not among the subscribers. What `given` leaves out has the values of USUAL_LINE.

    name, clause      what is promised; the clauses are the ids in `clause`
    scheme
    given
      line            columns of subscribers
      last_months     {months: 6, billed: 300}: the months before M, one amount or a list, oldest first
      bills           [{month: 2012-02, billed: 300}]: further months; amounts left out are zero
      membership(s)   one or a list; scheme is the case's, source is rated, unless said
      special_grade   honoured_guest or loyal
    when              {month: 2012-03, rated_on: 2012-03-05}; R is the 5th of M unless said
    then              cells of the line's row in grades; previous_tier; memberships: all rows, in order; or
                      refused: why the run is refused (the codes of reference.Refused)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.grading.operator import Operator
from tests.grading.reference_rating import first_day, month_number
from tierline.datasets.contract import BILLS, MEMBERSHIPS, SUBSCRIBERS, Dataset, Kind

Row = dict[str, Any]

FOLDER = Path(__file__).parent.parent / "golden"
LINES_A_CASE = 100
"""Each case has its own hundred of subscriber_ids, so that cases of one run can be put together."""

USUAL_LINE = {
    "subscriber_id": "1",
    "msisdn": "00000000001",
    "segment": "public",
    "product": "mobile_4g",
    "payment": "postpaid",
    "account_kind": "ordinary",
    "real_name": "true",
    "joined_on": "2005-01-15",
    "status": "active",
    "site": "65.6501.650102",
}
AMOUNTS = ("billed", "mobile_billed", "paid", "suspensions")
_INTEGERS = ("tenure_months", "arpu", "suspensions")
_DATES = ("since", "ends_on", "month")
_WORDS = ("ineligible_reason", "rated_tier", "tier", "change", "previous_tier", "source")


@dataclass(frozen=True)
class Case:
    """One golden case. `cells` are those of its row in grades, `previous_tier` that of its event."""

    name: str
    clauses: tuple[str, ...]
    policy_day: str
    scheme: str
    operator: Operator
    subscriber_id: int
    cells: Row
    memberships: list[Row] | None
    refused: str | None


def cases() -> list[Case]:
    """Every golden case, in the order of files and within them."""
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*/*.yaml")):
        for raw in _Strict(path.read_text(encoding="utf-8")).get_single_data():
            found.append(_case(raw, path.parent.name, first_id=LINES_A_CASE * (len(found) + 1)))
    return found


def together(found: Iterable[Case]) -> list[tuple[list[Case], Operator]]:
    """Cases that one run can answer, with their joint operator; one that is refused stands alone."""
    groups: dict[object, list[Case]] = defaultdict(list)
    for case in found:
        alone = case.name if case.refused else None
        groups[case.scheme, case.operator.month, case.operator.rated_on, alone].append(case)
    return [(group, _joint([case.operator for case in group])) for group in groups.values()]


def differences(case: Case, grades: list[Row], memberships: list[Row], events: list[Row]) -> list[str]:
    """What a run gave otherwise than the case says; its rows may hold those of other cases too."""
    grade = next(row for row in grades if row["subscriber_id"] == case.subscriber_id)
    event = next((row for row in events if row["subscriber_id"] == case.subscriber_id), None)
    found = []
    for column, expected in case.cells.items():
        row = event if column == "previous_tier" else grade
        if row is None:
            found.append(f"{column}: expected {expected!r}, found no event")
        elif row[column] != expected or type(row[column]) is not type(expected):
            found.append(f"{column}: expected {expected!r}, found {row[column]!r}")
    if (event is None) != (grade["change"] in ("none", "kept")):
        found.append(f"change {grade['change']}: found {'no' if event is None else 'an'} event")
    if event is not None:
        found += [
            f"event: {column} differs from grades" for column in grade if event[column] != grade[column]
        ]
    own = [
        row
        for row in memberships
        if row["subscriber_id"] // LINES_A_CASE == case.subscriber_id // LINES_A_CASE
    ]
    if case.memberships is not None and own != case.memberships:
        found.append(f"memberships: expected {case.memberships}, found {own}")
    return found


# ---------------------------------------------------------------- reading


class _Strict(yaml.BaseLoader):
    """Every scalar is a string, so that no amount passes through a float; a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(
                None, None, f"a key stands twice: {keys}", node.start_mark
            )
        return super().construct_mapping(node, deep)


def _take(raw: Row, allowed: Iterable[str], where: str) -> Row:
    unknown = set(raw) - set(allowed)
    if unknown:
        raise ValueError(f"{where}: unknown keys {sorted(unknown)}")
    return raw


def _case(raw: Row, policy_day: str, first_id: int) -> Case:
    _take(raw, ("name", "clause", "scheme", "given", "when", "then"), raw["name"])
    when = _take(raw["when"], ("month", "rated_on"), raw["name"])
    month = date.fromisoformat(f"{when['month']}-01")
    rated_on = date.fromisoformat(when["rated_on"]) if "rated_on" in when else month.replace(day=5)
    then = dict(raw["then"])
    refused, memberships = then.pop("refused", None), then.pop("memberships", None)
    return Case(
        name=raw["name"],
        clauses=tuple(re.findall(r"[A-Z]{3}-\d\d", raw["clause"])),
        policy_day=policy_day,
        scheme=raw["scheme"],
        operator=_operator(
            raw, month, rated_on, first_id, with_last_month=refused != "no_bills_of_last_month"
        ),
        subscriber_id=first_id + 1,
        cells={column: _cell(column, value) for column, value in then.items()},
        memberships=None if memberships is None else [_membership(raw, row, first_id) for row in memberships],
        refused=refused,
    )


def _operator(raw: Row, month: date, rated_on: date, first_id: int, with_last_month: bool) -> Operator:
    keys = ("line", "last_months", "bills", "membership", "memberships", "special_grade")
    given = _take(raw["given"], keys, raw["name"])
    current = month_number(month)
    bills = [dict(row) for row in given.get("bills", ())]
    spread = _take(given.get("last_months", {"months": "0"}), ("months", *AMOUNTS), raw["name"])
    months = int(spread["months"])
    for ago in range(months, 0, -1):
        of_month = {name: _of(spread[name], months - ago) for name in AMOUNTS if name in spread}
        bills.append({"month": f"{first_day(current - ago):%Y-%m}", **of_month})
    last_month = f"{first_day(current - 1):%Y-%m}"
    if with_last_month and not any(bill["month"] == last_month for bill in bills):
        # A month with a bill of nothing is a month without a bill, but the run is not refused for it.
        bills.append({"month": last_month})
    terms = [*given.get("memberships", ()), *([given["membership"]] if "membership" in given else ())]
    special = {"subscriber_id": first_id + 1, "grade": given.get("special_grade")}
    return Operator(
        month=month,
        rated_on=rated_on,
        subscribers=[_row(SUBSCRIBERS, {**USUAL_LINE, **given.get("line", {})}, first_id)],
        bills=[_row(BILLS, _bill(bill), first_id) for bill in bills],
        memberships=[_membership(raw, term, first_id) for term in terms],
        special_grades=[special] if special["grade"] else [],
    )


def _of(amounts: str | list[str], position: int) -> str:
    return amounts if isinstance(amounts, str) else amounts[position]


def _bill(raw: Row) -> Row:
    nothing = dict.fromkeys(AMOUNTS, "0")
    return {"subscriber_id": "1", **nothing, **raw, "month": f"{raw['month']}-01"}


def _membership(case: Row, raw: Row, first_id: int) -> Row:
    usual = {"subscriber_id": "1", "scheme": case["scheme"], "source": "rated"}
    return _row(MEMBERSHIPS, {**usual, **raw}, first_id)


def _row(dataset: Dataset, raw: Row, first_id: int) -> Row:
    """A row with every column of the contract, in its types."""
    _take(raw, (column.name for column in dataset.columns), dataset.name)
    row = {column.name: _value(column.kind, raw.get(column.name, "null")) for column in dataset.columns}
    return {**row, "subscriber_id": first_id + row["subscriber_id"]}


def _value(kind: Kind, text: str) -> Any:
    if text == "null":
        return None
    match kind:
        case Kind.VARCHAR:
            return text
        case Kind.BOOLEAN:
            return {"true": True, "false": False}[text]
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.MONEY:
            return Decimal(text).quantize(Decimal("0.01"))
        case _:
            return int(text)


def _cell(column: str, text: str) -> Any:
    """A cell of grades or events in the type that it has there; what is no number of its own is an amount."""
    if column == "eligible":
        return _value(Kind.BOOLEAN, text)
    if column in _INTEGERS:
        return _value(Kind.INTEGER, text)
    if column in _DATES:
        return _value(Kind.DATE, text)
    return _value(Kind.VARCHAR if column in _WORDS else Kind.MONEY, text)


def _joint(operators: list[Operator]) -> Operator:
    first = operators[0]
    return Operator(
        first.month,
        first.rated_on,
        [row for each in operators for row in each.subscribers],
        [row for each in operators for row in each.bills],
        [row for each in operators for row in each.memberships],
        [row for each in operators for row in each.special_grades],
    )
