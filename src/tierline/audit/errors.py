"""What the audit room refuses, or finds broken."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class TrailBroken(Fault):
    """The trail is not as it was sealed; what differs is printed before."""

    text = Text(
        "The audit trail is not as it was sealed: {count} finding(s), listed above. "
        "Keep the database as it is and compare it with a backup.",
        "审计记录与封存时不符：发现 {count} 处，见上。请保留数据库现状并与备份比对。",
    )


class SealUnknown(InputError):
    """A seal to begin at that the chain does not have."""

    text = Text("--since: there is no seal {no}.", "--since：没有编号为 {no} 的封存。")


class HeadUnreadable(InputError):
    """A head that is none."""

    text = Text(
        "--head: found {found!r}, expected NUMBER:DIGEST as `tierline audit verify` prints it.",
        "--head：{found!r} 有误，应为 tierline audit verify 输出的“编号:摘要”。",
    )


class MomentUnreadable(InputError):
    """A moment that is none, or that leaves its zone open."""

    text = Text(
        "{option}: found {found!r}, expected a moment with its zone such as 2012-06-15T00:00+08:00.",
        "{option}：{found!r} 有误，应为带时区的时刻，例如 2012-06-15T00:00+08:00。",
    )
