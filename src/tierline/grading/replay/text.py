"""What a replay says to its reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tierline.grading.replay.model import CorrectedRows, Kind, Put, Replay, RunReplay, Told
from tierline.grading.verify_text import EQUAL, VERSION
from tierline.policy.phrases import CHANGES
from tierline.wording import Language, Text

CORRECTED = Text(
    "{dataset}: {rows:,} corrected rows; {outside:,} of months that no run here reads,"
    " {unknown:,} of lines that no run here knows.",
    "{dataset}：更正 {rows:,} 行；其中所属月份无任何运行读取的 {outside:,} 行，"
    "线路不在任何运行中的 {unknown:,} 行。",
)
REPLAYED = Text("{scheme} of {month}: run again ({cause}).", "{scheme} {month}：已重跑（{cause}）。")
SKIPPED = Text(
    "{scheme} of {month}: left as it is; no corrected row changes anything that it reads.",
    "{scheme} {month}：保持原样，更正的行均不影响其读取的内容。",
)
DIFFERENT = Text(
    "{scheme} of {month}: the run done again does not give the recorded rows.",
    "{scheme} {month}：重跑结果与原记录不一致。",
)
PUT = Text(
    "  {dataset}: {replaced:,} rows replaced, {added:,} added, {unchanged:,} change nothing",
    "  {dataset}：替换 {replaced:,} 行，新增 {added:,} 行，无变化 {unchanged:,} 行",
)
DIFFERING = Text("  {lines:,} lines differ: {kinds}", "  {lines:,} 条线路不同：{kinds}")
NONE_DIFFER = Text("  no line differs", "  没有线路不同")
CAUSES = {
    "subscribers": Text("subscribers were corrected", "线路资料有更正"),
    "bills": Text("bills that it reads were corrected", "读取的账单有更正"),
    "memberships": Text("the month before came out otherwise", "上月结果有变"),
}
KINDS = {
    Kind.TIER: Text("another tier {lines:,}", "等级不同 {lines:,}"),
    Kind.TERM: Text("another term {lines:,}", "期限不同 {lines:,}"),
    Kind.LINE: Text("on one side only {lines:,}", "仅一侧有 {lines:,}"),
    Kind.CHANGE: Text("another change {lines:,}", "变动不同 {lines:,}"),
    Kind.RATED: Text("another rating {lines:,}", "评定结果不同 {lines:,}"),
    Kind.FIGURES: Text("figures only {lines:,}", "仅数值不同 {lines:,}"),
    Kind.ATTRIBUTES: Text("product or site only {lines:,}", "仅产品或归属地不同 {lines:,}"),
}
EVENTS = Text(
    "{scheme}: {events:,} correcting events as of {month}: {changes}",
    "{scheme}：截至 {month} 的更正事件 {events:,} 条：{changes}",
)
NO_EVENTS = Text("{scheme}: no correcting events.", "{scheme}：没有更正事件。")
MISSED = Text(
    "  {lines:,} lines were held too low for a time (missed_tier).",
    "  {lines:,} 条线路曾在一段时间内等级偏低（missed_tier）。",
)
TAKES = Text(
    "  {lines:,} would take a tier, or part of its term, from a member who did nothing wrong (takes_away);"
    " --only-up leaves these as they are.",
    "  {lines:,} 条会使本无过错的会员失去等级或缩短期限（takes_away）；使用 --only-up 可保持这些会员原状。",
)
KEEP = Text(
    "  {lines:,} members keep a tier, or a term, that by the right bills they would not have (--only-up).",
    "  {lines:,} 名会员保留了按正确账单本不应有的等级或期限（--only-up）。",
)
NEXT = Text(
    "The next run reads {folder} in the place of the memberships of {month}.",
    "下次运行请以 {folder} 代替 {month} 的 memberships。",
)
WRITTEN = Text("Written to {folder}", "结果写入 {folder}")
AND = Text(", ", "、")


def lines(replay: Replay, language: Language) -> Iterator[str]:
    """The lines to print: what was corrected, what became of each month, and what follows from it."""
    for dataset, rows in replay.corrected.items():
        yield _corrected(dataset, rows, language)
    for one in replay.runs:
        yield from _month(replay, one, language)
    last = replay.runs[-1].month
    if replay.corrected or not replay.is_equal:
        for scheme, told in replay.told.items():
            yield from _events(scheme, told, last, language, only_up=replay.only_up)
        for scheme in dict.fromkeys(one.scheme for one in replay.runs if one.cause):
            yield NEXT.read(language, folder=_folder(replay, scheme) / "memberships", month=last)
    yield WRITTEN.read(language, folder=replay.out)


def _folder(replay: Replay, scheme: str) -> Path:
    return replay.out / scheme if len(replay.schemes) > 1 else replay.out


def _corrected(dataset: str, rows: CorrectedRows, language: Language) -> str:
    facts = {"rows": rows.rows, "outside": rows.outside, "unknown": rows.unknown}
    return CORRECTED.read(language, dataset=dataset, **facts)


def _month(replay: Replay, one: RunReplay, language: Language) -> Iterator[str]:
    differences = replay.told[one.scheme].differences
    found = {kind: differences[one.month, kind] for kind in Kind if differences[one.month, kind]}
    facts = {"scheme": one.scheme, "month": one.month}
    if one.cause.nothing_corrected:
        yield (DIFFERENT if found else EQUAL).read(language, **facts)
    elif one.cause:
        causes = [text.read(language) for name, text in CAUSES.items() if getattr(one.cause, name)]
        yield REPLAYED.read(language, **facts, cause=AND.read(language).join(causes))
    else:
        yield SKIPPED.read(language, **facts)
        return
    for dataset, put in one.put.items():
        yield _put(dataset, put, language)
    if found:
        kinds = AND.read(language).join(KINDS[kind].read(language, lines=n) for kind, n in found.items())
        yield DIFFERING.read(language, lines=sum(found.values()), kinds=kinds)
    elif one.cause and not one.cause.nothing_corrected:
        yield NONE_DIFFER.read(language)
    for name, then, now in one.changed_versions:
        yield "  " + VERSION.read(language, name=name, then=then, now=now)


def _put(dataset: str, put: Put, language: Language) -> str:
    facts = {"replaced": put.replaced, "added": put.added, "unchanged": put.unchanged}
    return PUT.read(language, dataset=dataset, **facts)


def _events(scheme: str, told: Told, month: str, language: Language, *, only_up: bool) -> Iterator[str]:
    if told.events:
        changes = AND.read(language).join(
            f"{title.read(language)} {told.events[change]:,}"
            for change, title in CHANGES.items()
            if told.events[change]
        )
        yield EVENTS.read(language, scheme=scheme, events=told.events.total(), month=month, changes=changes)
    else:
        yield NO_EVENTS.read(language, scheme=scheme)
    if told.missed:
        yield MISSED.read(language, lines=told.missed)
    if told.takes_away:
        yield (KEEP if only_up else TAKES).read(language, lines=told.takes_away)
