"""Decisions as rows of the page: the answer, the fact that decides, what changes it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from functools import lru_cache

from tierline.console.formats import Formats
from tierline.entitlements.model import Decided, Decision, Handling, Level, Per, Reason
from tierline.entitlements.terms import said
from tierline.policy.phrases import COMMA, NOTHING, SPACE, filled, joined
from tierline.policy.titles import tier_title
from tierline.service_passwords.model import Refusal
from tierline.wording import Language, Text

COUNTED = (Handling.USE, Handling.VISIT, Handling.SWITCH)
"""What whoever serves the line records by itself; the rest is how it is treated, or a procedure."""


@dataclass(frozen=True)
class Row:
    """One service. `answer` is yes, no, later or hold; `fact` is bold, and `rest` stands after it.

    `by_hand` says how long a tier lasts that somebody set by hand. `scheme` and `tier` are those that
    decided, empty where none did. `is_switch` rows are on or off.
    """

    service: str
    title: Text
    answer: str
    fact: Text
    rest: Text
    left: Text
    by_hand: Text
    clause: str
    scheme: str
    tier: str
    tier_title: Text
    is_usable: bool
    is_switch: bool


@dataclass(frozen=True, eq=False)
class Answers:
    """All services of a line. `lead` is the scheme that gives the most, "" where none gives anything.

    Compared by identity: what is written of them is kept by it.
    """

    lead: str
    not_now: tuple[Row, ...]
    may_have: tuple[Row, ...]
    decisions: Mapping[str, Decision]


@lru_cache(maxsize=512)
def answers_of(decided: Decided) -> Answers:
    """The rows of decisions, made once for all lines that have the same."""
    rows = [row_of(each) for each in decided.decisions]
    given = Counter(each.scheme for each in decided.decisions if each.level.is_privilege and each.scheme)
    return Answers(
        lead=given.most_common(1)[0][0] if given else "",
        not_now=tuple(row for row in rows if row.answer != "yes"),
        may_have=tuple(row for row in rows if row.answer == "yes"),
        decisions={each.service: each for each in decided.decisions},
    )


@lru_cache(maxsize=256)
def asked_first(answers: Answers, service: str, refusal: Refusal | None) -> Answers:
    """The same with the service that the customer needs most first of what is refused, if it is.

    `refusal` is for what is known of the line beyond its tiers, and stands in place of what these say.
    """
    rows = (*answers.not_now, *answers.may_have) if refusal else answers.not_now
    asked = [row for row in rows if row.service == service]
    return Answers(
        answers.lead,
        (
            *(refused_row(row, refusal) if refusal else row for row in asked),
            *(row for row in answers.not_now if row not in asked),
        ),
        tuple(row for row in answers.may_have if row not in asked),
        answers.decisions,
    )


def row_of(decision: Decision) -> Row:
    """The row of one decision."""
    fact, rest = (NOTHING, _terms(decision)) if decision.is_granted else _refused(decision)
    return Row(
        service=decision.service,
        title=decision.title,
        answer="yes" if decision.is_granted else ANSWERS.get(decision.reason, "no"),
        fact=fact,
        rest=rest,
        left=left_text(decision),
        by_hand=_by_hand(decision),
        clause=decision.citation.clause,
        scheme=decision.scheme,
        tier=decision.tier,
        tier_title=tier_title(decision.scheme, decision.tier) if decision.tier else NOTHING,
        is_usable=decision.is_granted and decision.handling in COUNTED,
        is_switch=decision.handling is Handling.SWITCH,
    )


def refused_row(row: Row, refusal: Refusal) -> Row:
    """A row whose service is refused for another reason than what the tiers say."""
    return Row(
        **{
            **vars(row),
            "answer": "no",
            "fact": refusal.sentence,
            "rest": NOTHING,
            "clause": refusal.clause,
            "is_usable": False,
        }
    )


def left_text(decision: Decision) -> Text:
    """How often still, such as 1 of 4 this year; nothing where nobody counts."""
    if decision.quota is not None:
        facts = {"left": str(decision.left), "times": str(decision.quota.times)}
        return filled(LEFT[decision.quota.per], **facts)
    if decision.handling in (Handling.USE, Handling.VISIT) and decision.is_granted:
        return NO_LIMIT
    return NOTHING


def day_text(day: date) -> Text:
    """A day in both languages."""
    en, zh = (Formats(language, UTC).day(day) for language in (Language.EN, Language.ZH))
    return Text(en, zh)


def consequence(decision: Decision) -> Text:
    """What a use costs and what is left of it, such as: free, no limit. A procedure costs nothing."""
    if decision.handling is Handling.PROCEDURE:
        return left_text(decision)
    fen, left = decision.fen("fee_yuan"), left_text(decision)
    cost = FREE if not fen else filled(COSTS, yuan=str(fen // 100) if fen % 100 == 0 else f"{fen / 100:.2f}")
    return joined((cost, left), COMMA) if left != NOTHING else cost


def _terms(decision: Decision) -> Text:
    """What is had of it, as a sentence."""
    words = [said(term.name, term.value) for term in decision.terms]
    if decision.level is Level.STANDARD:
        words.insert(0, AS_EVERYBODY)
    elif decision.level is Level.PRIORITY:
        words.insert(0, PRIORITY)
    if not words and decision.handling is Handling.SWITCH:
        return NOTHING
    if not words:
        words.append(INCLUDED)
    told = filled(SENTENCE, said=joined(words, COMMA))
    told = Text(told.en[0].upper() + told.en[1:], told.zh)
    if decision.renews_at is None:
        return told
    return joined((told, filled(FREE_AGAIN, day=day_text(decision.renews_at.date()))), NOTHING)


def _refused(decision: Decision) -> tuple[Text, Text]:
    """The fact that decides, and what changes it."""
    reason = decision.reason
    if reason not in FACTS:
        return decision.says, NOTHING
    quota = decision.quota
    fact = filled(
        FACTS[reason],
        tier=tier_title(decision.scheme, decision.tier) if decision.tier else NOTHING,
        times=str(quota.times) if quota else "",
        period=PERIODS[quota.per] if quota else NOTHING,
    )
    fact = Text(fact.en[:1].upper() + fact.en[1:], fact.zh)
    remedies = [REMEDIES[reason]] if reason in REMEDIES else []
    if decision.renews_at is not None:
        remedies.append(filled(AGAIN, day=day_text(decision.renews_at.date())))
    if decision.had_by:
        form = MORE_FOR if reason is Reason.QUOTA_USED_UP else INCLUDED_FOR
        remedies.append(filled(form, had_by=decision.had_by))
    return fact, joined(remedies, SPACE) if remedies else NOTHING


def _by_hand(decision: Decision) -> Text:
    until = decision.by_hand_until
    return filled(BY_HAND, day=day_text(until)) if until and decision.is_granted else NOTHING


ANSWERS = {Reason.QUOTA_USED_UP: "later", Reason.LINE_SUSPENDED: "hold"}
"""Beside these the answer is no."""

FACTS = {
    Reason.NO_TIER: Text("No tier of this line has it.", "该线路没有享有此项的等级。"),
    Reason.SEGMENT_NOT_ENTITLED: Text("This kind of customer does not have it.", "该客户群不享有此项。"),
    Reason.TIER_NOT_ENTITLED: Text("{tier} does not have it.", "{tier}不享有此项。"),
    Reason.LINE_SUSPENDED: Text("The line is suspended.", "线路已停机。"),
    Reason.LINE_NOT_SUSPENDED: Text("The line is not suspended.", "线路未停机。"),
    Reason.QUOTA_USED_UP: Text("{times} of {times} used {period}.", "{period} {times} 次已用完。"),
    Reason.LINE_CLOSED: Text("The line is closed.", "线路已销户。"),
}
"""For the other reasons the decision's own sentence says which product or payment it is for."""

REMEDIES = {
    Reason.LINE_SUSPENDED: Text("Comes back once the line works again.", "复机后恢复。"),
    Reason.LINE_NOT_SUSPENDED: Text("It is for suspended lines.", "仅停机时需要。"),
    Reason.LINE_CLOSED: Text("Its tiers and services ended with it.", "等级与服务随之终止。"),
}
INCLUDED_FOR = Text("Included {had_by}.", "{had_by}享有。")
MORE_FOR = Text("More {had_by}.", "{had_by}次数更多。")
AGAIN = Text("Again from {day}.", "{day}起恢复。")
FREE_AGAIN = Text(" More again from {day}.", "{day}起恢复等级待遇。")
BY_HAND = Text(" The tier is set by hand until {day}.", "该等级为人工设定，有效至{day}。")
SENTENCE = Text("{said}.", "{said}。")
AS_EVERYBODY = Text("as everybody has it", "按标准办理")
INCLUDED = Text("included", "享有")
PRIORITY = Text("with priority", "优先办理")
NO_LIMIT = Text("no limit", "不限次数")
FREE = Text("free", "免费")
COSTS = Text("{yuan} yuan", "{yuan} 元")
PERIODS = {Per.MONTH: Text("this month", "本月"), Per.YEAR: Text("this year", "本年")}
LEFT = {
    Per.MONTH: Text("{left} of {times} this month", "本月剩 {left}/{times}"),
    Per.YEAR: Text("{left} of {times} this year", "本年剩 {left}/{times}"),
}
