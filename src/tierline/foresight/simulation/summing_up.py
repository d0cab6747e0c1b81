"""The first paragraph of a simulation: what was tried, who moves, what it costs, what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tierline.foresight.simulation.wordings import cause_of, count, largest, share, told, yuan
from tierline.policy.phrases import value_text
from tierline.wording import Language, Text

TRIED = Text(
    "The draft of {title} from {draft} was tried beside the policy in force from {present}: {lines} lines"
    "{held}, rated for {month}.",
    "将“{title}”自 {draft} 起的草案与自 {present} 起施行的政策一同试算：共 {lines} 条线路{held}，"
    "评定 {month}。",
)
TRIED_LONG = Text(
    "The draft of {title} from {draft} was tried beside the policy in force from {present}: {lines} lines"
    "{held}, rated month by month from {month} to {last}. What follows is the state in {last}.",
    "将“{title}”自 {draft} 起的草案与自 {present} 起施行的政策一同试算：共 {lines} 条线路{held}，"
    "自 {month} 起逐月评定到 {last}。以下为 {last} 的状态。",
)
HELD = Text(", with the memberships they hold", "，按其现有会员资格")
COMPARED = Text(
    "{title} ({present}) and {other} ({draft}) were applied beside each other to the same {lines} lines for"
    " {month}.",
    "将“{title}”（{present}）与“{other}”（{draft}）用于同样的 {lines} 条线路，评定 {month}。",
)
AS_IN_FORCE = Text(
    "The draft is not in force then and was treated as though it were.", "届时草案尚未生效，此处视同已生效。"
)
TRANSITIONS = {
    "kept": Text(
        "Tiers held already are kept to the end of their term, and do not rise before.",
        "已有等级保留至有效期届满，期间也不晋级。",
    ),
    "up": Text("Tiers held already can only rise inside their term.", "已有等级在有效期内只升不降。"),
    "now": Text(
        "Tiers held already are rated anew at once, falls and lapses included.",
        "已有等级立即按新办法重评，包括降级与失效。",
    ),
}
NOBODY = Text("No line comes to hold another tier.", "没有线路的等级发生变化。")
MOVED = Text(
    "{moved} lines ({share}) come to hold another tier than under the present policy: {up} a better one,"
    " {down} a lower one or none.",
    "{moved} 条线路（{share}）的等级与现行政策下不同：{up} 条更高，{down} 条更低或失去等级。",
)
MOVED_UP = Text(
    "{moved} lines ({share}) come to hold a better tier than under the present policy, and none a lower one.",
    "{moved} 条线路（{share}）的等级高于现行政策下的等级，没有线路更低。",
)
MOVED_DOWN = Text(
    "{moved} lines ({share}) come to hold a lower tier than under the present policy or none, and no line a"
    " better one.",
    "{moved} 条线路（{share}）的等级低于现行政策下的等级或失去等级，没有线路更高。",
)
DISAGREE = Text(
    "The two disagree on {moved} lines ({share}): {gained} have a tier under the second only, {lost} under"
    " the first only, and {rest} have another one.",
    "两者对 {moved} 条线路（{share}）结论不同：{gained} 条仅在后者有等级，{lost} 条仅在前者有等级，"
    "{rest} 条等级不同。",
)
LATER = Text(
    "{later} more are rated otherwise, {down} of them lower, but keep their tier as long as its term runs.",
    "另有 {later} 条评定结果不同（其中 {down} 条更低），但在有效期内保持原等级。",
)
LATER_LOWER = Text(
    "{later} more are rated lower, but keep their tier as long as its term runs.",
    "另有 {later} 条评定结果更低，但在有效期内保持原等级。",
)
OTHER_TERM = Text(
    "{lines} keep their tier with other days or another change.", "{lines} 条等级不变，但日期或变动类型不同。"
)
COSTS = Text(
    "By the price list it adds {added} yuan a month and takes away {taken}, {net} in all.",
    "按价目表，每月增加 {added} 元，减少 {taken} 元，合计 {net} 元。",
)
COSTS_ALL = Text("Over the {months} months it comes to {net} yuan.", "{months} 个月累计 {net} 元。")
LOOK = Text(
    "Look first at {cause}, which makes the difference for {lines} lines, most of all in {site} and for"
    " {product}.",
    "请先看“{cause}”：它影响 {lines} 条线路，以 {site} 和{product}最多。",
)


def paragraph(data: Mapping[str, Any], language: Language) -> str:
    """The whole paragraph. It speaks of the last month."""
    between = " " if language is Language.EN else ""
    return between.join(_sentences(data, language))


def _sentences(data: Mapping[str, Any], language: Language) -> Iterator[str]:
    last, is_draft = data["results"][-1], data["kind"] == "simulation"
    yield _tried(data, last, language)
    if data["as_in_force"] and last["versions"]["draft"] > last["rated_on"]:
        yield AS_IN_FORCE.read(language)
    if is_draft and data["has_memberships"]:
        yield TRANSITIONS[data["transition"]].read(language)
    yield _moved(last, is_draft, language)
    if last["later"]["lines"]:
        later = last["later"]
        sentence = LATER_LOWER if later["down"] == later["lines"] else LATER
        yield sentence.read(language, later=count(later["lines"]), down=count(later["down"]))
    if last["other_term"]:
        yield OTHER_TERM.read(language, lines=count(last["other_term"]))
    yield from _costs(data, last, language)
    yield from _look(data, last, language)


def _tried(data: Mapping[str, Any], last: Mapping[str, Any], language: Language) -> str:
    facts = {
        "title": told(data["present"]["title"], language),
        "other": told(data["draft"]["title"], language),
        "present": data["present"]["version"],
        "draft": data["draft"]["version"],
        "lines": count(last["lines"]),
        "month": data["month"],
        "last": last["month"],
        "held": HELD.read(language) if data["has_memberships"] else "",
    }
    if data["kind"] != "simulation":
        return COMPARED.read(language, **facts)
    return (TRIED if data["months"] == 1 else TRIED_LONG).read(language, **facts)


def _moved(last: Mapping[str, Any], is_draft: bool, language: Language) -> str:
    moved = last["moved"]
    if not moved["lines"]:
        return NOBODY.read(language)
    facts = {name: count(moved[name]) for name in ("up", "down", "gained", "lost")}
    facts |= {
        "moved": count(moved["lines"]),
        "share": share(moved["lines"], last["lines"]),
        "rest": count(moved["lines"] - moved["gained"] - moved["lost"]),
    }
    if not is_draft:
        return DISAGREE.read(language, **facts)
    sentence = MOVED if moved["up"] and moved["down"] else MOVED_UP if moved["up"] else MOVED_DOWN
    return sentence.read(language, **facts)


def _costs(data: Mapping[str, Any], last: Mapping[str, Any], language: Language) -> Iterator[str]:
    costs = last["costs"]
    if costs is None:
        return
    added, taken = yuan(costs["added"]), yuan(costs["taken"])
    yield COSTS.read(language, added=added, taken=taken, net=yuan(costs["net"], signed=True))
    if data["months"] > 1:
        net = yuan(data["costs"]["net"], signed=True)
        yield COSTS_ALL.read(language, months=data["months"], net=net)


def _look(data: Mapping[str, Any], last: Mapping[str, Any], language: Language) -> Iterator[str]:
    components = {one["name"]: one for one in data["causes"]}
    for one in largest(last["causes"], 1):
        product = value_text(one["products"][0]["value"]).read(language)
        yield LOOK.read(
            language,
            cause=cause_of(components[one["name"]], language).whole,
            lines=count(one["lines"]),
            site=one["sites"][0]["value"],
            product=product,
        )
