"""`tierline policy log`, `key` and `mend`: parse, ask the log, print."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tierline.policy.publication.environment import KEY
from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

Policies = Annotated[
    Path, typer.Option("--policies", help=_("The folder of policy packs.", "政策包所在文件夹。"))
]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        help=_("Who acts; the operating system's user by default.", "操作人；默认为操作系统用户。"),
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", envvar=KEY, help=_("The file of the key that signs.", "签名密钥文件。")),
]
Json = Annotated[bool, typer.Option("--json", help=_("Print JSON for machines.", "输出 JSON。"))]
Lang = Annotated[Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))]
OneScheme = Annotated[
    str | None, typer.Argument(metavar="[SCHEME]", help=_("One scheme only.", "只看一个方案。"))
]
Head = Annotated[
    str | None,
    typer.Option(
        "--head",
        metavar="NUMBER:HASH",
        help=_(
            "A head that was printed before: the log must still hold it.",
            "之前显示的链首；日志中必须仍有它。",
        ),
    ),
]

MADE = Text(
    "A new key was made: {path}. Only its owner may read it; keep a copy in a safe place.",
    "已生成新密钥：{path}。仅所有者可读；请在安全处另存一份。",
)
PUBLIC = Text("Public key: {key}", "公钥：{key}")
TRUST = Text(
    "Where one only rates, set TIERLINE_POLICY_PUBLIC_KEY to it: no other log is trusted then.",
    "在只做评定的机器上，请将 TIERLINE_POLICY_PUBLIC_KEY 设为该公钥，只信任其签署的日志。",
)
MENDED = Text(
    "{length} bytes of an entry that was not written to its end are now in {path}, as entry {number} says.",
    "未写完的记录（{length} 字节）已另存到 {path}，并记入第 {number} 条。",
)

log_app = typer.Typer()


@log_app.command(
    "log", help=_("Show what was published by whom, and verify it.", "显示并校验政策日志：何人于何时发布。")
)
def show_log(
    policies: Policies, scheme: OneScheme = None, head: Head = None, as_json: Json = False, lang: Lang = None
) -> None:
    """Print the log of a folder. Ends with exit code 1 where it, or a pack, is not as it should be."""
    from tierline.policy.publication import log_text
    from tierline.policy.publication.review import reviewed

    review = reviewed(policies, scheme, head)
    if as_json:
        typer.echo(json.dumps(log_text.as_json(review), ensure_ascii=False, indent=2))
    else:
        for line in log_text.lines(review, lang or preferred_language()):
            typer.echo(line)
    if not review.is_sound:
        raise typer.Exit(1)


@log_app.command(
    "key", help=_("Make the key that signs the log, or show its public half.", "生成签名密钥，或显示其公钥。")
)
def show_key(key: KeyFile = None, lang: Lang = None) -> None:
    """Print the public half of the key, which is made where the file is not there yet."""
    from tierline.policy.publication.keys import key_path, make_key, read_key

    language, path = lang or preferred_language(), key_path(key)
    is_new = not path.exists()
    found = make_key(path) if is_new else read_key(path)
    if is_new:
        typer.echo(MADE.read(language, path=path))
    typer.echo(PUBLIC.read(language, key=found.public))
    if is_new:
        typer.echo(TRUST.read(language))


@log_app.command(
    "mend",
    help=_(
        "Set aside an entry that a power cut left unfinished.", "将断电造成的未写完记录另存，使日志可以继续。"
    ),
)
def mend_log(policies: Policies, key: KeyFile = None, as_name: As = None, lang: Lang = None) -> None:
    """Take the torn end out of the log and record it. Raises NothingTorn."""
    from tierline.policy.publication.keys import key_path, read_key
    from tierline.policy.publication.mending import mend
    from tierline.policy.publication.people import person_of

    entry, aside = mend(policies, read_key(key_path(key)), person_of(as_name), datetime.now(UTC))
    assert entry.deed.set_aside is not None
    said = MENDED.read(
        lang or preferred_language(), length=entry.deed.set_aside.length, path=aside, number=entry.number
    )
    typer.echo(said)
