"""What the entitlements room refuses as a mistake; refusals of a service are decisions, and no errors."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing, NotAllowed
from tierline.wording import Text


class StandardUnknown(Missing):
    """A service standard that there is not. Facts: standard, known."""

    text = Text(
        "There is no service standard {standard}; there are {known}.",
        "没有服务标准 {standard}；现有：{known}。",
    )


class StandardNotInForce(Missing):
    """A standard of which no version holds on a day. Facts: standard, day, first."""

    text = Text(
        "The service standard {standard} is not in force on {day}; it is from {first} on.",
        "服务标准 {standard} 在 {day} 尚未生效；自 {first} 起生效。",
    )


class StandardRepeated(InputError):
    """Two files for one standard. Facts: file, standard, other."""

    text = Text(
        "{file}: found the standard {standard}, which {other} holds already. Remove one of the two.",
        "{file}：服务标准 {standard} 已在 {other} 中定义。请删除其一。",
    )


class ServiceUnknown(Missing):
    """A service that no standard in force has a row for. Facts: service, known."""

    text = Text(
        "No standard in force has the service {service}; there are {known}.",
        "现行标准中没有服务项目 {service}；现有：{known}。",
    )


class AmendmentNotYours(NotAllowed):
    """An amendment by somebody outside the owning department, or for a site not theirs. Clause: GOV-04."""

    text = Text(
        "{standard} is amended by the department {owner} alone, and for a site by those at it or above it.",
        "{standard} 仅由 {owner} 部门修订；地方规定由该站点或其上级站点制定。",
    )


class AmendedMeanwhile(Conflict):
    """Another amendment was issued at the same moment."""

    text = Text(
        "Another amendment was issued at the same moment. Look at it, and issue yours again.",
        "同时有另一修订下发。请查看后重新下发。",
    )


class UseUnknown(Missing):
    """No such use of the present owner of the line."""

    text = Text("There is no such use of this line.", "该线路没有此项使用记录。")


class UseReversed(Conflict):
    """A use that was taken back already."""

    text = Text("This use was taken back already.", "该使用记录已撤销。")


class NotReversible(Conflict):
    """A use of a service that is not taken back: switch it off instead, or end it by its own procedure."""

    text = Text(
        "Uses of {service} are not taken back: it is a {handling}.",
        "{service} 的使用记录不可撤销：办理方式为 {handling}。",
    )


class ServiceHandledElsewhere(InputError):
    """A service that is not used by a record alone."""

    text = Text(
        "{service} is not used this way: it is a {handling}. Services of the kinds use, switch, visit are.",
        "{service} 不能这样办理：其办理方式为 {handling}。可办理 use、switch、visit 类服务。",
    )


class StateNeeded(InputError):
    """A switch without on or off, or something else with it."""

    text = Text(
        "{field}: give true or false for a switch, and nothing for any other service.",
        "{field}：开关类服务须填 true 或 false，其他服务不填。",
    )


class PlaceUnknown(InputError):
    """A visit at no place of the service, or a place given for something else."""

    text = Text(
        "{field}: expected one of {known}.",
        "{field}：应为 {known} 之一。",
    )
