"""How the rows of a part come before the rules: from the datasets that were handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tierline.datasets.checks import Check
from tierline.datasets.contract import (
    BILLS,
    CHANGED_LINES,
    DATASETS,
    LAYERS,
    MEMBERSHIPS,
    SPECIAL_GRADES,
    SUBSCRIBERS,
    Dataset,
)
from tierline.datasets.layers import bills_as_corrected, lines_as_changed
from tierline.datasets.layout import Part
from tierline.datasets.sql_text import quoted
from tierline.grading import part_checks
from tierline.grading.carrying.files import Carrying
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs
from tierline.grading.model import Rating
from tierline.grading.part_result import PartResult
from tierline.grading.plan import Plan

HELD = (MEMBERSHIPS, SPECIAL_GRADES)
"""Small, and read more than once: held rather than scanned again."""

OVER = {SUBSCRIBERS.name: lines_as_changed, BILLS.name: bills_as_corrected}


@dataclass(frozen=True)
class PartReading:
    """One part of the inputs, given to an engine under the names that the plan uses."""

    engine: DuckDB
    part: Part
    inputs: Inputs
    rating: Rating
    plan: Plan
    checks: Mapping[str, Sequence[Check]]
    is_checked: bool

    def read(self) -> None:
        """Give the engine the rows."""
        for dataset in DATASETS.values():
            self.give(dataset)

    def give(self, dataset: Dataset) -> None:
        """Give the engine the rows of one dataset, with what lies over them."""
        sql = self.sql_of(dataset)
        (self.engine.keep if dataset in HELD and self.has(dataset) else self.engine.view)(dataset.name, sql)

    def has(self, dataset: Dataset) -> bool:
        """Whether the dataset was handed in."""
        return dataset.name in self.inputs.sources

    def sql_of(self, dataset: Dataset) -> str:
        """The SQL of the rows of one dataset; what lies over them is held, and laid over them."""
        if not self.has(dataset):
            return empty(dataset)
        sql = self.inputs.sources[dataset.name].select(self.part.first, self.part.last)
        layer = LAYERS.get(dataset.name)
        if layer is None or not self.has(layer):
            return sql
        over = self.inputs.sources[layer.name]
        self.engine.keep(layer.name, over.select(self.part.first, self.part.last))
        return OVER[dataset.name](sql)

    def check(self, found: PartResult) -> None:
        """Count the rows that break the contract."""
        for name, checks in self.checks.items():
            source = self.inputs.sources[name]
            part_checks.bad_rows(self.engine, source, self.part, checks, found.findings)
        if CHANGED_LINES.name in self.inputs.sources:
            part_checks.repeated(self.engine, CHANGED_LINES.name, CHANGED_LINES, found.findings)
        self.check_memberships(found)

    def check_memberships(self, found: PartResult) -> None:
        """Count memberships and special grades that cannot stand side by side, or not on this day."""
        self.check_overlaps(found)
        part_checks.memberships(self.engine, self.plan.versions, self.rating, found.findings)
        part_checks.special_grades(self.engine, found.findings)

    def check_overlaps(self, found: PartResult) -> None:
        """Count memberships that overlap."""
        part_checks.overlaps(self.engine, found.findings)

    def give_figures(self, name: str, *, exact: bool) -> None:
        """Give the engine the lines with their sums, under a name; `exact` also where bills are older."""
        sums, figures = self.plan.sums, self.plan.figures
        if exact:
            sums, figures = self.plan.exact_sums, self.plan.exact_figures
        # The checks ask the sums again, also for lines that are not among the subscribers.
        (self.engine.keep if self.is_checked else self.engine.view)("sums", sums)
        self.engine.view(name, figures)

    def check_held(self, first: str, found: PartResult) -> None:
        """Count bills that share a line and month, and rows of lines that are not in the table `first`."""
        reach = self.inputs.reach
        part_checks.bills(self.engine, self.rating, reach, found.findings)
        found.unknown["", "bills"] += part_checks.unknown_bills(self.engine, first, self.rating, reach)
        self.check_special_grades(first, found)

    def carry(self, carrying: Carrying, first: str) -> None:
        """Put into the result what the next month needs of the part; `first` holds its sums."""
        carrying.write(self.engine, self.part, first)

    def check_special_grades(self, first: str, found: PartResult) -> None:
        """Count special grades of lines that are not in the table `first`."""
        found.unknown["", "special_grades"] += part_checks.unknown_rows(
            self.engine, first, SPECIAL_GRADES.name, "true"
        )


def empty(dataset: Dataset) -> str:
    """The SQL of a dataset without rows."""
    columns = (f"CAST(NULL AS {column.kind}) AS {quoted(column.name)}" for column in dataset.columns)
    return f"SELECT {', '.join(columns)} WHERE false"
