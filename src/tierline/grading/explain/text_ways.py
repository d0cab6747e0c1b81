"""The part of the page with the ways up: by spending more, by waiting, or why there is none."""

from __future__ import annotations

from tierline.grading.explain import words
from tierline.grading.explain.case import Case
from tierline.grading.explain.explanation import Explanation
from tierline.grading.explain.figures import Figure
from tierline.grading.explain.future import as_now
from tierline.grading.explain.page import Mark, Page, Style
from tierline.grading.explain.speech import Speech, month_text
from tierline.grading.explain.ways import Obstacle, SpendWay, Waiting, Ways, day_of_effect
from tierline.policy.model import WindowMeasure
from tierline.policy.vocabulary import MONEY_COLUMNS
from tierline.wording import Text

WAYS_UP = Text("Ways up to {tier}", "如何达到{tier}")
AT_BEST = Text("It has the best tier that rules can give.", "已达到规则可授予的最高等级。")
HAS_IT = Text(
    "{tier} was asked for: the line has it, or a better tier.", "所询等级{tier}：该线路已达到或更高。"
)
COUNTED_ON = Text(
    "Counted on from the mean of the last 3 complete months ({amounts} yuan), without suspensions.",
    "按最近 3 个完整月的月均数推算（{amounts} 元），不含停机。",
)
CHEAPEST = Text("Cheapest", "最省")
GENTLEST = Text("Gentlest", "每月增加最少")
SPEND = Text(
    "{name}: {yuan} yuan more a month for {months} months, {span}, {total} yuan in all;"
    " the rating of {rating} gives {tier} from {since} on.",
    "{name}：{span} 每月多消费 {yuan} 元，共 {months} 个月、{total} 元；"
    "{rating} 评定为{tier}，自 {since} 起生效。",
)
SPEND_ONCE = Text(
    "{name}: {yuan} yuan more in {span}; the rating of {rating} gives {tier} from {since} on.",
    "{name}：{span} 多消费 {yuan} 元；{rating} 评定为{tier}，自 {since} 起生效。",
)
WAIT = Text(
    "Without spending more: the rating of {rating} gives {tier} from {since} on{turns}.",
    "不增加消费：{rating} 评定为{tier}，自 {since} 起生效{turns}。",
)
BECAUSE = Text(", as {turns}", "，因为{turns}")
OBSTACLES = {
    Obstacle.NOT_RATED: Text(
        "No spend leads there within 12 months: {reason}.", "12 个月内无论消费多少均无法达到：{reason}。"
    ),
    Obstacle.NO_NEW_TERMS: Text(
        "No spend leads there: the policy then in force starts no new terms ({clause}).",
        "无论消费多少均无法达到：届时的版本不再授予新的有效期（{clause}）。",
    ),
    Obstacle.HELD: Text(
        "No spend leads there within 12 months: the tier that runs stays as it is to the end of its term.",
        "12 个月内无法达到：现有等级在有效期内保持不变。",
    ),
    Obstacle.LIST_ONLY: Text(
        "No spend leads there: it is given by the operator's list alone.",
        "无法靠消费达到：仅由运营商名单授予。",
    ),
    Obstacle.RULES: Text(
        "No spend leads there within 12 months; by any spend the rules give {best}.",
        "12 个月内无论消费多少均无法达到；按规则最高为{best}。",
    ),
}


def write_ways(page: Page, speech: Speech, explanation: Explanation) -> None:
    """Ways to the next tier above, and to one that was asked for."""
    case = explanation.case
    for ways in explanation.ways:
        page.heading(speech.say(WAYS_UP, tier=speech.tier(ways.tier)))
        _write_way(page, speech, explanation, ways)
    asked = explanation.asked_tier
    if asked is not None and asked not in [ways.tier for ways in explanation.ways]:
        page.heading(speech.say(WAYS_UP, tier=speech.tier(asked)))
        page.point(Mark.HOLDS, speech.say(HAS_IT, tier=speech.tier(asked)))
    if not explanation.ways and asked is None and case.tier is not None:
        page.heading(speech.say(WAYS_UP, tier=speech.tier(case.version.ranking[0])))
        page.point(Mark.HOLDS, speech.say(AT_BEST))


def _write_way(page: Page, speech: Speech, explanation: Explanation, ways: Ways) -> None:
    if ways.cheapest:
        page.point(Mark.HOLDS, _spend(speech, explanation, CHEAPEST, ways.cheapest))
    if ways.gentlest:
        page.point(Mark.HOLDS, _spend(speech, explanation, GENTLEST, ways.gentlest))
    if ways.waiting:
        page.point(Mark.HOLDS, _wait(speech, ways.waiting))
    if ways.obstacle is not None and ways.shown_by is not None:
        page.point(Mark.FAILS, _obstacle(speech, ways.obstacle, ways.shown_by))
    else:
        now = as_now(explanation.case)
        amounts = speech.listed(
            [f"{speech.column(name)} {now[name]:.2f}" for name in money_columns(explanation.case)]
        )
        page.sentence(speech.say(COUNTED_ON, amounts=amounts), Style.FAINT)


def _spend(speech: Speech, explanation: Explanation, name: Text, way: SpendWay) -> str:
    start = explanation.case.rating.number
    return speech.say(
        SPEND if way.months > 1 else SPEND_ONCE,
        name=name,
        yuan=way.yuan,
        months=way.months,
        span=speech.span(start, start + way.months - 1),
        total=way.total,
        rating=month_text(way.reached.rating.month),
        tier=speech.tier(way.reached.tier),
        since=day_of_effect(way.reached),
    )


def _wait(speech: Speech, waiting: Waiting) -> str:
    reached = waiting.reached
    tenure = reached.values["tenure_months"]
    turns = [speech.say(words.TURNS[turn], tenure=tenure) for turn in waiting.turns]
    return speech.say(
        WAIT,
        rating=month_text(reached.rating.month),
        tier=speech.tier(reached.tier),
        since=day_of_effect(reached),
        turns=speech.say(BECAUSE, turns=speech.listed(turns)) if turns else "",
    )


def _obstacle(speech: Speech, obstacle: Obstacle, shown_by: Case) -> str:
    reason = words.REASONS[shown_by.ineligible_reason] if shown_by.ineligible_reason else ""
    return speech.say(
        OBSTACLES[obstacle],
        reason=reason,
        clause=shown_by.version.citation.clause,
        best=speech.tier(shown_by.given.tier),
    )


def money_columns(case: Case) -> list[str]:
    """The columns of money that the figures of the scheme are made of."""
    return [name for name in MONEY_COLUMNS if any(_is_of(figure, name) for figure in case.figures)]


def _is_of(figure: Figure, column: str) -> bool:
    return isinstance(figure.measure, WindowMeasure) and figure.measure.column == column
