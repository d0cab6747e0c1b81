"""Decision tables as the XML of the DMN standard, which Camunda Modeler and other tools open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tierline.tables.dmn.drawing import Box, drawn
from tierline.tables.dmn.elements import Node, document, node, text_node
from tierline.tables.dmn.errors import NotWritable
from tierline.tables.dmn.types_writing import Types
from tierline.tables.dmn.versions import DIAGRAM_NAMESPACES, model_namespace
from tierline.tables.model import (
    Anything,
    DecisionTable,
    Multiple,
    Output,
    Rule,
    Scalar,
)
from tierline.tables.notation import scalar_text, text_of
from tierline.wording import Text

Version = Literal["1.3", "1.5"]

CLAUSE, BASIS, NOTE = "clause", "basis", "note"
"""The columns of remarks, where any rule has such a remark."""

_ONE_PLACE = Text("a name with single spaces between its words", "词间以单个空格分隔的名称")


def written(tables: Sequence[DecisionTable], name: str, namespace: str, version: Version = "1.5") -> str:
    """The tables as one DMN file, a decision for each; `read` and `converted` give the same tables back.

    A table whose input bears the name of an earlier table is asked after that one. Camunda Modeler opens
    version 1.3. The same tables give the same text. Raises NotWritable for what XML or DMN has no way to say.
    """
    _check(tables)
    types = Types(tables)
    numbers = {table.name: number for number, table in enumerate(tables, start=1)}
    inputs = types.shared_inputs(_fed(tables))
    input_ids = {named: f"input_{number}" for number, named in enumerate(inputs, start=1)}
    decisions, boxes, lines = [], [], []
    for number, table in enumerate(tables, start=1):
        requirements = []
        for position, named in enumerate(table.inputs, start=1):
            earlier = numbers.get(named, number)
            wanted = f"decision_{earlier}" if earlier < number else input_ids[named]
            kind = "requiredDecision" if earlier < number else "requiredInput"
            line = f"requirement_{number}_{position}"
            requirement = node("informationRequirement", {"id": line}, [node(kind, {"href": f"#{wanted}"})])
            requirements.append(requirement)
            lines.append((line, wanted, f"decision_{number}"))
        boxes.append(Box(f"decision_{number}", is_decision=True))
        decisions.append(_decision(table, number, requirements, types))
    data = [
        node(
            "inputData",
            {"id": input_ids[named], "name": named},
            [node("variable", {"id": f"{input_ids[named]}_variable", "name": named, "typeRef": type_name})],
        )
        for named, type_name in inputs.items()
    ]
    boxes += [Box(shown, is_decision=False) for shown in input_ids.values()]
    head = {"id": "definitions", "name": name, "namespace": namespace, "exporter": "tierline"}
    content = [*types.definitions(), *data, *decisions, drawn(boxes, lines)]
    return document(node("definitions", head, content), model_namespace(version), DIAGRAM_NAMESPACES[version])


def _check(tables: Sequence[DecisionTable]) -> None:
    seen: set[str] = set()
    for table in tables:
        for named in (table.name, *table.inputs, *table.outputs):
            if not named or named != " ".join(named.split()):
                found = Text(f"the name {named!r}", f"名称 {named!r} ")
                raise NotWritable(table=table.name, found=found, expected=_ONE_PLACE)
        if table.name in seen:
            found = Text("a second table of this name", "同名的第二个决策表")
            expected = Text("a name of its own for each table", "每个决策表各有其名")
            raise NotWritable(table=table.name, found=found, expected=expected)
        seen.add(table.name)


def _fed(tables: Sequence[DecisionTable]) -> set[tuple[str, str]]:
    """The inputs (table, name) that an earlier table feeds."""
    earlier: set[str] = set()
    fed: set[tuple[str, str]] = set()
    for table in tables:
        fed.update((table.name, named) for named in table.inputs if named in earlier)
        earlier.add(table.name)
    return fed


def _decision(table: DecisionTable, number: int, requirements: list[Node], types: Types) -> Node:
    inside = [node("variable", {"id": f"decision_{number}_variable", "name": table.name})]
    inside += [*requirements, _table(table, number, types)]
    return node("decision", {"id": f"decision_{number}", "name": table.name}, inside)


def _table(table: DecisionTable, number: int, types: Types) -> Node:
    own = f"table_{number}"
    head = {"id": own, "hitPolicy": table.hit_policy.name.replace("_", " ")}
    if table.aggregation is not None:
        head["aggregation"] = table.aggregation.name
    remarks = [
        remark for remark in (CLAUSE, BASIS, NOTE) if any(getattr(rule, remark) for rule in table.rules)
    ]
    columns = [_input(table, position, own, types) for position in range(len(table.inputs))]
    columns += [_output(table, position, own, types) for position in range(len(table.outputs))]
    columns += [node("annotation", {"name": remark}) for remark in remarks]
    rules = [
        _rule(table, rule, f"{own}_rule_{place}", remarks) for place, rule in enumerate(table.rules, start=1)
    ]
    return node("decisionTable", head, [*columns, *rules])


def _input(table: DecisionTable, position: int, own: str, types: Types) -> Node:
    named = table.inputs[position]
    own = f"{own}_input_{position + 1}"
    head = {"id": f"{own}_expression", "typeRef": types.of_input(table, named)}
    return node("input", {"id": own, "label": named}, [text_node("inputExpression", head, named)])


def _output(table: DecisionTable, position: int, own: str, types: Types) -> Node:
    named = table.outputs[position]
    own = f"{own}_output_{position + 1}"
    rankings = (table.ranking, *table.further_rankings)
    ranking: tuple[Scalar, ...] = rankings[position] if position < len(rankings) else ()
    inside = []
    if ranking:
        inside.append(
            text_node("outputValues", {"id": f"{own}_values"}, ", ".join(map(scalar_text, ranking)))
        )
    if table.default is not None:
        entry = scalar_text(table.default[position])
        inside.append(text_node("defaultOutputEntry", {"id": f"{own}_default"}, entry))
    return node("output", {"id": own, "name": named, "typeRef": types.of_output(table, named)}, inside)


def _rule(table: DecisionTable, rule: Rule, own: str, remarks: Sequence[str]) -> Node:
    # Camunda Modeler shows the description of a rule, and no column of remarks.
    inside = [text_node("description", {}, rule.note, is_plain=True)] if rule.note else []
    for position, named in enumerate(table.inputs, start=1):
        test = text_of(rule.tests.get(named, Anything()))
        inside.append(text_node("inputEntry", {"id": f"{own}_input_{position}"}, test))
    for position, output in enumerate(rule.outputs, start=1):
        inside.append(text_node("outputEntry", {"id": f"{own}_output_{position}"}, _output_text(output)))
    inside += [text_node("annotationEntry", {}, getattr(rule, remark)) for remark in remarks]
    return node("rule", {"id": own}, inside)


def _output_text(output: Output) -> str:
    if isinstance(output, Multiple):
        return f"{scalar_text(output.by)} * {output.of}"
    return scalar_text(output)
