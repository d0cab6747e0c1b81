"""What came of a form of the policy desk, in a note at the top of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tierline.policy.phrases import filled
from tierline.wording import Text


@dataclass(frozen=True)
class Said:
    """What came of an act, in a note."""

    kind: str
    head: Text
    rest: Text


SAID = {
    "begun": Said(
        "",
        Text("A draft is begun.", "草案已新建。"),
        Text("Nothing is changed by it yet.", "目前尚未更改任何内容。"),
    ),
    "saved": Said(
        "ok",
        Text("Saved as revision {number}.", "已保存为第 {number} 次修订。"),
        Text("It needs a simulation of its own.", "本次修订须单独模拟。"),
    ),
    "bounds": Said(
        "ok",
        Text("The floors are taken into revision {number}.", "界值已写入第 {number} 次修订。"),
        Text("The calibration is noted as their reason.", "测算已记为其依据。"),
    ),
    "asked": Said(
        "",
        Text("The simulation is asked for.", "已提交模拟。"),
        Text("It begins as soon as the worker is free.", "工作进程空闲后即开始。"),
    ),
    "submission": Said(
        "ok",
        Text("Approval is asked for.", "已提交审批。"),
        Text("Somebody else than you approves it.", "须由您以外的人批准。"),
    ),
    "approval": Said("ok", Text("Approved.", "已批准。"), Text("It can be published now.", "现在可以发布。")),
    "rejection": Said(
        "",
        Text("Rejected.", "已驳回。"),
        Text("It can be edited again.", "草案可继续编辑。"),
    ),
    "publication": Said(
        "ok", Text("Published.", "已发布。"), Text("The policy log has it signed.", "已签名记入政策日志。")
    ),
    "dropping": Said("", Text("Dropped.", "已放弃。"), Text("Its revisions are kept.", "修订记录仍保留。")),
}


def said(answer: Mapping[str, Any] | None) -> Said | None:
    """The note for the facts that a form left."""
    found = SAID.get(str(answer.get("done", ""))) if answer else None
    if found is None or not answer:
        return None
    return Said(found.kind, filled(found.head, number=str(answer.get("number", ""))), found.rest)
