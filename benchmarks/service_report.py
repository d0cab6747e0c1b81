"""The report of a measurement of the service: marks met or missed, and the figures behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

LEAST_RATE, MOST_P99 = 0.3, 4.0
"""The marks: rate and 99th percentile of the entitlements answer by those of an empty route."""


def ratio(rounds: Sequence[Mapping[str, Any]], figure: str) -> float:
    """The median over the rounds of a figure of the entitlements answer by that of the empty route."""
    return median(one["entitlements"][figure] / one["empty"][figure] for one in rounds)


def rendered(data: Mapping[str, Any]) -> str:
    """The report as Markdown."""
    machine = data["machine"]
    lines = [
        f"# The service, measured on {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{data['lines']:,} lines of the sample operator under unicom-star, one server process, "
        f"{data['connections']} connections. {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB, Python {machine['python']}; commit {str(machine['commit'])[:12]}"
        f"{' with changes' if machine['changed_since_commit'] else ''}. "
        "The load came from the same machine, so that both kinds of requests pay for it alike.",
        "",
        "## `GET /api/v1/lines/{msisdn}/entitlements` by an empty route behind the same sign-in",
        "",
        "| database | rate, by the empty route's | mark | p99, by the empty route's | mark |",
        "|---|---|---|---|---|",
    ]
    for kind, found in data["measured"].items():
        rate, p99 = ratio(found["rounds"], "rate"), ratio(found["rounds"], "p99_ms")
        lines.append(
            f"| {kind} | {rate:.2f}x | at least {LEAST_RATE}x: {_met(rate >= LEAST_RATE)} "
            f"| {p99:.2f}x | under {MOST_P99:.0f}x: {_met(p99 < MOST_P99)} |"
        )
    lines += ["", "| database | route | answers a second | p50 ms | p99 ms |", "|---|---|---|---|---|"]
    for kind, found in data["measured"].items():
        for route in ("empty", "entitlements"):
            figures = [median(one[route][name] for one in found["rounds"]) for name in FIGURES]
            lines.append(f"| {kind} | {route} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")
    lines += ["", "## Publishing", "", "| database | what | seconds |", "|---|---|---|"]
    for kind, found in data["measured"].items():
        for one in found["publishing"]:
            lines.append(f"| {kind} | {one['what']} | {one['wall_seconds']} |")
    lines += ["", "## One hot line", ""]
    for kind, found in data["measured"].items():
        hot = found["hot_line"]
        lines.append(
            f"{kind}: {hot['clients']} clients asked at once for a quota of {hot['quota']}, each call twice "
            f"under one key. {hot['granted_uses']} uses were granted, {hot['unanswered']} calls stayed "
            f"unanswered, {hot['answers_that_came_once']} repetitions got another answer than the first."
        )
        lines.append("")
    return "\n".join(lines)


FIGURES = ("rate", "p50_ms", "p99_ms")


def _met(is_met: bool) -> str:
    return "met" if is_met else "**missed**"
