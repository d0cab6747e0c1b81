"""`tierline standards`: check service standards before anybody relies on them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.wording import Language, Text, preferred_language

APP_HELP = Text("Service standards.", "服务标准。")
_CHECK = Text(
    "Check service standards and tell all mistakes; the bundled ones by default.",
    "检查服务标准并列出全部错误；默认检查内置标准。",
)
_PATHS = Text("Files, or folders of them.", "文件或其所在文件夹。")
_LANG = Text("The language of the output.", "输出语言。")
_SOUND = Text("{file}: sound.", "{file}：无误。")

MISTAKEN = 2

standards_app = typer.Typer(
    help=APP_HELP.read(preferred_language()), no_args_is_help=True, rich_markup_mode=None
)


@standards_app.callback()
def _standards() -> None:
    """Keep `check` a command of its own name, beside which others can come."""


@standards_app.command("check", help=_CHECK.read(preferred_language()))
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE|DIR]...", help=_PATHS.read(preferred_language()))
    ] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help=_LANG.read(preferred_language()))] = None,
) -> None:
    """Print what is wrong with each file. Ends with exit code 2 where anything is."""
    from tierline.entitlements.policy import bundled_folder, file_mistakes
    from tierline.policy.load import pack_files

    language = lang or preferred_language()
    wrong = False
    for path in paths or [bundled_folder()]:
        for file in pack_files(path) if path.is_dir() else [path]:
            mistakes = file_mistakes(file)
            wrong = wrong or bool(mistakes)
            for mistake in mistakes:
                typer.echo(mistake.message(language))
            if not mistakes:
                typer.echo(_SOUND.read(language, file=file.name))
    if wrong:
        raise typer.Exit(MISTAKEN)
