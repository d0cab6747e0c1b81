"""What a version says of rating: who is rated, by which figures, and how these become a score and a tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tierline.policy.eligibility import CLOSING_CLAUSE
from tierline.policy.model import (
    Basis,
    Criterion,
    Measure,
    Rounding,
    ScoreProduct,
    TableMeasure,
    Version,
    WindowMeasure,
)
from tierline.policy.phrases import (
    conditions_text,
    filled,
    joined,
    listed,
    output_text,
    text_of_test,
    value_text,
)
from tierline.policy.statement import Part, Statement, cited
from tierline.policy.vocabulary import ATTRIBUTES, BILL_COLUMNS, SCORE
from tierline.tables.model import Anything, DecisionTable, Test
from tierline.tables.notation import text_of
from tierline.wording import Text

IN_FORCE = Text("in force from", "自此日起生效")
STATUS = Text("status of the line", "线路状态")
NOT_CLOSED = Text("not closed on the rating day", "评定日未销户")
OR_ON_JOINING = Text("unless it has a tier on joining", "入网即享等级的除外")
OTHER_TERM = Text("membership of another scheme", "其他方案的会员资格")
NONE_RUNNING = Text("none of {schemes} running beyond the month", "{schemes} 均无在评定月之后才届满的")
SUM = Text("sum of: {column}", "合计：{column}")
MEAN = Text("monthly mean of: {column}", "月均：{column}")
LAST_MONTH = Text("{what}; the last month", "{what}；最近 1 个月")
LAST_MONTHS = Text("{what}; the last {months} months", "{what}；近 {months} 个月")
ALL_MONTHS = Text("{what}; all months before the rating", "{what}；评定月之前全部月份")
ON_NETWORK = Text("{what}, or those since the joining month if fewer", "{what}，不足则自入网当月起")
WHOLE_YUAN = Text("{what}; rounded half up to whole yuan", "{what}；四舍五入到元")
PRODUCT = Text("{factors}, exact", "{factors}，不取舍")
SCORED = Text("score", "得分")
GIVEN_BY_LIST = Text("by list, beside the score", "按名单，与得分并列")
THE_BETTER = Text("{grades}: the better of the list and the score", "{grades}：名单与得分取较高者")


def titles_of(version: Version) -> dict[str, Text]:
    """Titles of all that the rules of a version name: attributes, measures, the score, tiers."""
    return {
        **{name: attribute.title for name, attribute in ATTRIBUTES.items()},
        **{measure.name: measure.title for measure in version.measures},
        **{measurement.name: measurement.title for measurement in version.measurements},
        **{criterion.name: criterion.title for criterion in version.site_criteria},
        SCORE: SCORED,
        **{tier.name: tier.title for tier in version.tiers},
    }


def of_the_day(version: Version) -> Statement:
    """The day from which the version holds."""
    day = value_text(version.starts_on)
    return cited(Part.IN_FORCE, "from", IN_FORCE, day, version.citation)


def of_eligibility(version: Version) -> Iterator[Statement]:
    """Conditions that must all hold, in the order in which their reasons apply."""
    yield Statement(Part.ELIGIBLE, "status", STATUS, NOT_CLOSED, CLOSING_CLAUSE, Basis.SOURCE.value)
    for criterion in version.criteria:
        yield _of_criterion(criterion, titles_of(version))
    if version.not_running_in is not None:
        schemes = listed(Text(name, name) for name in version.not_running_in.schemes)
        says = filled(NONE_RUNNING, schemes=schemes)
        yield cited(Part.ELIGIBLE, "vip_term", OTHER_TERM, says, version.not_running_in.citation)


def _of_criterion(criterion: Criterion, titles: Mapping[str, Text]) -> Statement:
    where = conditions_text(criterion.where, titles)
    if criterion.unless_on_joining:
        where = (
            filled(Text("{where}; {unless}", "{where}；{unless}"), where=where, unless=OR_ON_JOINING)
            if (criterion.where)
            else OR_ON_JOINING
        )
    says = text_of_test(criterion.test)
    subject = titles[criterion.attribute]
    return cited(Part.ELIGIBLE, criterion.attribute, subject, says, criterion.citation, where)


def of_measure(measure: Measure, titles: Mapping[str, Text]) -> Iterator[Statement]:
    """What a figure is made of: one statement, or one for each row of its table."""
    if isinstance(measure, TableMeasure):
        for rule in measure.table.rules:
            says, where = output_text(rule.outputs[0], titles), conditions_text(rule.tests, titles)
            name = f"{measure.name} ({cases(rule.tests)})"
            yield Statement(Part.MEASURES, name, measure.title, says, rule.clause, rule.basis, where)
        return
    yield cited(Part.MEASURES, measure.name, measure.title, _window(measure), measure.citation)


def _window(measure: WindowMeasure) -> Text:
    says = filled(MEAN if measure.is_mean else SUM, column=BILL_COLUMNS[measure.column])
    if measure.last_months is None:
        return filled(ALL_MONTHS, what=says)
    reach = LAST_MONTH if measure.last_months == 1 else LAST_MONTHS
    says = filled(reach, what=says, months=str(measure.last_months))
    if measure.on_network:
        says = filled(ON_NETWORK, what=says)
    return filled(WHOLE_YUAN, what=says) if measure.rounding is Rounding.WHOLE_YUAN else says


def of_score(version: Version) -> Iterator[Statement]:
    """The product of measures, or what each rule adds."""
    if version.score is None:
        return
    titles = titles_of(version)
    if isinstance(version.score, ScoreProduct):
        factors = joined((titles[name] for name in version.score.factors), Text(" × ", " × "))
        yield cited(Part.SCORE, SCORE, SCORED, filled(PRODUCT, factors=factors), version.score.citation)
        return
    for rule in version.score.table.rules:
        says, subject = output_text(rule.outputs[0], titles), conditions_text(rule.tests, titles)
        if all(isinstance(test, Anything) for test in rule.tests.values()):
            subject = listed(titles[name] for name in rule.tests)
        yield Statement(Part.SCORE, cases(rule.tests), subject, says, rule.clause, rule.basis)


def of_tiers(version: Version, table: DecisionTable, part: Part) -> Iterator[Statement]:
    """What each tier takes: the figures that decide it, and in which cases that holds."""
    titles = titles_of(version)
    figures = {SCORE, *(measure.name for measure in version.measures)}
    for rule in sorted(table.rules, key=table.rank):
        tier = str(rule.outputs[0])
        # A ladder over an attribute has no figure: its own input comes first.
        deciding = [name for name in rule.tests if name in figures] or list(rule.tests)[:1]
        says = conditions_text({name: rule.tests[name] for name in deciding}, titles)
        beside = {name: test for name, test in rule.tests.items() if name not in deciding}
        name = f"{tier} ({cases(beside)})" if beside else tier
        yield Statement(
            part, name, titles[tier], says, rule.clause, rule.basis, conditions_text(beside, titles)
        )


def of_special_grades(version: Version) -> Iterator[Statement]:
    """Grades that a list gives."""
    if version.special is None:
        return
    titles = titles_of(version)
    says = filled(THE_BETTER, grades=listed(titles[name] for name in version.special.grades))
    yield cited(Part.SPECIAL_GRADES, "grades", GIVEN_BY_LIST, says, version.special.citation)


def cases(tests: Mapping[str, Test]) -> str:
    """Cases as a name: the same words for the same tests."""
    return ", ".join(f"{name} {text_of(test)}" for name, test in tests.items())
