"""The reader for one case of a DMN model: its decisions in order, each with what those before it gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

from tierline.tables.dmn.answer import Answer
from tierline.tables.dmn.boxed import function_of, logic_value
from tierline.tables.dmn.errors import BeyondScope, DecisionUnknown, NothingDecided, PartMissing
from tierline.tables.dmn.linking import Linker, Links, members_of
from tierline.tables.dmn.model import Decision, FunctionLogic, InputData, Knowledge, Model
from tierline.tables.dmn.prepared import ReadyFunction, ReadyLogic
from tierline.tables.dmn.preparing import of_hits, prepared, prepared_function
from tierline.tables.dmn.run import Run
from tierline.tables.dmn.types import Type, TypeBook
from tierline.tables.expressions.errors import TooMuchWork
from tierline.tables.expressions.reader import Names
from tierline.tables.expressions.values import Value
from tierline.tables.expressions.work import Work
from tierline.wording import Text

_MISSING = Text("it was not given, and counts as null.", "未提供，按 null 处理。")
_TOO_DEEP = Text("functions call each other without an end", "函数之间的调用没有尽头")


class Decider:
    """A model ready to decide any number of cases; its expressions are parsed when they are first needed."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.types = TypeBook(model.types)
        self._linker = Linker(model)
        self._members = members_of(model)
        self._links: dict[str, Links] = {}
        self._ready: dict[str, ReadyLogic] = {}

    def decision(self, name: str) -> Decision:
        """The decision of a name, or of an id. Raises DecisionUnknown."""
        asked = " ".join(name.split())
        for names in (attrgetter("name"), attrgetter("id"), attrgetter("variable")):
            for decision in self.model.decisions:
                if asked == names(decision):
                    return decision
        known = ", ".join(decision.name for decision in self.model.decisions) or "-"
        raise DecisionUnknown(found=name, known=known)

    def topmost(self) -> tuple[Decision, ...]:
        """The decisions that no other requires; all, where they require each other in a circle."""
        required = {need.id for decision in self.model.decisions for need in decision.requires}
        found = tuple(decision for decision in self.model.decisions if decision.id not in required)
        if not self.model.decisions:
            raise NothingDecided(name=self.model.name)
        return found or self.model.decisions

    def inputs(self, decisions: Sequence[Decision]) -> tuple[InputData, ...]:
        """What a case has to bring along for these decisions, each once."""
        found: dict[str, InputData] = {}
        for decision in self._linker.in_order(tuple(decisions)):
            for data in self._links_of(decision).inputs.values():
                found.setdefault(data.name, data)
        return tuple(found.values())

    def input_names(self) -> dict[str, str]:
        """The names of inputs by what else they are known by: the names of their elements, and their ids."""
        own = {data.name for data in self.model.inputs}
        found: dict[str, str] = {}
        for other in (attrgetter("called"), attrgetter("id")):
            for data in self.model.inputs:
                if other(data) not in own:
                    found.setdefault(other(data), data.name)
        return found

    def type_of(self, data: InputData) -> Type:
        """What an input may be."""
        return self.types.type_of(data.type, _input_place(data))

    def answer(self, decision: Decision, case: Mapping[str, Value]) -> Answer:
        """What a decision gives for a case; inputs that the case lacks are null.

        Raises a TableError for what the decision needs and is not read, or cannot be.
        """
        run = Run(Work(decision.place))
        values: dict[str, Value] = {}
        # Everything is read before anything is decided, so that a fault shows in every case alike.
        ordered = self.ready(decision)
        try:
            for one in ordered:
                values[one.name] = self._value(one, case, values, run)
        except RecursionError as error:
            raise TooMuchWork(place=decision.place, found=_TOO_DEEP) from error
        below = tuple((one.name, values[one.name]) for one in ordered if one is not decision)
        return Answer(decision.name, values[decision.name], below, tuple(run.hits), tuple(run.notes))

    def ready(self, decision: Decision) -> tuple[Decision, ...]:
        """The decision and all that it requires, in order and read. Raises a TableError for a fault."""
        ordered = self._linker.in_order((decision,))
        for one in ordered:
            self._prepared(one)
            for data in self._links_of(one).inputs.values():
                self.type_of(data)
        return ordered

    def _links_of(self, part: Decision | Knowledge) -> Links:
        key = part.place.en
        if key not in self._links:
            self._links[key] = self._linker.links(part)
        return self._links[key]

    def _prepared(self, part: Decision | Knowledge) -> ReadyLogic:
        key = part.place.en
        if key not in self._ready:
            links = self._links_of(part)
            names = Names(links.names, self._members, frozenset(links.functions))
            if part.logic is None:
                raise PartMissing(place=part.place, expected="decisionTable, literalExpression, …")
            of = self.types.type_of(part.type, part.place)
            if isinstance(part, Knowledge) and isinstance(part.logic, FunctionLogic):
                self._ready[key] = prepared_function(part.logic, names, self.types, part.name, of)
            else:
                self._ready[key] = prepared(part.logic, names, self.types, part.name, of)
            for function in links.functions.values():
                self._prepared(function)
        return self._ready[key]

    def _value(
        self, decision: Decision, case: Mapping[str, Value], values: Mapping[str, Value], run: Run
    ) -> Value:
        links = self._links_of(decision)
        scope: dict[str, Value] = {}
        for name, data in links.inputs.items():
            if data.name not in case:
                run.note(_input_place(data), _MISSING)
            scope[name] = run.fitted(case.get(data.name), self.type_of(data), _input_place(data))
        for name, (required, output) in links.decisions.items():
            value = values[required.name]
            if output:
                value = value.get(output) if isinstance(value, dict) else None
            scope[name] = value
        for name, function in links.functions.items():
            scope[name] = self._function(function, run, {})
        run.work.place = decision.place
        logic = self._prepared(decision)
        of = of_hits(logic, self.types.type_of(decision.type, decision.place))
        return run.fitted(logic_value(logic, scope, run), of, decision.place)

    def _function(self, knowledge: Knowledge, run: Run, made: dict[str, Value]) -> Value:
        """A function with those that it requires; `made` are those on the way, which may call each other."""
        key = knowledge.place.en
        if key in made:
            return made[key]
        ready = self._prepared(knowledge)
        if not isinstance(ready, ReadyFunction):
            raise BeyondScope(place=knowledge.place, what="encapsulatedLogic")
        scope: dict[str, Value] = {}
        made[key] = function_of(ready, scope, run)
        for name, other in self._links_of(knowledge).functions.items():
            scope[name] = self._function(other, run, made)
        return made[key]


def _input_place(data: InputData) -> Text:
    return Text(f"Input {data.name}", f"输入 {data.name}")
