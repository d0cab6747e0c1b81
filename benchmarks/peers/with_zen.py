"""The month with zen-engine for the rules, and Polars for all that lies around them.

    python -m benchmarks.peers.with_zen [--tables] --month 2026-11 --subscribers P --bills P
        --memberships P --special-grades P --out DIR

A rule engine that is asked line by line spends its time on the asking. So the decision is compiled once and
gets lists of 5000 lines, each a short list of values; its two nodes map over them, the fastest of the forms
that were tried. `--tables` asks the same of decision tables that loop over lines, as a policy owner would
write them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl
import zen

from benchmarks.peers.job import job
from benchmarks.peers.policy import (
    FACTORS,
    LEAST_TENURE_MONTHS,
    PRODUCTS,
    SEGMENTS,
    STARS,
    WINDOW_MONTHS,
)
from benchmarks.peers.with_polars import decided, figures, write

BATCH = 5_000
ASKED = ("closed", "segment", "product", "tenure_months", "fen", "months")
FOUND = {"reason": pl.String, "arpu": pl.Int64, "factor": pl.Int64, "spend_rank": pl.Int8}
ARPU = "floor((2 * {fen} + 100 * {months}) / (200 * {months}))"


def _choices(value: str, steps: Sequence[tuple[int, int]]) -> str:
    """The outcome of the highest step that a value reaches, as nested conditions."""
    return " : ".join([*(f"{value} >= {least} ? {outcome}" for least, outcome in steps), "null"])


def _listed(words: Sequence[str]) -> str:
    return json.dumps(list(words))


def _decision(nodes: Sequence[dict[str, object]]) -> str:
    """A decision of nodes in a row, in the engine's own form."""
    whole = [{"id": "in", "type": "inputNode", "name": "in"}, *nodes]
    whole.append({"id": "out", "type": "outputNode", "name": "out"})
    names = [str(node["id"]) for node in whole]
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in pairwise(names)
    ]
    return json.dumps({"nodes": whole, "edges": edges})


def _mapping(name: str, members: Sequence[str]) -> dict[str, object]:
    """A node that makes a list of values of each line."""
    made = {"id": "1", "key": "lines", "value": f"map(lines, [{', '.join(members)}])"}
    return {"id": name, "type": "expressionNode", "name": name, "content": {"expressions": [made]}}


def by_expressions() -> str:
    """Two expressions over lists of lists: first the figures, then the tier that their product gives."""
    closed, segment, product, tenure, fen, months = (f"#[{place}]" for place in range(len(ASKED)))
    reason = (
        f'{closed} ? "closed" : not ({segment} in {_listed(SEGMENTS)}) ? "segment"'
        f' : not ({product} in {_listed(PRODUCTS)}) ? "product"'
        f' : {tenure} < {LEAST_TENURE_MONTHS} ? "tenure" : null'
    )
    factor = _choices(tenure, [(least + 1, factor) for least, factor in FACTORS])
    figures_of_line = [reason, ARPU.format(fen=fen, months=months), factor]
    rank = f"#[0] != null ? null : {_choices('#[1] * #[2]', STARS)}"
    return _decision(
        [_mapping("figures", figures_of_line), _mapping("stars", ["#[0]", "#[1]", "#[2]", rank])]
    )


def _table(
    name: str, inputs: Sequence[str], outputs: Sequence[str], rules: Sequence[Sequence[str]], **more: object
) -> dict[str, object]:
    """A decision table that loops over the lines; a rule has the cells of the inputs, then of the outputs."""
    cells = [f"c{place}" for place in range(len(inputs) + len(outputs))]
    content = {
        "hitPolicy": "first",
        "inputs": [
            {"id": cell, "name": field, "field": field} for cell, field in zip(cells, inputs, strict=False)
        ],
        "outputs": [
            {"id": cell, "name": field, "field": field}
            for cell, field in zip(cells[len(inputs) :], outputs, strict=True)
        ],
        "rules": [
            {"_id": str(number), **dict(zip(cells, rule, strict=True))} for number, rule in enumerate(rules)
        ],
        "executionMode": "loop",
        "inputField": "lines",
        "outputPath": "lines",
        **more,
    }
    return {"id": name, "type": "decisionTableNode", "name": name, "content": content}


def by_tables() -> str:
    """Two decision tables: eligibility and figures in one, the tier in the other."""
    arpu = ARPU.format(fen="fen", months="months")
    nothing = ("null", "null")
    first = [
        ("true", "", "", "", '"closed"', *nothing),
        ("", f"not in {_listed(SEGMENTS)}", "", "", '"segment"', *nothing),
        ("", "", f"not in {_listed(PRODUCTS)}", "", '"product"', *nothing),
        ("", "", "", f"< {LEAST_TENURE_MONTHS}", '"tenure"', *nothing),
        *(("", "", "", f">= {least + 1}", "null", arpu, str(factor)) for least, factor in FACTORS),
    ]
    return _decision(
        [
            _table("figures", ASKED[:4], ["reason", "arpu", "factor"], first, passThrough=False),
            _table(
                "stars",
                ["reason", "arpu * factor"],
                ["spend_rank"],
                [("!= null", "", "null"), *(("", f">= {least}", str(rank)) for least, rank in STARS)],
                passThrough=True,
            ),
        ]
    )


def asked_of(lines: pl.DataFrame, *, as_lists: bool) -> Iterator[list[object]]:
    """The lines that the engine is asked about at once, as lists of values or as objects."""
    for batch in lines.iter_slices(BATCH):
        yield [list(row) for row in batch.iter_rows()] if as_lists else batch.to_dicts()


def by_rules(lines: pl.DataFrame, *, has_tables: bool) -> pl.DataFrame:
    """The lines with what the engine decides of each: reason, arpu, factor, rank by score."""
    decision = zen.ZenEngine().create_decision(by_tables() if has_tables else by_expressions())
    asked = lines.with_columns(months=(pl.col("tenure_months") - 1).clip(1, WINDOW_MONTHS)).select(ASKED)
    found: list[object] = []
    for batch in asked_of(asked, as_lists=not has_tables):
        found += decision.evaluate({"lines": batch})["result"]["lines"]
    columns = pl.DataFrame(found, schema=FOUND, orient=None if has_tables else "row")
    return lines.hstack(columns)


def graded(arguments: Sequence[str]) -> None:
    """Grade the month and write grades, events and memberships."""
    has_tables = "--tables" in arguments
    asked = job(__doc__, [argument for argument in arguments if argument != "--tables"])
    rated = by_rules(figures(asked).collect(engine="streaming"), has_tables=has_tables)
    rated = rated.with_columns(
        pl.when(pl.col("reason").is_null()).then(name).alias(name) for name in ("arpu", "factor")
    ).with_columns(score=pl.col("arpu") * pl.col("factor"))
    write(decided(rated.lazy(), asked).collect(engine="streaming").lazy(), asked)


if __name__ == "__main__":
    graded(sys.argv[1:])
