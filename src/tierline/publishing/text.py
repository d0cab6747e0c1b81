"""What the command says of publications, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from tierline.publishing.model import Publication, Published, State, Step
from tierline.wording import Language, Text

PUBLISHED = Text(
    "{scheme} of {month:%Y-%m}, rated on {rated_on}: published in {seconds:,} s.",
    "{scheme} {month:%Y-%m}（评定日 {rated_on}）：已发布，用时 {seconds:,} 秒。",
)
NOTHING = Text(
    "{scheme} of {month:%Y-%m} is published already with the same content; there is nothing to do.",
    "{scheme} {month:%Y-%m} 的相同内容已发布，无需操作。",
)
CARRIED_ON = Text(
    "It carried on behind line {cursor}, where it had been stopped.",
    "从上次中断处（线路 {cursor} 之后）继续。",
)
CORRECTED = Text("It corrects what was published of this month before.", "本次发布更正了此前发布的该月结果。")
UNFINISHED = Text(
    "It takes the place of {month:%Y-%m}, which was never published to its end (last line {cursor}): duties "
    "of that month are not owed for the lines behind it.",
    "本次发布取代未完成的 {month:%Y-%m}（止于线路 {cursor}）：其后线路不产生该月的待办职责。",
)
COUNTS = Text(
    "Lines: {lines_new:,} new, {lines_changed:,} changed. Memberships: {memberships_begun:,} new, "
    "{memberships_changed:,} changed, {memberships_removed:,} removed.",
    "线路：新增 {lines_new:,} 条，更新 {lines_changed:,} 条。"
    "会员期：新增 {memberships_begun:,} 条，更新 {memberships_changed:,} 条，"
    "删除 {memberships_removed:,} 条。",
)
BY_HAND = Text(
    "Set by hand: {overrides_begun:,} new, {overrides_changed:,} changed, {overrides_removed:,} removed.",
    "人工设定：新增 {overrides_begun:,} 项，更新 {overrides_changed:,} 项，删除 {overrides_removed:,} 项。",
)
LEFT = Text(
    "{lines_left:,} lines in use are not among the run's subscribers; they were left as they are.",
    "{lines_left:,} 条在用线路不在本次运行的用户数据中，保持不变。",
)
DUTIES = Text("Duties owed: {duties_owed:,}.", "产生待办职责 {duties_owed:,} 项。")
NO_DUTIES = Text(
    "Its events oblige to nothing, as is the rule for the first run of a scheme and for past months. To have "
    "customers told and cards issued, publish again with --with-duties.",
    "其变动不产生待办职责：方案首次发布或发布往月结果时默认如此。"
    "如需告知客户、发卡，请加 --with-duties 再次发布。",
)
STOPPED = Text(
    "Stopped. What is published stands; publish the same folder again to carry on.",
    "已停止。已发布的内容有效；再次发布同一文件夹即可继续。",
)
STATES = {
    State.UNDER_WAY: Text("under way", "进行中"),
    State.DONE: Text("done", "已完成"),
    State.SUPERSEDED: Text("superseded", "已被取代"),
}
COLUMNS = (
    Text("scheme", "方案"),
    Text("month", "月份"),
    Text("rated on", "评定日"),
    Text("state", "状态"),
    Text("last line", "末条线路"),
    Text("began (UTC)", "开始（UTC）"),
    Text("ended (UTC)", "结束（UTC）"),
    Text("by", "操作者"),
)
NONE_YET = Text("Nothing was published yet.", "尚未发布任何结果。")


def lines(published: Published, language: Language) -> Iterator[str]:
    """The lines to print of one run."""
    decision, facts = published.decision, vars(published.identity)
    if decision.step is Step.NOTHING:
        yield NOTHING.read(language, **facts)
        return
    yield PUBLISHED.read(language, **facts, seconds=published.seconds)
    if decision.step is Step.CARRY_ON and decision.publication:
        yield CARRIED_ON.read(language, cursor=decision.publication.cursor or "-")
    if decision.is_correction:
        yield CORRECTED.read(language)
    one = decision.unfinished
    if one and one.month != published.identity.month:
        yield UNFINISHED.read(language, month=one.month, cursor=one.cursor or "-")
    counts = vars(published.counts)
    yield COUNTS.read(language, **counts)
    if any(counts[f"overrides_{name}"] for name in ("begun", "changed", "removed")):
        yield BY_HAND.read(language, **counts)
    if published.counts.lines_left:
        yield LEFT.read(language, **counts)
    yield DUTIES.read(language, **counts) if decision.owes_duties else NO_DUTIES.read(language)


def as_data(published: Published) -> dict[str, Any]:
    """One run for machines."""
    decision = published.decision
    return {
        **_identity(vars(published.identity)),
        "step": decision.step.value,
        "is_correction": decision.is_correction,
        "owes_duties": decision.owes_duties,
        **asdict(published.counts),
        "seconds": published.seconds,
    }


def row(publication: Publication, language: Language) -> tuple[str, ...]:
    """The cells of a publication in a table of them."""
    ended_at = publication.ended_at
    return (
        publication.scheme,
        f"{publication.month:%Y-%m}",
        publication.rated_on.isoformat(),
        STATES[publication.state].read(language),
        "" if publication.cursor is None else str(publication.cursor),
        f"{publication.started_at:%Y-%m-%d %H:%M}",
        f"{ended_at:%Y-%m-%d %H:%M}" if ended_at else "",
        publication.begun_by,
    )


def publication_data(publication: Publication) -> dict[str, Any]:
    """A publication for machines."""
    facts = vars(publication) | {"state": publication.state.value, "counts": asdict(publication.counts)}
    for name in ("started_at", "ended_at"):
        facts[name] = facts[name].isoformat() if facts[name] else None
    return _identity(facts)


def _identity(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"month": f"{facts['month']:%Y-%m}", "rated_on": facts["rated_on"].isoformat()}
