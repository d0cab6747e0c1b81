"""`tierline db`: upgrade, check, backup, restore. Errors go through to the command line, which words them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from tierline.database.connect import Database

Lang = Annotated[Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))]
To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="VERSION",
        help=_(
            "The version to stop at, to restore an older backup; the newest by default.",
            "升级到指定版本（用于恢复旧备份）；默认最新。",
        ),
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help=_("The file of the backup.", "备份文件。"))]

db_app = typer.Typer(
    help=_(
        "The database of the service: upgrade, check, backup, restore.",
        "服务数据库：升级、检查、备份、恢复。",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@db_app.command("upgrade", help=_("Bring the schema to this version.", "将数据库结构升级到当前版本。"))
def upgrade(to: To = "newest", lang: Lang = None) -> None:
    """Upgrade the schema. Raises DatabaseNewer, SchemaVersionUnknown."""
    from tierline.database import upgrading

    database = _database()
    before, after = upgrading.upgrade(database, to)
    if before == after:
        said = Text("{name}: the schema is {after}, as it was.", "{name}：结构版本已是 {after}。")
    else:
        said = Text("{name}: the schema is {after} now.", "{name}：结构版本现为 {after}。")
    _say(said, lang, name=database.name, after=after)


@db_app.command("check", help=_("Check the database and its schema.", "检查数据库及其结构版本。"))
def check(lang: Lang = None) -> None:
    """Print what the database tells of itself. Raises DatabaseUnsound where something is wrong."""
    from tierline.database import checking
    from tierline.database.errors import DatabaseUnsound

    found = checking.check(_database())
    said = Text("{name}: {server}, schema {version}", "{name}：{server}，结构版本 {version}")
    _say(said, lang, name=found.database, server=found.server, version=found.schema_version or "-")
    for problem in found.problems:
        typer.echo(f"  {problem.read(lang or preferred_language())}")
    if found.problems:
        raise DatabaseUnsound(database=found.database, count=len(found.problems))
    _say(Text("Sound.", "正常。"), lang)


@db_app.command(
    "backup", help=_("Write all data at one moment into a file.", "将某一时刻的全部数据写入一个文件。")
)
def backup(file: File, lang: Lang = None) -> None:
    """Back up. Raises BackupRefused, BackupFailed, DatabaseNotCurrent."""
    from tierline.database import backup as backups

    made = backups.backup(_database(), file, now=datetime.now(UTC))
    said = Text(
        "{file}: {rows} rows of {tables} tables, schema {version}. It holds personal data: keep it safe.",
        "{file}：{tables} 张表共 {rows} 行，结构版本 {version}。含个人信息，请妥善保管。",
    )
    _say(said, lang, file=file, rows=made.rows, tables=len(made.members), version=made.schema_version)


@db_app.command(
    "restore",
    help=_("Put a backup into an empty database of either kind.", "将备份恢复到空库（两种数据库均可）。"),
)
def restore(file: File, lang: Lang = None) -> None:
    """Restore. Raises BackupRefused."""
    from tierline.database import backup as backups

    database = _database()
    held = backups.restore(database, file)
    said = Text("{name}: {rows} rows of {tables} tables.", "{name}：{tables} 张表共 {rows} 行。")
    _say(said, lang, name=database.name, rows=held.rows, tables=len(held.members))


def _database() -> Database:
    from tierline.database.connect import connect
    from tierline.settings import read_settings

    return connect(read_settings())


def _say(sentence: Text, lang: Language | None, **facts: object) -> None:
    typer.echo(sentence.read(lang or preferred_language(), **facts))
