"""What a line holds by hand, told before all else, with whoever answers for it."""

from __future__ import annotations

from tierline.grading.explain.explanation import Explanation
from tierline.grading.explain.page import Mark, Page
from tierline.grading.explain.speech import Speech
from tierline.grading.overrides.model import Override
from tierline.wording import Text

HEADING = Text("Set by hand", "人工设定")
HELD = Text("{tier}, from {since} to {until}", "{tier}，有效期 {since} 至 {until}")
TO_COME = Text("To come: {tier}, from {since} to {until}", "尚未生效：{tier}，有效期 {since} 至 {until}")
CLOSED = Text(
    "{tier}, from {since} to {until}, counts no longer: the line is closed",
    "{tier}，有效期 {since} 至 {until}，因线路已销户不再有效",
)
NO_RESULT = Text(
    "It is no result of the policy: it stands in the place of one until its last day.",
    "该等级不是按政策评定的结果，仅在有效期内代替评定等级。",
)
REASON = Text("Reason: {reason}", "原因：{reason}")
PEOPLE = Text("Set by {set_by}, approved by {approved_by}.", "设定人：{set_by}；批准人：{approved_by}。")
WITHOUT = Text("Without it the line holds: {held}.", "若无人工设定：{held}。")
NOTHING_WITHOUT = Text("Without it the line holds no tier.", "若无人工设定：无等级。")
MEMBER = Text("{tier}, from {since} to {until}", "{tier}（{since} 至 {until}）")
MEMBER_OPEN = Text("{tier}, from {since} on, without end", "{tier}（自 {since} 起长期有效）")


def write_by_hand(page: Page, speech: Speech, explanation: Explanation) -> None:
    """Tier, term, reason and people of what is set by hand, and what the line holds without it."""
    found = explanation.by_hand
    if found is None:
        return
    page.heading(speech.say(HEADING))
    if found.in_force is not None:
        form, mark = (HELD, Mark.HOLDS) if found.counts else (CLOSED, Mark.FAILS)
        page.point(mark, _said(speech, form, found.in_force))
        if found.counts:
            page.sentence(speech.say(NO_RESULT))
        _write_people(page, speech, found.in_force)
        if found.counts:
            page.sentence(_without(speech, explanation))
    for one in found.to_come:
        form = TO_COME if found.counts else CLOSED
        page.point(Mark.ASIDE, _said(speech, form, one))
        _write_people(page, speech, one)


def _said(speech: Speech, form: Text, one: Override) -> str:
    return speech.say(form, tier=speech.tier(one.tier), since=one.since, until=one.ends_on)


def _write_people(page: Page, speech: Speech, one: Override) -> None:
    page.sentence(speech.say(REASON, reason=on_one_line(one.reason)))
    names = {"set_by": on_one_line(one.set_by), "approved_by": on_one_line(one.approved_by)}
    page.sentence(speech.say(PEOPLE, **names))


def _without(speech: Speech, explanation: Explanation) -> str:
    case = explanation.case
    held = case.membership
    if case.tier is None:
        return speech.say(NOTHING_WITHOUT)
    said = speech.tier(case.tier)
    if held is not None:
        form = MEMBER if held.ends_on else MEMBER_OPEN
        said = speech.say(form, tier=said, since=held.since, until=held.ends_on)
    return speech.say(WITHOUT, held=said)


def on_one_line(written: str) -> str:
    """What somebody wrote, as a terminal may show it."""
    words = " ".join(written.split())
    return "".join(letter if letter.isprintable() else "?" for letter in words)
