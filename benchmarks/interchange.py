"""Measures decision tables of other tools: a month rated by a table made in DMN, linting, deciding a case.

    python -m benchmarks.interchange [--lines 10000000] [--runs 3] [--work DIR]

docs/examples/stars.dmn becomes the tiers of a draft of unicom-star, by which the base is rated beside a run
by the bundled pack; both have to give the same rows. Runs take turns in rounds and are whole processes, as in
benchmarks/run.py. Linting and deciding are timed inside this process, files read anew each time: CPU time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import SCHEME, Base
from benchmarks.foresight import median, rounds
from benchmarks.report import Mark, Measured, keep
from benchmarks.run import ROOT, TIERLINE, Bench, carried_out, compared, machine

STARS = ROOT / "docs" / "examples" / "stars.dmn"
CARE = ROOT / "docs" / "examples" / "care.dmn"
FORMS = ("dmn", "csv", "xlsx")
DRAFT_DAY = "2026-11-01"
BUNDLED, FROM_DMN = "grade", "grade by the DMN table"
MOST_MILLISECONDS = 50
TIMES = 15


def commands(bench: Bench, base: Base, packs: Path) -> dict[str, list[str]]:
    """What each contender is, by name."""
    bundled = bench.command("grade with checks and digests", base)
    place = bundled.index("--out") + 1
    return {
        BUNDLED: [*bundled[:place], str(bench.out(BUNDLED)), *bundled[place + 1 :]],
        FROM_DMN: [
            *(*bundled[:place], str(bench.out(FROM_DMN)), *bundled[place + 1 :]),
            *("--policies", str(packs)),
        ],
    }


def imported(bench: Bench) -> Path:
    """A folder with unicom-star, the tiers of its last version those of the DMN file."""
    packs = bench.work / "packs-from-dmn"
    shutil.rmtree(packs, ignore_errors=True)
    packs.mkdir(parents=True)
    draft = ["--into", SCHEME, "--from", DRAFT_DAY, "--out", str(packs / f"{SCHEME}.yaml")]
    carried_out([*TIERLINE, "table", "import", str(STARS), *draft])
    return packs


def inside(bench: Bench) -> dict[str, float]:
    """Milliseconds of CPU that linting a file, and deciding one case by it, take once all is loaded."""
    from tierline.interchange.decide_files import model_of
    from tierline.linting.service import linted_file
    from tierline.policy.load import bundled_folder
    from tierline.tables.dmn.deciding import Decider

    def decided(path: Path, case: Mapping[str, Any]) -> None:
        decider = Decider(model_of(str(path), None))
        for one in decider.topmost():
            decider.answer(one, case)

    files = {form: bench.work / f"stars-as.{form}" for form in FORMS}
    for form, path in files.items():
        path.unlink(missing_ok=True)
        carried_out([*TIERLINE, "table", "export", str(STARS), "--to", form, "--out", str(path)])
    found = {}
    for path in sorted(bundled_folder().glob("*.yaml")):
        found[f"linting the pack {path.stem}"] = milliseconds(lambda path=path: linted_file(path))
    for form, path in files.items():
        found[f"linting the table in {form}"] = milliseconds(lambda path=path: linted_file(path))
        found[f"deciding a case in {form}"] = milliseconds(lambda path=path: decided(path, {}))
    found["deciding a case of three decisions (care.dmn)"] = milliseconds(lambda: decided(CARE, {}))
    return found


def milliseconds(work: Callable[[], object]) -> float:
    """The median over several times, after one that is not counted."""
    work()
    took = []
    for _ in range(TIMES):
        started = time.process_time()
        work()
        took.append(1000 * (time.process_time() - started))
    return statistics.median(took)


def rendered(
    found: dict[str, list[Measured]], one: dict[str, float], lines: int, about: dict[str, Any], runs: int
) -> str:
    """The report as Markdown."""
    loads = f"load {about['load_before'][0]:.1f} before and {about['load_after'][0]:.1f} after"
    changed = " with changes" if about["changed_since_commit"] else ""
    said = [
        f"# Decision tables of other tools, {datetime.now(UTC):%Y-%m-%d}",
        "",
        f"{lines:,} lines, {about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, "
        f"Python {about['python']}; commit {str(about['commit'])[:12]}{changed}; {loads}. "
        f"Runs: CPU seconds of whole processes, medians of {runs} rounds; both give the same rows.",
        "",
        "| run | CPU s | peak MiB |",
        "|---|---|---|",
    ]
    for name, ones in found.items():
        said.append(f"| {name} | {median(ones):.2f} | {max(each.peak_mib for each in ones):.0f} |")
    said += ["", "| mark | found | at most | |", "|---|---|---|---|"]
    said += [Mark(name, value, MOST_MILLISECONDS, "ms").row() for name, value in one.items()]
    return "\n".join(said) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the figures and the report, and print the report. Leaves with 1 where rows differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3, help="rounds; each contender runs once in each")
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the bases are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    asked = parser.parse_args(arguments)
    bench = Bench((ROOT / asked.work).resolve(), asked.runs)
    started, load = datetime.now(UTC), os.getloadavg()
    base, packs = bench.base(asked.lines), imported(bench)
    found = rounds(bench, base, commands(bench, base, packs))
    # Each round empties the place of the results; the rows are compared in one more run of each.
    for command in commands(bench, base, packs).values():
        carried_out(command)
    differences = compared(bench.out(BUNDLED), bench.out(FROM_DMN))
    if differences:
        sys.exit(f"the DMN table gives other rows: {'; '.join(differences[:5])}")
    one = inside(bench)
    shutil.rmtree(bench.work / "out", ignore_errors=True)
    about = machine() | {"load_before": load, "load_after": os.getloadavg()}
    data = {
        "started_at": started.isoformat(timespec="seconds"),
        "machine": about,
        "lines": asked.lines,
        "runs": asked.runs,
        "figures": {name: [asdict(each) for each in ones] for name, ones in found.items()},
        "milliseconds": one,
    }
    report = rendered(found, one, asked.lines, about, asked.runs)
    keep(ROOT / asked.results, f"{started:%Y-%m-%d}-interchange", data, report)


if __name__ == "__main__":
    main()
