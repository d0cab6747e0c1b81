"""The report of a measurement of lists: marks met or missed, and what each page costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST, MEASURE = "first page", "headquarters"
"""The page of a list that the others are compared with, and who reads it."""

READERS = (MEASURE, "city", "bare city")

MOST_MS, MOST_TIMES = 100.0, 20.0
"""The mark: no page costs more time of the processor or, where a machine is slow or busy, more first pages.

A first page takes some five milliseconds where the mark was set, on a core that nobody else wanted.
"""

Costs = Mapping[str, Mapping[str, Mapping[str, float]]]
"""What each question to a list costs each reader: `cpu_ms`, and `ms` until the answer is there."""


@dataclass(frozen=True)
class Cost:
    """What a page costs a reader, in milliseconds and in first pages of the list."""

    what: str
    reader: str
    cpu_ms: float
    ms: float
    times: float

    @property
    def is_met(self) -> bool:
        """True where it costs no more than the mark says; what others are compared with has no ratio."""
        is_measure = (self.what, self.reader) == (FIRST, MEASURE)
        return self.cpu_ms <= MOST_MS or (self.times <= MOST_TIMES and not is_measure)


def each(of_list: Costs) -> list[Cost]:
    """What each page of a list costs each reader."""
    first = of_list[FIRST][MEASURE]["cpu_ms"]
    return [
        Cost(what, reader, cost["cpu_ms"], cost["ms"], cost["cpu_ms"] / first)
        for what, by_reader in of_list.items()
        for reader, cost in by_reader.items()
    ]


def dearest(of_list: Costs) -> Cost:
    """The page of a list that costs most."""
    return max(each(of_list), key=lambda cost: cost.cpu_ms)


def rendered(data: Mapping[str, Any]) -> str:
    """The report as Markdown."""
    machine = data["machine"]
    before, after = (", ".join(f"{one:.1f}" for one in data[name]) for name in ("load_before", "load_after"))
    lines = [
        f"# The lists of the console, measured on {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{data['rows']:,} rows in each table behind a list, a tenth as many people and tasks, some 50,000"
        " sites; three readers: headquarters, a city with a sixth of all rows, and one with none. One server"
        f" process, one connection, medians of {data['rounds']} rounds. Times are those of the processor, of"
        f" server and database together. {machine['cpu']}, {machine['cores']} cores,"
        f" {machine['memory_gib']} GiB, Python {machine['python']}; commit {str(machine['commit'])[:12]}"
        f"{' with changes' if machine['changed_since_commit'] else ''}; load {before} before, {after} after.",
        "",
        f"The mark: no page costs more than {MOST_MS:.0f} ms or, on a machine that is slow or busy,"
        f" {MOST_TIMES:.0f} times the first page of its list.",
    ]
    for kind, found in data["measured"].items():
        lines += ["", f"## {kind}: the dearest page of each list", ""]
        lines += ["| list | first page, ms | the dearest | read by | ms | by the first | after, ms | mark |"]
        lines += ["|---|---|---|---|---|---|---|---|"]
        lines += [_row(name, of_list) for name, of_list in found.items()]
    return "\n".join([*lines, *_whole(data["measured"])]) + "\n"


def _row(name: str, of_list: Costs) -> str:
    top = dearest(of_list)
    mark = "met" if all(cost.is_met for cost in each(of_list)) else "**missed**"
    return (
        f"| {name} | {of_list[FIRST][MEASURE]['cpu_ms']:.1f} | {top.what} | {top.reader}"
        f" | {top.cpu_ms:.1f} | {top.times:.1f}x | {top.ms:.1f} | {mark} |"
    )


def _whole(measured: Mapping[str, Mapping[str, Costs]]) -> list[str]:
    head = " | ".join(f"{kind}, {reader}" for kind in measured for reader in READERS)
    lines = ["", "## Every page, ms", "", f"| list | asked for | {head} |"]
    lines.append("|---|---|" + "---|" * (len(measured) * len(READERS)))
    for name, of_list in next(iter(measured.values())).items():
        for what in of_list:
            costs = [found[name][what].get(reader) for found in measured.values() for reader in READERS]
            cells = " | ".join(f"{cost['cpu_ms']:.1f}" if cost else "" for cost in costs)
            lines.append(f"| {name} | {what} | {cells} |")
    return lines
