"""The inputs of a run: opened, put in order where they are not, cut into parts, and what they hold told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierline.datasets.contract import BILLS, DATASETS, MEMBERSHIPS, SPECIAL_GRADES, SUBSCRIBERS
from tierline.datasets.errors import DatasetEmpty, MonthMissing
from tierline.datasets.layout import Part, needs_order, opened, ordered, parts_of
from tierline.datasets.source import Source, literal
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.model import Rating
from tierline.grading.months import first_day, month_number
from tierline.grading.standing_columns import Given
from tierline.grading.window import Reach


@dataclass(frozen=True)
class Inputs:
    """The datasets of a run by name, the parts to go through, and the files that were handed in."""

    sources: Mapping[str, Source]
    parts: Sequence[Part]
    files: Mapping[str, tuple[str, ...]]
    put_in_order: tuple[str, ...]
    reach: Reach
    given: Given


def prepared(
    engine: DuckDB, paths: Mapping[str, Sequence[str]], rating: Rating, scratch: Path, part_lines: int
) -> Inputs:
    """The inputs at `paths`, by dataset; memberships and special_grades may be left out.

    Raises what datasets/errors.py has for files, columns, types, and for bills of the wrong month.
    """
    from tierline.datasets.source import files_at

    files = {name: files_at(DATASETS[name], given) for name, given in paths.items() if given}
    sources = {
        name: opened(engine.connection, DATASETS[name], given, scratch)
        for name, given in paths.items()
        if given
    }
    for dataset in (SUBSCRIBERS, BILLS):
        if not sources[dataset.name].rows:
            raise DatasetEmpty(dataset=dataset.name, path=files[dataset.name][0])
    reach = _reach(engine, sources[BILLS.name])
    _check_month(engine, sources[BILLS.name], rating, reach)
    put_in_order = []
    rough = max(1, -(-sources[SUBSCRIBERS.name].rows // part_lines))
    evenly = [Part(number, number, number) for number in range(rough)]
    subscribers = sources[SUBSCRIBERS.name]
    parts = parts_of(subscribers, part_lines) if subscribers.id_ranges_known() else evenly
    for name, source in sources.items():
        if needs_order(source, parts if source.id_ranges_known() else evenly):
            sources[name] = ordered(engine.connection, source, scratch)
            put_in_order.append(name)
            if name == SUBSCRIBERS.name:
                parts = parts_of(sources[name], part_lines)
    return Inputs(sources, parts, files, tuple(put_in_order), reach, _given(engine, sources, rating))


def _reach(engine: DuckDB, bills: Source) -> Reach:
    """The first and the last month of the bills: from the footers, else from the rows."""
    days = [group.days("month") for group in bills.row_groups if group.rows]
    known = [one for one in days if one is not None]
    if len(known) == len(days):
        first, last = min(one[0] for one in known), max(one[1] for one in known)
    else:
        first, last = engine.rows(f"SELECT min(month), max(month) FROM {bills.scan()}")[0]
    return Reach(month_number(first), month_number(last))


def _check_month(engine: DuckDB, bills: Source, rating: Rating, reach: Reach) -> None:
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


def _given(engine: DuckDB, sources: Mapping[str, Source], rating: Rating) -> Given:
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
    return day.strftime("%Y-%m")
