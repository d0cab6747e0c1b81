"""The report of a soak: promises kept or not, memory, and what the calls took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from benchmarks.soak.journal import Journal
from benchmarks.soak.memory import JUDGED_FROM_SECONDS, MOST_GROWTH, is_flat

MOST_TOLD = 10
"""Violations of one promise that the report shows; the figures have them all."""


def call_figures(journal: Journal, seconds: float) -> dict[str, dict[str, Any]]:
    """By kind of call: how many answers, of which statuses, how many a second, and their times in ms."""
    found = {}
    for kind, times in sorted(journal.seconds.items()):
        ordered = sorted(times)
        found[kind] = {
            "answers": len(ordered),
            "rate": round(len(ordered) / seconds, 1),
            **{f"p{share}_ms": _percentile(ordered, share) for share in (50, 95, 99)},
            "most_ms": round(ordered[-1] * 1000, 1),
            "statuses": dict(sorted(journal.statuses[kind].items())),
        }
    return found


def _percentile(ordered: list[float], share: int) -> float:
    return round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1000, 1)


def rendered(data: Mapping[str, Any]) -> str:
    """The report as Markdown."""
    machine = data["machine"]
    said = [
        f"# The service under mixed load, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{data['lines']:,} lines of the sample operator under unicom-star; one server process, two workers, "
        f"{data['clients']} clients with two connections each; after a third of the time the publish of a "
        f"month with its duties. {machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}; commit {str(machine['commit'])[:12]}"
        f"{' with changes' if machine['changed_since_commit'] else ''}. Load, server, workers, publisher and "
        "database share the machine.",
        "",
    ]
    for kind, found in data["measured"].items():
        said += [f"## {kind}", "", *_one(found)]
    return "\n".join(said)


def _one(found: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{found['seconds'] / 60:g} minutes, {found['answers']:,} answers, {found['repeated_keys']:,} keys "
        f"asked more than once, {found['database_busy']:,} answers that the database was busy (503, asked "
        f"again). {found['ending_reconnections']} reconnections ran out on the way. The workers had caught "
        f"up {found['drain_seconds']} s after the load. The database takes {found['database_mib']:,} MiB."
    )
    yield ""
    published = [f"{one['step']} in {one['seconds']} s" for one in found["publishing"]]
    duties = found["publishing"][0]["duties_owed"]
    yield f"Publishing: {', then '.join(published)}; {duties:,} duties."
    yield from _promises(found)
    yield from _memory(found)
    yield from (
        "",
        "| call | answers | a second | p50 ms | p95 ms | p99 ms | most ms |",
        "|---|---|---|---|---|---|---|",
    )
    for name, one in found["calls"].items():
        figures = " | ".join(str(one[figure]) for figure in ("rate", "p50_ms", "p95_ms", "p99_ms", "most_ms"))
        yield f"| {name} | {one['answers']:,} | {figures} |"
    yield ""
    told = (
        f"{name}: " + ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items()))
        for name, counts in sorted(found["outcomes"].items())
    )
    yield f"Outcomes. {'; '.join(told)}."
    yield ""


def _promises(found: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "| promise | looked at | kept |", "|---|---|---|")
    broken = [one for one in found["findings"] if one["violations"]]
    for one in found["findings"]:
        kept = f"**no: {len(one['violations'])}**" if one["violations"] else "yes"
        yield f"| {one['promise']} | {one['looked_at']:,} | {kept} |"
    for one in broken:
        yield from ("", f"{one['promise']}, not kept:", "")
        yield from (f"- {' '.join(each.split())[:300]}" for each in one["violations"][:MOST_TOLD])


def _memory(found: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        "",
        "| resident memory, MiB | start | after a third | end | most | last third by second | flat |",
    )
    yield "|---|---|---|---|---|---|---|"
    is_judged = found["seconds"] >= JUDGED_FROM_SECONDS
    for name, one in found["memory"].items():
        verdict = ("yes" if is_flat(one) else "**no**") if is_judged else "not judged, too short"
        figures = " | ".join(
            f"{one[f'{which}_mib']:,}" for which in ("start", "after_a_third", "end", "most")
        )
        yield f"| {name} | {figures} | {one['growth']:.3f}, at most {MOST_GROWTH:.2f} | {verdict} |"
