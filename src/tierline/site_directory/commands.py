"""`tierline sites`: import a list of sites, and print the one of the sample operator."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tierline.wording import Language, Text, preferred_language

APP_HELP = Text("The operator's sites.", "运营商的站点。")
_IMPORT = Text(
    "Add the sites of a CSV file (path, title_en, title_zh), and rename those that it names otherwise.",
    "导入 CSV 文件中的站点（path、title_en、title_zh）；名称不同的站点改名。",
)
_EXAMPLE = Text(
    "Print the sites of the sample operator, as a file to import.", "输出样例运营商的站点，可用于导入。"
)
_FILE = Text("The CSV file.", "CSV 文件。")
_LANG = Text("The language of the output.", "输出语言。")
_DONE = Text(
    "{path}: {added} sites added, {renamed} renamed, {unchanged} as they were.",
    "{path}：新增 {added} 个站点，改名 {renamed} 个，未变 {unchanged} 个。",
)

sites_app = typer.Typer(help=APP_HELP.read(preferred_language()), no_args_is_help=True)


@sites_app.command("import", help=_IMPORT.read(preferred_language()))
def import_file(
    path: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE.read(preferred_language()))],
    lang: Annotated[Language | None, typer.Option("--lang", help=_LANG.read(preferred_language()))] = None,
) -> None:
    """Import the whole file or nothing of it, and print what it changed."""
    # The database takes its time to load, which the other commands need not wait for.
    from tierline.database.connect import connect
    from tierline.rights.model import Actor, ActorKind
    from tierline.settings import read_settings
    from tierline.site_directory import list_file, service
    from tierline.sites.model import HEADQUARTERS

    sites = list_file.read(path)
    here = Actor(
        id="system:sites",
        kind=ActorKind.SYSTEM,
        name="tierline sites import",
        site=HEADQUARTERS,
        permissions=frozenset(("site:read", "site:manage")),
    )
    database = connect(read_settings())
    with database.write() as connection:
        done = service.import_sites(connection, here, sites, now=datetime.now(UTC))
    language = lang or preferred_language()
    typer.echo(
        _DONE.read(language, path=path, added=done.added, renamed=done.renamed, unchanged=done.unchanged)
    )


@sites_app.command("example", help=_EXAMPLE.read(preferred_language()))
def print_example() -> None:
    """Print the bundled list."""
    from tierline.site_directory import list_file

    typer.echo(list_file.example(), nl=False)
