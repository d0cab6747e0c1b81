"""What a calibration can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class WishMissing(InputError):
    """A calibration without a share and without a head count. Facts: tiers."""

    text = Text(
        "Neither --share nor --at-most was given. Say what at least the best tier is to have, such as"
        " --share {best}=0.02 or --at-most {best}=50000; the tiers are {tiers}.",
        "未给出 --share 或 --at-most。请至少指定最高等级的目标，例如 --share {best}=0.02 或"
        " --at-most {best}=50000；等级依次为 {tiers}。",
    )


class WishUnreadable(InputError):
    """A share or a head count that is not written as one. Facts: option, found, expected."""

    text = Text(
        "{option}: found {found}; expected {expected}.",
        "{option}：现为 {found}；应为{expected}。",
    )


class TierOffLadder(InputError):
    """A tier that the ladder does not give. Facts: option, tier, scheme, known."""

    text = Text(
        "{option}: the ladder of {scheme} gives no tier {tier}; it gives {known}. Name one of these.",
        "{option}：{scheme} 的阶梯中没有等级 {tier}；现有 {known}。请改用其中之一。",
    )


class TierTwice(InputError):
    """A tier with two wishes. Facts: tier."""

    text = Text(
        "The tier {tier} is named twice. Give it one --share or one --at-most.",
        "等级 {tier} 被指定两次。请只给一个 --share 或一个 --at-most。",
    )


class TierSkipped(InputError):
    """A tier without a wish above one that has one. Facts: tier, below."""

    text = Text(
        "{tier} stands above {below} and has no share. Give every tier from the best down to {below} a"
        " --share or an --at-most; those further down keep their bounds.",
        "{tier} 高于 {below}，却没有目标。从最高等级到 {below} 的每一级都须给出 --share 或 --at-most；"
        "更低的等级保持原界值。",
    )


class SharesOverOne(InputError):
    """Shares that add up to more than all lines. Facts: total."""

    text = Text(
        "The shares add up to {total}; expected at most 1. Lower some of them.",
        "各占比合计为 {total}，应不超过 1。请调低其中一些。",
    )


class LinesTooFew(InputError):
    """More lines wished for than are eligible. Facts: eligible, wished."""

    text = Text(
        "Only {eligible} lines are eligible, and the tiers named are to have {wished}. Lower the head"
        " counts or shares, or check that the whole base was given.",
        "参评线路只有 {eligible} 条，而所列等级合计需要 {wished} 条。"
        "请调低数量或占比，或确认已给出全量用户。",
    )


class NobodyEligible(InputError):
    """A base in which no line is eligible and has a figure. Facts: scheme, lines, reasons."""

    text = Text(
        "None of the {lines} lines is eligible under {scheme} and has a figure ({reasons}), so that there is"
        " nothing to calibrate on. Check the month, the scheme and the subscribers.",
        "{scheme} 下 {lines} 条线路无一参评（{reasons}），无从测算。请检查月份、方案与用户数据。",
    )


class LadderUnsuited(InputError):
    """A scheme whose tiers do not come from one ladder. Facts: scheme, problem."""

    text = Text(
        "{scheme} cannot be calibrated: {problem}. Thresholds follow from shares only where one"
        " `at_least` ladder over the score or over one measure gives the tiers of all lines.",
        "{scheme} 无法测算：{problem}。只有当全部线路的等级都出自同一个 at_least 阶梯"
        "（针对得分或某一度量）时，才能由占比推出阈值。",
    )


class VersionAhead(InputError):
    """A pack whose last version is not the one in force. Facts: scheme, last, day."""

    text = Text(
        "The last version of {scheme} starts on {last}, after the rating day {day}; a new version would"
        " follow that one, which these figures were not rated by. Calibrate in a month in which it is"
        " in force.",
        "{scheme} 的最后一个版本自 {last} 起生效，晚于评定日 {day}；新版本将接在其后，"
        "而本次数据并未按它评定。请在该版本生效后的月份测算。",
    )


class StartUnreadable(InputError):
    """A first day that is not written as a day. Facts: found."""

    text = Text(
        "--from: found {found}; expected a day such as 2026-12-20.",
        "--from：现为 {found}；应形如 2026-12-20。",
    )


class StartTooEarly(InputError):
    """A first day that does not come after the last version. Facts: scheme, found, last."""

    text = Text(
        "--from: found {found}; the last version of {scheme} is in force from {last}, and versions"
        " stand in order. Give a later day.",
        "--from：现为 {found}；{scheme} 的最后一个版本自 {last} 起生效，版本须按先后排列。请给出更晚的日期。",
    )


class HistoryOutside(InputError):
    """A number of past months that is none. Facts: found, most."""

    text = Text(
        "--history: found {found}; expected a number of months from 0 to {most}.",
        "--history：现为 {found}；应为 0 到 {most} 的月数。",
    )


class BoundsNotFalling(InputError):
    """Bounds that no ladder can hold. Facts: upper, upper_bound, lower, lower_bound, advice."""

    text = Text(
        "No new version can be made: {lower} would begin at {lower_bound} and {upper}, which is better, at"
        " {upper_bound}; bounds have to fall from tier to tier. {advice}",
        "无法生成新版本：{lower} 自 {lower_bound} 起，而更高的 {upper} 自 {upper_bound} 起；"
        "界值须逐级降低。{advice}",
    )
