"""What a version says of rating sites: what is measured, what each criterion gives by it, and the tiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tierline.policy.model import MeasuredKind, ScoreSum, Version
from tierline.policy.phrases import SEMICOLON, filled, joined, listed, output_text, text_of_test
from tierline.policy.rating_statements import cases, titles_of
from tierline.policy.statement import Part, Statement, cited
from tierline.tables.decide import holds
from tierline.tables.model import AnyOf, Anything, DecisionTable, Equal, Not, Rule, Test
from tierline.wording import Text

KINDS = {
    MeasuredKind.SHARE: Text("per cent, from 0 to 100", "百分数，0 至 100"),
    MeasuredKind.DECIMAL: Text("a number with two decimals", "两位小数"),
    MeasuredKind.COUNT: Text("a count", "个数"),
}
GIVES = Text("{criterion}: {tier}", "{criterion}：{tier}")
CONDITION = Text("{titles}: {test}", "{titles}：{test}")
OR_BETTER = Text("{tier} or better", "{tier}及以上")
ANY_OF_THEM = Text("any", "任一等级")
NOT = Text("not {said}", "非{said}")
OR = Text(" or ", "或")


def of_sites(version: Version) -> Iterator[Statement]:
    """The measurements, the rows of each criterion, the score where there is one, and the tiers."""
    for each in version.measurements:
        yield cited(Part.MEASUREMENTS, each.name, each.title, KINDS[each.kind], each.citation)
    titles = titles_of(version)
    for criterion in version.site_criteria:
        for rule in _best_first(criterion.table, version):
            name, says = f"{criterion.name}: {rule.outputs[0]}", tests_text(rule.tests, version)
            subject = filled(GIVES, criterion=criterion.title, tier=titles[str(rule.outputs[0])])
            yield Statement(Part.CRITERIA, name, subject, says, rule.clause, rule.basis)
    if isinstance(version.score, ScoreSum):
        for rule in version.score.table.rules:
            says, subject = output_text(rule.outputs[0], titles), tests_text(rule.tests, version)
            yield Statement(Part.SCORE, cases(rule.tests), subject, says, rule.clause, rule.basis)
    for rule in _best_first(version.tier, version):
        tier, says = str(rule.outputs[0]), tests_text(rule.tests, version)
        yield Statement(Part.TIER, tier, titles[tier], says, rule.clause, rule.basis)


def _best_first(table: DecisionTable, version: Version) -> list[Rule]:
    return sorted(table.rules, key=lambda rule: version.ranking.index(str(rule.outputs[0])))


def tests_text(tests: Mapping[str, Test], version: Version) -> Text:
    """Conditions on a site; inputs of which the same is asked stand together."""
    titles = titles_of(version)
    by_test: dict[Test, list[Text]] = {}
    for name, test in tests.items():
        by_test.setdefault(test, []).append(titles[name])
    parts = [
        filled(CONDITION, titles=listed(names), test=test_text(test, version))
        if not isinstance(test, Anything)
        else listed(names)
        for test, names in by_test.items()
    ]
    return joined(parts, SEMICOLON)


def test_text(test: Test, version: Version) -> Text:
    """What a measurement or the tier of a criterion has to be: `at least 97`, `level 3 or better`."""
    tiers = {tier.name: tier.title for tier in version.tiers}
    let_in = [tier for tier in version.ranking if holds(test, tier)]
    if let_in and not holds(test, None) and let_in == list(version.ranking[: len(let_in)]):
        if len(let_in) == len(version.ranking):
            return ANY_OF_THEM
        return filled(OR_BETTER, tier=tiers[let_in[-1]]) if len(let_in) > 1 else tiers[let_in[0]]
    match test:
        case Equal(str() as value):
            return tiers.get(value, Text(value, value))
        case Not(inner):
            return filled(NOT, said=test_text(inner, version))
        case AnyOf(tests):
            return joined((test_text(each, version) for each in tests), OR)
    return text_of_test(test)
