"""What each decision can name: the inputs, decisions and functions that it requires, found in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tierline.tables.dmn.errors import BeyondScope, Circular, ModelTooLarge, RequirementMissing
from tierline.tables.dmn.model import (
    ConditionalLogic,
    ContextLogic,
    Decision,
    FilterLogic,
    FunctionLogic,
    InputClause,
    InputData,
    InvocationLogic,
    ItemDefinition,
    Knowledge,
    ListLogic,
    LiteralLogic,
    Logic,
    LoopLogic,
    Model,
    RelationLogic,
    TableLogic,
)
from tierline.tables.expressions.atoms import RESERVED
from tierline.tables.expressions.names import normal
from tierline.wording import Text

_PLAIN_NAME = re.compile(r"[^\W\d]\w*(?: [^\W\d]\w*)*")
_ENTRY = re.compile(r'[{,]\s*"?([^\W\d][^\n:"{}\[\](),]*)"?\s*:')
_WORDS = RESERVED | {"not"}
MOST_LINKS = 200
"""How many decisions may wait for each other in a row."""

MEMBERS = frozenset({"start included", "end included", "time offset"})
"""Components of FEEL's own values whose names have spaces."""


@dataclass(frozen=True)
class Links:
    """What the names in scope of a decision, or of a function, stand for.

    `inputs` map a name to the name of an input of the case, `decisions` to the decision, with the output that
    is meant where not all are, `functions` to the function.
    """

    inputs: dict[str, InputData]
    decisions: dict[str, tuple[Decision, str]]
    functions: dict[str, Knowledge]

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.inputs, *self.decisions, *self.functions))


class Linker:
    """The elements of a model by their ids."""

    def __init__(self, model: Model) -> None:
        self._inputs = {data.id: data for data in model.inputs}
        self._decisions = {decision.id: decision for decision in model.decisions}
        self._services = dict(model.services)
        self._loosely_declared = model.loosely_declared
        self._knowledge = {knowledge.id: knowledge for knowledge in model.knowledge}

    def links(self, of: Decision | Knowledge) -> Links:
        """What a decision or a function can name. Raises RequirementMissing or BeyondScope."""
        links = Links({}, {}, {of.variable: of} if isinstance(of, Knowledge) else {})
        for requirement in of.requires:
            wanted = requirement.id if requirement.is_local else ""
            if not requirement.is_local:
                raise BeyondScope(place=of.place, what=f"#{requirement.id} of an imported model")
            if wanted in self._inputs:
                data = self._inputs[wanted]
                links.inputs[data.name] = data
            elif wanted in self._decisions:
                decision = self._decisions[wanted]
                links.decisions[decision.variable] = (decision, "")
            elif wanted in self._knowledge:
                links.functions[self._knowledge[wanted].variable] = self._knowledge[wanted]
            elif wanted in self._services:
                raise BeyondScope(place=of.place, what=f"the decision service {self._services[wanted]}")
            else:
                raise RequirementMissing(place=of.place, found=f"#{requirement.id}")
        return self._with_other_names(of, links)

    def _with_other_names(self, of: Decision | Knowledge, links: Links) -> Links:
        """The names by which Camunda knows results (id, single output), and inputs that it never declares."""
        for decision, _ in list(links.decisions.values()):
            others = [(decision.name, ""), (decision.id, "")]
            if isinstance(decision.logic, TableLogic):
                outputs = decision.logic.outputs
                others += [(output.name, output.name if len(outputs) > 1 else "") for output in outputs]
            for other, output in others:
                if other and other not in links.names:
                    links.decisions[other] = (decision, output)
        if not isinstance(of, Decision) or not isinstance(of.logic, TableLogic):
            return links
        found = {name: _as_in_column(data, of.logic) for name, data in links.inputs.items()}
        if not found or self._loosely_declared:
            found |= {data.name: data for data in _implied(of.logic, links.names)}
        return Links(found, links.decisions, links.functions)

    def in_order(self, asked: tuple[Decision, ...]) -> tuple[Decision, ...]:
        """The decisions with all that they require, those that are required first. Raises Circular."""
        ordered: list[Decision] = []
        done: set[str] = set()
        open_names: list[str] = []
        open_parts: list[Decision | Knowledge] = []

        def visit(part: Decision | Knowledge) -> None:
            if part.place.en in open_names:
                circle = open_parts[open_names.index(part.place.en) :]
                # Functions may call themselves, and each other.
                if all(isinstance(one, Knowledge) for one in circle):
                    return
                raise Circular(path=" → ".join(one.name for one in (*circle, part)))
            if part.place.en in done:
                return
            if len(open_names) > MOST_LINKS:
                found = Text(
                    f"more than {MOST_LINKS} decisions in a row", f"超过 {MOST_LINKS} 个前后依赖的决策"
                )
                expected = Text(f"{MOST_LINKS}", f" {MOST_LINKS} 个")
                raise ModelTooLarge(path=part.place, found=found, expected=expected)
            done.add(part.place.en)
            open_names.append(part.place.en)
            open_parts.append(part)
            for requirement in part.requires:
                wanted = requirement.id if requirement.is_local else ""
                needed = self._decisions.get(wanted) or self._knowledge.get(wanted)
                if needed is not None:
                    visit(needed)
            open_names.pop()
            open_parts.pop()
            if isinstance(part, Decision):
                ordered.append(part)

        for decision in asked:
            visit(decision)
        return tuple(ordered)


def members_of(model: Model) -> frozenset[str]:
    """Every name that a component of a value may have in this model."""
    found: set[str] = set(MEMBERS)

    def of_type(item: ItemDefinition) -> None:
        for component in item.components:
            found.add(component.name)
            of_type(component)

    for item in model.types:
        of_type(item)
    for decision in model.decisions:
        found.update(_in_logic(decision.logic))
    for knowledge in model.knowledge:
        found.update(_in_logic(knowledge.logic))
    return frozenset(found)


def _in_logic(logic: object) -> Iterator[str]:
    match logic:
        case TableLogic(outputs=outputs, rules=rules):
            yield from (output.name for output in outputs)
            for rule in rules:
                for cell in rule.outputs:
                    yield from _in_text(cell.text)
        case LiteralLogic(expression):
            yield from _in_text(expression.text)
        case RelationLogic(columns=columns):
            yield from columns
    for name, inner in _parts_of(logic):
        yield name
        yield from _in_logic(inner)


def _parts_of(logic: object) -> Iterator[tuple[str, Logic]]:
    """The logic within a piece of logic, with the name that it has there."""
    match logic:
        case ContextLogic(entries=entries) | InvocationLogic(arguments=entries):
            yield from ((entry.name, entry.logic) for entry in entries)
        case ListLogic(items):
            yield from (("", item) for item in items)
        case RelationLogic(rows=rows):
            yield from (("", cell) for row in rows for cell in row)
        case ConditionalLogic(condition, then, otherwise):
            yield from (("", part) for part in (condition, then, otherwise))
        case FilterLogic(source, condition):
            yield from (("", source), ("", condition))
        case LoopLogic(source=source, body=body):
            yield from (("", source), ("", body))
        case FunctionLogic(body=body):
            yield "", body


def _in_text(text: str) -> Iterator[str]:
    """The entries of contexts that an expression writes, as far as their names are no plain words."""
    if "{" in text:
        yield from (normal(found) for found in _ENTRY.findall(text))


def _as_in_column(data: InputData, logic: TableLogic) -> InputData:
    """An input that says no type, with the type that the column asking for it says."""
    types = (clause.expression.type for clause in logic.inputs if _words_of(clause) == data.name)
    return data if data.type else replace(data, type=next(filter(None, types), ""))


def _words_of(clause: InputClause) -> str:
    return " ".join(clause.expression.text.split())


def _implied(logic: Logic, known: frozenset[str]) -> Iterator[InputData]:
    """Inputs that a table names and the file declares nowhere, as models for Camunda have them."""
    assert isinstance(logic, TableLogic)
    seen = set(known)
    for clause in logic.inputs:
        text, is_path, _ = _words_of(clause).partition(".")
        if text in seen or not _PLAIN_NAME.fullmatch(text) or _WORDS & set(text.split()):
            continue
        seen.add(text)
        yield InputData("", text, "" if is_path else clause.expression.type)
