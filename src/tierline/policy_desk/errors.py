"""What the policy desk refuses, in the words of whoever drafts, approves and publishes."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing, NotAllowed
from tierline.wording import Text


class DraftUnknown(Missing):
    """No draft of that id."""

    text = Text("There is no draft of this id.", "没有该编号的草案。")


class PolicyUnknown(Missing):
    """The address of a scheme of which there is no pack. Facts: scheme, known."""

    text = Text(
        "There is no policy {scheme}; there are {known}.",
        "没有政策 {scheme}；现有：{known}。",
    )


class SimulationUnknown(Missing):
    """No simulation or calibration of that id whose result is there."""

    text = Text(
        "There is no finished simulation or calibration of this id whose result is still kept.",
        "没有该编号且结果仍在的模拟或测算。",
    )


class PlaceUnknown(InputError):
    """A change of a place that the draft does not have. Facts: place, known."""

    text = Text(
        "The draft has no {place} there; it has {known}. Read it again, and repeat the change.",
        "草案中没有 {place}；现有：{known}。请重新读取草案后再修改。",
    )


class CellRefused(InputError):
    """A text that no cell can hold. Facts: longest."""

    text = Text(
        "A cell is a text of at most {longest} letters on one line, without control characters.",
        "单元格应为一行文字，至多 {longest} 个字符，不含控制字符。",
    )


class PoliciesReadOnly(Conflict):
    """No folder of policies is set, so that nothing can be drafted or published."""

    text = Text(
        "The bundled policies are shown, which nobody changes here. Set TIERLINE_POLICIES to a folder of the"
        " operator's own packs to draft and publish.",
        "当前显示随软件附带的政策，不能在此更改。如需起草与发布，"
        "请将 TIERLINE_POLICIES 设为本单位政策包文件夹。",
    )


class KeyNotSet(Conflict):
    """No key is set, so that nothing can be signed."""

    text = Text(
        "Nothing can be submitted, decided or published: TIERLINE_POLICY_KEY names no key. Make one with"
        " tierline policy key, outside the folder of policies, and set it.",
        "无法提交、审批或发布：TIERLINE_POLICY_KEY 未设置密钥。请用 tierline policy key"
        " 在政策文件夹之外生成密钥并设置。",
    )


class RunsNotSet(Conflict):
    """No folder of graded months is set, so that there is no base to work on."""

    text = Text(
        "There is no base to work on: TIERLINE_RUNS names no folder of graded months. Set it.",
        "没有可用的数据：TIERLINE_RUNS 未设置评定结果文件夹。请先设置。",
    )


class BaseMissing(Conflict):
    """No graded month of the scheme. Facts: scheme, month, known."""

    text = Text(
        "No run of {scheme} is kept for {month}; there are runs of {known}. Grade that month first, or"
        " choose another one.",
        "没有 {scheme} 在 {month} 的评定结果；现有：{known}。请先评定该月，或选择其他月份。",
    )


class MonthsOutside(InputError):
    """More or fewer months than the desk simulates. Facts: field, found, most."""

    text = Text(
        "{field}: found {found}, expected 1 to {most} months.",
        "{field}：现为 {found}，应为 1 至 {most} 个月。",
    )


class DraftFaulty(Conflict):
    """A draft that cannot be read as a pack yet. Facts: count, first."""

    text = Text(
        "The draft cannot be used yet: {count} of its places have to be mended first. {first}",
        "草案尚不可用：有 {count} 处须先更正。{first}",
    )


class DraftBehind(Conflict):
    """The present pack is another than the one that the draft is based on. Facts: scheme."""

    text = Text(
        "The pack of {scheme} was changed since this draft was saved. Save the draft again, which bases it"
        " on the present pack, and look at it.",
        "{scheme} 的政策包在保存该草案后已更改。请重新保存草案（将以现行政策包为基础），并再次核对。",
    )


class DraftUnchanged(Conflict):
    """A draft that says what is in force already. Facts: scheme."""

    text = Text(
        "The draft changes nothing of {scheme} yet. Change a cell first.",
        "草案尚未更改 {scheme} 的任何内容。请先修改单元格。",
    )


class StepNotPossible(Conflict):
    """A step that the state of a draft does not allow. Facts: action, state, possible. All are Texts."""

    text = Text(
        "The draft is {state}, where it cannot be {action}. Possible now: {possible}.",
        "草案状态为“{state}”，不能{action}。目前可以：{possible}。",
    )


class SimulationNeeded(Conflict):
    """A submission with a simulation of another state of the draft."""

    text = Text(
        "Submit the draft with a finished simulation of exactly what it says now: simulate it, and submit it"
        " again.",
        "请附上针对草案当前内容且已完成的模拟：先模拟，再提交。",
    )


class SecondPersonNeeded(NotAllowed):
    """An approval by the account that submitted. Facts: scheme."""

    text = Text(
        "You submitted this draft of {scheme} yourself; a second person has to approve it (GOV-04). Ask a"
        " colleague, or take the draft back by rejecting it.",
        "{scheme} 的这份草案由您本人提交，须由第二人批准（GOV-04）。请由同事批准，或驳回以撤回草案。",
    )


class PersonNeeded(NotAllowed):
    """A step of the way to publication by a system."""

    text = Text(
        "Drafts are submitted, decided and published by people who are signed in, not by systems.",
        "草案须由登录的人员提交、审批与发布，不能由系统代办。",
    )


class CellOfMatrixUnknown(InputError):
    """A part of a list that no simulation has. Facts: field, known."""

    text = Text("{field}: expected one of {known}.", "{field}：应为 {known} 之一。")
