"""The types of a model: what a value may be, and how a value is made to fit where DMN allows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from tierline.tables.dmn.errors import ModelTooLarge, TypeCircular, TypeUnknown
from tierline.tables.dmn.model import ItemDefinition, Written
from tierline.tables.expressions.evaluate import fulfils
from tierline.tables.expressions.parser import parsed_tests
from tierline.tables.expressions.reader import Names
from tierline.tables.expressions.syntax import Tests
from tierline.tables.expressions.values import FeelKind, Value, kind_of
from tierline.tables.expressions.work import Work
from tierline.wording import Text

FEEL_TYPES: dict[str, FeelKind | None] = {
    **{kind.value: kind for kind in FeelKind},
    "dateTime": FeelKind.DATE_AND_TIME,
    "dayTimeDuration": FeelKind.DAYS,
    "yearMonthDuration": FeelKind.MONTHS,
    # Older files of Camunda have the types of Java.
    "integer": FeelKind.NUMBER,
    "long": FeelKind.NUMBER,
    "double": FeelKind.NUMBER,
    "Any": None,
    # What the editor of Kogito writes for a type that nobody has chosen.
    "<Undefined>": None,
}


@dataclass(frozen=True)
class Type:
    """What a value may be: of a kind (None: any), a list of `item`, or a context of `components`.

    It is one of the `allowed` values, and fulfils the `constraint` besides.
    """

    name: str
    kind: FeelKind | None = None
    allowed: Tests | None = None
    item: Type | None = None
    components: Mapping[str, Type] = field(default_factory=dict)
    constraint: Tests | None = None

    @property
    def tests(self) -> tuple[Tests, ...]:
        """All that a value has to fulfil."""
        return tuple(tests for tests in (self.allowed, self.constraint) if tests is not None)


DEEPEST_TYPE = 50
ANY = Type("Any")


class Misfit(Exception):
    """A value that does not fit its type; `found` says which. Never leaves the reader of a case."""

    def __init__(self, found: Value, of: Type, *, is_kind: bool) -> None:
        super().__init__(of.name)
        self.found, self.type, self.is_kind = found, of, is_kind


class TypeBook:
    """The types of a model, by the names that the file has for them."""

    def __init__(self, definitions: tuple[ItemDefinition, ...]) -> None:
        self._definitions = {definition.name: definition for definition in definitions}
        self._found: dict[str, Type] = {}
        self._open: list[str] = []

    def type_of(self, name: str, place: Text) -> Type:
        """The type of a name; any where there is no name. Raises TypeUnknown, TypeCircular, as cells do."""
        own = " ".join(name.split())
        if not own:
            return ANY
        definition = self._definitions.get(own)
        if definition is None:
            return self._of_feel(own, place)
        if own not in self._found:
            if own in self._open:
                raise TypeCircular(found=own)
            if len(self._open) > DEEPEST_TYPE:
                found = Text(
                    f"types made of types, over {DEEPEST_TYPE} deep", f"超过 {DEEPEST_TYPE} 层的类型"
                )
                raise ModelTooLarge(path=place, found=found, expected=Text("50", " 50 层"))
            self._open.append(own)
            try:
                self._found[own] = self._made(definition, place)
            finally:
                self._open.pop()
        return self._found[own]

    def _of_feel(self, name: str, place: Text) -> Type:
        # DMN 1.1 writes feel:string.
        plain = name.rpartition(":")[2]
        if plain in self._definitions and plain != name:
            return self.type_of(plain, place)
        if plain not in FEEL_TYPES:
            raise TypeUnknown(place=place, found=name, known=", ".join(self._definitions) or "-")
        kind = FEEL_TYPES[plain]
        return Type(plain, kind, item=ANY if kind is FeelKind.LIST else None)

    def _made(self, definition: ItemDefinition, place: Text) -> Type:
        allowed = None if definition.allowed is None else allowed_tests(definition.allowed)
        constraint = None if definition.constraint is None else allowed_tests(definition.constraint)
        if definition.components:
            components = {part.name: self._made(part, place) for part in definition.components}
            made = Type(definition.name, FeelKind.CONTEXT, allowed, components=components)
        else:
            base = self.type_of(definition.type, place)
            made = _narrowed(base, definition.name, allowed)
        if definition.is_collection:
            return Type(definition.name, FeelKind.LIST, item=made, constraint=constraint)
        return made if constraint is None else replace(made, constraint=constraint)


def _narrowed(base: Type, name: str, allowed: Tests | None) -> Type:
    """A type of fewer values; of a list, of fewer values in it."""
    if base.item is not None and allowed is not None:
        return replace(base, name=name, item=replace(base.item, allowed=allowed))
    return replace(base, name=name, allowed=allowed or base.allowed)


def allowed_tests(written: Written) -> Tests:
    """The tests that allowed values write."""
    return parsed_tests(written.text, Names(), written.place)


def conformed(value: Value, of: Type, work: Work) -> Value:
    """The value as one of the type: a list of one and its item stand for each other, a day for its beginning.

    Null is of every type. Raises Misfit.
    """
    if value is None:
        return None
    if of.item is not None:
        items = value if isinstance(value, tuple) else (value,)
        fitted: Value = tuple(conformed(item, of.item, work) for item in items)
    else:
        if isinstance(value, tuple) and len(value) == 1 and of.kind is not None:
            value = value[0]
        fitted = _single(value, of, work)
    if fitted is not None and any(fulfils(tests, fitted, {}, work) is not True for tests in of.tests):
        raise Misfit(value, of, is_kind=False)
    return fitted


def _single(value: Value, of: Type, work: Work) -> Value:
    if of.kind is None or value is None:
        return value
    if of.kind is FeelKind.DATE_AND_TIME and kind_of(value) is FeelKind.DATE and isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if kind_of(value) is not of.kind:
        raise Misfit(value, of, is_kind=True)
    if isinstance(value, dict) and of.components:
        fitted = {name: conformed(value.get(name), part, work) for name, part in of.components.items()}
        return {**value, **fitted}
    return value
