"""The blocks `score`, `tier`, `on_joining` and `special_grades`: from the figures of a line to its tier."""

from __future__ import annotations

from decimal import Decimal

from tierline.policy.blocks.measures import exact_means
from tierline.policy.citing import Block, shown
from tierline.policy.conditions import Inputs
from tierline.policy.ladders import ADDED_UP, ONE_WINS, line_of
from tierline.policy.model import Measure, Score, ScoreProduct, ScoreSum, SpecialGrades
from tierline.policy.reading import ONCE
from tierline.policy.vocabulary import SCORE, SPECIAL_GRADES
from tierline.tables.model import Aggregation, DecisionTable, HitPolicy, Rule
from tierline.wording import Text

TWO_FACTORS = Text("two measures or more", "两个或更多度量")
NO_EXACT_MEAN = Text("a sum, a factor, or a mean with `rounded`", "合计、系数，或带 rounded 的均值")
BETTER_HIGHER = Text("a better tier on each higher rung", "越高的一级对应越好的等级")


def score(block: Block, inputs: Inputs, names: tuple[str, ...], known: tuple[Measure, ...]) -> Score:
    """The score: a product of measures, or the sum of what the lines of a list give."""
    if block.place.is_list:
        return points(block, inputs)
    keys, here = block.opened(("product",), ("product",))
    no_factors = exact_means(known)
    factors: list[str] = []
    for item in keys["product"].items():
        factor = item.one_of(names)
        if factor in factors:
            item.refuse(ONCE)
        if factor in no_factors:
            # Its months differ from line to line, and a product is held over one denominator.
            item.refuse(NO_EXACT_MEAN)
        factors.append(factor)
    if len(factors) < 2:
        keys["product"].refuse(TWO_FACTORS, factors[0])
    return ScoreProduct(tuple(factors), here.citation(block.place))


def points(block: Block, inputs: Inputs) -> ScoreSum:
    """The sum of what the lines of a list give."""
    rules: list[Rule] = []
    for place in block.place.items():
        with block.citing.register.going_on():
            rules += line_of(place, block.citing, inputs, lambda value: value.number(), ADDED_UP).rules
    # Where no line gives anything, the score is 0 and not unknown.
    zero = (Decimal(0),)
    table = DecisionTable(
        SCORE, _inputs(rules), (SCORE,), tuple(rules), HitPolicy.COLLECT, Aggregation.SUM, default=zero
    )
    return ScoreSum(table, block.citation)


def tier_table(name: str, block: Block, inputs: Inputs, ranking: tuple[str, ...]) -> DecisionTable:
    """The tiers that the lines of a list give; of those that hold, the best wins.

    Up a ladder the tier must rise; a rung that gives no better tier than the one below decides nothing.
    """
    rules: list[Rule] = []
    for place in block.place.items():
        with block.citing.register.going_on():
            line = line_of(place, block.citing, inputs, lambda value: value.one_of(ranking), ONE_WINS)
            ranks = [ranking.index(str(rule.outputs[0])) for rule in line.rules]
            if line.form in ("at_least", "over") and ranks != sorted(set(ranks)):
                place.refuse(BETTER_HIGHER, shown(place))
            rules += line.rules
    return DecisionTable(name, _inputs(rules), (name,), tuple(rules), HitPolicy.PRIORITY, ranking=ranking)


def _inputs(rules: list[Rule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for rule in rules for name in rule.tests))


def special_grades(block: Block, ranking: tuple[str, ...]) -> SpecialGrades:
    """Grades that a list gives beside the score: each one that such a list can hold, and a tier here."""
    keys, here = block.opened(("grades",), ("grades",))
    grades = keys["grades"].different(SPECIAL_GRADES)
    for item in keys["grades"].items():
        item.one_of(ranking)
    return SpecialGrades(grades, here.citation(block.place))
