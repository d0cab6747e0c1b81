"""The nouns of a model that is ready to decide: expressions parsed, names and types found."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.tables.dmn.types import Type
from tierline.tables.expressions.syntax import Expression, Tests
from tierline.tables.expressions.values import Value
from tierline.tables.model import Aggregation, HitPolicy
from tierline.wording import Text


@dataclass(frozen=True)
class ReadyInput:
    """A column of conditions."""

    label: str
    expression: Expression
    type: Type
    allowed: Tests | None
    place: Text


@dataclass(frozen=True)
class ReadyOutput:
    """A column of results; `ranking` has its values, best first, where it has such a list."""

    name: str
    type: Type
    allowed: Tests | None
    ranking: tuple[Value, ...]
    default: Expression | None
    place: Text


@dataclass(frozen=True)
class ReadyRule:
    """A row."""

    tests: tuple[Tests, ...]
    outputs: tuple[Expression, ...]
    text: str


@dataclass(frozen=True)
class ReadyTable:
    """A decision table."""

    name: str
    inputs: tuple[ReadyInput, ...]
    outputs: tuple[ReadyOutput, ...]
    rules: tuple[ReadyRule, ...]
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    place: Text


@dataclass(frozen=True)
class ReadyLiteral:
    """One expression."""

    expression: Expression


@dataclass(frozen=True)
class ReadyContext:
    """Named values; the entry without a name is the result."""

    entries: tuple[tuple[str, ReadyLogic, Type], ...]
    place: Text


@dataclass(frozen=True)
class ReadyInvocation:
    """A function asked with arguments by name."""

    function: Expression
    arguments: tuple[tuple[str, ReadyLogic], ...]


@dataclass(frozen=True)
class ReadyList:
    """A value for each item."""

    items: tuple[ReadyLogic, ...]


@dataclass(frozen=True)
class ReadyRelation:
    """A context for each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[ReadyLogic, ...], ...]


@dataclass(frozen=True)
class ReadyFunction:
    """A value that depends on parameters."""

    parameters: tuple[tuple[str, Type], ...]
    body: ReadyLogic
    place: Text


ReadyLogic = (
    ReadyTable | ReadyLiteral | ReadyContext | ReadyInvocation | ReadyList | ReadyRelation | ReadyFunction
)
