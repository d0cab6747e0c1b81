"""What the run behind a tier says of a line: found by the last publication, read from the run's folder.

The content of a run never changes, so that the packs and records of a few are kept, by its place. Of lines
nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import InputError
from tierline.explanations.model import Withheld
from tierline.explanations.rules import first_month_counted, is_published
from tierline.grading.explain.asked import Asked, from_run
from tierline.grading.explain.case import Case
from tierline.grading.explain.errors import LineUnknown
from tierline.grading.explain.one_line import opened, read_line
from tierline.grading.explain.recorded_case import recorded_case
from tierline.grading.model import Line
from tierline.grading.publication import content_of
from tierline.lines.model import Membership
from tierline.publishing.model import Publication

if TYPE_CHECKING:
    import duckdb

MOST_RUNS = 16
"""So many runs are kept; a service publishes a few schemes a month."""

MEMORY = "128MiB"
"""Of the engine, for each call; the rows of one line take a few MiB, and their footers some more."""


@dataclass(frozen=True)
class Found:
    """What a run gave a line; the case is None where nothing can be told, which `withheld` then says."""

    asked: Asked | None
    case: Case | None
    withheld: Withheld | None


@dataclass
class Reader:
    """Reads one line from several runs, which mostly share their inputs."""

    connection: duckdb.DuckDBPyConnection
    runs: Path
    line_id: int
    owned_from: date | None
    _lines: dict[tuple[tuple[str, tuple[str, ...]], ...], Line] = field(default_factory=dict)

    def found(self, publication: Publication, terms: Sequence[Membership]) -> Found:
        """What the published run gave the line; `terms` are those that its owner has in the scheme."""
        try:
            asked = self._asked(publication)
        except (InputError, OSError):
            return Found(None, None, Withheld.RUN_GONE)
        if (asked.rating.month, asked.rating.rated_on) != (publication.month, publication.rated_on):
            return Found(asked, None, Withheld.RUN_CHANGED)
        try:
            line = self._line(asked)
            case, recorded = recorded_case(self.connection, asked, self.line_id, line)
        except LineUnknown:
            return Found(asked, None, Withheld.NOT_IN_RUN)
        except (InputError, OSError):
            return Found(asked, None, Withheld.RUN_GONE)
        assert recorded is not None
        if self.owned_from is not None and first_month_counted(case) < self.owned_from:
            return Found(asked, case, Withheld.FORMER_OWNER)
        if recorded.row is None or recorded.differs or recorded.is_pack_changed:
            return Found(asked, None, Withheld.RUN_CHANGED)
        return Found(asked, case, None if is_published(case, terms) else Withheld.RUN_CHANGED)

    def _asked(self, publication: Publication) -> Asked:
        month = _content(self.runs / f"{publication.month:%Y-%m}")
        folder = month if (month / "summary.json").is_file() else _content(month / publication.scheme)
        now = (folder / "summary.json").stat()
        return _kept(folder, publication.scheme, (now.st_ino, now.st_mtime_ns, now.st_size))

    def _line(self, asked: Asked) -> Line:
        key = tuple(sorted(asked.files.items()))
        if key not in self._lines:
            self._lines[key] = read_line(self.connection, asked.files, self.line_id)
        return self._lines[key]


@contextmanager
def reader(runs: Path, line_id: int, owned_from: date | None) -> Iterator[Reader]:
    """A reader whose engine is there within the context, small enough for many at once in one server."""
    with opened(threads=1, memory_limit=MEMORY) as connection:
        yield Reader(connection, runs, line_id, owned_from)


def _content(folder: Path) -> Path:
    """Where the content of a folder lies, whatever is graded into it meanwhile."""
    return (content_of(folder) or folder).resolve()


@lru_cache(maxsize=MOST_RUNS)
def _kept(content: Path, scheme: str, _stamp: tuple[int, int, int]) -> Asked:
    """What a run was made from. The stamp tells a run from one that took its place in a folder made anew."""
    return from_run(content, scheme, {})
