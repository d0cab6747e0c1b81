"""What rows are made of by the database itself: expressions of SQL over running numbers.

Row number `i` of a table is the `i`-th of three years, so that the last rows are of today. Beside it stand
`r` and `s`, which scatter: `r` chooses the site, `s` all else, so that neither tells anything of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=3 * 365)
"""How long what is listed is kept."""

RARE = 50_000
"""One row in so many is of what hardly ever happens."""

NUMBERS = (
    "WITH RECURSIVE numbers(i) AS"
    " (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i < {rows}),"
    " scattered AS (SELECT i, i * 7919 % 1000003 AS r, i * 104729 % 999983 AS s FROM numbers)"
)


@dataclass(frozen=True)
class Writing:
    """What the two databases say differently, in a table of so many rows up to now."""

    kind: str
    rows: int
    now: datetime

    @property
    def ago(self) -> str:
        """Seconds from now to the moment of row `i`, at most 0."""
        return f"(i - {self.rows}) * {max(int(KEPT.total_seconds()) // self.rows, 1)}"

    @property
    def is_late(self) -> str:
        """True for the last of all rows, one in five hundred, which are still open."""
        return f"i > {self.rows} - {self.rows} / 500"

    def moment(self, seconds: str) -> str:
        """So many seconds after now."""
        if self.kind == "sqlite":
            return f"strftime('%Y-%m-%d %H:%M:%f', '{self.now:%F %T}', ({seconds}) || ' seconds') || '000'"
        return f"TIMESTAMPTZ '{self.now:%F %T}+00' + ({seconds}) * INTERVAL '1 second'"

    def day(self, seconds: str) -> str:
        """The day of that moment."""
        if self.kind == "sqlite":
            return f"substr({self.moment(seconds)}, 1, 10)"
        return f"CAST({self.moment(seconds)} AS DATE)"

    def month(self, seconds: str) -> str:
        """The first day of its month."""
        if self.kind == "sqlite":
            return f"substr({self.moment(seconds)}, 1, 8) || '01'"
        return f"CAST(date_trunc('month', {self.moment(seconds)}) AS DATE)"


def identity(number: str = "i", mark: int = 2) -> str:
    """An id of 36 characters, by a number."""
    return f"'{mark:08d}-0000-4000-8000-' || substr(CAST(1000000000000 + {number} AS TEXT), 2)"


def one_of(scattered: str, *values: str) -> str:
    """One of some values, each as often."""
    cases = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE {scattered} % {len(values)} {cases} END"


def either(condition: str, value: str, otherwise: str) -> str:
    """One value where a condition holds, else another."""
    return f"CASE WHEN {condition} THEN {value} ELSE {otherwise} END"


def rarely(value: str, otherwise: str) -> str:
    """What hardly ever happens, else something else."""
    return either(f"s % {RARE} = 7", f"'{value}'", otherwise)
