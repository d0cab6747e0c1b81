"""`tierline publish`: parse, publish a run or list what was published, render."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.publishing.errors import FolderMissing
from tierline.rights.model import Actor, ActorKind
from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from tierline.database.connect import Database
    from tierline.settings import Settings

HELP = Text("Bring the changes of a graded month into the service.", "将一个月的评级结果变化发布到服务中。")


def publish(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="RUN_DIR", help=_("The folder of a finished run.", "已完成运行的文件夹。")),
    ] = None,
    with_duties: Annotated[
        bool | None,
        typer.Option(
            "--with-duties/--without-duties",
            help=_(
                "Whether customers are told, cards issued and so on. By default not for the first run of a "
                "scheme and for past months.",
                "是否产生告知客户、发卡等待办职责。方案首次发布及往月结果默认不产生。",
            ),
        ),
    ] = None,
    lists: Annotated[
        bool, typer.Option("--list", help=_("List what was published.", "列出已发布的结果。"))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=_("Print JSON for machines.", "输出 JSON。"))
    ] = False,
    lang: Annotated[
        Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))
    ] = None,
) -> None:
    """Parse the options, publish or list, and print a summary, a table or JSON."""
    # The database, DuckDB and Arrow take their time to load, which the other commands need not wait for.
    from tierline.database.connect import connect
    from tierline.database.upgrading import require_current
    from tierline.settings import read_settings

    language = lang or preferred_language()
    settings = read_settings()
    database = connect(settings)
    try:
        require_current(database)
        if lists:
            _list(database, language, as_json=as_json)
        elif folder is None:
            raise FolderMissing()
        else:
            _publish(database, settings, folder, with_duties, language, as_json=as_json)
    finally:
        database.close()


def _publish(
    database: Database,
    settings: Settings,
    folder: Path,
    with_duties: bool | None,
    language: Language,
    *,
    as_json: bool,
) -> None:
    from tierline.publishing import text
    from tierline.publishing.publisher import Publisher

    try:
        with _progress(quiet=as_json) as progress:
            publisher = Publisher(database, settings, _operator(), _clock, with_duties, progress)
            published = publisher.publish(folder)
    except KeyboardInterrupt:
        typer.echo(text.STOPPED.read(language), err=True)
        raise
    if as_json:
        typer.echo(json.dumps([text.as_data(one) for one in published], ensure_ascii=False, indent=1))
        return
    for line in (line for one in published for line in text.lines(one, language)):
        typer.echo(line)


def _clock() -> datetime:
    return datetime.now(UTC)


def _operator() -> Actor:
    """Whoever runs the command, by the name that the operating system knows."""
    name = getpass.getuser()
    rights = frozenset({"publishing:publish", "publishing:read"})
    return Actor(f"system:{name}"[:80], ActorKind.SYSTEM, name, "", rights)


def _list(database: Database, language: Language, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from tierline.database.paging import MOST_ROWS, Listing
    from tierline.publishing import text
    from tierline.publishing.service import listed

    with database.read() as connection:
        found = listed(connection, _operator(), Listing(MOST_ROWS)).items
    if as_json:
        typer.echo(json.dumps([text.publication_data(one) for one in found], ensure_ascii=False, indent=1))
        return
    if not found:
        typer.echo(text.NONE_YET.read(language))
        return
    table = Table(*(title.read(language) for title in text.COLUMNS), box=None, pad_edge=False)
    for one in found:
        table.add_row(*text.row(one, language))
    Console(width=max(140, Console().width)).print(table)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where that is a terminal; silent elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, lines: None
        return
    with typer.progressbar(length=1, file=sys.stderr) as bar:

        def told(done: int, lines: int) -> None:
            bar.length = lines
            bar.update(done - bar.pos)

        yield told
