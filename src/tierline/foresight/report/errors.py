"""What a report can be refused for."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class RunDamaged(InputError):
    """A run whose files do not hold what its summary counts."""

    text = Text(
        "{path}: {what} holds {found:,} rows where summary.json counts {expected:,}. A file is missing or was"
        " changed: see what `tierline verify {path}` says, or grade the month again. No report was written.",
        "{path}：{what} 有 {found:,} 行，summary.json 记录为 {expected:,} 行。文件可能缺失或被修改："
        "请用 `tierline verify {path}` 查看，或重新评定该月。未写出报告。",
    )


class RunUnreadable(InputError):
    """A run with a file that breaks off or is of another kind."""

    text = Text(
        "{path}: its files cannot be read ({problem}). They may be damaged: see what `tierline verify"
        " {path}` says, or grade the month again. No report was written.",
        "{path}：其中的文件无法读取（{problem}）。文件可能已损坏：请用 `tierline verify {path}` 查看，"
        "或重新评定该月。未写出报告。",
    )


class OutNotAPage(InputError):
    """An --out that is no name for a page."""

    text = Text(
        "--out: found {found}; expected the name of a file that ends in .html, such as report.html.",
        "--out：现为 {found}；应为以 .html 结尾的文件名，例如 report.html。",
    )


class PageUnwritable(Fault):
    """A place where the page cannot be written."""

    text = Text(
        "{path} cannot be written ({problem}). Nothing there was changed. Choose a place that you may write"
        " to, or make room.",
        "{path} 无法写入（{problem}），该处内容未改动。请选择有写权限的位置，或腾出空间。",
    )
