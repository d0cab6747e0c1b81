"""The output of the month before, opened for a run that goes on from it, with what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tierline.datasets.contract import (
    BILLS,
    CHANGED_LINES,
    EVERY_DATASET,
    MEMBERSHIPS,
    OVERRIDES,
    SUBSCRIBERS,
)
from tierline.datasets.errors import DatasetEmpty
from tierline.datasets.layout import Part, needs_order, opened, ordered
from tierline.datasets.paths import files_at, listed
from tierline.datasets.source import Source, inspected
from tierline.grading.carrying.errors import (
    CarriedDamaged,
    MonthsTooShort,
    NotTheMonthBefore,
    OptionBesideAfter,
    OtherSchemes,
)
from tierline.grading.carrying.files import whole_months
from tierline.grading.carrying.model import (
    CHANGES,
    CORRECTIONS,
    LINES,
    SUMS,
    Carried,
    MonthBefore,
    carried_in,
    month_name,
)
from tierline.grading.digests import record
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.inputs import Inputs, check_ids, check_month, given_of, reach_of
from tierline.grading.model import Rating
from tierline.grading.months import month_number
from tierline.grading.window import Reach, Window
from tierline.wording import Text

BEGINNING = Text("the first month that there were bills", "最早有账单的月份")


@dataclass(frozen=True)
class Opened:
    """The month before, the new datasets, and the files of bills that are carried on as they lie."""

    before: MonthBefore
    inputs: Inputs
    whole: Mapping[int, Sequence[str]]


def opened_after(
    engine: DuckDB,
    folder: Path,
    paths: Mapping[str, Sequence[str]],
    schemes: Sequence[str],
    windows: tuple[Window, ...],
    rating: Rating,
    scratch: Path,
    part_lines: int,
    *,
    is_digested: bool,
) -> Opened:
    """The output of a folder, which has to be of the month before and of the same schemes, and what is new.

    Raises what errors.py has, and what datasets may be refused for.
    """
    carried = carried_in(folder)
    if month_number(carried.month) != rating.number - 1:
        raise NotTheMonthBefore(
            path=folder,
            found=month_name(month_number(carried.month)),
            month=month_name(rating.number),
            expected=month_name(rating.number - 1),
        )
    if set(carried.schemes) != set(schemes):
        raise OtherSchemes(path=folder, found=", ".join(carried.schemes), expected=", ".join(schemes))
    files = {name: files_at(EVERY_DATASET[name], given) for name, given in paths.items() if given}
    _check_options(files)
    rolls = _rolls(carried, windows, rating)
    if is_digested:
        _check_digests(carried, windows, rating)
    with faults():
        sources = {
            name: opened(engine.connection, EVERY_DATASET[name], found, scratch)
            for name, found in files.items()
        }
    for name in (BILLS.name, SUBSCRIBERS.name):
        if name in sources and not sources[name].rows:
            raise DatasetEmpty(dataset=name, path=", ".join(paths[name]))
    check_ids(engine, sources)
    reach = reach_of(engine, sources[BILLS.name])
    check_month(engine, sources[BILLS.name], rating, reach)
    parts = _parts(engine, carried, part_lines)
    put_in_order = []
    for name, source in sources.items():
        if name != OVERRIDES.name and needs_order(source, parts):
            with faults():
                sources[name] = ordered(engine.connection, source, scratch)
            put_in_order.append(name)
    if MEMBERSHIPS.name in sources:
        _check_others(engine, sources[MEMBERSHIPS.name], carried.schemes)
    with faults():
        memberships = _memberships(engine, carried, files.get(MEMBERSHIPS.name, ()), sources)
    if memberships is not None:
        sources[MEMBERSHIPS.name] = memberships
    whole = _whole(engine, sources[BILLS.name], rating, parts)
    known = sum(file.rows for file in carried.of(LINES))
    inputs = Inputs(
        sources, parts, files, tuple(put_in_order), _with_upper_end(reach, rating),
        given_of(engine, sources, rating), known,
    )  # fmt: skip
    return Opened(MonthBefore(carried, windows, rolls, bool(whole)), inputs, whole)


def _check_digests(carried: Carried, windows: Sequence[Window], rating: Rating) -> None:
    """Raises CarriedDamaged where a file that the run will read is not what its digest says."""
    left = {rating.number - 1 - one.last_months for one in windows if one.last_months}
    read = [file for number in left for file in carried.of_month(number)]
    read += [file for kind in (LINES, CHANGES, SUMS, CORRECTIONS) for file in carried.of(kind)]
    wrong = [
        file.path
        for file in (*read, *carried.memberships())
        if file.sha256 and record(Path(carried.path(file)), is_digested=True).sha256 != file.sha256
    ]
    if wrong:
        raise CarriedDamaged(path=carried.folder, files=", ".join(wrong[:5]))


def _with_upper_end(reach: Reach, rating: Rating) -> Reach:
    """The months that bills may be of: corrections may be older, what is of M or later is left out."""
    return Reach(min(reach.first, rating.number - 1), rating.number - 1)


def _check_options(files: Mapping[str, Sequence[str]]) -> None:
    if SUBSCRIBERS.name in files and CHANGED_LINES.name in files:
        raise OptionBesideAfter(
            option="--changed-lines",
            found=", ".join(files[CHANGED_LINES.name][:3]),
            expected=Text(
                "either the changed lines, or all of them with --subscribers",
                "变更线路与 --subscribers 的全量线路二者取一",
            ),
        )


def _check_others(engine: DuckDB, memberships: Source, schemes: Sequence[str]) -> None:
    """Raises OptionBesideAfter for memberships that the output of the month before has itself."""
    known = {str(row[0]) for row in engine.rows(f"SELECT DISTINCT scheme FROM {memberships.scan()}")}
    twice = sorted(known & set(schemes))
    if twice:
        raise OptionBesideAfter(
            option="--memberships",
            found=", ".join(twice),
            expected=Text(
                "memberships of other schemes only: those of the run's own come from --after",
                "只给出其他方案的会员资格：本次方案的会员资格取自 --after",
            ),
        )


def _rolls(carried: Carried, windows: Sequence[Window], rating: Rating) -> bool:
    """True where every sum is carried. Raises MonthsTooShort where one is not, and the bills do not reach."""
    missing = [one for one in windows if one.name not in carried.windows]
    months = carried.months
    for one in missing:
        first = rating.number - one.last_months if one.last_months else 0
        if not months or months[0] > first:
            raise MonthsTooShort(
                path=carried.folder,
                window=one.name,
                first=month_name(first) if one.last_months else BEGINNING,
                held=month_name(months[0]) if months else "-",
            )
    return not missing


def _parts(engine: DuckDB, carried: Carried, part_lines: int) -> list[Part]:
    """The parts of the month before; one that has grown past twice the usual size becomes two.

    The last one is closed where it is full, since new lines come behind it.
    """
    starts: list[int] = []
    for part in carried.parts:
        if part.first is not None:
            starts.append(part.first)
        lines = carried.for_part(LINES, part)
        if lines is None or lines.first is None or lines.last is None:
            continue
        if lines.rows > 2 * part_lines:
            file = listed([carried.path(lines)])
            middle = engine.rows(
                f"SELECT subscriber_id FROM read_parquet({file}) OFFSET {lines.rows // 2} LIMIT 1"
            )[0][0]
            starts.append(int(middle))
        if part.last is None and lines.rows >= part_lines:
            starts.append(lines.last + 1)
    edges = [None, *starts]
    lasts = [*(start - 1 for start in starts), None]
    return [Part(number, *ends) for number, ends in enumerate(zip(edges, lasts, strict=True))]


def _memberships(
    engine: DuckDB, carried: Carried, given: Sequence[str], sources: Mapping[str, Source]
) -> Source | None:
    """The memberships that the month before left, with those of other schemes that were handed in."""
    own = tuple(carried.path(file) for file in carried.memberships() if file.rows)
    others = sources[MEMBERSHIPS.name].files if given else ()
    found = (*own, *others)
    return inspected(engine.connection, MEMBERSHIPS, found) if found else None


def _whole(engine: DuckDB, bills: Source, rating: Rating, parts: Sequence[Part]) -> dict[int, list[str]]:
    """The files of last month's bills where all of them can be carried on as they lie."""
    number = rating.number - 1
    whole = whole_months(engine, bills, rating, parts).get(number, [])
    for group in bills.row_groups:
        days = group.days("month")
        may_be = days is None or month_number(days[0]) <= number <= month_number(days[1])
        if group.rows and group.file not in whole and may_be:
            return {}
    return {number: whole} if whole else {}
