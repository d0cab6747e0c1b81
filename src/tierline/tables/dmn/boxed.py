"""What each kind of logic of a model gives: tables, expressions, and what is boxed around them."""

from __future__ import annotations

from tierline.tables.dmn.hits import table_value
from tierline.tables.dmn.prepared import (
    ReadyConditional,
    ReadyContext,
    ReadyFilter,
    ReadyFunction,
    ReadyInvocation,
    ReadyList,
    ReadyLiteral,
    ReadyLogic,
    ReadyLoop,
    ReadyRelation,
    ReadyTable,
)
from tierline.tables.dmn.run import Run
from tierline.tables.expressions.evaluate import asked, evaluated
from tierline.tables.expressions.loops import filtered, items_of, with_partial
from tierline.tables.expressions.values import Function, Value, every, some
from tierline.tables.expressions.work import Scope
from tierline.wording import Text


def logic_value(logic: ReadyLogic, scope: Scope, run: Run) -> Value:
    """What logic gives, with the values in scope. Raises TooMuchWork."""
    match logic:
        case ReadyTable():
            return table_value(logic, scope, run)
        case ReadyLiteral(expression):
            return evaluated(expression, scope, run.work)
        case ReadyContext():
            return _context_value(logic, scope, run)
        case ReadyInvocation(function, arguments):
            names = tuple(name for name, _ in arguments)
            values = tuple(logic_value(argument, scope, run) for _, argument in arguments)
            return asked(evaluated(function, scope, run.work), values, names)
        case ReadyList(items):
            return tuple(logic_value(item, scope, run) for item in items)
        case ReadyRelation(columns, rows):
            return tuple(
                {name: logic_value(cell, scope, run) for name, cell in zip(columns, row, strict=True)}
                for row in rows
            )
        case ReadyConditional(condition, then, otherwise):
            holds = logic_value(condition, scope, run) is True
            return logic_value(then if holds else otherwise, scope, run)
        case ReadyFilter(source, condition):
            found = logic_value(source, scope, run)
            return filtered(found, lambda inner: logic_value(condition, inner, run), scope, run.work)
        case ReadyLoop():
            return _loop_value(logic, scope, run)
        case ReadyFunction():
            return function_of(logic, scope, run)


def _loop_value(loop: ReadyLoop, scope: Scope, run: Run) -> Value:
    def answer(inner: Scope) -> Value:
        run.work.step()
        return logic_value(loop.body, inner, run)

    turns = ({**scope, loop.variable: item} for item in items_of(logic_value(loop.source, scope, run)))
    if loop.kind == "for":
        return with_partial(turns, answer, run.work)
    truths = (found if isinstance(found, bool) else None for found in map(answer, turns))
    return every(truths) if loop.kind == "every" else some(truths)


def _context_value(context: ReadyContext, scope: Scope, run: Run) -> Value:
    found: dict[str, Value] = {}
    for name, logic, of in context.entries:
        value = run.fitted(logic_value(logic, {**scope, **found}, run), of, context.place)
        if not name:
            return value
        found[name] = value
    return found


def function_of(ready: ReadyFunction, scope: Scope, run: Run) -> Function:
    """A function that can be asked."""

    def answer(values: tuple[Value, ...]) -> Value:
        run.work.step()
        inner = dict(scope)
        for (name, of), value in zip(ready.parameters, values, strict=True):
            within = Text(f"{ready.place.en}, parameter {name}", f"{ready.place.zh} 参数 {name}")
            inner[name] = run.fitted(value, of, within)
        return run.fitted(logic_value(ready.body, inner, run), ready.gives, ready.place)

    return Function(tuple(name for name, _ in ready.parameters), answer)
