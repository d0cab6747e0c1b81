"""`tierline demo`: parse, make what is asked for, serve it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "Grade twelve months of a sample operator, show what came of it, and serve it.",
    "为样例运营商连续评定十二个月，展示结果，并启动服务。",
)
FILLING = Text(
    "The service: people, two published runs, and what happened since.",
    "服务：人员、两期已发布的结果，以及此后发生的业务。",
)
SERVED = Text("Served at {address} until you press Ctrl-C.", "服务地址：{address}，按 Ctrl-C 停止。")
STOPPED = Text("Stopped.", "已停止。")
LATER = Text(
    "To serve it: .venv/bin/tierline demo --serve-only --out {out}\n"
    "For other commands on it: set -a; . {out}/service.env; set +a",
    "启动服务：.venv/bin/tierline demo --serve-only --out {out}\n"
    "在演示上使用其他命令：set -a; . {out}/service.env; set +a",
)


def demo(
    out: Annotated[Path, typer.Option("--out", help=_("The folder to make.", "要建立的文件夹。"))] = Path(
        "demo"
    ),
    lines: Annotated[int, typer.Option("--lines", help=_("How many lines.", "线路数。"))] = 100_000,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve/--no-serve",
            envvar="DEMO_SERVE",
            help=_("Whether to serve it at the end.", "结束时是否启动服务。"),
        ),
    ] = True,
    serve_only: Annotated[
        bool,
        typer.Option(
            "--serve-only", help=_("Serve a demo that was made before.", "仅启动已生成演示的服务。")
        ),
    ] = False,
    lang: Annotated[
        Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))
    ] = None,
) -> None:
    """Make a sample operator, grade twelve months of it, fill a service with it, and serve that."""
    from tierline.demo.guide import read_guide

    language = lang or preferred_language()
    if not serve_only:
        _make(out, lines, language)
    typer.echo("\n" + read_guide(out, language))
    if serve or serve_only:
        _serve(out, language)
    else:
        typer.echo(LATER.read(language, out=out))


def _make(out: Path, lines: int, language: Language) -> None:
    from datetime import UTC, datetime

    from tierline.demo.installation import Installation
    from tierline.demo.months import last_rated
    from tierline.demo.policies import copy_policies
    from tierline.demo.recalibrating import DRAFT, FOLDER
    from tierline.demo.service import filled
    from tierline.demo.story import shown

    installation = Installation(out)
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    last = last_rated(now, installation.settings.time_zone)
    shown(out, lines, last, language)
    typer.echo("\n" + FILLING.read(language))
    copy_policies(installation)
    filled(installation, last, now, out / FOLDER / DRAFT)


def _serve(out: Path, language: Language) -> None:
    from tierline.demo.installation import Installation
    from tierline.demo.serving import serve as serve_until_stopped

    def ready(address: str) -> None:
        typer.echo(SERVED.read(language, address=address))

    serve_until_stopped(Installation(out), ready)
    typer.echo(STOPPED.read(language))
