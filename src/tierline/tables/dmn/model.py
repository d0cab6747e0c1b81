"""The nouns of a DMN file, as it is written: expressions are still texts, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tierline.tables.errors import TableError
from tierline.tables.model import Aggregation, HitPolicy
from tierline.wording import Text


@dataclass(frozen=True)
class Written:
    """An expression as the file has it; `type` names what it gives, where the file says so."""

    text: str
    place: Text
    type: str = ""


@dataclass(frozen=True)
class InputClause:
    """A column of conditions: what is looked at, and the values that it may have."""

    label: str
    expression: Written
    allowed: Written | None = None


@dataclass(frozen=True)
class OutputClause:
    """A column of results; `allowed` lists its values, best first. Only one output of its own has no name."""

    name: str
    type: str = ""
    allowed: Written | None = None
    default: Written | None = None


@dataclass(frozen=True)
class WrittenRule:
    """A row: a cell for each input and each output, then what is remarked on it."""

    tests: tuple[Written, ...]
    outputs: tuple[Written, ...]
    annotations: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class TableLogic:
    """A decision table. `annotations` name the columns of remarks."""

    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[WrittenRule, ...]
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    annotations: tuple[str, ...]
    place: Text


@dataclass(frozen=True)
class LiteralLogic:
    """One expression."""

    expression: Written


@dataclass(frozen=True)
class Entry:
    """A named part of a context, or the argument of an invocation; a context's result has no name."""

    name: str
    logic: Logic
    type: str = ""


@dataclass(frozen=True)
class ContextLogic:
    """Named values, each of which sees those before it; the result is the entry without a name, or all."""

    entries: tuple[Entry, ...]
    place: Text


@dataclass(frozen=True)
class InvocationLogic:
    """A function asked with arguments by name."""

    function: Written
    arguments: tuple[Entry, ...]
    place: Text


@dataclass(frozen=True)
class ListLogic:
    """A value for each item."""

    items: tuple[Logic, ...]


@dataclass(frozen=True)
class RelationLogic:
    """A list of contexts, one for each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Logic, ...], ...]


@dataclass(frozen=True)
class ConditionalLogic:
    """One of two pieces of logic."""

    condition: Logic
    then: Logic
    otherwise: Logic


@dataclass(frozen=True)
class FilterLogic:
    """The items of a list that fulfil a condition."""

    source: Logic
    condition: Logic


@dataclass(frozen=True)
class LoopLogic:
    """What logic gives for each item of a list: a list of it, or whether it is true for `every` or `some`."""

    kind: Literal["for", "every", "some"]
    variable: str
    source: Logic
    body: Logic


@dataclass(frozen=True)
class Parameter:
    """What a function is asked with."""

    name: str
    type: str = ""


@dataclass(frozen=True)
class FunctionLogic:
    """A value that depends on parameters."""

    parameters: tuple[Parameter, ...]
    body: Logic
    place: Text


@dataclass(frozen=True)
class BeyondReading:
    """Something that is not read, and stays harmless until somebody asks for it."""

    what: str
    place: Text


@dataclass(frozen=True)
class Faulty:
    """Logic that is wrong in its form: `error` is raised when somebody asks for it, and not before."""

    error: TableError


Logic = (
    TableLogic
    | LiteralLogic
    | ContextLogic
    | InvocationLogic
    | ListLogic
    | RelationLogic
    | ConditionalLogic
    | FilterLogic
    | LoopLogic
    | FunctionLogic
    | BeyondReading
    | Faulty
)


@dataclass(frozen=True)
class InputData:
    """What a case has to bring along: `name` in expressions, though its element may be `called` otherwise."""

    id: str
    name: str
    type: str = ""
    called: str = ""


@dataclass(frozen=True)
class Requirement:
    """What a decision, or a function, needs: the id of an element, of this file or of an imported one."""

    id: str
    is_local: bool = True


@dataclass(frozen=True)
class Decision:
    """What is decided, from what, and how. Without `logic` the file only names it."""

    id: str
    name: str
    variable: str
    type: str
    requires: tuple[Requirement, ...]
    logic: Logic | None
    place: Text


@dataclass(frozen=True)
class Knowledge:
    """A function that decisions share: a business knowledge model."""

    id: str
    name: str
    variable: str
    type: str
    requires: tuple[Requirement, ...]
    logic: FunctionLogic | BeyondReading | Faulty | None
    place: Text


@dataclass(frozen=True)
class ItemDefinition:
    """A type: another one with fewer values, a list of it, or named components.

    What is `allowed` holds for the items of a list, what is a `constraint` for the list as a whole.
    """

    name: str
    type: str = ""
    allowed: Written | None = None
    constraint: Written | None = None
    is_collection: bool = False
    components: tuple[ItemDefinition, ...] = ()


@dataclass(frozen=True)
class Model:
    """A DMN file. Everything is in the order of the file; `version` is the standard's, as in 1.3.

    `services` are decision services by id and name, which are not read. A model for Camunda is
    `loosely_declared`: its tables name inputs that no element declares.
    """

    name: str
    namespace: str
    version: str
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    services: tuple[tuple[str, str], ...] = ()
    loosely_declared: bool = False
