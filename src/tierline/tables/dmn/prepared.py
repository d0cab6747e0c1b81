"""The nouns of a model that is ready to decide: expressions parsed, names and types found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tierline.tables.dmn.types import ANY, Type
from tierline.tables.expressions.syntax import Expression, Tests
from tierline.tables.expressions.values import Value
from tierline.tables.model import Aggregation, HitPolicy
from tierline.wording import Text

_LISTING = (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)


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

    @property
    def lists_hits(self) -> bool:
        """Whether it gives a list with an item for each hit."""
        return self.aggregation is None and self.hit_policy in _LISTING


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
class ReadyConditional:
    """One of two pieces of logic."""

    condition: ReadyLogic
    then: ReadyLogic
    otherwise: ReadyLogic


@dataclass(frozen=True)
class ReadyFilter:
    """The items of a list that fulfil a condition."""

    source: ReadyLogic
    condition: ReadyLogic


@dataclass(frozen=True)
class ReadyLoop:
    """What logic gives for each item of a list: a list of it, or whether it is true for `every` or `some`."""

    kind: Literal["for", "every", "some"]
    variable: str
    source: ReadyLogic
    body: ReadyLogic


@dataclass(frozen=True)
class ReadyFunction:
    """A value that depends on parameters; it is of the type `gives`."""

    parameters: tuple[tuple[str, Type], ...]
    body: ReadyLogic
    place: Text
    gives: Type = ANY


ReadyLogic = (
    ReadyTable
    | ReadyLiteral
    | ReadyContext
    | ReadyInvocation
    | ReadyList
    | ReadyRelation
    | ReadyConditional
    | ReadyFilter
    | ReadyLoop
    | ReadyFunction
)
