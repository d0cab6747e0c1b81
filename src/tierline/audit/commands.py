"""`tierline audit`: verify the trail, and read it. Errors go through to the command line."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from tierline.audit.model import Entry, Flaw, Verdict
    from tierline.database.connect import Database

Lang = Annotated[Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))]
Json = Annotated[bool, typer.Option("--json", help=_("Print JSON for machines.", "输出 JSON。"))]
Since = Annotated[
    int,
    typer.Option(
        "--since",
        min=0,
        metavar="SEAL",
        help=_("Trust the chain up to this seal, and walk on from it.", "从该封存之后开始校验。"),
    ),
]
Head = Annotated[
    str | None,
    typer.Option(
        "--head",
        metavar="NUMBER:DIGEST",
        help=_(
            "A head that an earlier verification printed: the chain must still hold it.",
            "之前校验输出的链首；链中必须仍有它。",
        ),
    ),
]
SubjectKind = Annotated[
    str | None, typer.Option("--subject-kind", help=_("What it was done to: line, site.", "对象类别。"))
]
SubjectId = Annotated[str | None, typer.Option("--subject-id", help=_("The id of it.", "对象编号。"))]
ActorId = Annotated[str | None, typer.Option("--actor", help=_("The id of who did it.", "操作人编号。"))]
Action = Annotated[str | None, typer.Option("--action", help=_("What was done: line.unmask.", "操作。"))]
FromDay = Annotated[
    str | None,
    typer.Option("--from", metavar="MOMENT", help=_("From 2012-06-15T00:00+08:00 on.", "起始时刻。")),
]
UntilDay = Annotated[
    str | None, typer.Option("--until", metavar="MOMENT", help=_("Before that moment.", "截止时刻。"))
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=200, help=_("Most entries.", "最多条数。"))]

FLAWS = {
    "entry_changed": Text("seal {seal}: entry {entry} was changed", "封存 {seal}：记录 {entry} 被更改"),
    "entry_removed": Text("seal {seal}: entry {entry} was removed", "封存 {seal}：记录 {entry} 被删除"),
    "entries_differ": Text(
        "seal {seal}: entries were put under it or taken away", "封存 {seal}：其下记录被增加或移除"
    ),
    "seal_changed": Text(
        "seal {seal}: it, or the one before it, was changed", "封存 {seal}：该封存或其前一封存被更改"
    ),
    "seal_removed": Text("seal {seal}: it was removed", "封存 {seal}：该封存被删除"),
    "head_differs": Text(
        "seal {seal}: the chain does not hold the head that you noted", "封存 {seal}：链中没有您记下的链首"
    ),
}

audit_app = typer.Typer(
    help=_("The audit trail: verify it, read it.", "审计记录：校验、查询。"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@audit_app.command(
    "verify",
    help=_(
        "Walk the chain of seals and tell what was changed, removed or added.",
        "沿封存链校验，指出被更改、删除或增加之处。",
    ),
)
def verify(since: Since = 0, head: Head = None, as_json: Json = False, lang: Lang = None) -> None:
    """Print what a walk along the chain finds. Raises TrailBroken, SealUnknown, HeadUnreadable."""
    from tierline.audit.errors import TrailBroken
    from tierline.audit.verifying import verify as walk

    with _database().read() as connection:
        found = walk(connection, since=since, noted_head=head)
    if as_json:
        _print_json(found)
    else:
        _print(found, lang or preferred_language())
    if found.flaws:
        raise TrailBroken(count=len(found.flaws))


@audit_app.command("list", help=_("What was done, the latest first.", "列出审计记录，最近在前。"))
def list_entries(
    subject_kind: SubjectKind = None,
    subject_id: SubjectId = None,
    actor: ActorId = None,
    action: Action = None,
    since: FromDay = None,
    until: UntilDay = None,
    limit: Limit = 50,
) -> None:
    """Print entries, one JSON object a line. Raises MomentUnreadable."""
    from tierline.audit import service
    from tierline.audit.model import Asked
    from tierline.database.paging import Listing
    from tierline.rights.model import Actor, ActorKind

    here = Actor("system:audit", ActorKind.SYSTEM, "tierline audit", "", frozenset(("audit:read",)))
    asked = Asked(
        subject_kind, subject_id, actor, action, _moment("--from", since), _moment("--until", until)
    )
    with _database().read() as connection:
        for entry in service.list_entries(connection, here, asked, Listing(limit)).items:
            typer.echo(_line(entry))


def _moment(option: str, written: str | None) -> datetime | None:
    from tierline.audit.errors import MomentUnreadable

    if written is None:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise MomentUnreadable(option=option, found=written[:40]) from None
    if found.tzinfo is None:
        raise MomentUnreadable(option=option, found=written[:40])
    return found


def _line(entry: Entry) -> str:
    facts: dict[str, Any] = {**vars(entry), "at": entry.at.isoformat(), "facts": dict(entry.facts)}
    return json.dumps(facts, ensure_ascii=False)


def _print(found: Verdict, language: Language) -> None:
    counted = Text(
        "{seals} seals with {entries} entries walked; {unsealed} entries are not sealed yet.",
        "已校验 {seals} 个封存、{entries} 条记录；另有 {unsealed} 条尚未封存。",
    )
    typer.echo(counted.read(language, seals=found.seals, entries=found.entries, unsealed=found.unsealed))
    for flaw in found.flaws:
        typer.echo(f"  {_said(flaw, language)}")
    if found.head:
        head = Text(
            "Head: {head}. Keep it elsewhere and give it with --head next time.",
            "链首：{head}。请另行保存，下次用 --head 给出。",
        )
        typer.echo(head.read(language, head=found.head))


def _said(flaw: Flaw, language: Language) -> str:
    return FLAWS[flaw.kind.value].read(language, seal=flaw.seal_no, entry=flaw.entry_id)


def _print_json(found: Verdict) -> None:
    from dataclasses import asdict

    typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))


def _database() -> Database:
    from tierline.database.connect import connect
    from tierline.settings import read_settings

    return connect(read_settings())
