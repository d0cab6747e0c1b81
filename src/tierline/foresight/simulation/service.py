"""A simulation from end to end: both policies over one month or several, and its folder published at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tierline.foresight.simulation.as_json import simulation_json
from tierline.foresight.simulation.asked import Asked
from tierline.foresight.simulation.components import Component
from tierline.foresight.simulation.errors import MonthsRefused, SeriesTooLong, TransitionOfPair
from tierline.foresight.simulation.plan import DRAFT, PRESENT
from tierline.foresight.simulation.policies import Policies, policies_of
from tierline.foresight.simulation.prices import read_prices
from tierline.foresight.simulation.report import LANGUAGES, report
from tierline.foresight.simulation.series import Series, Told
from tierline.grading.digests import InputFile, check_unmoved, digested
from tierline.grading.engines.duckdb import DuckDB, faults
from tierline.grading.inputs import Inputs, prepared
from tierline.grading.months import first_day
from tierline.grading.parts import resources
from tierline.grading.publication import Publication
from tierline.grading.recorded import check_no_run
from tierline.grading.run import Progress

MOST_MONTHS = 60
FILE = "simulation.json"
REPORTS = tuple(f"report.{language.value}.html" for language in LANGUAGES)


def simulated(
    asked: Asked, progress: Progress = lambda done, lines: None, told: Told = lambda month: None
) -> dict[str, Any]:
    """Simulates, publishes the result in the folder asked for, and gives what simulation.json says.

    `told` hears of each month as soon as it is done, while others are still to come. Nothing of what the
    folder held is changed unless everything succeeds.
    """
    request = asked.request
    if not 1 <= asked.months <= MOST_MONTHS:
        raise MonthsRefused(found=asked.months)
    rating = request.rating
    policies = policies_of(
        request.schemes, request.policies, asked.draft, rating, as_in_force=asked.as_in_force
    )
    if asked.transition is not None and not policies.is_one_scheme:
        raise TransitionOfPair(found=asked.transition.value)
    pairs = [policies.on(one.rated_on) for one in asked.ratings()]
    prices = None
    if asked.prices is not None:
        prices = read_prices(
            asked.prices, tuple(dict.fromkeys(name for pair in pairs for name in pair.names))
        )
    threads, memory = resources(request.threads, request.memory_mib)
    check_no_run(request.out)
    with Publication(request.out) as publication:
        publication.check_names(("lines", FILE, f"{PRESENT}.yaml", f"{DRAFT}.yaml", *REPORTS))
        scratch = publication.staging / ".scratch"
        scratch.mkdir()
        engine = DuckDB(memory_mib=memory, scratch=scratch, threads=threads)
        try:
            with faults():
                inputs = prepared(engine, request.paths, rating, scratch, request.part_lines)
        finally:
            engine.close()
        _check_series(asked, inputs)
        files = digested(inputs.files, is_digested=request.is_digested)
        progress(0, inputs.lines * asked.months)
        known: list[Component] = []
        series = Series(
            asked,
            policies,
            prices,
            publication.staging,
            scratch,
            threads,
            memory,
            progress,
            told,
            inputs,
            known,
        )
        results = series.months()
        data = simulation_json(
            asked.transition, asked.as_in_force, policies, pairs[0], known, prices, results
        )
        check_unmoved(file for found in files.values() for file in found)
        data["inputs"] = _inputs_json(inputs, files)
        data["checked"] = request.is_checked
        _write(publication.staging, data, policies)
        shutil.rmtree(scratch)
        publication.publish()
    return data


def _check_series(asked: Asked, inputs: Inputs) -> None:
    """Raises SeriesTooLong where the bills end before the series does."""
    first = asked.request.rating.number
    last = first + asked.months - 1
    if inputs.reach.last < last - 1:
        raise SeriesTooLong(
            months=asked.months,
            month=f"{first_day(first):%Y-%m}",
            last=f"{first_day(last):%Y-%m}",
            needed=f"{first_day(last - 1):%Y-%m}",
            found=f"{first_day(inputs.reach.last):%Y-%m}",
            most=inputs.reach.last - first + 2,
        )


def _inputs_json(inputs: Inputs, files: Mapping[str, Sequence[InputFile]]) -> dict[str, Any]:
    return {
        name: {
            "rows": source.rows,
            "put_in_order": name in inputs.put_in_order,
            "files": [file.as_json() for file in files[name]],
        }
        for name, source in inputs.sources.items()
    }


def _write(folder: Path, data: Mapping[str, Any], policies: Policies) -> None:
    (folder / FILE).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / f"{PRESENT}.yaml").write_text(policies.present.text, "utf-8")
    (folder / f"{DRAFT}.yaml").write_text(policies.draft.text, "utf-8")
    for language, name in zip(LANGUAGES, REPORTS, strict=True):
        (folder / name).write_text(report(data, language), "utf-8")
