"""The ladder that a calibration moves, found in a version; a version without such a one is refused."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import NoReturn

from tierline.foresight.calibration.errors import LadderUnsuited
from tierline.foresight.calibration.model import Ladder, Rung
from tierline.policy.model import Version
from tierline.policy.vocabulary import SCORE
from tierline.tables.model import Comparison, Rule, Test
from tierline.wording import Text

SEVERAL_INPUTS = Text(
    "its tiers are decided by {inputs}, not by one figure alone", "其等级由 {inputs} 共同决定，而非单一数值"
)
NO_FIGURE = Text(
    "its ladder stands over {figure}, which is neither a score nor a measure",
    "其阶梯针对 {figure}，既非得分也非度量",
)
OTHER_FORM = Text(
    "the line for {tier} is no rung of an `at_least` ladder", "{tier} 一行不是 at_least 阶梯中的一级"
)
SEVERAL_LADDERS = Text("its tiers come from several ladders", "其等级出自多个阶梯")
TOO_FINE = Text(
    "the bound {bound} of {tier} has more than two decimals", "{tier} 的界值 {bound} 超过两位小数"
)


def ladder_of(version: Version) -> Ladder:
    """The ladder of a version. Raises LadderUnsuited unless one `at_least` ladder gives its tiers."""
    table = version.tier
    figure, *others = sorted(table.inputs, key=lambda name: name != SCORE)
    if others and (figure != SCORE or any(version.measure(name) is None for name in others)):
        _refuse(version, SEVERAL_INPUTS, inputs=", ".join(table.inputs))
    if figure != SCORE and version.measure(figure) is None:
        _refuse(version, NO_FIGURE, figure=figure)
    rungs = tuple(_rung(version, figure, rule) for rule in table.rules)
    ranks = [version.ranking.index(rung.tier) for rung in rungs]
    falling = all(upper.bound > lower.bound for upper, lower in pairwise(rungs))
    if not falling or ranks != sorted(set(ranks)):
        _refuse(version, SEVERAL_LADDERS)
    beside = {str(rule.outputs[0]): _others(rule, figure) for rule in table.rules if _others(rule, figure)}
    return Ladder(figure, rungs, table.rules[0].clause, beside)


def _others(rule: Rule, figure: str) -> dict[str, Test]:
    """What a rule asks for beside the figure of the ladder."""
    return {name: test for name, test in rule.tests.items() if name != figure}


def _rung(version: Version, figure: str, rule: Rule) -> Rung:
    tier, test = str(rule.outputs[0]), rule.tests.get(figure)
    if not isinstance(test, Comparison) or test.op != ">=" or not isinstance(test.bound, Decimal):
        _refuse(version, OTHER_FORM, tier=tier)
    hundredths = test.bound * 100
    if hundredths != int(hundredths):
        _refuse(version, TOO_FINE, tier=tier, bound=test.bound)
    return Rung(tier, int(hundredths))


def _refuse(version: Version, problem: Text, **facts: object) -> NoReturn:
    filled = Text(problem.en.format(**facts), problem.zh.format(**facts))
    raise LadderUnsuited(scheme=version.scheme, problem=filled)
