"""Backups: one file with one state of the whole database, which either kind of database can take back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from tierline.database.archive import Manifest, Member, OpenedArchive, new_archive, opened_archive
from tierline.database.connect import Database
from tierline.database.errors import BackupRefused, DatabaseNotCurrent
from tierline.database.portable import Layout, layouts, read, written
from tierline.database.upgrading import current_version, expected_version
from tierline.wording import Text


def backup(database: Database, path: Path, *, now: datetime) -> Manifest:
    """Write everything that the database holds at one moment into a new file; others go on working meanwhile.

    Raises DatabaseNotCurrent where the database has no schema yet, BackupRefused and BackupFailed.
    """
    with new_archive(path) as archive, database.read() as connection:
        version = current_version(connection)
        if version is None:
            raise DatabaseNotCurrent(database=database.name, found="-", expected=expected_version())
        for table in layouts(connection):
            columns = tuple(name for name, _ in table.columns)
            archive.add(table.name, columns, written(connection, table))
        return archive.finish(version, now.isoformat(), connection.dialect.name)


def restore(database: Database, path: Path) -> Manifest:
    """Put a backup into a database that has its schema and no rows yet: all of it, or nothing.

    Raises BackupRefused where the file is damaged, the database holds something, or its schema is another.
    """
    with opened_archive(path) as archive:
        archive.check()
        with database.write() as connection:
            tables = _fitting(connection, archive)
            if connection.dialect.name == "sqlite":
                connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            members = {member.table: member for member in archive.manifest.members}
            for table in tables:
                member = members[table.name]
                read(connection, _ordered(table, member), archive.chunks(member))
                _check_count(connection, path, member)
            _count_on(connection, tables)
        return archive.manifest


def _fitting(connection: Connection, archive: OpenedArchive) -> list[Layout]:
    """The tables of the database, once it is sure that the backup fits them."""
    manifest = archive.manifest
    found = current_version(connection)
    if found != manifest.schema_version:
        problem = Text(
            f"it fits the schema {manifest.schema_version}, and the database has {found or 'none'}. "
            f"Run on the empty database: tierline db upgrade --to {manifest.schema_version}",
            f"备份的结构版本为 {manifest.schema_version}，数据库为 {found or '无'}。"
            f"请先在空库上运行：tierline db upgrade --to {manifest.schema_version}",
        )
        raise BackupRefused(path=archive.path, problem=problem)
    tables = layouts(connection)
    ours = {table.name: {name for name, _ in table.columns} for table in tables}
    if ours != {member.table: set(member.columns) for member in manifest.members}:
        problem = Text("its tables are not those of the database", "备份中的表与数据库不一致")
        raise BackupRefused(path=archive.path, problem=problem)
    for table in tables:
        if connection.execute(text(f'SELECT 1 FROM "{table.name}" LIMIT 1')).first():
            problem = Text(
                f"the database is not empty ({table.name} has rows). Restore into a new one",
                f"数据库非空（表 {table.name} 已有数据），请恢复到新库",
            )
            raise BackupRefused(path=archive.path, problem=problem)
    return tables


def _ordered(table: Layout, member: Member) -> Layout:
    kinds = dict(table.columns)
    return Layout(table.name, tuple((name, kinds[name]) for name in member.columns))


def _check_count(connection: Connection, path: Path, member: Member) -> None:
    count = connection.execute(text(f'SELECT count(*) FROM "{member.table}"')).scalar_one()
    if count != member.rows:
        problem = Text(f"{member.table}: {count} rows of {member.rows} arrived", f"{member.table}：行数不符")
        raise BackupRefused(path=path, problem=problem)


def _count_on(connection: Connection, tables: list[Layout]) -> None:
    """Have PostgreSQL number new rows after the restored ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for name, _ in table.columns:
            place = {"table": f'"{table.name}"', "column": name}
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), place
            ).scalar_one()
            if sequence:
                highest = f'SELECT coalesce(max("{name}"), 0) + 1 FROM "{table.name}"'
                connection.execute(
                    text(f"SELECT setval(:sequence, ({highest}), false)"), {"sequence": sequence}
                )
