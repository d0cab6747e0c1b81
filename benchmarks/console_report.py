"""The report of a measurement of the customer page: marks met or missed, and the figures behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

MOST_TIMES, MOST_PAINT_MS, MOST_GROWTH_MIB = 1.5, 1000.0, 8.0
"""The marks: time by that of the entitlements answer, first paint, growth over all views."""


def ratio(rounds: Sequence[Mapping[str, Any]], figure: str) -> float:
    """The median over the rounds of a figure of the page by that of the entitlements answer."""
    return median(one["page"][figure] / one["entitlements"][figure] for one in rounds)


def growth(memory: Sequence[float]) -> float:
    """How much more memory the server has at the end than after the first views, MiB."""
    return memory[-1] - memory[0]


def rendered(data: Mapping[str, Any]) -> str:
    """The report as Markdown."""
    machine = data["machine"]
    lines = [
        f"# The customer page, measured on {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{data['lines']:,} lines of the sample operator under unicom-star, one server process."
        f" {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Python"
        f" {machine['python']}; commit {str(machine['commit'])[:12]}"
        f"{' with changes' if machine['changed_since_commit'] else ''}.",
        "",
        "## `GET /customers/{line_id}` by `GET /api/v1/lines/{msisdn}/entitlements` of the same lines",
        "",
        "One connection, both in the same minute, without the parts that a page loads later.",
        "",
        "| database | page, p50 ms | entitlements | ratio | page, CPU ms | entitlements | ratio | mark |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind, found in data["measured"].items():
        rounds = found["rounds"]
        times = ratio(rounds, "p50_ms")
        told = [
            f"{median(one[name][figure] for one in rounds):.2f}"
            for figure in ("p50_ms", "cpu_ms")
            for name in ("page", "entitlements")
        ]
        lines.append(
            f"| {kind} | {told[0]} | {told[1]} | {times:.2f}x | {told[2]} | {told[3]}"
            f" | {ratio(rounds, 'cpu_ms'):.2f}x | at most {MOST_TIMES}x: {_met(times <= MOST_TIMES)} |"
        )
    lines += [
        "",
        f"## Memory of the server over {data['views']:,} views of whole pages, after 100 that are left out",
        "",
        "| database | at first, MiB | in the end, MiB | most, MiB | mark |",
        "|---|---|---|---|---|",
    ]
    for kind, found in data["measured"].items():
        memory = found["memory_mib"]
        lines.append(
            f"| {kind} | {memory[0]} | {memory[-1]} | {max(memory)}"
            f" | at most {MOST_GROWTH_MIB:g} MiB more: {_met(growth(memory) <= MOST_GROWTH_MIB)} |"
        )
    lines += ["", "## First paint in a browser", ""]
    for kind, found in data["measured"].items():
        paints = found["first_paint_ms"]
        if paints is None:
            lines.append(f"{kind}: not measured, for no browser is installed.")
            continue
        lines.append(
            f"{kind}: {median(paints):.0f} ms in the median of {len(paints)}, {max(paints):.0f} ms at most;"
            f" under {MOST_PAINT_MS:.0f} ms: {_met(max(paints) < MOST_PAINT_MS)}."
        )
    return "\n".join(lines) + "\n"


def _met(is_met: bool) -> str:
    return "met" if is_met else "**missed**"
