"""The words of grading, verifying and publishing a month as tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tierline.console.formats import NOTHING, month_text
from tierline.console.months.words import RESULTS
from tierline.console.tasks.told import Note, Part, Rows, Told
from tierline.months.titles import scheme_titles
from tierline.policy.phrases import filled, listed
from tierline.policy.titles import scheme_title
from tierline.policy.vocabulary import Change
from tierline.settings import Settings
from tierline.tasks.model import Task
from tierline.wording import Text

COLON = Text("{month}: {schemes}", "{month} {schemes}")


def _first_day(task: Task) -> date:
    return date.fromisoformat(f"{task.asked['month']}-01")


def _title(settings: Settings, scheme: str) -> Text:
    return scheme_titles(settings).get(scheme, Text(scheme, scheme))


def _about_month(settings: Settings, task: Task) -> Text:
    schemes = listed([_title(settings, one) for one in task.asked["schemes"]])
    return filled(COLON, month=month_text(_first_day(task)), schemes=schemes)


def _about_scheme(settings: Settings, task: Task) -> Text:
    return filled(COLON, month=month_text(_first_day(task)), schemes=_title(settings, task.asked["scheme"]))


def _page_of_scheme(task: Task) -> str:
    return f"/months/{task.asked['month']}/{task.asked['scheme']}"


# ---------------------------------------------------------------- grading


NOT_GRADED = Note(
    "bad",
    Text("The inputs are not such as the data contract has it.", "输入数据不符合数据约定。"),
    Text(
        "Nothing was graded. Have the rows below mended at their source, then grade the month again.",
        "未执行评级。请由数据来源方更正下列各行，然后重新评级。",
    ),
)


def _graded(task: Task) -> tuple[Part, ...]:
    result = task.result or {}
    if "refused" in result:
        return (NOT_GRADED, *(_refused(one) for one in result["refused"]))
    return tuple(_graded_scheme(one, result["month"]) for one in result["schemes"])


def _graded_scheme(found: Mapping[str, Any], month: str) -> Note:
    changes = {name: lines for name, lines in found["by_change"].items() if name != Change.NONE and lines}
    head = Text(
        "{scheme}: {lines} lines read, {eligible} eligible.",
        "{scheme}：读入 {lines} 户，合格 {eligible} 户。",
    )
    moved = Text(
        "{risen} rise, {fallen} fall, {joined} join.",
        "升级 {risen} 户，降级 {fallen} 户，新入 {joined} 户。",
    )
    counts = {name: f"{changes.get(name, 0):,}" for name in ("risen", "fallen", "joined")}
    warned = found["warnings"]
    said = [*([filled(moved, **counts)] if changes else []), *(Text(**one) for one in warned)]
    return Note(
        "warn" if warned else "ok",
        filled(
            head,
            scheme=scheme_title(found["scheme"]),
            lines=f"{found['lines']:,}",
            eligible=f"{found['eligible']:,}",
        ),
        Text(" ".join(one.en for one in said), "".join(one.zh for one in said)),
        f"/months/{month}/{found['scheme']}",
    )


def _refused(found: Mapping[str, Any]) -> Rows:
    title = filled(
        Text(
            "{dataset}, {column}: {problem}; {rows} rows, such as",
            "数据集 {dataset} 的 {column}：{problem}；共 {rows} 行，例如",
        ),
        dataset=found["dataset"],
        column=found["column"],
        problem=Text(**found["problem"]),
        rows=f"{found['rows']:,}",
    )
    return Rows(title, (Text("found", "取值"),), tuple((one,) for one in found["examples"]))


# ---------------------------------------------------------------- verifying


def _verified(task: Task) -> tuple[Part, ...]:
    return tuple(_of_verification(task.result or {}))


def _of_verification(found: Mapping[str, Any]) -> Iterator[Part]:
    if found["is_equal"]:
        yield Note(
            "ok",
            Text("Equal: run again, the month gives the same rows.", "一致：重跑结果逐行相同。"),
        )
    else:
        yield Note(
            "bad",
            Text(
                "Different: run again, the month does not give the same rows.",
                "不一致：重跑结果与原结果不同。",
            ),
            Text("What may explain it, and the rows, are below.", "可能的原因和不同的行见下。"),
        )
    for name in found["changed_inputs"]:
        yield Note(
            "warn",
            filled(
                Text(
                    "{file} was changed or written anew since the run.",
                    "输入文件 {file} 在评级之后被修改或重写。",
                ),
                file=name,
            ),
        )
    for name, then, now in found["changed_versions"]:
        yield Note(
            "",
            filled(
                Text("{name} was {then} and is {now}.", "{name} 当时为 {then}，现为 {now}。"),
                name=name,
                then=then,
                now=now,
            ),
        )
    if not found["policy_matches"]:
        yield Note(
            "warn",
            Text("The policy in the folder was changed after the run.", "评级之后文件夹中的政策被修改。"),
        )
    for difference in found["differences"]:
        yield _difference(difference)


def _difference(found: Mapping[str, Any]) -> Part:
    result = RESULTS.get(found["result"], Text(found["result"], found["result"]))
    if found["problem"] is not None:
        return Note(
            "bad",
            filled(
                Text("{result}: {problem}.", "{result}：{problem}。"),
                result=result,
                problem=Text(**found["problem"]),
            ),
        )
    title = filled(
        Text(
            "{result}: {recorded} rows only as recorded, {again} only when run again; the first of each",
            "{result}：仅原结果有 {recorded} 行，仅重跑结果有 {again} 行；各列前几行",
        ),
        result=result,
        recorded=f"{found['only_recorded']:,}",
        again=f"{found['only_again']:,}",
    )
    rows: list[tuple[Text | str, ...]] = [
        (name, *(NOTHING if value is None else str(value) for value in row))
        for name, kept in ((Text("recorded", "原结果"), "recorded"), (Text("again", "重跑"), "again"))
        for row in found[kept]
    ]
    return Rows(title, (Text("run", "来源"), *found["columns"]), tuple(rows))


# ---------------------------------------------------------------- publishing


def _published(task: Task) -> tuple[Part, ...]:
    return tuple(_of_publication(task.result or {}))


def _of_publication(found: Mapping[str, Any]) -> Iterator[Part]:
    counts = {name: f"{value:,}" for name, value in found.items() if type(value) is int}
    if found["step"] == "nothing":
        yield Note(
            "ok",
            Text("The service goes by this content already.", "服务已采用相同内容。"),
            Text("There was nothing to do.", "无需操作。"),
        )
        return
    yield Note(
        "ok",
        Text("Published.", "已发布。"),
        filled(
            Text(
                "Lines: {lines_new} new, {lines_changed} changed. Memberships: {memberships_begun} new, "
                "{memberships_changed} changed, {memberships_removed} removed.",
                "线路：新增 {lines_new} 条，更新 {lines_changed} 条。会员期：新增 {memberships_begun} 条，"
                "更新 {memberships_changed} 条，删除 {memberships_removed} 条。",
            ),
            **counts,
        ),
    )
    if found["is_correction"]:
        yield Note(
            "",
            Text(
                "It corrects what was published of this month before.", "本次发布更正了此前发布的该月结果。"
            ),
        )
    if found["lines_left"]:
        yield Note(
            "warn",
            filled(
                Text(
                    "{lines_left} lines in use are not among those of the run.",
                    "{lines_left} 条在用线路不在本次评级的用户中。",
                ),
                **counts,
            ),
            Text("They were left as they are.", "保持不变。"),
        )
    if found["owes_duties"]:
        yield Note(
            "", filled(Text("{duties_owed} duties are owed.", "产生待办职责 {duties_owed} 项。"), **counts)
        )
    elif not found.get("has_duties", True):
        yield Note("", Text("The scheme obliges to nothing.", "该方案不产生待办职责。"))
    else:
        yield Note(
            "",
            Text("It obliges to nothing.", "不产生待办职责。"),
            Text(
                "That is the rule for the first publication of a scheme and for past months. To have "
                "customers told, publish it again with duties.",
                "方案首次发布或发布往月结果时默认如此。如需告知客户，请选择“产生待办职责”后再次发布。",
            ),
        )


TOLD = {
    "grade": Told(
        _about_month,
        lambda task: (
            f"/months/{task.asked['month']}/{task.asked['schemes'][0]}"
            if task.result and "schemes" in task.result
            else "/months"
        ),
        {"grading": Text("Grading, lines", "正在评级，户数")},
        _graded,
    ),
    "verify": Told(
        _about_scheme,
        _page_of_scheme,
        {"verifying": Text("Running it again, lines", "正在重跑，户数")},
        _verified,
    ),
    "publish_run": Told(
        _about_scheme,
        _page_of_scheme,
        {"publishing": Text("Publishing, lines", "正在发布，户数")},
        _published,
    ),
}
