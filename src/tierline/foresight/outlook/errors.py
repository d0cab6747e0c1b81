"""What an outlook can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class WithinRefused(InputError):
    """A number of months that is none, or more than a term has."""

    text = Text(
        "--within: found {found}; expected 1 to {most} months. A term has twelve of them as a rule, so that"
        " within so many each tier is rated anew.",
        "--within：现为 {found}；应为 1 至 {most} 个月。有效期一般为 12 个月，其间每个等级都会重新评定一次。",
    )


class LimitRefused(InputError):
    """A number of lines to show that is below zero."""

    text = Text(
        "--limit: found {found}; expected 0 or more lines to show.",
        "--limit：现为 {found}；应为 0 或更多（显示的线路数）。",
    )


class NoTerms(InputError):
    """A scheme whose tiers do not run for a term."""

    text = Text(
        "{scheme} has no terms that end: nothing is rated anew, and nobody can fall or lapse. An outlook is"
        " for schemes with terms, such as unicom-star; what one line may expect, `tierline explain` tells.",
        "{scheme} 没有会届满的有效期：不存在重新评定，也就没有降级或失效。降级预警适用于有有效期的方案，"
        "如 unicom-star；单条线路今后的情况请用 `tierline explain` 查看。",
    )


class TiersDiffer(InputError):
    """A pack to look ahead by whose tiers are not those of the run."""

    text = Text(
        "{path}: its tiers are {found}, those of the run {expected}. Looking ahead needs a pack with the same"
        " tiers in the same order.",
        "{path}：其等级为 {found}，而该次运行的等级为 {expected}。向前看所用政策包的等级及次序须与之相同。",
    )


class MembershipsGone(InputError):
    """A run's folder without the memberships that it left."""

    text = Text(
        "{path}: there are no memberships of the run. A file was removed: see what `tierline verify {folder}`"
        " says, or grade the month again.",
        "{path}：没有该次运行的会员数据。文件可能被删除：请用 `tierline verify {folder}` 查看，"
        "或重新评定该月。",
    )
