"""The explanation of a site as a page that people read."""

from __future__ import annotations

from tierline.grading.explain.page import Mark, Page
from tierline.grading.explain.rule_trace import RuleRead
from tierline.grading.explain.speech import Speech, month_text, number_text
from tierline.grading.explain.text import RESULT, write_legend, write_policy, write_record
from tierline.grading.measured.explaining import CriterionGiven, SiteExplanation
from tierline.grading.months import first_day
from tierline.policy.site_statements import tests_text
from tierline.policy.vocabulary import SCORE
from tierline.wording import Language, Text

SITE = Text("Site {id}: {site}", "站点 {id}：{site}")
NO_LEVEL = Text("none: no rule for a level holds", "未定级：没有任何一条等级规则成立")
MEASURED = Text("What was measured in {month}", "{month} 测量数据")
NOT_MEASURED = Text("not measured", "未测量")
UNKNOWN = Text("{title}: not measured", "{title}：未测量")
CRITERIA = Text("The criteria", "各项标准")
GIVEN = Text("{criterion}: {tier}", "{criterion}：{tier}")
NOT_GIVEN = Text("{criterion}: none", "{criterion}：未定级")
BETTER = Text("{tier}: {tests}", "{tier}：{tests}")
GIVES = Text("{tests} gives {points}", "{tests}，得 {points} 分")
SCORE_IS = Text("score: {score}", "得分：{score}")
LEVELS = Text("The levels", "各等级条件")
HAS = Text("{tier}: the one it has", "{tier}：现有等级")


def page_of(explanation: SiteExplanation, language: Language) -> Page:
    """The whole page."""
    page, case = Page(), explanation.case
    speech = Speech(language, case.version)
    page.title(speech.say(SITE, id=case.site.site_id, site=case.site.site))
    write_policy(page, speech, explanation.pack, case.rating)
    if explanation.recorded is not None:
        write_record(page, speech, explanation.recorded, case.row())
    page.heading(speech.say(RESULT))
    tier = speech.tier(case.tier) if case.tier else speech.say(NO_LEVEL)
    page.point(Mark.HOLDS if case.tier else Mark.FAILS, tier)
    _write_measurements(page, speech, explanation)
    page.heading(speech.say(CRITERIA))
    for one in explanation.criteria:
        _write_criterion(page, speech, one)
    _write_score(page, speech, explanation)
    _write_levels(page, speech, explanation)
    write_legend(page, speech)
    return page


def _write_measurements(page: Page, speech: Speech, explanation: SiteExplanation) -> None:
    case = explanation.case
    page.heading(speech.say(MEASURED, month=month_text(first_day(case.rating.number - 1))))
    rows = []
    for one in case.version.measurements:
        value = case.values[one.name]
        said = speech.say(NOT_MEASURED) if value is None else speech.measure(one.name, value)
        cited = speech.cited(one.citation.clause, one.citation.basis.value)
        rows.append([speech.say(one.title), said, cited])
    page.table(rows, left=(0, 2))


def _write_criterion(page: Page, speech: Speech, one: CriterionGiven) -> None:
    """What the criterion gives and by which rule, and what the next better tier would take."""
    facts = {"criterion": one.criterion.title, "tier": speech.tier(one.tier)}
    page.point(Mark.HOLDS if one.tier else Mark.FAILS, speech.say(GIVEN if one.tier else NOT_GIVEN, **facts))
    unknown = {test.name for rule in one.rules for test in rule.tests if test.value is None}
    if one.tier is None and unknown:
        for name in sorted(unknown):
            page.point(Mark.FAILS, speech.say(UNKNOWN, title=speech.title(name)), 2)
        return
    holding = next((rule for rule in one.rules if rule.holds), None)
    if holding is not None:
        page.point(Mark.HOLDS, _rule(speech, holding), 2)
    ranking = speech.version.ranking
    held = ranking.index(one.tier) if one.tier else len(ranking)
    better = [rule for rule in one.rules if ranking.index(str(rule.outcome)) < held]
    nearest = max((ranking.index(str(rule.outcome)) for rule in better), default=None)
    for rule in better:
        if ranking.index(str(rule.outcome)) == nearest:
            said = speech.say(BETTER, tier=speech.tier(str(rule.outcome)), tests=_rule(speech, rule))
            page.point(Mark.FAILS, said, 2)


def _rule(speech: Speech, rule: RuleRead) -> str:
    """The tests of a rule with its clause; of one that does not hold, those that fail."""
    tests = [one for one in rule.tests if rule.holds or not one.holds]
    return speech.under(speech.joined([speech.tested(one) for one in tests]), rule.clause, rule.basis)


def _write_score(page: Page, speech: Speech, explanation: SiteExplanation) -> None:
    case = explanation.case
    if case.version.score is None:
        return
    page.heading(speech.say(SCORE_IS, score=speech.measure(SCORE, case.values[SCORE])))
    for rule, points in explanation.score_lines:
        tests = speech.say(tests_text(rule.tests, case.version))
        said = speech.say(GIVES, tests=tests, points=number_text(points))
        page.point(Mark.HOLDS, speech.under(said, rule.clause, rule.basis))


def _write_levels(page: Page, speech: Speech, explanation: SiteExplanation) -> None:
    """Each level above the one that the site has with what it lacks, and that one with what it asks for."""
    case = explanation.case
    page.heading(speech.say(LEVELS))
    ranking = case.version.ranking
    held = ranking.index(case.tier) if case.tier else len(ranking)
    for rule in explanation.rules:
        rank = ranking.index(str(rule.outcome))
        if rank < held:
            page.point(Mark.FAILS, speech.tier(str(rule.outcome)))
            page.point(Mark.FAILS, _rule(speech, rule), 2)
        elif rank == held and rule.holds:
            page.point(Mark.HOLDS, speech.say(HAS, tier=speech.tier(case.tier)))
            asked = speech.say(tests_text({one.name: one.test for one in rule.tests}, case.version))
            page.point(Mark.HOLDS, speech.under(asked, rule.clause, rule.basis), 2)
