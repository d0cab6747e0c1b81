"""The beginning and the end of a run, be it from whole datasets or from the output of the month before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.datasets.contract import BILLS, CORRECTED_BILLS
from tierline.grading.carrying import closing
from tierline.grading.carrying.files import Carrying, whole_months
from tierline.grading.carrying.model import MonthBefore
from tierline.grading.carrying.opening import Opened, opened_after
from tierline.grading.digests import InputFile
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.summary import inputs_read
from tierline.grading.window import Reach, windows_of
from tierline.policy.model import Version

if TYPE_CHECKING:
    from tierline.grading.request import Request


@dataclass(frozen=True)
class Beginning:
    """What a run reads, what it goes on from if it does, and what it writes for the next month if it does."""

    inputs: Inputs
    carrying: Carrying | None
    opened: Opened | None

    @property
    def before(self) -> MonthBefore | None:
        """The month before, where the run goes on from it."""
        return self.opened.before if self.opened is not None else None

    @property
    def reach(self) -> Reach:
        """The months that bills may be summed over: what was carried on reaches back without a bound."""
        reach = self.inputs.reach
        return reach if self.opened is None else Reach(0, reach.last)


def begun(
    engine: DuckDB,
    request: Request,
    versions: Sequence[Version],
    staging: Path,
    scratch: Path,
    *,
    is_first: bool,
) -> Beginning:
    """The inputs opened; the first process of a run makes the folder `carried` where one is wanted."""
    rating, windows = request.rating, windows_of(versions)
    if request.after is None:
        inputs = prepared(engine, request.paths, rating, scratch, request.part_lines)
        if not request.is_carried_on:
            return Beginning(inputs, None, None)
        bills = inputs.sources[BILLS.name]
        is_corrected = CORRECTED_BILLS.name in inputs.sources
        whole = {} if is_corrected else whole_months(engine, bills, rating, inputs.parts)
        carrying = Carrying.begun(staging, windows, rating, bills, whole)
        if is_first:
            carrying.make(whole)
        return Beginning(inputs, carrying, None)
    opened = opened_after(
        engine, request.after, request.paths, request.schemes, windows, rating, scratch,
        request.part_lines, is_digested=request.is_digested,
    )  # fmt: skip
    bills = opened.inputs.sources[BILLS.name]
    carrying = Carrying.begun(staging, windows, rating, bills, opened.whole, last_month_only=True)
    if is_first:
        carrying.make(opened.whole)
        closing.link_months(opened.before.carried, carrying.folder)
    return Beginning(opened.inputs, carrying, opened)


def ended(
    beginning: Beginning,
    request: Request,
    folders: Mapping[str, Path],
    files: Mapping[str, Sequence[InputFile]],
    scratch: Path,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What the summary says of the inputs and of the month before. Writes the manifest where one is due."""
    inputs, opened = beginning.inputs, beginning.opened
    if beginning.carrying is None:
        return inputs_read(inputs, files), None
    engine = DuckDB(memory_mib=request.memory_mib, scratch=scratch)
    try:
        before = opened.before.carried if opened is not None else None
        carried = closing.close(
            engine, beginning.carrying, inputs.parts, folders, before, is_digested=request.is_digested
        )
        if opened is None:
            return inputs_read(inputs, files), None
        read = closing.inputs_read(request.out, carried, opened, files)
        return read, closing.after(engine, opened, files)
    finally:
        engine.close()
