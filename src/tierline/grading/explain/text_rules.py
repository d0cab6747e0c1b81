"""The part of the page with the rules: whether the line is rated, and what each tier asks for."""

from __future__ import annotations

from tierline.grading.explain import words
from tierline.grading.explain.explanation import Explanation, Place, TierRead
from tierline.grading.explain.page import Mark, Page
from tierline.grading.explain.rule_trace import CriterionRead, RuleRead, State
from tierline.grading.explain.speech import Speech
from tierline.wording import Text

CRITERIA = Text("Is the line rated?", "是否参评")
NOT_CLOSED = Text("the line is not closed", "线路未销户")
IS_CLOSED = Text("the line was closed on {day}", "线路已于 {day} 销户")
NO_VIP = Text("no VIP term runs beyond the rating month", "没有在评定月之后才届满的原 VIP 有效期")
ASIDE = Text("{what}; does not bind this line", "{what}；不适用于该线路")
TIERS = Text("The tiers", "各等级条件")
NONE_NOW = Text(
    "As the line is not rated, none of these is given now.", "该线路不参评，以下等级目前均不授予。"
)
PLACES = {
    Place.ABOVE: Text("{tier}", "{tier}"),
    Place.HAS: Text("{tier}: the tier it has", "{tier}：现有等级"),
    Place.BELOW: Text("{tier}: the next below", "{tier}：下一等级"),
}
FROM_LIST = Text(
    "given by the operator's list alone; the line is on it", "仅由运营商名单授予；该线路在名单内"
)
NOT_ON_LIST = Text(
    "given by the operator's list alone; the line is not on it", "仅由运营商名单授予；该线路不在名单内"
)
ON_JOINING = Text("on joining, {what}", "入网定级，{what}")
OTHERS = Text("only for other lines: {what}", "只适用于其他线路：{what}")

MARKS = {State.PASS: Mark.HOLDS, State.FAIL: Mark.FAILS, State.NOT_BINDING: Mark.ASIDE}


def write_criteria(page: Page, speech: Speech, explanation: Explanation) -> None:
    """Every condition of eligibility, also after the first that fails."""
    page.heading(speech.say(CRITERIA))
    for one in explanation.criteria:
        said = _criterion(speech, explanation, one)
        if one.state is State.NOT_BINDING:
            said = speech.say(ASIDE, what=said)
        page.point(MARKS[one.state], speech.under(said, one.clause, one.basis))


def _criterion(speech: Speech, explanation: Explanation, one: CriterionRead) -> str:
    if one.tested is not None:
        return speech.tested(one.tested)
    if one.reason == "closed":
        closed_on = explanation.case.line.attributes.get("closed_on")
        return speech.say(IS_CLOSED, day=closed_on) if one.state is State.FAIL else speech.say(NOT_CLOSED)
    return speech.say(words.REASONS[one.reason] if one.state is State.FAIL else NO_VIP)


def write_tiers(page: Page, speech: Speech, explanation: Explanation) -> None:
    """What the tier of the line, each above and the next below ask for, and how far the line is from it."""
    case = explanation.case
    page.heading(speech.say(TIERS))
    if not case.eligible:
        page.sentence(speech.say(NONE_NOW))
    for tier in explanation.tiers:
        is_on_list = tier.from_list and case.line.special_grade == tier.tier
        mark = Mark.HOLDS if tier.is_given or is_on_list else Mark.FAILS
        page.point(mark, speech.say(PLACES[tier.place], tier=speech.tier(tier.tier)))
        _write_rules(page, speech, tier)
        if tier.from_list and case.version.special is not None:
            citation = case.version.special.citation
            said = speech.say(FROM_LIST if is_on_list else NOT_ON_LIST)
            mark = Mark.HOLDS if is_on_list else Mark.FAILS
            page.point(mark, speech.under(said, citation.clause, citation.basis.value), 2)


def _write_rules(page: Page, speech: Speech, tier: TierRead) -> None:
    """The rules that are made for such a line; those for others only where there are none else."""
    binding = [rule for rule in tier.rules if rule.binds]
    for rule in binding or tier.rules:
        said = _rule(speech, rule)
        if not rule.binds:
            said = speech.say(OTHERS, what=said)
        page.point(Mark.HOLDS if rule.holds else Mark.FAILS, said, 2)
    for rule in tier.on_joining:
        # A rule that the line is far from, by several conditions, would only be in the way here.
        if rule.binds or sum(not one.holds for one in (*rule.where, *rule.tests)) == 1:
            said = speech.say(ON_JOINING, what=_rule(speech, rule))
            page.point(Mark.HOLDS if rule.holds else Mark.FAILS, said, 2)


def _rule(speech: Speech, rule: RuleRead) -> str:
    """The tests of a rule; those on what the line is only where one of them fails."""
    where = [one for one in rule.where if not one.holds] or ([] if rule.tests else list(rule.where))
    parts = [speech.tested(one) for one in (*where, *(rule.tests if rule.binds else ()))]
    return speech.under(speech.joined(parts), rule.clause, rule.basis)
