"""The nouns of a decision table. Its meaning is DMN's: hit policies, and cells that are S-FEEL unary tests.

Tests are three-valued, as both readers (decide and compile) keep them:

- a Comparison or an Interval against null is null, and so it is against a value of another kind;
- Equal(x) against null, or against a value of another kind, is false; Equal(None) is true for null only;
- Not turns true and false round and leaves null as it is;
- AnyOf is true where one of its tests is true, else null where one is null, else false;
- Anything is true, for null too.

A rule holds only where all its tests are true; null is not enough.

A Multiple of null is null. A sum, a minimum or a maximum leaves null outputs out, and where nothing is left
it is the table's default; a count counts the rules that hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Literal

from tierline.tables.errors import (
    AggregationMisplaced,
    AggregationOfMany,
    DefaultOfCount,
    EmptyChoice,
    EmptyInterval,
    MixedInterval,
    NoOutputs,
    NotANumber,
    NotFinite,
    NotRanked,
    OutputCount,
    RankingMisplaced,
    RankingMissing,
    RepeatedColumn,
    RepeatedRank,
    UnknownInput,
)
from tierline.wording import Text

Scalar = Decimal | str | bool | date | None
Bound = Decimal | date
Operator = Literal["<", "<=", ">", ">="]


class Kind(Enum):
    """Values are compared within a kind only; Python alone would take True for 1."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    NULL = "null"


def _check_finite(value: object) -> None:
    if isinstance(value, Decimal) and not value.is_finite():
        raise NotFinite(found=value)


@dataclass(frozen=True)
class Comparison:
    """`>= 450`: true on one side of a bound."""

    op: Operator
    bound: Bound

    def __post_init__(self) -> None:
        _check_finite(self.bound)


@dataclass(frozen=True)
class Equal:
    """`"gold"`: true for one value; Equal(None) is the test `null`."""

    value: Scalar

    def __post_init__(self) -> None:
        _check_finite(self.value)


@dataclass(frozen=True)
class Interval:
    """`[300..450)`: true between two bounds of one kind, each of which it includes or not."""

    low: Bound
    high: Bound
    includes_low: bool
    includes_high: bool

    def __post_init__(self) -> None:
        _check_finite(self.low)
        _check_finite(self.high)
        # `low` and `high` are of one kind after this check, which the type checker cannot see.
        if isinstance(self.low, Decimal) is not isinstance(self.high, Decimal):
            raise MixedInterval(low=self.low, high=self.high)
        is_reversed = self.low > self.high  # type: ignore[operator]
        if is_reversed or (self.low == self.high and not (self.includes_low and self.includes_high)):
            raise EmptyInterval(low=self.low, high=self.high)


@dataclass(frozen=True)
class AnyOf:
    """`"gold","silver"`: true where one of its tests is."""

    tests: tuple[Test, ...]

    def __post_init__(self) -> None:
        if not self.tests:
            raise EmptyChoice()


@dataclass(frozen=True)
class Not:
    """`not("gold")`: the contrary."""

    test: Test


@dataclass(frozen=True)
class Anything:
    """`-`: always true."""


Test = Comparison | Equal | Interval | AnyOf | Not | Anything


@dataclass(frozen=True)
class Domain:
    """What a column may hold: values of one kind, and of these only what `allowed` takes in. None: any.

    Null may stand in it unless `allowed` does not take it in. `is_whole`: its numbers are whole.
    """

    kind: Kind | None = None
    allowed: Test | None = None
    is_whole: bool = False


@dataclass(frozen=True)
class Multiple:
    """An output that is `by` times the input column `of`."""

    of: str
    by: Decimal

    def __post_init__(self) -> None:
        _check_finite(self.by)


Output = Scalar | Multiple


@dataclass(frozen=True)
class Origin:
    """Where something stands in the file that it was read from."""

    place: str
    line: int


@dataclass(frozen=True)
class Rule:
    """One row of a table. An input that `tests` does not name may be anything.

    `origin` is where it was read; two rules that say the same are equal wherever they stand.
    """

    tests: Mapping[str, Test]
    outputs: tuple[Output, ...]
    clause: str = ""
    basis: str = ""
    note: str = ""
    origin: Origin | None = field(default=None, compare=False)


class HitPolicy(StrEnum):
    """What a table gives where several of its rules hold."""

    UNIQUE = "unique"
    ANY = "any"
    FIRST = "first"
    PRIORITY = "priority"
    COLLECT = "collect"
    OUTPUT_ORDER = "output_order"
    RULE_ORDER = "rule_order"


class Aggregation(StrEnum):
    """What becomes of the outputs that a collect table collects."""

    SUM = "sum"
    MIN = "min"
    MAX = "max"
    COUNT = "count"


@dataclass(frozen=True)
class DecisionTable:
    """Rules over named inputs.

    `ranking` lists the values of the first output, best first; `further_rankings` those of the outputs after
    it, which decide between equals, in order. An output without a list decides nothing.

    `domains` tell of inputs and outputs, by name, what they may hold; a column that they leave out may hold
    anything. They are what a linter and other tools know of a column: no reader of the table enforces them.

    Raises an error of tables/errors.py where the parts contradict each other.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy
    aggregation: Aggregation | None = None
    ranking: tuple[Scalar, ...] = ()
    default: tuple[Scalar, ...] | None = None
    domains: Mapping[str, Domain] = field(default_factory=dict)
    further_rankings: tuple[tuple[Scalar, ...], ...] = ()

    def rank(self, rule: Rule) -> tuple[int, ...]:
        """Where the outputs of a rule stand in the rankings: the lower, the better."""
        places = (
            _place(ranking, output) if ranking else 0
            for ranking, output in zip(self._rankings(), rule.outputs, strict=False)
        )
        return tuple(0 if place is None else place for place in places)

    def _rankings(self) -> tuple[tuple[Scalar, ...], ...]:
        return (self.ranking, *self.further_rankings)

    def __post_init__(self) -> None:
        self._check_columns()
        self._check_rules()
        self._check_aggregation()
        self._check_ranking()

    def _check_columns(self) -> None:
        if not self.outputs:
            raise NoOutputs(table=self.name)
        for names in (self.inputs, self.outputs):
            for name in names:
                if names.count(name) > 1:
                    raise RepeatedColumn(table=self.name, column=name)

    def _check_rules(self) -> None:
        known = ", ".join(self.inputs)
        for number, rule in enumerate(self.rules, start=1):
            used = [*rule.tests, *(output.of for output in rule.outputs if isinstance(output, Multiple))]
            for name in used:
                if name not in self.inputs:
                    raise UnknownInput(table=self.name, rule=number, column=name, known=known)
        for where, outputs in self._all_outputs():
            if len(outputs) != len(self.outputs):
                raise OutputCount(
                    table=self.name, where=where, found=len(outputs), expected=len(self.outputs)
                )
            for output in outputs:
                _check_finite(output)

    def _check_aggregation(self) -> None:
        if self.aggregation is None:
            return
        if self.hit_policy is not HitPolicy.COLLECT:
            raise AggregationMisplaced(
                table=self.name, aggregation=self.aggregation.value, hit_policy=self.hit_policy.value
            )
        if len(self.outputs) != 1:
            raise AggregationOfMany(
                table=self.name, aggregation=self.aggregation.value, found=len(self.outputs)
            )
        if self.aggregation is Aggregation.COUNT:
            if self.default is not None:
                raise DefaultOfCount(table=self.name)
            return
        for where, (output,) in self._all_outputs():
            if not (output is None or isinstance(output, Decimal | Multiple)):
                raise NotANumber(table=self.name, where=where, found=repr(output))

    def _check_ranking(self) -> None:
        policy = self.hit_policy
        rankings = self._rankings()
        if policy not in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            if any(rankings):
                raise RankingMisplaced(table=self.name, hit_policy=policy.value)
            return
        if not any(rankings) or len(rankings) > len(self.outputs):
            ranked = sum(map(bool, rankings))
            raise RankingMissing(
                table=self.name, hit_policy=policy.value, found=len(self.outputs), ranked=ranked
            )
        for ranking in rankings:
            for number, value in enumerate(ranking):
                if _place(ranking, value) != number:
                    raise RepeatedRank(table=self.name, found=value)
        for number, rule in enumerate(self.rules, start=1):
            for ranking, output in zip(rankings, rule.outputs, strict=False):
                if ranking and _place(ranking, output) is None:
                    ranked_values = ", ".join(map(str, ranking))
                    raise NotRanked(table=self.name, rule=number, found=repr(output), ranking=ranked_values)

    def _all_outputs(self) -> Iterator[tuple[Text, tuple[Output, ...]]]:
        for number, rule in enumerate(self.rules, start=1):
            yield Text(en=f"rule {number}", zh=f"规则 {number}"), rule.outputs
        if self.default is not None:
            yield Text(en="default", zh="默认值"), self.default


def _place(ranking: tuple[Scalar, ...], output: Output) -> int | None:
    """The index of an output; true is not 1 here, as it is for Python."""
    for place, value in enumerate(ranking):
        if type(value) is type(output) and value == output:
            return place
    return None
