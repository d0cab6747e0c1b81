"""What bringing tables in and out can be refused for."""

from __future__ import annotations

from tierline.errors import Fault, InputError
from tierline.wording import Text


class FileMissing(InputError):
    """A file of tables that cannot be read at all. Facts: file, problem."""

    text = Text(
        "{file} cannot be read: {problem}. Name a file that is there.",
        "{file} 无法读取：{problem}。请指定存在且可读的文件。",
    )


class FormUnknown(InputError):
    """A file whose ending says nothing. Facts: file, known."""

    text = Text(
        "{file}: by its ending this is no file of decision tables; expected one of {known}."
        " Save it in one of these forms.",
        "{file}：从扩展名看不是决策表文件；应为 {known} 之一。请另存为其中一种格式。",
    )


class OutWanted(InputError):
    """A form that no terminal can show, without a file to write it to. Facts: form."""

    text = Text(
        "{form} cannot be shown on a terminal. Name a file to write: --out FILE.",
        "{form} 无法在终端显示。请指定输出文件：--out FILE。",
    )


class OutThere(InputError):
    """A file that would be replaced. Facts: path."""

    text = Text(
        "--out: {path} exists already and was left as it is. Name a file that does not exist yet.",
        "--out：{path} 已存在，未作改动。请指定一个尚不存在的文件。",
    )


class OutUnwritable(Fault):
    """A file that the system refused to write. Facts: path, problem."""

    text = Text(
        "--out: {path} could not be written ({problem}). Nothing was left there. Name a place in which you"
        " may write, and run again.",
        "--out：{path} 无法写入（{problem}）。未留下任何内容。请改用有写权限的位置后重新运行。",
    )


class TableUnknown(InputError):
    """A table that is not in the file or pack. Facts: source, table, known."""

    text = Text(
        "{source} has no table {table}; it has {known}. Name one of these with --table.",
        "{source} 中没有决策表 {table}；现有：{known}。请用 --table 指定其中之一。",
    )


class TablesSeveral(InputError):
    """A file with several tables of which one is wanted. Facts: source, known."""

    text = Text(
        "{source} holds several tables: {known}. Name one of them with --table.",
        "{source} 含多张决策表：{known}。请用 --table 指定其中之一。",
    )


class NoTables(InputError):
    """A file without any table. Facts: source."""

    text = Text("{source} holds no decision table.", "{source} 中没有决策表。")


class BlockUnknown(InputError):
    """A part of a pack that no table can become. Facts: block, scheme, known."""

    text = Text(
        "{scheme} has no part {block} that a table can become; there are {known}. Name one with --block.",
        "{scheme} 中没有可由决策表替换的部分 {block}；可选：{known}。请用 --block 指定。",
    )


class OutputWanted(InputError):
    """A table with several outputs, of which a pack takes one. Facts: table, known."""

    text = Text(
        "Table {table} has several outputs: {known}. A part of a pack has one. Name it with --output.",
        "决策表 {table} 有多个输出：{known}，而政策包的一部分只取一个。请用 --output 指定。",
    )


class TableUnfit(InputError):
    """A table that no part of a pack can say. Facts: table, problem."""

    text = Text(
        "Table {table} cannot become part of a pack: {problem}.",
        "决策表 {table} 无法写入政策包：{problem}。",
    )


class RuleUnfit(InputError):
    """A rule that the pack cannot hold. Facts: table, rule, column, found, expected."""

    text = Text(
        "Table {table}, rule {rule}, {column}: found {found}; expected {expected}. Correct the rule.",
        "决策表 {table} 规则 {rule}，{column}：现为 {found}；应为{expected}。请改正该规则。",
    )


class StartUnfit(InputError):
    """A first day that does not come after the last version. Facts: found, expected."""

    text = Text(
        "--from: found {found}; expected {expected}. Give such a day.",
        "--from：现为 {found}；应为{expected}。请改用这样的日期。",
    )


class IntoWanted(InputError):
    """A first day without a pack whose version it would begin."""

    text = Text(
        "--from: a new version is one of a pack. Name the pack: --into SCHEME, or --into FILE.yaml.",
        "--from：新版本须属于某个政策包。请用 --into 指定方案或政策包文件。",
    )
