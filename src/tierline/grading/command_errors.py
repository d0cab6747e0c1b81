"""What the options of the grading commands can be refused for."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class MonthUnreadable(InputError):
    """A month that is not written as one."""

    text = Text(
        "--month: found {found}; expected a month such as 2026-11.", "--month：现为 {found}；应形如 2026-11。"
    )


class DayUnreadable(InputError):
    """A day that is not written as one."""

    text = Text(
        "--rated-on: found {found}; expected a day such as 2026-11-05.",
        "--rated-on：现为 {found}；应形如 2026-11-05。",
    )


class SizeUnreadable(InputError):
    """An amount of memory that is not written as one."""

    text = Text(
        "--memory-limit: found {found}; expected an amount such as 512MB or 2GB.",
        "--memory-limit：现为 {found}；应形如 512MB 或 2GB。",
    )


class EngineUnknown(InputError):
    """An engine that this version does not have."""

    text = Text("--engine: found {found}; expected duckdb.", "--engine：现为 {found}；应为 duckdb。")


class OutMissing(InputError):
    """A run without a folder for its result."""

    text = Text(
        "--out: found nothing; expected the folder for the result, or --stage to look at a stage only.",
        "--out：未给出；应给出结果文件夹，或用 --stage 只查看某一阶段。",
    )
