"""An explanation as a page that people read: who, the result and why; its further parts are beside."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.grading.explain import words
from tierline.grading.explain.explanation import Explanation, Recorded, Ruling
from tierline.grading.explain.page import Mark, Page, Style
from tierline.grading.explain.speech import Speech, month_text
from tierline.grading.explain.text_ahead import write_ahead
from tierline.grading.explain.text_by_hand import write_by_hand
from tierline.grading.explain.text_figures import write_figures
from tierline.grading.explain.text_rules import write_criteria, write_tiers
from tierline.grading.model import Rating
from tierline.grading.months import last_day
from tierline.policy.model import Pack
from tierline.policy.phrases import DUTIES, NOTICES
from tierline.policy.vocabulary import Change, Duty
from tierline.wording import Language, Text

LINE = Text("Line {id}: {product}, site {site}", "线路 {id}：{product}，归属 {site}")
RATED_FOR = Text("{title}, rating of {month} on {day}", "{title}，{month} 评定，评定日 {day}")
POLICY = Text(
    "Policy {scheme} in force from {start}, digest {digest}",
    "政策 {scheme}，自 {start} 起执行，摘要 {digest}",
)
RESULT = Text("Result", "评定结果")
RESULT_WITHOUT = Text("Result by the policy, without what is set by hand", "按政策的评定结果（不含人工设定）")
HELD = Text("{tier}, from {since} to {until}", "{tier}，有效期 {since} 至 {until}")
HELD_OPEN = Text("{tier}, from {since} on, without end", "{tier}，自 {since} 起长期有效")
HELD_MONTHLY = Text("{tier}, until the next rating", "{tier}，有效至下次评定")
NO_TIER = Text("No tier", "无等级")
RATED_BY = {
    "rated": Text("Its figures give {tier}.", "按消费数据评定为{tier}。"),
    "on_joining": Text(
        "The rules on joining give {tier}, its figures {figures}.",
        "按入网规则评定为{tier}；按消费数据：{figures}。",
    ),
    "special": Text(
        "The list of special grades gives {tier}, its figures {figures}.",
        "按特殊等级名单评定为{tier}；按消费数据：{figures}。",
    ),
}
RATED_NONE = Text("Its figures reach no tier.", "消费数据未达到任何等级。")
NOT_RATED = Text("It is not rated: {reason}.", "不参评：{reason}。")
SENTENCE = Text("{said}.", "{said}。")
OWED = Text("The operator now has to {duty}", "运营商须{duty}")
OWED_BY = Text("The operator now has to {duty} by {day}", "运营商须在 {day} 前{duty}")
WITH_NOTICES = Text("{duty}, and explain {notices}", "{duty}，并说明{notices}")
LEGEND = Text(
    "example: the source leaves this open; the value is this project's own.",
    "示例值：来源未作规定，由本项目设定。",
)
RECORD = Text("Against the record of the run", "与评定记录核对")
SAME = Text("The run in {folder} recorded the same.", "与 {folder} 的评定记录一致。")
NO_ROW = Text("The run in {folder} recorded no row of it.", "{folder} 的评定记录中没有该行。")
CHANGED_FILE = Text("{dataset}: {path} has changed since the run.", "{dataset}：{path} 在评定之后有改动。")
CHANGED_PACK = Text(
    "The pack in {folder} is not the one that the run read.", "{folder} 中的政策包与评定时所用的不一致。"
)
DIFFERS = Text(
    "The inputs give another result now than the run recorded. What follows is by the inputs as they are.",
    "按现有输入得出的结果与评定记录不同，以下均按现有输入说明。",
)
RECORDED_NOW = (Text("column", "列"), Text("recorded", "记录"), Text("now", "现在"))


def page_of(explanation: Explanation, language: Language) -> Page:
    """The whole page."""
    page, speech = Page(), Speech(language, explanation.case.version)
    _write_head(page, speech, explanation)
    write_by_hand(page, speech, explanation)
    if explanation.recorded is not None:
        write_record(page, speech, explanation.recorded, explanation.case.row())
    _write_result(page, speech, explanation)
    write_figures(page, speech, explanation)
    write_criteria(page, speech, explanation)
    write_tiers(page, speech, explanation)
    write_ahead(page, speech, explanation)
    write_legend(page, speech)
    return page


def write_legend(page: Page, speech: Speech) -> None:
    """What `example` means, where the page says it."""
    if speech.say(words.EXAMPLE_WORD) in page.text():
        page.space()
        page.sentence(speech.say(LEGEND), Style.FAINT)


def _write_head(page: Page, speech: Speech, explanation: Explanation) -> None:
    case, pack = explanation.case, explanation.pack
    known, rating = case.line.attributes, case.rating
    product = speech.value(str(known["product"]))
    page.title(speech.say(LINE, id=case.line.subscriber_id, product=product, site=known.get("site")))
    write_policy(page, speech, pack, rating)


def write_policy(page: Page, speech: Speech, pack: Pack, rating: Rating) -> None:
    """Which rating it is, and by which policy."""
    page.title(speech.say(RATED_FOR, title=pack.title, month=month_text(rating.month), day=rating.rated_on))
    start, digest = speech.version.starts_on, pack.digest.removeprefix("sha256:")[:12]
    page.title(speech.say(POLICY, scheme=pack.scheme, start=start, digest=digest))


def write_record(page: Page, speech: Speech, recorded: Recorded, now: Mapping[str, object]) -> None:
    """What a run recorded beside the row that its inputs give now."""
    page.heading(speech.say(RECORD))
    for file in recorded.changed:
        page.point(Mark.FAILS, speech.say(CHANGED_FILE, dataset=file.dataset, path=file.path))
    if recorded.is_pack_changed:
        page.point(Mark.FAILS, speech.say(CHANGED_PACK, folder=recorded.folder))
    if recorded.row is None:
        page.point(Mark.FAILS, speech.say(NO_ROW, folder=recorded.folder))
    elif not recorded.differs:
        page.point(Mark.HOLDS, speech.say(SAME, folder=recorded.folder))
    else:
        page.point(Mark.FAILS, speech.say(DIFFERS))
        rows = [[speech.say(text) for text in RECORDED_NOW]]
        rows += [[name, str(recorded.row.get(name)), str(now.get(name))] for name in recorded.differs]
        page.table(rows, left=(0, 1, 2))


def _write_result(page: Page, speech: Speech, explanation: Explanation) -> None:
    case, held = explanation.case, explanation.case.membership
    page.heading(speech.say(RESULT if explanation.by_hand is None else RESULT_WITHOUT))
    if held is not None:
        form = HELD if held.ends_on else HELD_OPEN
        said = speech.say(form, tier=speech.tier(held.tier), since=held.since, until=held.ends_on)
    elif case.tier is not None:
        said = speech.say(HELD_MONTHLY, tier=speech.tier(case.tier))
    else:
        said = speech.say(NO_TIER)
    page.point(Mark.HOLDS if case.tier else Mark.FAILS, said)
    page.sentence(_rated(speech, explanation))
    ruling, citation = explanation.decided.ruling, explanation.decided.citation
    running, started = case.standing.running, case.outcome.started
    before = speech.tier(running.tier) if running else ""
    facts = {"before": before, "until": _until(explanation), "since": started.since if started else ""}
    if ruling is not Ruling.NO_MEMBERSHIPS:
        page.sentence(speech.say(words.CHANGES[case.outcome.change], **facts))
    said = speech.say(words.RULINGS[ruling], **facts)
    page.sentence(speech.say(SENTENCE, said=speech.under(said, citation.clause, citation.basis.value)))
    _write_duties(page, speech, explanation)


def _until(explanation: Explanation) -> object:
    """The last day of what ran before, as this run leaves it."""
    running = explanation.case.standing.running
    if running is None:
        return ""
    left = [one for one in explanation.case.memberships if one.since == running.since]
    return left[0].ends_on if left else running.ends_on


def _rated(speech: Speech, explanation: Explanation) -> str:
    case = explanation.case
    if case.ineligible_reason is not None:
        return speech.say(NOT_RATED, reason=words.REASONS[case.ineligible_reason])
    if case.given.tier is None:
        return speech.say(RATED_NONE)
    figures = speech.tier(case.given.by_figures)
    return speech.say(RATED_BY[case.given.source], tier=speech.tier(case.given.tier), figures=figures)


def _write_duties(page: Page, speech: Speech, explanation: Explanation) -> None:
    case = explanation.case
    for duty, rule in case.owed:
        said = speech.say(DUTIES[duty])
        is_new = case.outcome.change is Change.JOINED
        if duty is Duty.TELL_CUSTOMER and is_new and case.line.attributes["product"] in rule.notice_products:
            notices = speech.listed([speech.say(NOTICES[one]) for one in rule.notices])
            said = speech.say(WITH_NOTICES, duty=said, notices=notices)
        said = speech.say(OWED_BY if rule.due else OWED, duty=said, day=last_day(case.rating.number))
        said = speech.under(said, rule.citation.clause, rule.citation.basis.value)
        page.sentence(speech.say(SENTENCE, said=said))
