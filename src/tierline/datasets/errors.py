"""What datasets, or a folder for new ones, can be refused for: which column, how many rows, the first."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class DatasetMissing(InputError):
    """No file lies where a dataset was said to be."""

    text = Text(
        en="{dataset}: nothing can be read at {path} ({problem}). Give a Parquet file, a folder or glob"
        " of Parquet files, or a CSV file.",
        zh="{dataset}：{path} 处没有可读内容（{problem}）。请给出 Parquet 文件、文件夹或通配符，"
        "或 CSV 文件。",
    )


class DatasetUnreadable(InputError):
    """A file that is no Parquet or CSV, or that is cut off."""

    text = Text(
        en="{dataset}: {path} cannot be read as {form} ({problem}). It may be truncated or of another kind;"
        " write it again and retry.",
        zh="{dataset}：{path} 无法按 {form} 读取（{problem}）。文件可能不完整或格式不符，请重新生成后再试。",
    )


class EncodingUnknown(InputError):
    """A CSV file that is not UTF-8."""

    text = Text(
        en="{dataset}: {path} is not UTF-8 text. Convert it, for instance from GB18030, and try again.",
        zh="{dataset}：{path} 不是 UTF-8 文本。请先转换编码（例如由 GB18030 转为 UTF-8）再试。",
    )


class LineBroken(DatasetUnreadable):
    """A line of a CSV file that does not have the form of the others."""

    text = Text(
        en="{dataset}: {path}, line {line}: {problem}. Mend the line, or write the file again, and retry.",
        zh="{dataset}：{path} 第 {line} 行：{problem}。请改正该行，或重新生成文件后再试。",
    )


class DatasetEmpty(InputError):
    """A dataset that must have rows and has none."""

    text = Text(
        en="{dataset}: {path} holds no rows; at least one is expected. Check that the right file was given.",
        zh="{dataset}：{path} 没有任何行，至少应有一行。请确认文件是否正确。",
    )


class ColumnMissing(InputError):
    """A required column that a file lacks."""

    text = Text(
        en="{dataset}: the column {column} is missing from {path}, which has {found}. Expected: {column}"
        " {type}. Add or rename it, or see `tierline import` for foreign files.",
        zh="{dataset}：{path} 缺少列 {column}，现有列：{found}。应有：{column} {type}。"
        "请补上或改名；外来文件可用 `tierline import` 转换。",
    )


class ColumnTwice(InputError):
    """A file in which two columns bear the name of one."""

    text = Text(
        en="{dataset}: {path} has the column {column} twice; expected one. Leave out or rename the other.",
        zh="{dataset}：{path} 中列 {column} 出现两次，应只有一列。请删去或改名另一列。",
    )


class ColumnMistyped(InputError):
    """A column whose type cannot hold what the contract says without loss."""

    text = Text(
        en="{dataset}: the column {column} of {path} is {found}; expected {type}. Write it with that type.",
        zh="{dataset}：{path} 的列 {column} 类型为 {found}，应为 {type}。请按该类型写出。",
    )


class ValuesRefused(InputError):
    """Rows that break the contract in one column or between columns."""

    text = Text(
        en="{dataset}, {column}: bad rows: {rows}; {problem}. First: {examples}. Mend them and run again.",
        zh="{dataset}，{column}：不符合约定的行数：{rows}；{problem}。前几行：{examples}。请改正后重新运行。",
    )


class SeveralRefused(InputError):
    """Several kinds of bad rows at once; each is told in full. Facts: list, and `refusals`, the errors."""

    text = Text(en="{list}", zh="{list}")


class MonthMissing(InputError):
    """Bills without a row for the month before the rating month."""

    text = Text(
        en="bills: there is no row for {month}, the month before the rating month; the bills hold {first} to"
        " {last}. Most likely this is the wrong month: give the bills of {month} or another --month.",
        zh="bills：没有评定月上一月 {month} 的账单；现有账单为 {first} 至 {last}。很可能月份有误："
        "请提供 {month} 的账单，或改用其他 --month。",
    )


class FolderInUse(InputError):
    """The folder to be made is there already, with something in it, or is no folder. Facts: folder."""

    text = Text(
        en="{folder} exists and is not an empty folder; nothing was written. Expected a folder that does not"
        " exist yet, or an empty one: name another one with --out, or remove this one first.",
        zh="{folder} 已存在且不是空文件夹，未写入任何内容。应为尚不存在的文件夹或空文件夹："
        "请用 --out 另指定一个，或先删除该文件夹。",
    )


class FolderNotWritten(Fault):
    """The system refused to write: no room, no permission. Facts: folder, problem."""

    text = Text(
        en="{folder} could not be written ({problem}). Expected a writable place with enough room; nothing"
        " was left there. Free some room, or name another folder with --out, then run the command again.",
        zh="无法写入 {folder}（{problem}）。该处应可写且空间充足；未留下任何内容。"
        "请腾出空间，或用 --out 另指定文件夹，然后重新运行。",
    )
