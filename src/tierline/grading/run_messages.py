"""What a run says beside its summary: that it goes on, shares its work, or stops with parts that stay."""

from __future__ import annotations

from collections.abc import Callable

from tierline.wording import Text

Told = Callable[[Text], None]
"""Hears what is to be said to the user, as it comes."""

FINISHED = Text(
    "Every part was finished and the result published by other processes; here is its summary.",
    "各段均已由其他进程完成，结果已发布；以下为其汇总。",
)
OTHERS_GO_ON = Text("Other processes go on with this run.", "其他进程继续本次运行。")


def going_on(finished: int, parts: int) -> Text:
    """At the beginning of a run that goes on with an earlier call."""
    return Text(
        f"{finished} of {parts} parts were finished before; going on with the rest.",
        f"此前已完成 {finished}/{parts} 段，继续其余部分。",
    )


def sharing(finished: int, parts: int) -> Text:
    """At the beginning of a process that joins others."""
    return Text(
        f"Sharing the work of a run that is under way: {finished} of {parts} parts are finished.",
        f"加入正在进行的运行并分担工作：已完成 {finished}/{parts} 段。",
    )


def staying(finished: int, parts: int) -> Text:
    """At the end of a run that was stopped."""
    return Text(
        f"{finished} of {parts} parts are finished and stay; the same call goes on with the rest.",
        f"已完成的 {finished}/{parts} 段予以保留；重新执行相同命令即可继续其余部分。",
    )
