"""What explain can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class LineUnknown(InputError):
    """A subscriber_id that is not in `subscribers`."""

    text = Text(
        en="There is no line with subscriber_id {subscriber_id} in {path}. Check the number: it is the"
        " subscriber_id of the file, not the phone number.",
        zh="{path} 中没有 subscriber_id 为 {subscriber_id} 的线路。请核对编号：应为文件中的 subscriber_id，"
        "而不是电话号码。",
    )


class TierUnknown(InputError):
    """A tier that the scheme does not have."""

    text = Text(
        en="{scheme} has no tier {tier}; its tiers are {known}. Give one of these to --tier.",
        zh="{scheme} 没有等级 {tier}；现有等级：{known}。请在 --tier 中给出其一。",
    )


class SchemeAmbiguous(InputError):
    """A folder of several schemes without --scheme."""

    text = Text(
        en="{path} holds runs of several schemes: {known}. Say which one with --scheme.",
        zh="{path} 中有多个方案的结果：{known}。请用 --scheme 指明其一。",
    )


class OptionMissing(InputError):
    """Neither a run's folder nor all that takes its place."""

    text = Text(
        en="Without the folder of a run, {option} is needed as well. Give it, or the folder that"
        " `tierline grade` wrote.",
        zh="未给出结果文件夹时还需要 {option}。请补上，或给出 tierline grade 写出的文件夹。",
    )


class OptionRefused(InputError):
    """An option whose value cannot be read, or does not fit the others."""

    text = Text(
        en="{option}: found {found}; expected {expected}.",
        zh="{option}：现为 {found}；应为 {expected}。",
    )


class InputGone(InputError):
    """A file from which a run was made that is no longer there."""

    text = Text(
        en="{dataset}: {path}, which the run in {folder} read, is no longer there. Put it back, or name its"
        " new place with {option}.",
        zh="{dataset}：{folder} 的评定所读取的 {path} 已不存在。请放回原处，或用 {option} 给出新位置。",
    )


class NobodyAsked(InputError):
    """Neither a line nor a site to explain, or both. Facts: found."""

    text = Text(
        en="Found {found}; expected --subscriber with the number of a line, or --site with that of a site."
        " Give one of the two.",
        zh="现为{found}；应以 --subscriber 给出线路编号，或以 --site 给出站点编号。请给出其中之一。",
    )
