"""The inputs of a run: opened, put in order where they are not, cut into parts, and what they hold told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tierline.datasets.checks import Findings, checks_of, id_checks
from tierline.datasets.contract import (
    BILLS,
    CORRECTED_BILLS,
    EVERY_DATASET,
    MEMBERSHIPS,
    OVERRIDES,
    SPECIAL_GRADES,
    SUBSCRIBERS,
)
from tierline.datasets.errors import DatasetEmpty, MonthMissing
from tierline.datasets.layout import Part, fullest, needs_order, opened, ordered, parts_of
from tierline.datasets.source import Source, files_at, literal
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.model import Rating
from tierline.grading.months import first_day, month_number
from tierline.grading.part_checks import counted
from tierline.grading.standing_columns import Given
from tierline.grading.window import Reach

FULLEST = 3
"""How many times the usual lines a part may hold before the subscribers are ordered first."""


@dataclass(frozen=True)
class Inputs:
    """The datasets of a run by name, the parts to go through, and the files that were handed in."""

    sources: Mapping[str, Source]
    parts: Sequence[Part]
    files: Mapping[str, tuple[str, ...]]
    put_in_order: tuple[str, ...]
    reach: Reach
    given: Given
    lines: int
    """How many lines the run grades, as far as is known before it."""


def prepared(
    engine: DuckDB, paths: Mapping[str, Sequence[str]], rating: Rating, scratch: Path, part_lines: int
) -> Inputs:
    """The inputs at `paths`, by dataset; memberships and special_grades may be left out.

    Raises what datasets/errors.py has for files, columns, types and ids, and for bills of the wrong month.
    """
    files = {name: files_at(EVERY_DATASET[name], given) for name, given in paths.items() if given}
    with faults():
        sources = {
            name: opened(engine.connection, EVERY_DATASET[name], found, scratch)
            for name, found in files.items()
        }
    for dataset in (SUBSCRIBERS, BILLS):
        if not sources[dataset.name].rows:
            raise DatasetEmpty(dataset=dataset.name, path=", ".join(paths[dataset.name]))
    check_ids(engine, sources)
    reach = reach_of(engine, sources[BILLS.name])
    if CORRECTED_BILLS.name in sources and sources[CORRECTED_BILLS.name].rows:
        over = reach_of(engine, sources[CORRECTED_BILLS.name])
        reach = Reach(min(reach.first, over.first), max(reach.last, over.last))
    check_month(engine, sources[BILLS.name], rating, reach)
    sources, put_in_order = _in_order(engine, sources, scratch, part_lines)
    parts = parts_of(sources[SUBSCRIBERS.name], part_lines)
    lines = sources[SUBSCRIBERS.name].rows
    return Inputs(sources, parts, files, put_in_order, reach, given_of(engine, sources, rating), lines)


def continued(
    engine: DuckDB, inputs: Inputs, rating: Rating, memberships: Sequence[str], scratch: Path
) -> Inputs:
    """The same inputs for another month, with the memberships of these files. Raises MonthMissing."""
    check_month(engine, inputs.sources[BILLS.name], rating, inputs.reach)
    sources = {name: source for name, source in inputs.sources.items() if name != MEMBERSHIPS.name}
    if memberships:
        with faults():
            sources[MEMBERSHIPS.name] = opened(engine.connection, MEMBERSHIPS, memberships, scratch)
    return replace(inputs, sources=sources, given=given_of(engine, sources, rating))


def _in_order(
    engine: DuckDB, sources: Mapping[str, Source], scratch: Path, part_lines: int
) -> tuple[dict[str, Source], tuple[str, ...]]:
    """The sources, ordered anew where they lie too scattered to be read part by part; and which were."""
    subscribers = sources[SUBSCRIBERS.name]
    found, put_in_order = dict(sources), []
    if subscribers.id_ranges_known():
        parts = parts_of(subscribers, part_lines)
    else:
        # Without ranges the parts cannot be known before the lines are in order, unless one part holds all.
        parts = [Part(number, None, None) for number in range(-(-subscribers.rows // part_lines))]
    # The subscribers come first, because ordering them changes the parts.
    for name in sorted(sources, key=lambda name: name != SUBSCRIBERS.name):
        source = sources[name]
        if name == OVERRIDES.name:
            # It is not read part by part.
            continue
        if needs_order(source, parts) or (
            name == SUBSCRIBERS.name and _parts_too_full(source, parts, part_lines)
        ):
            with faults():
                found[name] = ordered(engine.connection, source, scratch)
            put_in_order.append(name)
            if name == SUBSCRIBERS.name:
                parts = parts_of(found[name], part_lines)
    return found, tuple(name for name in sources if name in put_in_order)


def _parts_too_full(subscribers: Source, parts: Sequence[Part], part_lines: int) -> bool:
    """True where rows in no order would leave most lines to one part, whose memory would have no bound."""
    if len(parts) == 1:
        return False
    return not subscribers.id_ranges_known() or fullest(subscribers, parts) > FULLEST * part_lines


def check_ids(engine: DuckDB, sources: Mapping[str, Source]) -> None:
    """Raises ValuesRefused for rows without a proper id: no part would hold them, nobody would hear of it."""
    findings = Findings()
    for source in sources.values():
        counted(engine, source, source.scan(), id_checks(source), findings)
    if findings:
        raise findings.error()


def reach_of(engine: DuckDB, bills: Source) -> Reach:
    """The first and the last month of the bills, from the footers or the rows. Raises ValuesRefused."""
    days = [group.days("month") for group in bills.row_groups if group.rows]
    known = [one for one in days if one is not None]
    if len(known) == len(days):
        first, last = min(one[0] for one in known), max(one[1] for one in known)
        return Reach(month_number(first), month_number(last))
    years = "month BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
    first, last = engine.rows(f"SELECT min(month), max(month) FROM {bills.scan()} WHERE {years}")[0]
    if first is None:
        findings = Findings()
        counted(
            engine,
            bills,
            bills.scan(),
            [check for check in checks_of(bills) if check.column == "month"],
            findings,
        )
        raise findings.error()
    return Reach(month_number(first), month_number(last))


def check_month(engine: DuckDB, bills: Source, rating: Rating, reach: Reach) -> None:
    """Raises MonthMissing where no bill is of the month before the rating month."""
    wanted = first_day(rating.number - 1)
    unsure = []
    for group in bills.row_groups:
        days = group.days("month")
        if days is not None and days[0] == days[1] == wanted and group.rows:
            return
        if days is None or days[0] <= wanted <= days[1]:
            unsure.append(group.file)
    for file in dict.fromkeys(unsure):
        if engine.rows(f"SELECT 1 FROM {bills.scan([file])} WHERE month = {_day(wanted)} LIMIT 1"):
            return
    raise MonthMissing(
        month=_month(wanted), first=_month(first_day(reach.first)), last=_month(first_day(reach.last))
    )


def given_of(engine: DuckDB, sources: Mapping[str, Source], rating: Rating) -> Given:
    """Which schemes have memberships, and which have some that begin after the rating day."""
    schemes: set[str] = set()
    waiting: set[str] = set()
    source = sources.get(MEMBERSHIPS.name)
    if source is not None and source.rows:
        rows = engine.rows(
            f"SELECT scheme, bool_or(since > {_day(rating.rated_on)}) FROM {source.scan()} GROUP BY scheme"
        )
        schemes = {str(scheme) for scheme, _ in rows}
        waiting = {str(scheme) for scheme, begins_later in rows if begins_later}
    special = sources.get(SPECIAL_GRADES.name)
    return Given(frozenset(schemes), frozenset(waiting), special is not None and special.rows > 0)


def _day(day: date) -> str:
    return f"DATE {literal(day.isoformat())}"


def _month(day: date) -> str:
    return day.isoformat()[:7]
