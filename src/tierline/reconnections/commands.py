"""`tierline reconnections`: what is at risk by emergency reconnections."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tierline.wording import Language, Text, preferred_language

APP_HELP = Text("Emergency reconnections.", "紧急开机。")
_EXPOSURE = Text(
    "Print the credit and arrears at risk: now, if every entitled line asked, and under a draft standard.",
    "输出授信与欠费的风险敞口：当前、全部符合条件的线路申请后，以及按服务标准草案计算。",
)
_DRAFT = Text("A draft of a service standard, in the form of a pack.", "服务标准草案（与标准包同一格式）。")
_BY = Text("The level of sites to add up by.", "汇总的站点层级。")
_JSON = Text("Print JSON for machines.", "输出 JSON。")
_LANG = Text("The language of the output.", "输出语言。")

reconnections_app = typer.Typer(help=APP_HELP.read(preferred_language()), no_args_is_help=True)


class Level(StrEnum):
    """The levels of sites that a report can be added up by. Clause: CHN-11."""

    HEADQUARTERS = "headquarters"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


# Without a callback, typer takes the only command of an application for the application itself.
@reconnections_app.callback()
def _reconnections() -> None:
    pass


@reconnections_app.command("exposure", help=_EXPOSURE.read(preferred_language()))
def print_exposure(
    draft: Annotated[
        Path | None, typer.Option("--draft", metavar="FILE", help=_DRAFT.read(preferred_language()))
    ] = None,
    by: Annotated[Level, typer.Option("--by", help=_BY.read(preferred_language()))] = Level.PROVINCE,
    as_json: Annotated[bool, typer.Option("--json", help=_JSON.read(preferred_language()))] = False,
    lang: Annotated[Language | None, typer.Option("--lang", help=_LANG.read(preferred_language()))] = None,
) -> None:
    """Measure in one reading transaction, and print."""
    # The database takes its time to load, which the other commands need not wait for.
    from rich.console import Console

    from tierline.database.connect import connect
    from tierline.reconnections import exposure, exposure_text
    from tierline.rights.model import Actor, ActorKind
    from tierline.settings import read_settings
    from tierline.sites.model import HEADQUARTERS, Rank

    settings = read_settings()
    here = Actor(
        id="system:reconnections",
        kind=ActorKind.SYSTEM,
        name="tierline reconnections exposure",
        site=HEADQUARTERS,
        permissions=frozenset(("reconnection:read", "entitlement:read")),
    )
    with connect(settings).read() as connection:
        measured = exposure.measure(connection, settings, here, Rank[by.name], draft, now=datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps(exposure_text.as_json(measured), ensure_ascii=False, indent=2))
    else:
        exposure_text.show(measured, Console(), lang or preferred_language())
