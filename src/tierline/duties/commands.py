"""`tierline duties`: what is owed after a run, and carrying it out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.wording import Language, Text, preferred_language

if TYPE_CHECKING:
    from tierline.duties.model import OwedDuty

APP_HELP = Text("Duties that follow from published runs.", "结果发布后产生的职责。")
_LIST = Text("List duties, those owed longest first.", "列出职责，最早到期的在前。")
_CARRY_OUT = Text(
    "Carry out what can be done today, as the worker does.", "办理今天可以办理的职责（与后台任务相同）。"
)
_STATE = Text("Only those that are owed, done, failed or dropped.", "仅 owed、done、failed 或 dropped。")
_SITE = Text("Only those of this site and below it.", "仅该站点及其下级。")
_OVERDUE = Text("Only what is open past its day.", "仅逾期未办的。")
_LIMIT = Text("Most lines of the list.", "最多行数。")
_LANG = Text("The language of the output.", "输出语言。")
_NONE = Text("None.", "无。")
_DONE = Text("{count} duties were taken up.", "处理了 {count} 项职责。")

HEADINGS = (
    Text("id", "编号"),
    Text("line", "线路"),
    Text("site", "站点"),
    Text("duty", "职责"),
    Text("due on", "到期日"),
    Text("state", "状态"),
    Text("problem", "问题"),
)

Lang = Annotated[Language | None, typer.Option("--lang", help=_LANG.read(preferred_language()))]

duties_app = typer.Typer(help=APP_HELP.read(preferred_language()), no_args_is_help=True)


@duties_app.command("list", help=_LIST.read(preferred_language()))
def list_duties(
    state: Annotated[str | None, typer.Option(help=_STATE.read(preferred_language()))] = None,
    site: Annotated[str | None, typer.Option(help=_SITE.read(preferred_language()))] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help=_OVERDUE.read(preferred_language()))] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help=_LIMIT.read(preferred_language()))] = 50,
    lang: Lang = None,
) -> None:
    """Print a part of the list."""
    # The database takes its time to load, which the other commands need not wait for.
    from tierline.database.connect import connect
    from tierline.database.paging import Listing
    from tierline.duties import service
    from tierline.duties.model import State, Wanted
    from tierline.rights.model import Actor, ActorKind
    from tierline.settings import read_settings
    from tierline.sites.model import checked

    known = tuple(State)
    if state is not None and state not in known:
        raise typer.BadParameter(", ".join(known), param_hint="--state")
    settings = read_settings()
    here = Actor("system:duties", ActorKind.SYSTEM, "tierline duties list", "", frozenset(("duty:read",)))
    today = datetime.now(UTC).astimezone(settings.time_zone).date()
    wanted = Wanted(
        state=State(state) if state else None,
        site=checked(site) if site else None,
        overdue_on=today if overdue else None,
    )
    with connect(settings).read() as connection:
        found = service.list_duties(connection, here, wanted, Listing(limit))
    _print(found.items, lang or preferred_language())


@duties_app.command("carry-out", help=_CARRY_OUT.read(preferred_language()))
def carry_out(lang: Lang = None) -> None:
    """Carry out what waits, in short transactions."""
    from tierline.database.connect import connect
    from tierline.duties import service
    from tierline.settings import read_settings

    settings = read_settings()
    database, now = connect(settings), datetime.now(UTC)
    count = 0
    rest: int | None = 0
    while rest is not None:
        with database.write() as connection:
            done, rest = service.carry_out_next(connection, settings, rest, None, now=now)
        count += done
    typer.echo(_DONE.read(lang or preferred_language(), count=count))


def _print(found: Sequence[OwedDuty], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from tierline.duties import words

    table = Table(*(heading.read(language) for heading in HEADINGS), box=None, pad_edge=False)
    for duty in found:
        table.add_row(
            str(duty.id),
            str(duty.line_id),
            duty.site,
            words.DUTIES[duty.duty].read(language),
            f"{duty.due_on}",
            words.STATES[duty.state].read(language),
            words.problem(duty.problem).read(language),
        )
    # As wide as its rows are: a column that is folded is harder to read than a line that runs over.
    Console(highlight=False, width=400).print(table if found else _NONE.read(language))
