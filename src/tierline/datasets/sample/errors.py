"""What `tierline sample` can refuse, in the caller's words."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class BadSampleSize(InputError):
    """A number that lies outside what a sample operator can have."""

    text = Text(
        en="sample: {name} is {found}; expected a whole number from {least} to {most}. "
        "Give --{name} within that range.",
        zh="生成样例：{name} 的值为 {found}，应为 {least} 到 {most} 之间的整数。请在此范围内指定 --{name}。",
    )


class BadLastMonth(InputError):
    """A last billed month that is not one."""

    text = Text(
        en="sample: the last billed month is {found}; expected a month such as {expected}. "
        "Give --until in that form.",
        zh="生成样例：最后出账月为 {found}，应为 {expected} 这样的月份。请按此格式指定 --until。",
    )


class FolderInUse(InputError):
    """The folder to be made is there already, with something in it, or is no folder."""

    text = Text(
        en="sample: {folder} exists and is not an empty folder; nothing was written. "
        "Name a folder that does not exist yet, or remove this one first.",
        zh="生成样例：{folder} 已存在且不是空文件夹，未写入任何内容。"
        "请指定一个尚不存在的文件夹，或先删除该文件夹。",
    )


class SampleNotWritten(Fault):
    """The system refused to write: no room, no permission."""

    text = Text(
        en="sample: {folder} could not be written: {reason}. Nothing was left there; "
        "free some space or name another folder, then run the command again.",
        zh="生成样例：无法写入 {folder}：{reason}。该处未留下任何内容；请释放空间或另选文件夹后重新运行。",
    )
