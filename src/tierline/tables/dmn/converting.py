"""The tables of a model in the form that policy packs, the compiler and the linter have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tierline.tables.dmn.core_cells import core_constant, core_output, core_scalar, core_test
from tierline.tables.dmn.errors import BeyondScope, NoCoreForm
from tierline.tables.dmn.linking import Linker, members_of
from tierline.tables.dmn.model import (
    Decision,
    Faulty,
    FunctionLogic,
    Knowledge,
    Model,
    TableLogic,
    WrittenRule,
)
from tierline.tables.dmn.prepared import ReadyInput, ReadyOutput, ReadyRule, ReadyTable
from tierline.tables.dmn.preparing import prepared
from tierline.tables.dmn.types import Type, TypeBook
from tierline.tables.errors import TableError
from tierline.tables.expressions.reader import Names
from tierline.tables.expressions.syntax import Name, Path, Tests
from tierline.tables.expressions.values import FeelKind
from tierline.tables.model import Anything, DecisionTable, Domain, HitPolicy, Kind, Rule, Scalar
from tierline.wording import Text

_KINDS = {
    FeelKind.NUMBER: Kind.NUMBER,
    FeelKind.STRING: Kind.STRING,
    FeelKind.BOOLEAN: Kind.BOOLEAN,
    FeelKind.DATE: Kind.DATE,
    FeelKind.NULL: Kind.NULL,
}
_RANKED = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)

_A_NAME = Text("the name of an input, or of a component of one", "输入的名称或其分量")
_A_TABLE = Text("a decision table", "决策表")
_OTHER_LOGIC = Text("logic that is no decision table", "决策表以外的逻辑")
_ONE_NAME = Text("a name of its own for each input and each output", "每个输入和输出各有其名")


@dataclass(frozen=True)
class Converted:
    """The tables of a model that have this form, and why the rest has none, by the name of the decision."""

    tables: tuple[DecisionTable, ...]
    refused: tuple[tuple[str, TableError], ...]


def converted(model: Model) -> Converted:
    """Each decision and each function whose logic is a table, those first that others require.

    The inputs of a table keep the names that the file has for them; what a decision gives is an input, under
    its name, of a table that requires it. Raises Circular.
    """
    types, linker, members = TypeBook(model.types), Linker(model), members_of(model)
    tables: list[DecisionTable] = []
    refused: list[tuple[str, TableError]] = []
    parts: list[Decision | Knowledge] = [*linker.in_order(model.decisions), *model.knowledge]
    for part in parts:
        try:
            tables.append(_table_of(part, linker, types, members))
        except TableError as error:
            refused.append((part.name, error))
    return Converted(tuple(tables), tuple(refused))


def _table_of(
    part: Decision | Knowledge, linker: Linker, types: TypeBook, members: frozenset[str]
) -> DecisionTable:
    links = linker.links(part)
    named = {
        **{name: data.type for name, data in links.inputs.items()},
        **{name: "" if output else decision.type for name, (decision, output) in links.decisions.items()},
        **dict.fromkeys(links.functions, ""),
    }
    logic: object = part.logic
    if isinstance(logic, FunctionLogic):
        named |= {parameter.name: parameter.type for parameter in logic.parameters}
        logic = logic.body
    if isinstance(logic, Faulty):
        raise logic.error
    if not isinstance(logic, TableLogic):
        raise NoCoreForm(place=part.place, found=_OTHER_LOGIC, expected=_A_TABLE)
    of = types.type_of(part.type, part.place)
    ready = prepared(logic, Names(frozenset(named), members), types, part.name, of)
    if not isinstance(ready, ReadyTable):
        raise BeyondScope(place=part.place, what="decisionTable")
    clauses = tuple(_typed(clause, named, types) for clause in ready.inputs)
    return _core(replace(ready, inputs=clauses), logic, part)


def _typed(clause: ReadyInput, named: Mapping[str, str], types: TypeBook) -> ReadyInput:
    """A column with the type of the input that it names, where that says more than its own."""
    if not isinstance(clause.expression, Name):
        return clause
    of = types.type_of(named.get(clause.expression.name, ""), clause.place)
    says_more = clause.type.kind is None or (clause.type.kind is of.kind and clause.type.allowed is None)
    return replace(clause, type=of) if says_more else clause


def _core(ready: ReadyTable, logic: TableLogic, part: Decision | Knowledge) -> DecisionTable:
    inputs = tuple(_input_name(clause) for clause in ready.inputs)
    outputs = tuple(output.name or part.variable for output in ready.outputs)
    rankings = _rankings(ready)
    shared = [name for name in (*inputs, *outputs) if (*inputs, *outputs).count(name) > 1]
    if any(inputs.count(name) > 1 or outputs.count(name) > 1 for name in shared):
        found = Text(f"{shared[0]} as the name of two columns", f"两列同名 {shared[0]} ")
        raise NoCoreForm(place=ready.place, found=found, expected=_ONE_NAME)
    return DecisionTable(
        name=part.name,
        inputs=inputs,
        outputs=outputs,
        rules=tuple(
            _rule(rule, written, inputs, ready, logic)
            for rule, written in zip(ready.rules, logic.rules, strict=True)
        ),
        hit_policy=ready.hit_policy,
        aggregation=ready.aggregation,
        ranking=rankings[0] if rankings else (),
        default=_default(ready.outputs),
        domains=_domains(ready, inputs, outputs),
        further_rankings=rankings[1:],
    )


def _input_name(clause: ReadyInput) -> str:
    """The name that a column asks for, or the path to a component of an input, such as `Applicant.age`."""
    members: list[str] = []
    expression = clause.expression
    while isinstance(expression, Path):
        members.insert(0, expression.member)
        expression = expression.source
    if isinstance(expression, Name):
        return ".".join((expression.name, *members))
    raise NoCoreForm(place=clause.place, found=Text("an expression", "表达式"), expected=_A_NAME)


def _rankings(ready: ReadyTable) -> tuple[tuple[Scalar, ...], ...]:
    """The ranking of each output, without those at the end that rank nothing."""
    if ready.hit_policy not in _RANKED:
        return ()
    found = [tuple(core_scalar(value, output.place) for value in output.ranking) for output in ready.outputs]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _default(outputs: tuple[ReadyOutput, ...]) -> tuple[Scalar, ...] | None:
    if all(output.default is None for output in outputs):
        return None
    return tuple(
        None if output.default is None else core_constant(output.default, output.place) for output in outputs
    )


def _domains(ready: ReadyTable, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> dict[str, Domain]:
    found = {}
    for name, output in zip(outputs, ready.outputs, strict=True):
        # The list of a ranked output is its ranking, and what it may hold is its type's.
        allowed = None if ready.hit_policy in _RANKED else output.allowed
        found[name] = _domain(output.type, allowed, output.place)
    for name, clause in zip(inputs, ready.inputs, strict=True):
        found[name] = _domain(clause.type, clause.allowed, clause.place)
    return {name: domain for name, domain in found.items() if domain is not None}


def _domain(of: Type, allowed: Tests | None, place: Text) -> Domain | None:
    tests = allowed or of.allowed
    kind = _KINDS.get(of.kind) if of.kind is not None else None
    if of.kind is not None and kind is None:
        found = Text(f"the type {of.name}", f"类型 {of.name} ")
        expected = Text("number, string, boolean or date", "number、string、boolean 或 date")
        raise NoCoreForm(place=place, found=found, expected=expected)
    if kind is None and tests is None:
        return None
    return Domain(kind, None if tests is None else core_test(tests, place))


def _rule(
    rule: ReadyRule, written: WrittenRule, inputs: tuple[str, ...], ready: ReadyTable, logic: TableLogic
) -> Rule:
    tests = {}
    for name, test, cell in zip(inputs, rule.tests, written.tests, strict=True):
        found = core_test(test, cell.place)
        if not isinstance(found, Anything):
            tests[name] = found
    numbers = frozenset(
        name for name, clause in zip(inputs, ready.inputs, strict=True) if clause.type.kind is FeelKind.NUMBER
    )
    outputs = tuple(
        core_output(expression, inputs, numbers, cell.place)
        for expression, cell in zip(rule.outputs, written.outputs, strict=True)
    )
    remarks = dict(zip((name.lower() for name in logic.annotations), written.annotations, strict=False))
    clause, basis = remarks.pop("clause", ""), remarks.pop("basis", "")
    note = remarks.pop("note", "")
    others = [remark for remark in remarks.values() if remark.strip()]
    if not note and not others:
        note = written.description
    return Rule(tests, outputs, clause, basis, "\n".join(filter(None, (note, *others))))
