"""The part of the page that looks ahead: the next rating anew, a change of plan, the closing."""

from __future__ import annotations

from tierline.grading.explain import words
from tierline.grading.explain.case import Case
from tierline.grading.explain.explanation import Explanation
from tierline.grading.explain.future import as_now
from tierline.grading.explain.outlook import KEPT_WITH_NEW_PLAN, Anew, Closing, Loss, newest
from tierline.grading.explain.page import Mark, Page
from tierline.grading.explain.speech import Speech, month_text
from tierline.grading.explain.text_ways import money_columns, write_ways
from tierline.grading.months import first_day
from tierline.policy.eligibility import CLOSING_CLAUSE
from tierline.policy.phrases import DUTIES
from tierline.wording import Language, Text

AHEAD = Text("What comes next", "今后")
RATED_ANEW = Text(
    "{tier} is rated anew in {month}, on {day}; its term ends on {until} ({clause}).",
    "{tier}将于 {month} 重新评定（评定日 {day}），有效期至 {until}（{clause}）。",
)
KEEPS = Text(
    "It keeps the tier then with at least {least} yuan a month ({columns}), {span};"
    " as now it is {now} yuan, which {verdict}.",
    "{span} {columns}每月不低于 {least} 元即可保级；目前月均 {now} 元，{verdict}。",
)
ENOUGH, NOT_ENOUGH = Text("is enough", "足以保级"), Text("is not enough", "不足以保级")
KEEPS_ANYHOW = Text("It keeps the tier then whatever it spends until then.", "届时无论此前消费多少均可保级。")
KEEPS_NOT = Text("No spend keeps it then: {reason}.", "届时无论消费多少均不能保级：{reason}。")
LOST_BY_RULES = Text("the rules give no such tier to the line", "规则不再给予该线路此等级")
NO_NEW_TERM_THEN = Text(
    "By then no new terms are granted ({clause}): the tier ends on {until}.",
    "届时不再授予新的有效期（{clause}）：等级至 {until} 止。",
)
RUNS_OUT = Text(
    "{tier} runs to {until} and is not rated anew any more; each rating to come may start a tier again.",
    "{tier}用至 {until}，不再重新评定；此后每次评定仍可能重新获得等级。",
)
RUNS_OUT_FOR_GOOD = Text(
    "{tier} runs to {until}; the policy starts no new terms ({clause}).",
    "{tier}用至 {until}；现行版本不再授予新的有效期（{clause}）。",
)
OPEN = Text("{tier} is kept without end.", "{tier}长期保留。")
EVERY_MONTH = Text("The next rating is that of {month}.", "下次评定为 {month}。")
IF_CHANGED = Text("If something changes", "若有变更")
LOSS = Text(
    "{attribute} becomes {values}: no longer rated ({clause}).",
    "{attribute}改为{values}：不再参评（{clause}）。",
)
LOSS_KEPT = Text(
    "{attribute} becomes {values}: no longer rated ({clause}), but {tier} is kept to {until} and lapses then"
    " ({kept}).",
    "{attribute}改为{values}：不再参评（{clause}），但{tier}保留至 {until}，期满失效（{kept}）。",
)
LOSS_OPEN = Text(
    "{attribute} becomes {values}: no longer rated ({clause}), but {tier} is kept ({kept}).",
    "{attribute}改为{values}：不再参评（{clause}），但{tier}予以保留（{kept}）。",
)
CLOSES = Text(
    "The line closes, on {day} say: {tier} ends that day{duties} ({clause}).",
    "销户（例如 {day}）：{tier}当日终止{duties}（{clause}）。",
)
CLOSES_DUTIES = Text(", and the operator has to {duties}", "，运营商须{duties}")


def write_ahead(page: Page, speech: Speech, explanation: Explanation) -> None:
    """All that lies ahead; nothing for a closed line."""
    if explanation.is_closed:
        return
    write_ways(page, speech, explanation)
    _write_anew(page, speech, explanation)
    if explanation.losses or explanation.closing:
        page.heading(speech.say(IF_CHANGED))
    for loss in explanation.losses:
        page.point(Mark.ASIDE, _loss(speech, explanation, loss))
    if explanation.closing:
        page.point(Mark.ASIDE, _closing(speech, explanation, explanation.closing))


# ---------------------------------------------------------------- what comes next


def _write_anew(page: Page, speech: Speech, explanation: Explanation) -> None:
    case, held = explanation.case, newest(explanation.case)
    page.heading(speech.say(AHEAD))
    if explanation.anew is not None:
        _write_rated_anew(page, speech, explanation.anew, case)
    elif held is None or case.version.life is None:
        month = month_text(first_day(case.rating.number + 1))
        page.sentence(speech.say(EVERY_MONTH, month=month))
    elif held.ends_on is None:
        page.sentence(speech.say(OPEN, tier=speech.tier(held.tier)))
    else:
        form = RUNS_OUT if case.version.life.grants_new_terms else RUNS_OUT_FOR_GOOD
        clause = case.version.citation.clause
        page.sentence(speech.say(form, tier=speech.tier(held.tier), until=held.ends_on, clause=clause))


def _write_rated_anew(page: Page, speech: Speech, anew: Anew, case: Case) -> None:
    held, life = anew.membership, case.version.life
    assert life is not None
    if not anew.grants:
        clause = anew.as_now.version.citation.clause
        page.sentence(speech.say(NO_NEW_TERM_THEN, clause=clause, until=held.ends_on))
        return
    citation = life.citations.get("rated_anew", life.citations["ends"])
    page.sentence(
        speech.say(
            RATED_ANEW,
            tier=speech.tier(held.tier),
            month=month_text(anew.rating.month),
            day=anew.rating.rated_on,
            until=held.ends_on,
            clause=speech.cited(citation.clause, citation.basis.value),
        )
    )
    if anew.least is None:
        reason = anew.as_now.ineligible_reason
        said = words.REASONS[reason] if reason else LOST_BY_RULES
        page.point(Mark.FAILS, speech.say(KEEPS_NOT, reason=said))
    elif anew.least == 0:
        page.point(Mark.HOLDS, speech.say(KEEPS_ANYHOW))
    else:
        page.point(Mark.HOLDS if anew.is_kept_as_now else Mark.FAILS, _keeping(speech, anew, case))


def _keeping(speech: Speech, anew: Anew, case: Case) -> str:
    columns, now = money_columns(case), as_now(case)
    start = case.rating.number
    return speech.say(
        KEEPS,
        least=anew.least,
        columns=speech.listed([speech.column(name) for name in columns]),
        span=speech.span(start, start + anew.months - 1),
        now=speech.listed([f"{now[name]:.2f}" for name in columns]),
        verdict=ENOUGH if anew.is_kept_as_now else NOT_ENOUGH,
    )


# ---------------------------------------------------------------- changes


def _loss(speech: Speech, explanation: Explanation, loss: Loss) -> str:
    held = loss.kept
    reason = loss.next.ineligible_reason
    clauses = [one.clause for one in explanation.criteria if one.reason == reason]
    values = speech.either([speech.value(value) for value in loss.values])
    form = LOSS if held is None else LOSS_KEPT if held.ends_on else LOSS_OPEN
    life = explanation.case.version.life
    inside = life.citations.get("inside_term") if life else None
    kept = dict.fromkeys([KEPT_WITH_NEW_PLAN, *([inside.clause] if inside else [])])
    title = speech.title(loss.attribute)
    return speech.say(
        form,
        attribute=title[:1].upper() + title[1:] if speech.language is Language.EN else title,
        values=values,
        clause=speech.listed(clauses),
        tier=speech.tier(held.tier) if held else "",
        until=held.ends_on if held else "",
        kept=speech.listed(list(kept)),
    )


def _closing(speech: Speech, explanation: Explanation, closing: Closing) -> str:
    held = newest(explanation.case)
    life = explanation.case.version.life
    cited = life.citations.get("closing") if life else None
    duties = [speech.say(DUTIES[duty]) for duty, _ in closing.case.owed]
    return speech.say(
        CLOSES,
        day=closing.closed_on,
        tier=speech.tier(held.tier if held else None),
        duties=speech.say(CLOSES_DUTIES, duties=speech.listed(duties)) if duties else "",
        clause=cited.clause if cited else CLOSING_CLAUSE,
    )
