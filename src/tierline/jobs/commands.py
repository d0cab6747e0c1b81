"""`tierline jobs`: see what is due, done or given up, and have it tried again."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tierline.database.connect import Database
    from tierline.jobs.model import Record

Lang = Annotated[Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))]
StateAsked = Annotated[
    Literal["open", "given_up", "done"],
    typer.Option("--state", help=_("Which jobs to list.", "列出哪些任务。")),
]
Kind = Annotated[str | None, typer.Option("--kind", help=_("Only jobs of this kind.", "仅列出该类任务。"))]
Limit = Annotated[int, typer.Option("--limit", min=1, max=200, help=_("Most jobs.", "最多条数。"))]
JobId = Annotated[
    int | None,
    typer.Argument(
        metavar="[ID]",
        help=_("The job; all that were given up without it.", "任务编号；省略则为全部已放弃任务。"),
    ),
]

HEADINGS = (
    Text("id", "编号"),
    Text("kind", "类别"),
    Text("key", "键"),
    Text("due", "到期"),
    Text("next attempt", "下次尝试"),
    Text("failures", "失败次数"),
    Text("problem", "原因"),
)

jobs_app = typer.Typer(
    help=_("What falls due: list it, try it again.", "到期任务：查看、重试。"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@jobs_app.command("list", help=_("Jobs and what became of them.", "列出任务及其状态。"))
def list_jobs(state: StateAsked = "open", kind: Kind = None, limit: Limit = 50, lang: Lang = None) -> None:
    """Print jobs, those due first in front; times are those of the operator's zone."""
    from tierline.database.connect import connect
    from tierline.database.paging import Listing
    from tierline.jobs import service
    from tierline.jobs.model import State
    from tierline.settings import read_settings

    settings = read_settings()
    with connect(settings).read() as connection:
        found = service.list_jobs(connection, State(state), kind, Listing(limit))
    rows = [_row(record, settings.time_zone) for record in found.items]
    _print(rows, lang or preferred_language())


@jobs_app.command("retry", help=_("Have jobs that were given up tried again.", "重试已放弃的任务。"))
def retry(job: JobId = None, lang: Lang = None) -> None:
    """Have a worker try again. Raises JobNotGivenUp."""
    from tierline.jobs import service
    from tierline.rights.model import Actor, ActorKind

    here = Actor("system:jobs", ActorKind.SYSTEM, "tierline jobs retry", "", frozenset())
    with _database().write() as connection:
        count = service.retry(connection, here, job, now=datetime.now(UTC))
    said = Text("{count} job(s) will be tried again.", "将重试 {count} 个任务。")
    typer.echo(said.read(lang or preferred_language(), count=count))


def _row(record: Record, zone: tzinfo) -> tuple[str, ...]:
    def local(moment: datetime) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

    job = record.job
    return (
        str(job.id),
        job.kind,
        job.key,
        local(job.due_at),
        local(record.next_attempt_at),
        str(job.attempts),
        record.problem or "",
    )


def _print(rows: Sequence[tuple[str, ...]], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*(heading.read(language) for heading in HEADINGS), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    # As wide as its rows are: a column that is folded is harder to read than a line that runs over.
    console = Console(highlight=False, width=400)
    console.print(table if rows else Text("None.", "无。").read(language))


def _database() -> Database:
    from tierline.database.connect import connect
    from tierline.settings import read_settings

    return connect(read_settings())
