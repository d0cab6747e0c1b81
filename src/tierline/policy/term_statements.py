"""What a version says of memberships: their terms and days, and what a change of tier obliges to."""

from __future__ import annotations

from collections.abc import Iterator

from tierline.policy.model import DutyRule, End, Life, Start, Version
from tierline.policy.phrases import CHANGES, DUTIES, NOTICES, filled, listed, value_text
from tierline.policy.statement import Part, Statement, cited
from tierline.tables.model import Scalar
from tierline.wording import Text

MEMBERSHIPS = Text("memberships", "会员资格")
NO_MEMBERSHIPS = Text("none: each month is rated by itself", "无：每月单独评定")
TERM = Text("term", "有效期")
MONTHS = Text("{months} months", "{months} 个月")
TERMS_START = Text("terms start", "有效期起始")
STARTS = Text("{change} starts", "{change}自何日起")
ENDS = Text("ends", "到期")
FIXED_PARTS = {
    "inside_term": (Text("inside the term", "有效期内"), Text("the tier can only rise", "等级只升不降")),
    "rated_anew": (
        Text("rated anew", "重新评定"),
        Text("in the last month of the term", "有效期最后一个月"),
    ),
    "closing": (Text("closing the line", "销户"), Text("ends the membership at once", "会员资格立即终止")),
}
NEW_TERMS = Text("new terms", "新的有效期")
GRANTED = Text("granted", "授予")
NOT_GRANTED = Text("none: what runs goes on to its end", "不再授予；已有的用至期满")

DAYS = {
    Start.RATING_DAY: Text("on the rating day", "评定日"),
    Start.NEXT_MONTH: Text("on the first day of the next month", "次月首日"),
    Start.AFTER_RUNNING: Text("on the day after the running one ends", "原有效期届满次日"),
}
LAST_DAYS = {
    End.LAST_DAY: Text("on the last day of the term", "有效期最后一日"),
    End.DAY_AFTER_TERM: Text("on day {day} of the month after the term", "有效期届满次月 {day} 日"),
    End.OPEN: Text("never: a tier once reached is kept", "不到期：达到后长期保留"),
}

OWED = Text("when {changes}", "{changes}时")
WITH_NOTICES = Text("{what}; {notices} to {products}", "{what}；并向{products}用户告知{notices}")
BY_MONTH_END = Text("{what}; by the last day of the month", "{what}；月末前")

VALID_FOR = Text("used without a warning for", "无提示沿用期限")


def of_life(version: Version) -> Iterator[Statement]:
    """When memberships start and end; one statement for each start."""
    life = version.life
    if life is None:
        if version.life_citation is not None:
            yield cited(Part.MEMBERSHIP, "none", MEMBERSHIPS, NO_MEMBERSHIPS, version.life_citation)
        return
    if life.term_months is not None:
        months = filled(MONTHS, months=str(life.term_months))
        yield cited(Part.MEMBERSHIP, "term", TERM, months, life.citations["term"])
    for change, start in life.starts.items():
        subject = filled(STARTS, change=CHANGES[change])
        yield cited(Part.MEMBERSHIP, f"starts {change.value}", subject, DAYS[start], life.citations["starts"])
    yield cited(Part.MEMBERSHIP, "ends", ENDS, _ends(life), life.citations["ends"])
    for name, (subject, says) in FIXED_PARTS.items():
        if name in life.citations:
            yield cited(Part.MEMBERSHIP, name, subject, says, life.citations[name])
    if "new_terms" in life.citations:
        says = GRANTED if life.grants_new_terms else NOT_GRANTED
        yield cited(Part.MEMBERSHIP, "new_terms", NEW_TERMS, says, life.citations["new_terms"])


def _ends(life: Life) -> Text:
    return filled(LAST_DAYS[life.end], day=str(life.end_day))


def of_duties(version: Version) -> Iterator[Statement]:
    """What each change obliges the operator to."""
    for rule in version.duties:
        yield cited(Part.DUTIES, rule.duty.value, DUTIES[rule.duty], _owed(rule), rule.citation)


def _owed(rule: DutyRule) -> Text:
    says = filled(OWED, changes=listed(CHANGES[change] for change in rule.changes))
    if rule.notices:
        products: list[Scalar] = list(rule.notice_products)
        says = filled(
            WITH_NOTICES,
            what=says,
            notices=listed(NOTICES[name] for name in rule.notices),
            products=listed(map(value_text, products)),
        )
    return filled(BY_MONTH_END, what=says) if rule.due else says


def of_thresholds(version: Version) -> Iterator[Statement]:
    """For how long the thresholds may be used without a warning."""
    months, citation = version.thresholds_valid_months, version.thresholds_citation
    if months is not None and citation is not None:
        says = filled(MONTHS, months=str(months))
        yield cited(Part.THRESHOLDS, "valid_months", VALID_FOR, says, citation)
