"""`tierline policy submit`, `approve`, `reject` and `publish`: parse, take one step, print."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.policy.publication.commands import As, Json, KeyFile, Lang, Policies
from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from tierline.foresight.publication.service import Step
    from tierline.policy.publication.model import Entry

Draft = Annotated[
    Path, typer.Argument(metavar="DRAFT", help=_("The draft, a whole pack file.", "草案：完整的政策包文件。"))
]
SimulationFolder = Annotated[
    Path,
    typer.Option("--simulation", help=_("The folder of the draft's simulation.", "该草案模拟结果的文件夹。")),
]
Scheme = Annotated[str, typer.Argument(metavar="SCHEME", help=_("The scheme.", "方案。"))]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help=_("Why; it is recorded.", "理由，将记入日志。"))
]
Digest = Annotated[
    str | None,
    typer.Option(
        "--draft",
        metavar="DIGEST",
        help=_(
            "The draft that was looked at; another that waits is refused.",
            "所审阅草案的摘要；与待处理的草案不符则拒绝。",
        ),
    ),
]

SUBMITTED = Text(
    "Entry {entry}: the draft {digest} of {scheme} is submitted. It is kept as {kept}.\n"
    "Compare: tierline policy diff {present} {kept}\n"
    "A second person approves it: tierline policy approve {scheme} --policies {folder}",
    "第 {entry} 条：{scheme} 的草案 {digest} 已提交，保存为 {kept}。\n"
    "比较：tierline policy diff {present} {kept}\n"
    "由第二人批准：tierline policy approve {scheme} --policies {folder}",
)
APPROVED = Text(
    "Entry {entry}: the draft {digest} of {scheme} is approved.\n"
    "Publish it: tierline policy publish {scheme} --policies {folder}",
    "第 {entry} 条：{scheme} 的草案 {digest} 已批准。\n"
    "发布：tierline policy publish {scheme} --policies {folder}",
)
REJECTED = Text(
    "Entry {entry}: the draft {digest} of {scheme} is rejected. The pack in force stays as it is.",
    "第 {entry} 条：{scheme} 的草案 {digest} 已驳回，现行政策包不变。",
)
PUBLISHED = Text(
    "Entry {entry}: {present} now holds the draft {digest}. Its latest version is in force from {day}.",
    "第 {entry} 条：{present} 已换为草案 {digest}，最新版本自 {day} 起生效。",
)

publication_app = typer.Typer()


@publication_app.command(
    "submit", help=_("Hand in a simulated draft for approval.", "提交经过模拟的草案，等待批准。")
)
def submit_draft(
    draft: Draft,
    simulation: SimulationFolder,
    policies: Policies,
    as_name: As = None,
    reason: Reason = "",
    key: KeyFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Record a draft with its simulation; the first one opens the log of the folder."""
    from tierline.foresight.publication.service import submit

    entry = submit(_step(policies, as_name, reason, key), draft, simulation)
    _print(SUBMITTED, entry, policies, as_json, lang)


@publication_app.command("approve", help=_("Approve a draft as a second person.", "由第二人批准草案。"))
def approve_draft(
    scheme: Scheme,
    policies: Policies,
    draft: Digest = None,
    as_name: As = None,
    reason: Reason = "",
    key: KeyFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Record an approval of the draft that waits. Raises SamePerson for whoever submitted it."""
    from tierline.foresight.publication.service import decide
    from tierline.policy.publication.model import Act

    entry = decide(_step(policies, as_name, reason, key), Act.APPROVED, scheme, draft)
    _print(APPROVED, entry, policies, as_json, lang)


@publication_app.command(
    "reject", help=_("Reject a draft, or take one's own back.", "驳回草案，或撤回自己的草案。")
)
def reject_draft(
    scheme: Scheme,
    policies: Policies,
    draft: Digest = None,
    as_name: As = None,
    reason: Reason = "",
    key: KeyFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Record that the draft that waits does not become policy."""
    from tierline.foresight.publication.service import decide
    from tierline.policy.publication.model import Act

    entry = decide(_step(policies, as_name, reason, key), Act.REJECTED, scheme, draft)
    _print(REJECTED, entry, policies, as_json, lang)


@publication_app.command("publish", help=_("Make an approved draft policy.", "将已批准的草案发布为政策。"))
def publish_draft(
    scheme: Scheme,
    policies: Policies,
    as_name: As = None,
    reason: Reason = "",
    key: KeyFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Put the approved draft in the place of the pack, and record it."""
    from tierline.foresight.publication.service import publish

    entry = publish(_step(policies, as_name, reason, key), scheme)
    _print(PUBLISHED, entry, policies, as_json, lang)


def _step(policies: Path, as_name: str | None, reason: str, key: Path | None) -> Step:
    from tierline.foresight.publication.service import Step
    from tierline.policy.publication.keys import key_path, read_key
    from tierline.policy.publication.people import person_of, reason_of

    # The day of issue is the day where the operator is, by the clock and the zone of this machine.
    now = datetime.now(UTC).astimezone()
    return Step(policies, person_of(as_name), now, read_key(key_path(key)), reason_of(reason))


def _print(said: Text, entry: Entry, folder: Path, as_json: bool, lang: Language | None) -> None:
    from tierline.policy.publication.entries import entry_json
    from tierline.policy.publication.texts import PACK, text_path

    if as_json:
        typer.echo(json.dumps(entry_json(entry), ensure_ascii=False, indent=2))
        return
    (pack,) = entry.deed.packs
    facts = {
        "entry": entry.number,
        "digest": pack.digest[:12],
        "scheme": pack.scheme,
        "kept": text_path(folder, pack.digest, PACK),
        "present": folder / pack.file,
        "day": pack.versions[-1].starts_on,
        "folder": folder,
    }
    typer.echo(said.read(lang or preferred_language(), **facts))
