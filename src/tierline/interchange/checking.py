"""Every cell of a table, held against the pack while the rules still have the numbers of their file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tierline.interchange.citations import is_known_basis, quoted
from tierline.interchange.errors import RuleUnfit
from tierline.interchange.translation import Wins
from tierline.policy.blocks.measures import factor, inputs_of_tiers
from tierline.policy.blocks.sites import inputs_of_criteria, inputs_of_sites
from tierline.policy.citing import A_CLAUSE
from tierline.policy.clauses import clause_ids
from tierline.policy.conditions import Inputs, cell
from tierline.policy.errors import PackError
from tierline.policy.model import Rates, Version
from tierline.policy.reading import Place, one_of_text
from tierline.policy.vocabulary import ATTRIBUTES, SCORE
from tierline.policy.yaml_text import compose
from tierline.tables.model import Anything, DecisionTable, Multiple, Output, Rule
from tierline.tables.notation import text_of
from tierline.wording import Text

OF_INPUT, OF_OUTCOME = Text("column {name}", "列 {name}"), Text("outcome", "结果")
CLAUSE, BASIS = Text("clause", "条款"), Text("basis", "依据")
A_BASIS = Text(
    "source, public with a confidence of high, medium or low, or example",
    "来源、公开资料（可信度 high、medium、low）或示例",
)


@dataclass(frozen=True)
class Known:
    """What the rules of a part may name, and the reader of what they give."""

    inputs: Inputs
    outcome: Callable[[Place], object]


def known_to(version: Version, name: str, wins: Wins) -> Known:
    """What a part of a version knows: figures for the tiers and the score, for others what a line is."""
    outcomes: dict[Wins, Callable[[Place], object]] = {
        Wins.BEST: lambda place: place.one_of(version.ranking),
        Wins.SUM: lambda place: place.number(),
        Wins.FIRST: factor,
    }
    inputs = Inputs(ATTRIBUTES)
    if version.rates is Rates.SITE:
        measured = inputs_of_criteria(tuple(each.name for each in version.measurements), version.measurements)
        criteria, has_score = version.site_criteria, name == "tier" and version.score is not None
        names = tuple(each.name for each in criteria)
        inputs = inputs_of_sites(measured, names, criteria, version.ranking, has_score=has_score)
    elif name in ("tier", SCORE):
        names = tuple(measure.name for measure in version.measures)
        has_score = name == "tier" and version.score is not None
        inputs = inputs_of_tiers(names, version.measures, has_score=has_score)
    return Known(inputs, outcomes[wins])


def check(table: DecisionTable, known: Known) -> None:
    """Raises RuleUnfit for the first cell that the pack's own reader would refuse."""
    for number, rule in enumerate(table.rules, start=1):
        _check_inputs(table, number, rule, known)
        _check_outcome(table, number, rule.outputs[0], known)
        if rule.clause and rule.clause not in clause_ids():
            _refuse(table, number, CLAUSE, _shown(rule.clause), A_CLAUSE)
        if not is_known_basis(rule):
            _refuse(table, number, BASIS, _shown(rule.basis), A_BASIS)
    if table.default is not None:
        _check_outcome(table, len(table.rules) + 1, table.default[0], known)


def _check_inputs(table: DecisionTable, number: int, rule: Rule, known: Known) -> None:
    output = rule.outputs[0]
    asked = [name for name, test in rule.tests.items() if not isinstance(test, Anything)]
    for name in asked + ([output.of] if isinstance(output, Multiple) else []):
        about = Text(OF_INPUT.en.format(name=name), OF_INPUT.zh.format(name=name))
        if name not in known.inputs.known:
            _refuse(table, number, about, _shown(name), one_of_text(tuple(sorted(known.inputs.known))))
    for name in asked:
        about = Text(OF_INPUT.en.format(name=name), OF_INPUT.zh.format(name=name))
        attribute = known.inputs.known[name]
        try:
            cell(_place(text_of(rule.tests[name])), attribute)
        except PackError as error:
            _refuse_as(error, table, number, about)


def _check_outcome(table: DecisionTable, number: int, output: Output, known: Known) -> None:
    if output is None:
        return
    value = output.by if isinstance(output, Multiple) else output
    written = format(value, "f") if isinstance(value, Decimal) else str(value)
    try:
        known.outcome(_place(written))
    except PackError as error:
        _refuse_as(error, table, number, OF_OUTCOME)


def _place(written: str) -> Place:
    """A cell as the reader of packs takes it."""
    return Place(compose(quoted(written), ""), "", "")


def _refuse_as(error: PackError, table: DecisionTable, number: int, about: Text) -> None:
    found, expected = error.facts["found"], error.facts["expected"]
    assert isinstance(expected, Text)
    _refuse(
        table, number, about, found if isinstance(found, Text) else Text(str(found), str(found)), expected
    )


def _refuse(table: DecisionTable, number: int, about: Text, found: Text, expected: Text) -> None:
    raise RuleUnfit(table=table.name, rule=number, column=about, found=found, expected=expected)


def _shown(written: str) -> Text:
    return Text(f"`{written}`", f"`{written}`")
