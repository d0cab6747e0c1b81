"""What a simulation can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class SidesMissing(InputError):
    """Neither one scheme with a draft nor two schemes."""

    text = Text(
        en="Found {found} to compare; expected one --scheme with the draft as --policy DRAFT.yaml, or"
        " --scheme twice to hold two packs against each other.",
        zh="给出的比较对象为 {found}；应为一个 --scheme 加草案 --policy DRAFT.yaml，"
        "或给出两次 --scheme 以比较两个政策包。",
    )


class DraftOfAnotherScheme(InputError):
    """A draft that is not of the scheme that was named."""

    text = Text(
        en="{file} is a pack of {found}; expected one of {scheme}. Give the draft of {scheme}, or name"
        " --scheme {found}.",
        zh="{file} 是方案 {found} 的政策包；应为 {scheme} 的草案。"
        "请给出 {scheme} 的草案，或改用 --scheme {found}。",
    )


class DraftSame(InputError):
    """A draft that is, byte for byte, the pack in use."""

    text = Text(
        en="{file} is the same as the pack of {scheme} in use; there is nothing to try. Give the file in"
        " which the draft is written.",
        zh="{file} 与在用的 {scheme} 政策包完全相同，没有可试算的内容。请给出写有草案的文件。",
    )


class DraftNotInForce(InputError):
    """A draft whose new version starts after the rating day."""

    text = Text(
        en="{file}: the new version of {scheme} is in force from {starts_on}, after the rating day"
        " {rated_on}; on that day the draft says what the present policy says. Simulate a month that it rates"
        " (--month {first_month}, once its bills are there), name a later rating day, or give --as-in-force"
        " to try it on {month} as though it were in force.",
        zh="{file}：{scheme} 的新版本自 {starts_on} 起生效，晚于评定日 {rated_on}；该日草案与现行政策相同。"
        "请模拟其生效后的月份（--month {first_month}，待账单齐备），指定更晚的评定日，"
        "或用 --as-in-force 视同已生效，在 {month} 试算。",
    )


class TierGone(InputError):
    """A draft without a tier that lines may hold."""

    text = Text(
        en="{file}: found no tier {tier}, which {scheme} has now; memberships of it could no longer be read."
        " Keep it under tiers and take its rungs out of the ladder instead.",
        zh="{file}：缺少 {scheme} 现有的等级 {tier}，持有该等级的会员资格将无法读取。"
        "请在 tiers 中保留它，只从阶梯中去掉其门槛。",
    )


class TiersReordered(InputError):
    """Two policies that rank the same tiers differently."""

    text = Text(
        en="{present} ranks its tiers {before} and {draft} ranks them {after}: up and down would mean"
        " different things. Keep the order of the tiers.",
        zh="{present} 的等级顺序为 {before}，而 {draft} 为 {after}：升降含义不一致。请保持等级顺序。",
    )


class TransitionOfPair(InputError):
    """A transition asked for where two packs are compared."""

    text = Text(
        en="--transition: found {found}, with two schemes; a transition leads from a policy to its draft."
        " Leave it out.",
        zh="--transition：现为 {found}，但给出了两个方案；过渡方式只用于从现行政策转入草案。请去掉该选项。",
    )


class MonthsRefused(InputError):
    """A number of months that cannot be rolled forward over."""

    text = Text(
        en="Months: found {found}; expected a number from 1 to 60.",
        zh="月数：现为 {found}；应为 1 到 60 的整数。",
    )


class SeriesTooLong(InputError):
    """A series that goes on where the bills have ended."""

    text = Text(
        en="{months} months from {month} end with {last}, which is rated from the bills up to {needed}; the"
        " bills end with {found}. Bills to come are not made up: ask for at most {most} of them, or begin"
        " earlier.",
        zh="自 {month} 起 {months} 个月到 {last} 为止，最后一个月需要截至 {needed} 的账单，"
        "而账单只到 {found}。不会虚构未来账单：请最多选 {most} 个月，或从更早的月份开始。",
    )


class PricesMissing(InputError):
    """A price list that is not there or cannot be read."""

    text = Text(
        en="--prices: {file} cannot be read: {problem}. Give a .yaml file with the yuan of each tier.",
        zh="--prices：无法读取 {file}：{problem}。请给出列明各等级金额（元）的 .yaml 文件。",
    )
