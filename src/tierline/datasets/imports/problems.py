"""What does not fit, gathered while a source is read, so that one message tells all of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tierline.datasets.imports.errors import Problem, ValuesRefused
from tierline.wording import Text

_SHOWN_ROWS = 5


@dataclass
class _Tally:
    count: int = 0
    rows: list[int] = field(default_factory=list)


class Problems:
    """Problems by dataset, column and expectation, each with its count and its first rows."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str, Text], _Tally] = {}

    def add(self, dataset: str, column: str, row: int, expected: Text) -> None:
        """Count one value that does not fit."""
        tally = self._tallies.setdefault((dataset, column, expected), _Tally())
        tally.count += 1
        if len(tally.rows) < _SHOWN_ROWS and row not in tally.rows:
            tally.rows.append(row)

    @property
    def found(self) -> bool:
        """True once anything did not fit."""
        return bool(self._tallies)

    def refuse(self, file: str) -> None:
        """Raise ValuesRefused if there was any problem."""
        if self._tallies:
            raise ValuesRefused(
                file,
                [
                    Problem(dataset, column, expected, tally.count, tuple(tally.rows))
                    for (dataset, column, expected), tally in self._tallies.items()
                ],
            )
