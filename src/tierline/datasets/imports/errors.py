"""What an import refuses: a wrong mapping, an unreadable source, values outside the contract.

No sentence here shows a value of the source: any column of a foreign file may hold personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierline.errors import InputError
from tierline.wording import Language, Text


class ImportRefused(InputError):
    """An import cannot be carried out as asked. Facts that are Texts follow the reader's language."""


class MappingWrong(ImportRefused):
    """A place of a mapping file is wrong. Facts: file, line, where, found (str or Text), expected (Text)."""

    text = Text(
        en="{file}, line {line}, {where}: found {found}. Expected {expected}.",
        zh="{file} 第 {line} 行,{where}:实际为{found}。应为{expected}。",
    )


class MappingUnreadable(ImportRefused):
    """A mapping file is no UTF-8 text or no YAML. Facts: file, line, problem (Text)."""

    text = Text(
        en="{file}, line {line}: this is not YAML in UTF-8 ({problem}). Expected a mapping file of one YAML "
        "document; correct the line, or save the file as UTF-8.",
        zh="{file} 第 {line} 行:不是 UTF-8 编码的 YAML({problem})。应为只含一个 YAML 文档的映射文件;请改正该"
        "行,"
        "或将文件另存为 UTF-8。",
    )


class MappingUnknown(ImportRefused):
    """Neither a file nor a bundled mapping. Facts: name, bundled."""

    text = Text(
        en="There is no mapping {name}: neither a file of that path nor a bundled mapping. Bundled are: "
        "{bundled}. "
        "Give one of these names, or the path of a mapping file.",
        zh="没有映射 {name}:既不是文件路径,也不是内置映射。内置映射有:{bundled}。请使用其中之一,或给出映射文"
        "件的路径。",
    )


class SourceMissing(ImportRefused):
    """The source cannot be opened. Facts: file, problem."""

    text = Text(
        en="The source {file} cannot be opened ({problem}). Expected a readable text file with columns, "
        "plain or "
        "gzip. Correct the path, or the rights of the file.",
        zh="无法打开源文件 {file}({problem})。应为可读的分列文本文件(可为 gzip 压缩)。请检查路径或文件权限。",
    )


class SourceEmpty(ImportRefused):
    """The source has no header. Facts: file."""

    text = Text(
        en="The source {file} is empty. Expected a first row with the names of the columns. Check that the "
        "file "
        "was delivered whole.",
        zh="源文件 {file} 是空的。第一行应为列名。请确认文件已完整送达。",
    )


class SourceWithoutRows(ImportRefused):
    """Nothing of the source is left to be written. Facts: file, read, left_out."""

    text = Text(
        en="Nothing of {file} can be imported: {read} rows were read and {left_out} of them are left out by "
        "the "
        "mapping. Expected at least one row to remain. Check the file and the mapping's leave_out.",
        zh="{file} 中没有可导入的数据:共读取 {read} 行,按映射剔除 {left_out} 行。至少应留下一行。请检查文件"
        "与映射中的 "
        "leave_out。",
    )


class SourceGarbled(ImportRefused):
    """The source breaks off or is not in the stated encoding or form. Facts: file, row, encoding, problem."""

    text = Text(
        en="The source {file} cannot be read after data row {row} as {encoding} text with columns ({problem})"
        ". "
        "Expected the whole file in the encoding, delimiter and quoting that the mapping states. Correct "
        "`source` in the mapping, or have the file delivered again.",
        zh="源文件 {file} 在第 {row} 个数据行之后无法按 {encoding} 分列文本读取({problem})。整个文件应符合映"
        "射所写的编码、"
        "分隔符与引号。请改正映射中的 source,或重新取得文件。",
    )


class SourceColumnsMissing(ImportRefused):
    """Columns that the mapping reads are not in the header. Facts: file, missing, columns."""

    text = Text(
        en="The source {file} has no column {missing}, which the mapping reads. Its header was expected to "
        "name each "
        "column of the mapping exactly once, with the stated delimiter. Found in the header: {columns}. "
        "Correct the "
        "names in the mapping, or its delimiter or encoding.",
        zh="源文件 {file} 缺少映射要读取的列:{missing}。表头应按所写分隔符列出映射中的每一列,且各只一次。表"
        "头实际为:"
        "{columns}。请改正映射中的列名、分隔符或编码。",
    )


class SourceColumnTwice(ImportRefused):
    """A column that the mapping reads stands in the header more than once. Facts: file, column."""

    text = Text(
        en="The source {file} has more than one column {column}. The mapping reads it, so it was expected "
        "once. "
        "Rename one of the two in the file.",
        zh="源文件 {file} 中列 {column} 出现多次,而映射要读取它,应只出现一次。请在文件中给其中一列改名。",
    )


@dataclass(frozen=True)
class Problem:
    """What is wrong in one column of one dataset, with the number of such data rows and the first of them."""

    dataset: str
    column: str
    expected: Text
    count: int
    rows: tuple[int, ...]

    text = Text(
        en="{dataset}, {column}: {count} values do not fit, first in data rows {rows} (1 is the first under "
        "the "
        "header). Expected {expected}.",
        zh="{dataset},{column}:{count} 个取值不符,最先出现在第 {rows} 个数据行(表头之下为第 1 行)。应为"
        "{expected}。",
    )

    def read(self, language: Language) -> str:
        """One sentence."""
        return self.text.read(
            language,
            dataset=self.dataset,
            column=self.column,
            count=self.count,
            rows=", ".join(str(row) for row in self.rows),
            expected=self.expected.read(language),
        )


class ValuesRefused(ImportRefused):
    """Values that are outside the contract once mapped. Facts: file; `problems` says which."""

    text = Text(
        en="After mapping, {file} does not fit the data contract.\n{listing}\nAdd what is missing to "
        "`values`, "
        "`blank` or `leave_out` of the mapping, or correct the file. Nothing was written.",
        zh="{file} 映射后不符合数据约定。\n{listing}\n请在映射的 values、blank 或 leave_out 中补充,或改正文"
        "件。未写出任何"
        "内容。",
    )

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        english, chinese = (
            "\n".join(problem.read(language) for problem in self.problems)
            for language in (Language.EN, Language.ZH)
        )
        super().__init__(file=file, listing=Text(english, chinese))
