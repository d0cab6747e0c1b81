"""What the months room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing
from tierline.wording import Text


class RunsNotKept(Missing):
    """An installation that has not said where graded months lie."""

    text = Text(
        "This installation does not say where its graded months lie. Set TIERLINE_RUNS to their folder.",
        "本系统尚未指定评级结果的存放位置。请将 TIERLINE_RUNS 设为其文件夹。",
    )


class DatasetsNotKept(Missing):
    """An installation that has not said where the inputs of a grading lie."""

    text = Text(
        "This installation does not say where the datasets lie that months are graded from. Set "
        "TIERLINE_DATASETS to their folder.",
        "本系统尚未指定评级所用数据集的存放位置。请将 TIERLINE_DATASETS 设为其文件夹。",
    )


class MonthUnknown(Missing):
    """A month of a scheme that was not graded. Facts: month, scheme."""

    text = Text(
        "{scheme} of {month}: there is no graded month. Grade it first, or choose one of those listed.",
        "{scheme} {month}：没有评级结果。请先执行评级，或选择已列出的月份。",
    )


class OnlyOfLines(Conflict):
    """Something of lines asked of a scheme that rates sites. Facts: scheme."""

    text = Text(
        "{scheme} rates sites and has no lines. Choose a scheme that rates lines.",
        "{scheme} 的评定对象为站点，没有线路。请选择评定线路的方案。",
    )


class CheckUnknown(InputError):
    """A check that is none of those of a month, or that no lines stand behind. Facts: field."""

    text = Text(
        "{field}: no such check with lines behind it; expected the key of one that the month lists.",
        "{field}：没有该检查项，或其背后没有线路；应为该月所列检查项的 key。",
    )


class PlaceWrong(InputError):
    """A place in a list that it did not give out. Facts: field."""

    text = Text(
        "{field}: expected the `next` of the page before.",
        "{field}：应为上一页给出的 next。",
    )


class BillsMissing(Conflict):
    """A month to be graded whose last bills are not there. Facts: month, billed."""

    text = Text(
        "{month} cannot be graded yet: the bills of {billed} are not among the datasets. Put them there "
        "as bills/{billed}.parquet, then ask again.",
        "{month} 尚不能评级：数据集中没有 {billed} 的账单。请放入 bills/{billed}.parquet 后重新提交。",
    )


class MonthBeforeMissing(Conflict):
    """A month to be graded after a gap: the memberships that it has to go on from are not there."""

    text = Text(
        "{month} cannot be graded: {before}, whose memberships it goes on from, was not graded, though "
        "{earlier} was. Grade the months in order.",
        "{month} 不能评级：须沿用 {before} 的会员期，但该月尚未评级（已有 {earlier}）。请按月份顺序评级。",
    )


class MonthOfOne(Conflict):
    """A month whose folder is filled by the run of one scheme, which others would replace. Facts: scheme."""

    text = Text(
        "The folder of {month} is the run of {scheme} alone, which a run of other schemes would replace. "
        "Name {scheme} among the schemes.",
        "{month} 的文件夹仅含 {scheme} 的结果，评定其他方案会将其取代。请将 {scheme} 一并列入方案。",
    )


class MonthAhead(Conflict):
    """A month to be graded that has not begun. Facts: month."""

    text = Text(
        "{month} has not begun. Choose this month or an earlier one.",
        "{month} 尚未开始。请选择本月或更早的月份。",
    )
