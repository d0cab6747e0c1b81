"""Whether a database is sound: its server, its schema, and what it says of itself when asked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from tierline.database.connect import Database
from tierline.database.upgrading import current_version, expected_version
from tierline.wording import Text

MOST_FINDINGS = 20


@dataclass(frozen=True)
class Health:
    """What a check found; sound where there are no problems."""

    database: str
    server: str
    schema_version: str | None
    expected_version: str | None
    problems: tuple[Text, ...]


def check(database: Database) -> Health:
    """Ask a database everything it can tell of its soundness; on SQLite all of it is read."""
    with database.read() as connection:
        found, expected = current_version(connection), expected_version()
        problems = [] if found == expected else [_version_problem(found, expected)]
        problems += _sqlite_problems(connection) if database.is_sqlite else _postgresql_problems(connection)
        return Health(database.name, _server(connection), found, expected, tuple(problems))


def _version_problem(found: str | None, expected: str | None) -> Text:
    return Text(
        f"The schema is {found or 'not there'}, expected {expected}. Run: tierline db upgrade.",
        f"结构版本为 {found or '无'}，应为 {expected}。请运行：tierline db upgrade。",
    )


def _server(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return f"SQLite {connection.execute(text('SELECT sqlite_version()')).scalar_one()}"
    return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"


def _sqlite_problems(connection: Connection) -> list[Text]:
    said = connection.execute(text(f"PRAGMA integrity_check({MOST_FINDINGS})")).scalars().all()
    problems = [Text(f"integrity: {each}", f"完整性：{each}") for each in said if each != "ok"]
    strays = connection.execute(text("PRAGMA foreign_key_check")).all()[:MOST_FINDINGS]
    problems += [Text(f"{row[0]}: a row refers to none", f"{row[0]}：存在悬空引用") for row in strays]
    mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    if mode != "wal":
        problems.append(Text(f"journal mode {mode}, expected wal", f"日志模式为 {mode}，应为 wal"))
    return problems


def _postgresql_problems(connection: Connection) -> list[Text]:
    problems = []
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        problems.append(Text(f"encoding {encoding}, expected UTF8", f"编码为 {encoding}，应为 UTF8"))
    if connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one():
        problems.append(Text("it is a standby, which takes no writes", "该库为备库，不可写入"))
    broken = connection.execute(
        text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid LIMIT :most"),
        {"most": MOST_FINDINGS},
    )
    problems += [Text(f"index {name} is not valid", f"索引 {name} 无效") for name in broken.scalars()]
    return problems
