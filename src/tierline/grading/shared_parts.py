"""The parts of a run gone through together with other processes, and on from where an earlier call was."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from tierline.datasets.layout import Part
from tierline.grading.asked import Asked
from tierline.grading.digests import check_unmoved
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs
from tierline.grading.part import PartWork
from tierline.grading.part_records import name_of, recorded, result_in
from tierline.grading.part_result import PartResult
from tierline.grading.parts import through_parts
from tierline.grading.takings import PARTS, Takings
from tierline.grading.waiting import pauses


class SharedParts:
    """The parts of a run: `whole` is what the finished ones gave together, `left` the others by name."""

    def __init__(self, inputs: Inputs, work: PartWork, takings: Takings, asked: Asked, staging: Path) -> None:
        self.whole = PartResult()
        self.left = {name_of(part): part for part in inputs.parts}
        self._lines = inputs.lines
        self._files = {f"{name}.parquet" for name in self.left}
        self._work = work
        self._takings = takings
        self._asked = asked
        self._staging = staging

    def take_over(self) -> int:
        """Add the parts that are finished elsewhere, or were before; how many."""
        found = self._takings.done(PARTS) & self.left.keys()
        for name in sorted(found):
            record = self._takings.record(name)
            if record is not None:
                self.whole.merge(result_in(record))
                del self.left[name]
        return len(found)

    def carry_out(
        self, threads: int, memory_mib: int, scratch: Path, progress: Callable[[int, int], None]
    ) -> PartResult:
        """The results of all parts; of some only where other processes have published all of them meanwhile.

        After a finding the rest is only checked; a fault stops this process.
        """
        waits = pauses()
        while self.left and not self._takings.is_over():
            progress(self.whole.lines, self._lines)
            free = [part for name, part in self.left.items() if self._takings.is_free(name)]
            if free:
                waits = pauses()
                with closing(through_parts(free, self._one, threads, memory_mib, scratch)) as results:
                    for _ in results:
                        self.take_over()
                        progress(self.whole.lines, self._lines)
            else:
                next(waits)
            self.take_over()
        return self.whole

    def _one(self, engine: DuckDB, part: Part) -> None:
        """Carry a part out and record it, where nobody else has it."""
        name = name_of(part)
        with self._takings.taken(name) as is_ours:
            if is_ours:
                result = self._work.carried_out(engine, part, write=not self.whole.findings)
                # Else another state of the inputs might pass for the one asked of, once that one is back.
                check_unmoved(self._asked.files)
                self._takings.finish(name, recorded(result), self._staging.rglob(f"*{name}.parquet"))

    def tidy(self, results: Iterable[str]) -> None:
        """Remove what processes that died have left among the files of the results."""
        for folder, name in itertools.product(self._work.folders.values(), results):
            for path in (folder / name).iterdir():
                if path.name not in self._files:
                    path.unlink()
