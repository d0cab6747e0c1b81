"""DMN files of a few lines for tests: a table from its cells, decisions around it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tierline.tables.dmn.answer import Answer
from tierline.tables.dmn.deciding import Decider
from tierline.tables.dmn.reading import model_in
from tierline.tables.dmn.versions import model_namespace


def file_text(*elements: str, version: str = "1.5") -> str:
    """A whole file around some elements."""
    head = f'xmlns="{model_namespace(version)}" id="d" name="invented" namespace="urn:invented"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions {head}>{"".join(elements)}</definitions>'


def inputs(**types: str) -> str:
    """Inputs by name and type; an underscore in a name stands for a space."""
    return "".join(
        f"<inputData id={quoteattr(name)} name={quoteattr(name.replace('_', ' '))}>"
        f"<variable name={quoteattr(name.replace('_', ' '))} typeRef={quoteattr(of)}/></inputData>"
        for name, of in types.items()
    )


def literal(text: str, attributes: str = "") -> str:
    return f"<literalExpression{attributes}><text>{escape(text)}</text></literalExpression>"


def decision(
    name: str, logic: str, *, needs: Sequence[str] = (), of: str = "", functions: Sequence[str] = ()
) -> str:
    """A decision; `needs` are ids of inputs, or of decisions with a star before them."""
    required = "".join(
        f'<informationRequirement><requiredDecision href="#{need[1:]}"/></informationRequirement>'
        if need.startswith("*")
        else f'<informationRequirement><requiredInput href="#{need}"/></informationRequirement>'
        for need in needs
    )
    required += "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{function}"/></knowledgeRequirement>'
        for function in functions
    )
    shown = quoteattr(name.replace("_", " "))
    typed = f" typeRef={quoteattr(of)}" if of else ""
    variable = f"<variable name={shown}{typed}/>"
    return f"<decision id={quoteattr(name)} name={shown}>{variable}{required}{logic}</decision>"


def table(
    columns: Sequence[str | tuple[str, str]],
    outputs: Sequence[str | tuple[str, str]],
    *rows: Sequence[str],
    policy: str = "UNIQUE",
    types: Sequence[str] = (),
    **defaults: str,
) -> str:
    """A table. A column is an expression, or that with its allowed values; an output likewise by its name."""
    parts = []
    for position, column in enumerate(columns):
        expression, allowed = column if isinstance(column, tuple) else (column, "")
        values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
        typed = f" typeRef={quoteattr(types[position])}" if position < len(types) else ""
        text = f"<inputExpression{typed}><text>{escape(expression)}</text></inputExpression>"
        parts.append(f"<input>{text}{values}</input>")
    for output in outputs:
        name, allowed = output if isinstance(output, tuple) else (output, "")
        values = f"<outputValues><text>{escape(allowed)}</text></outputValues>" if allowed else ""
        default = defaults.get(name, "")
        entry = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        parts.append(f"<output name={quoteattr(name)}>{values}{entry}</output>")
    for row in rows:
        cells = [f"<text>{escape(cell)}</text>" for cell in row]
        tests = "".join(f"<inputEntry>{cell}</inputEntry>" for cell in cells[: len(columns)])
        results = "".join(f"<outputEntry>{cell}</outputEntry>" for cell in cells[len(columns) :])
        parts.append(f"<rule>{tests}{results}</rule>")
    name, _, aggregation = policy.partition("+")
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{name}"{aggregated}>{"".join(parts)}</decisionTable>'


def decider(*elements: str, version: str = "1.5") -> Decider:
    return Decider(model_in(file_text(*elements, version=version).encode(), Path("invented.dmn")))


def answer(*elements: str, asked: str = "out", **case: Any) -> Answer:
    """What the decision `out` of some elements gives."""
    ready = decider(*elements)
    named = {name.replace("_", " "): value for name, value in case.items()}
    return ready.answer(ready.decision(asked), named)
