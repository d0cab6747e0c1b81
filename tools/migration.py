"""`make migration`: write the next migration from what the rooms' stores define and the last one lacks."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from alembic import command
from alembic.operations import ops
from sqlalchemy import DateTime

import tierline
from tierline.database.append_only import REGISTER
from tierline.database.connect import connect
from tierline.database.schema import metadata
from tierline.database.types import Moment
from tierline.database.upgrading import configuration, known_versions, upgrade
from tierline.settings import read_settings

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from alembic.config import Config
    from sqlalchemy import Connection

USAGE = "Say in a word what the migration is about: make migration NAME=points"


def import_stores() -> None:
    """Import the store of every room, so that the metadata holds all tables."""
    folder = Path(tierline.__path__[0])
    for room in pkgutil.iter_modules([str(folder)]):
        if room.ispkg and (folder / room.name / "store.py").exists():
            importlib.import_module(f"tierline.{room.name}.store")


def write(name: str) -> list[Path]:
    """Write the migration and return its file; none where nothing differs.

    It is compared on SQLite; types and conditions are written for both kinds of database.
    """
    import_stores()
    with TemporaryDirectory() as folder:
        database = connect(read_settings(database_url=f"sqlite:///{folder}/empty.db"))
        upgrade(database)
        with database.write() as connection:
            scripts = command.revision(
                _configuration(connection), name, autogenerate=True, rev_id=f"{len(known_versions()) + 1:04}"
            )
        database.close()
    written = scripts if isinstance(scripts, list) else [scripts]
    return [Path(script.path) for script in written if script]


def _configuration(connection: Connection) -> Config:
    config = configuration(connection)

    def complete(_context: object, _revision: object, directives: list[ops.MigrationScript]) -> None:
        config.attributes["append_only"] = _completed(directives)

    config.attributes.update(
        metadata=metadata,
        directives=complete,
        render_item=_rendered,
        # SQLite changes a table by making it anew; new tables read better without.
        in_batches=bool(known_versions()),
    )
    return config


def _completed(directives: list[ops.MigrationScript]) -> list[str]:
    """Leave no script where nothing differs; return the new tables that are to be append-only."""
    script = directives[0]
    assert script.upgrade_ops is not None
    if script.upgrade_ops.is_empty():
        directives.clear()
        return []
    made = {op.table_name for op in script.upgrade_ops.ops if isinstance(op, ops.CreateTableOp)}
    return [name for name in metadata.info.get(REGISTER, []) if name in made]


def _rendered(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    # A migration stays what it was when a class of ours changes: it names the column type itself.
    if kind == "type" and isinstance(item, Moment):
        assert isinstance(item.impl, DateTime)
        return "sa.DateTime(timezone=True)"
    return False


def main(arguments: list[str]) -> int:
    """Write the migration of that name, in our style; say where it lies."""
    if len(arguments) != 1 or not arguments[0].isidentifier():
        print(USAGE, file=sys.stderr)  # noqa: T201  # a tool for the terminal
        return 2
    for path in write(arguments[0]):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "### " not in line), "utf-8")
        subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
        print(path)  # noqa: T201  # a tool for the terminal
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
