"""What a finished part of a run records, so that another process, or a later call, can take it over."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tierline.datasets.layout import Part
from tierline.grading.part_result import PartResult
from tierline.grading.steps import Step
from tierline.grading.takings import PARTS
from tierline.wording import Text


def name_of(part: Part) -> str:
    """The name of a part, as a piece of work and of the files that it writes."""
    return f"{PARTS}{part.number:05d}"


def recorded(result: PartResult) -> dict[str, Any]:
    """The record, as plain data."""
    return {
        "lines": result.lines,
        "findings": [
            {
                "dataset": dataset,
                "column": column,
                "problem": [problem.en, problem.zh],
                "rows": rows,
                "examples": result.findings.examples[dataset, column, problem],
            }
            for (dataset, column, problem), rows in result.findings.counts.items()
        ],
        "counts": {
            scheme: [[*key, lines] for key, lines in counts.items()]
            for scheme, counts in result.counts.items()
        },
        "unknown": [[*key, rows] for key, rows in result.unknown.items()],
        "seconds": [[*key, seconds] for key, seconds in result.seconds.items()],
    }


def result_in(record: dict[str, Any]) -> PartResult:
    """The result that a record tells of."""
    result = PartResult(lines=record["lines"])
    for one in record["findings"]:
        result.findings.add(
            one["dataset"], one["column"], Text(*one["problem"]), one["rows"], one["examples"]
        )
    for scheme, counts in record["counts"].items():
        result.counts[scheme] = Counter({tuple(key): lines for *key, lines in counts})
    result.unknown.update({(scheme, dataset): rows for scheme, dataset, rows in record["unknown"]})
    result.seconds.update({(scheme, Step(step)): seconds for scheme, step, seconds in record["seconds"]})
    return result
