"""What statistics can be refused for."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class MonthTwice(InputError):
    """Two runs of the same month and scheme."""

    text = Text(
        "{scheme}: the month {month} is given twice, by {first} and by {second}. Give one run for each"
        " month.",
        "{scheme}：{month} 给出了两次：{first} 与 {second}。每个月只应给出一次运行结果。",
    )


class MonthsMissing(InputError):
    """A series with a gap."""

    text = Text(
        "{scheme}: the runs go from {first} to {last}, and there is none of {missing}. Statistics follow"
        " members from month to month: give the missing runs too, or a shorter series.",
        "{scheme}：运行结果自 {first} 至 {last}，但缺少 {missing}。统计须逐月衔接：请补上缺少的月份，"
        "或改用较短的区间。",
    )


class GradesDiffer(InputError):
    """A run whose grades are not those that its summary counts."""

    text = Text(
        "{path}: the grades hold {found:,} lines that are {change}, summary.json counts {expected:,}."
        " A file is missing or was changed: see what `tierline verify {path}` says, or grade the month"
        " again.",
        "{path}：grades 中变动为“{change}”的线路有 {found:,} 条，summary.json 记录为 {expected:,} 条。"
        "文件可能缺失或被修改：请用 `tierline verify {path}` 查看，或重新评定该月。",
    )


class ByUnknown(InputError):
    """A --by that names what statistics are not told by."""

    text = Text(
        "--by: found {found}; expected some of {known}, with commas between them.",
        "--by：现为 {found}；应为 {known} 中的若干项，以逗号分隔。",
    )


class SiteLevelUnknown(InputError):
    """A --site-level that sites do not have."""

    text = Text(
        "--site-level: found {found}; expected one of {known}.",
        "--site-level：现为 {found}；应为 {known} 之一。",
    )


class SnapshotUnreadable(InputError):
    """A snapshot that is not written as a day."""

    text = Text(
        "--snapshot: found {found}; expected a day such as 2026-06-30.",
        "--snapshot：现为 {found}；应形如 2026-06-30。",
    )


class SnapshotOutside(InputError):
    """A snapshot on a day that the series does not tell of."""

    text = Text(
        "--snapshot: {day} lies outside the runs of {scheme}, which tell who was a member from {first} to"
        " {last}. Give a day in between, or the runs around {day} too.",
        "--snapshot：{day} 不在 {scheme} 的运行结果范围内，现有结果可反映 {first} 至 {last} 的会员情况。"
        "请给出该区间内的日期，或补上 {day} 前后的运行结果。",
    )


class BalanceBroken(Fault):
    """Members before, plus those who came, less those who went, are not the members after."""

    text = Text(
        "The statistics of {scheme} do not add up in {cells} cells, {first} for one. Nothing was written."
        " Please report this with the series.",
        "{scheme} 的统计有 {cells} 处收支不平，例如 {first}。未写出任何内容。请连同所用运行结果一并反馈。",
    )
