"""What the datasets of a run can be refused for: which dataset and column, how many rows, the first of them."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class DatasetMissing(InputError):
    """No file lies where a dataset was said to be."""

    text = Text(
        en="{dataset}: nothing can be read at {path} ({problem}). Give a Parquet file, a folder or glob of Parquet"
        " files, or a CSV file.",
        zh="{dataset}：{path} 处没有可读内容（{problem}）。请给出 Parquet 文件、Parquet 文件夹或通配符，或 CSV 文件。",
    )


class DatasetUnreadable(InputError):
    """A file that is no Parquet or CSV, or that is cut off."""

    text = Text(
        en="{dataset}: {path} cannot be read as {form} ({problem}). It may be truncated or of another kind; write it"
        " again and retry.",
        zh="{dataset}：{path} 无法按 {form} 读取（{problem}）。文件可能不完整或格式不符，请重新生成后再试。",
    )


class EncodingUnknown(InputError):
    """A CSV file that is not UTF-8."""

    text = Text(
        en="{dataset}: {path} is not UTF-8 text. Convert it, for instance from GB18030, and try again.",
        zh="{dataset}：{path} 不是 UTF-8 文本。请先转换编码（例如由 GB18030 转为 UTF-8）再试。",
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
        en="{dataset}: the column {column} is missing from {path}, which has {found}. Expected: {column} {type}.",
        zh="{dataset}：{path} 缺少列 {column}，现有列：{found}。应有：{column} {type}。",
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
        en="{dataset}: {rows} rows break the contract in {column}: {problem}. First: {examples}.",
        zh="{dataset}：有 {rows} 行的 {column} 不符合数据约定：{problem}。前几行：{examples}。",
    )


class SeveralRefused(InputError):
    """Several kinds of bad rows at once; each is told in full."""

    text = Text(en="{list}", zh="{list}")


class MonthMissing(InputError):
    """Bills without a row for the month before the rating month."""

    text = Text(
        en="bills: there is no row for {month}, the month before the rating month; the bills hold {first} to {last}."
        " Most likely this is the wrong month: give the bills of {month} or another --month.",
        zh="bills：没有评定月上一月 {month} 的账单；现有账单为 {first} 至 {last}。很可能月份有误：请提供 {month}"
        " 的账单，或改用其他 --month。",
    )
