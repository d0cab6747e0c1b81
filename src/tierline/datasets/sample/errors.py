"""What `tierline sample` can refuse, in the caller's words."""

from __future__ import annotations

from tierline.errors import InputError
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
