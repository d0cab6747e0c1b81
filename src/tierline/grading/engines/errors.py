"""What can go wrong around an engine."""

from __future__ import annotations

from tierline.errors import Fault
from tierline.wording import Text


class DiskFull(Fault):
    """No room to write."""

    text = Text(
        en="The disk is full ({problem}). Nothing of the earlier result was changed; make room and run"
        " again.",
        zh="磁盘空间不足（{problem}）。已有结果未改动；请腾出空间后重新运行。",
    )


class MemoryShort(Fault):
    """The memory limit is too low for a part."""

    text = Text(
        en="The memory limit is too low ({problem}). Nothing of the earlier result was changed; raise"
        " --memory-limit or lower --threads.",
        zh="内存上限过低（{problem}）。已有结果未改动；请提高 --memory-limit 或减少 --threads。",
    )


class EngineFault(Fault):
    """Whatever else the engine refuses: a file that vanished or broke while it was read, say."""

    text = Text(
        en="The engine stopped: {problem}. Nothing of the earlier result was changed. Look whether the inputs"
        " are whole and still there, and run again.",
        zh="计算引擎中止：{problem}。已有结果未改动。请检查输入文件是否完整、是否仍在原处，然后重新运行。",
    )
