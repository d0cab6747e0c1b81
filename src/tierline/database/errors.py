"""What the database room refuses, or reports of its surroundings."""

from __future__ import annotations

from tierline.errors import Conflict, Fault, InputError
from tierline.wording import Text


class DatabaseUrlWrong(InputError):
    """A URL of no database that the service can use; it is not repeated, because it may hold a password."""

    text = Text(
        "TIERLINE_DATABASE_URL: {problem}. Expected sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME.",
        "TIERLINE_DATABASE_URL：{problem}。应为 sqlite:///路径 或 postgresql+psycopg://用户@主机/库名。",
    )


class DatabaseUnreachable(Fault):
    """The database does not answer."""

    text = Text(
        "The database {database} does not answer: {problem}.", "数据库 {database} 没有应答：{problem}。"
    )


class DatabaseNotCurrent(Fault):
    """The schema is not the one that this version works with."""

    text = Text(
        "The schema of {database} is {found}, and this version works with {expected}. "
        "Run: tierline db upgrade.",
        "数据库 {database} 的结构版本为 {found}，本版本需要 {expected}。请运行：tierline db upgrade。",
    )


class DatabaseNewer(Fault):
    """The schema was made by a later version of the program, whose rules this one does not know."""

    text = Text(
        "The schema of {database} is {found}, and this version knows none after {newest}. "
        "Use the version of tierline that upgraded it, or a later one.",
        "数据库 {database} 的结构版本为 {found}，本版本只识别到 {newest}。请使用升级该库的版本或更新的版本。",
    )


class SchemaVersionUnknown(InputError):
    """A version of the schema to upgrade to that does not lie ahead."""

    text = Text(
        "--to: found {found!r}, expected one of {known}: a schema is not taken back to an older version.",
        "--to：{found!r} 有误，应为 {known} 之一；结构版本不能回退。",
    )


class DatabaseUnsound(Fault):
    """A check of the database found something; the findings are printed before."""

    text = Text(
        "{database}: the check found {count} problem(s), listed above.",
        "{database}：检查发现 {count} 处问题，见上。",
    )


class BackupRefused(InputError):
    """A backup or a restore that cannot go on as asked."""

    text = Text("{path}: {problem}.", "{path}：{problem}。")


class BackupFailed(Fault):
    """A backup or a restore that the surroundings stopped."""

    text = Text("{path}: {problem}. Nothing was changed.", "{path}：{problem}。未作任何更改。")


class ChangedMeanwhile(Conflict):
    """Somebody else changed the thing since it was read."""

    text = Text(
        "It was changed since you read it: you hold version {held}. Read it again and repeat your change.",
        "自您读取后已被更改：您持有版本 {held}。请重新读取后再修改。",
    )


class CursorWrong(InputError):
    """A place in a list that no page of this list has given out."""

    text = Text(
        "after: the place is not one of this list. Take `next` of the page before, with the same sort.",
        "after：该位置不属于此列表。请使用上一页 next 的值，并保持相同排序。",
    )


class SortUnknown(InputError):
    """A list asked for in an order that it does not have."""

    text = Text(
        "sort: found {found!r}, expected one of {known}.", "sort：{found!r} 有误，应为 {known} 之一。"
    )
