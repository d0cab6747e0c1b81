"""What a run writes for the month after it: the lines in order, their sums, and the bills by month."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tierline.datasets.contract import BILLS, CORRECTED_BILLS, SUBSCRIBERS, Dataset
from tierline.datasets.footers import columns_of
from tierline.datasets.layout import Part, overread
from tierline.datasets.source import Source, literal
from tierline.datasets.sql_text import quoted
from tierline.grading.carrying.model import (
    CHANGES,
    CORRECTIONS,
    FOLDER,
    LINES,
    MONTHS,
    SUMS,
    month_name,
    part_name,
)
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.model import Rating
from tierline.grading.months import first_day, month_number
from tierline.grading.publication import linked
from tierline.grading.window import Window

MOST_OVERREAD = 1.5
"""A file of a month is carried on as it is only where reading it by parts goes over few rows twice."""

BY_PART = "by-"
"""How the names of files of a month begin that were written part by part."""

PREPARED = "prepared.json"
"""What stands in a folder whose files nobody writes into again: a link to them is as good as a copy."""


@dataclass(frozen=True)
class Carrying:
    """The folder `carried` of a result in the making."""

    folder: Path
    windows: tuple[Window, ...]
    rating: Rating
    rest: Source | None
    """The bills that are still to be written by part and month; None where none are."""
    all_files: tuple[str, ...]

    last_month_only: bool = False
    """Whether bills of the month before alone are written, since earlier ones are carried as they lie."""

    @classmethod
    def begun(
        cls,
        staging: Path,
        windows: Sequence[Window],
        rating: Rating,
        bills: Source,
        whole: Mapping[int, Sequence[str]],
        *,
        last_month_only: bool = False,
    ) -> Carrying:
        """The folder, of which `whole` months are files that are put into it as they lie."""
        taken = {file for files in whole.values() for file in files}
        rest = _without(bills, taken)
        return cls(staging / FOLDER, tuple(windows), rating, rest, bills.files, last_month_only)

    def make(self, whole: Mapping[int, Sequence[str]]) -> None:
        """Make the folder, and put the files of bills that are `whole` months into it as they lie."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in (LINES, CHANGES, SUMS, MONTHS, CORRECTIONS):
            (self.folder / name).mkdir(parents=True)
        for number, files in whole.items():
            place = self.folder / MONTHS / month_name(number)
            place.mkdir()
            for position, file in enumerate(files):
                _put(Path(file), place / f"whole-{position:05d}.parquet")

    def clear(self, part: Part) -> None:
        """Remove what a process that died has left of a part: perhaps links to files of the month before."""
        month = month_name(self.rating.number - 1) if self.last_month_only else "*"
        places = [self.folder / name for name in (LINES, CHANGES, SUMS, CORRECTIONS)]
        left = [place / part_name(part) for place in places]
        for path in (*left, *self.folder.glob(f"{MONTHS}/{month}/{BY_PART}{part_name(part)}")):
            path.unlink(missing_ok=True)

    def write(self, engine: DuckDB, part: Part, first: str) -> None:
        """Write the part's lines, the sums that the table `first` holds, and its bills of each month."""
        self.write_lines(engine, part, SUBSCRIBERS.name)
        self.write_sums(engine, part, first)
        if self.rest is not None:
            # Where no file is carried on as it is, corrections may lie over the bills.
            is_all = self.rest.files == self.all_files
            self.write_months(
                engine, part, BILLS.name if is_all else f"({self.rest.select(part.first, part.last)})"
            )

    def write_lines(self, engine: DuckDB, part: Part, lines: str) -> Path:
        """Write lines in order, without what is personal."""
        target = self.folder / LINES / part_name(part)
        engine.write(f"SELECT {line_columns()} FROM {lines}", types_of(SUBSCRIBERS), "subscriber_id", target)
        return target

    def write_sums(self, engine: DuckDB, part: Part, first: str) -> None:
        """Write the sums of lines that are in order."""
        types = {"subscriber_id": "BIGINT", **{one.name: "BIGINT" for one in self.windows}}
        columns = ", ".join(quoted(name) for name in types)
        target = self.folder / SUMS / part_name(part)
        engine.write(f"SELECT {columns} FROM {first}", dict(types), "", target, are_numbers=True)

    def write_months(self, engine: DuckDB, part: Part, bills: str) -> None:
        """Write bills of months before the rating month, a file for each month."""
        before = f"month < DATE {literal(self.rating.month.isoformat())}"
        for (month,) in engine.rows(f"SELECT DISTINCT month FROM {bills} WHERE {before} ORDER BY 1"):
            place = self.folder / MONTHS / month_name(month_number(month))
            place.mkdir(exist_ok=True)
            sql = f"SELECT * FROM {bills} WHERE month = DATE {literal(month.isoformat())}"
            engine.write(sql, types_of(BILLS), "subscriber_id", place / f"{BY_PART}{part_name(part)}")

    def write_changes(self, engine: DuckDB, part: Part, changes: str) -> None:
        """Write the lines that differ from the carried ones, in order, without what is personal."""
        target = self.folder / CHANGES / part_name(part)
        engine.write(
            f"SELECT {line_columns()} FROM {changes}", types_of(SUBSCRIBERS), "subscriber_id", target
        )

    def write_corrections(self, engine: DuckDB, part: Part, corrections: str) -> None:
        """Write the bills that take the place of carried ones, in order."""
        target = self.folder / CORRECTIONS / part_name(part)
        engine.write(
            f"SELECT * FROM {corrections}", types_of(CORRECTED_BILLS), "subscriber_id, month", target
        )


def types_of(dataset: Dataset) -> Mapping[str, str]:
    """The columns of a dataset with their types."""
    return {column.name: str(column.kind) for column in dataset.columns}


def line_columns(prefix: str = "") -> str:
    """The SQL list of the columns of a line. What is personal is left empty: no rule asks for it."""
    return ", ".join(
        f"'' AS {quoted(column.name)}" if column.personal else f"{prefix}{quoted(column.name)}"
        for column in SUBSCRIBERS.columns
    )


def whole_months(
    engine: DuckDB, bills: Source, rating: Rating, parts: Sequence[Part]
) -> dict[int, list[str]]:
    """Files of one month each, by its number, with the contract's columns alone and in ranges of ids."""
    found: dict[int, list[str]] = {}
    exact = types_of(BILLS)
    for form in bills.forms:
        if dict(form.types) != exact:
            continue
        for file in form.files:
            groups = tuple(group for group in bills.row_groups if group.file == file and group.rows)
            days = {group.days("month") for group in groups}
            one_day = days.pop() if len(days) == 1 else None
            if one_day is None or one_day[0] != one_day[1] or one_day[0].day != 1:
                continue
            number = month_number(one_day[0])
            alone = replace(bills, files=(file,), row_groups=groups)
            if (
                number < rating.number
                and alone.id_ranges_known()
                and overread(alone, parts) <= MOST_OVERREAD
                and columns_of(engine.connection, BILLS, file) == exact
            ):
                found.setdefault(number, []).append(file)
    return found


def _without(bills: Source, files: Iterable[str]) -> Source | None:
    """The bills that lie in other files; None where there are none."""
    taken = set(files)
    rest = tuple(file for file in bills.files if file not in taken)
    if not rest:
        return None
    return replace(
        bills, files=rest, row_groups=tuple(group for group in bills.row_groups if group.file not in taken)
    )


def _put(file: Path, target: Path) -> None:
    prepared = any((folder / PREPARED).is_file() for folder in file.absolute().parents[:2])
    if prepared:
        linked(str(file), str(target))
    else:
        shutil.copy2(file, target)


def first_of(number: int) -> str:
    """The SQL of the first day of a month."""
    return f"DATE {literal(first_day(number).isoformat())}"
