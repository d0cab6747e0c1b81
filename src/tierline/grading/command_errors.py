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


class InputMissing(InputError):
    """A run without a dataset that it needs. Facts: option."""

    text = Text(
        "{option}: found nothing; expected the path of a dataset. Only a run that goes on from last month's"
        " output with --after does without --subscribers.",
        "{option}：未给出；应给出数据集路径。只有用 --after 接续上月结果的运行可以不给 --subscribers。",
    )


class StageAfter(InputError):
    """A stage asked for of a run that goes on from another."""

    text = Text(
        "--stage: found beside --after; expected whole inputs. Name --subscribers and --bills, which the"
        " summary.json of a finished run lists, instead of --after.",
        "--stage：不能与 --after 同用；应给出完整输入。请改用 --subscribers 与 --bills，"
        "已完成运行的 summary.json 列有其路径。",
    )
