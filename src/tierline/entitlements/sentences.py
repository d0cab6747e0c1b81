"""What a decision says to people: why it is granted or refused, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tierline.entitlements.matrix import Row
from tierline.entitlements.model import Per, Quota, Reason, Span, Term
from tierline.entitlements.terms import said
from tierline.policy.phrases import COMMA, NOTHING, filled, joined, listed, value_text
from tierline.wording import Text

PERIODS = {Per.MONTH: Text("this month", "本月"), Per.YEAR: Text("this year", "本年")}

GRANTED = Text("Granted to {who}{terms}{left}.", "{who}享有{terms}{left}。")
STANDARD = Text("The standard service{terms}{renews}.", "按标准办理{terms}{renews}。")
LEFT = Text("; {left} of {times} left {period}", "；{period}剩余 {left}/{times} 次")
RENEWS = Text("; the quota of {who} is used up until {day}", "；{who}的次数已用完，{day} 起恢复")

REFUSED = {
    Reason.NO_TIER: Text("The line holds no tier that has this{tiers}.", "该线路没有享有此项的等级{tiers}。"),
    Reason.SEGMENT_NOT_ENTITLED: Text(
        "The segment of the line does not have this{tiers}.", "该线路所属客户群不享有此项{tiers}。"
    ),
    Reason.TIER_NOT_ENTITLED: Text("Not for {who}{tiers}.", "{who}不享有此项{tiers}。"),
    Reason.PRODUCT: Text("Not for this product: {product}.", "该产品不适用：{product}。"),
    Reason.PAYMENT: Text("Only for lines that are {payments}.", "仅适用于{payments}线路。"),
    Reason.LINE_SUSPENDED: Text("Not while the line is suspended.", "停机期间不可办理。"),
    Reason.LINE_NOT_SUSPENDED: Text("Only while the line is suspended.", "仅停机期间可办理。"),
    Reason.QUOTA_USED_UP: Text(
        "Used up {period}, {times} of {times}; again from {day} on{tiers}.",
        "{period} {times} 次已用完，{day} 起恢复{tiers}。",
    ),
    Reason.LINE_CLOSED: Text(
        "The line is closed; its tiers and services ended with it.", "线路已销户，等级与服务随之失效。"
    ),
}
BY_HAND = Text(" The tier is set by hand until {day}.", "该等级为人工设定，有效至 {day}。")
INCLUDED = Text("; included {had_by}", "；{had_by}享有")
MORE = Text("; more {had_by}", "；{had_by}次数更多")


def granted(who: Text, terms: Sequence[Term], quota: Quota | None, left: int | None) -> Text:
    """That a tier has it, what of it, and how often still."""
    rest = NOTHING
    if quota is not None:
        rest = filled(LEFT, left=str(left), times=str(quota.times), period=PERIODS[quota.per])
    return filled(GRANTED, who=who, terms=_terms(terms, Text(": ", "：")), left=rest)


def standard(terms: Sequence[Term], used_up: tuple[Text, Span] | None) -> Text:
    """That it is had as by everybody; `used_up` is whose quota could give more, and its period."""
    renews = NOTHING
    if used_up is not None:
        who, period = used_up
        renews = filled(RENEWS, who=who, day=period.ends_at.date().isoformat())
    return filled(STANDARD, terms=_terms(terms, Text(": ", "：")), renews=renews)


def refused(
    reason: Reason,
    row: Row,
    who: Text,
    product: str,
    quota: Quota | None,
    period: Span | None,
    had_by: Text | None,
) -> Text:
    """Why it is refused; and where other tiers have it, which."""
    form = MORE if reason is Reason.QUOTA_USED_UP else INCLUDED
    tiers = filled(form, had_by=had_by) if had_by else NOTHING
    return filled(
        REFUSED[reason],
        who=who,
        tiers=tiers,
        product=value_text(product),
        payments=listed(value_text(payment) for payment in row.payments),
        times=str(quota.times) if quota else "",
        period=PERIODS[quota.per] if quota else NOTHING,
        day=period.ends_at.date().isoformat() if period else "",
    )


def by_hand(says: Text, until: date) -> Text:
    """A decision's sentence with what its tier comes from: no policy gave it."""
    return joined((says, filled(BY_HAND, day=until.isoformat())), NOTHING)


def _terms(terms: Sequence[Term], before: Text) -> Text:
    if not terms:
        return NOTHING
    return joined((before, joined((said(term.name, term.value) for term in terms), COMMA)), NOTHING)
