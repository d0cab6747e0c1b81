"""`tierline policy`: parse, ask the packs, print. Errors go through to the command line, which words them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

if TYPE_CHECKING:
    from rich.console import Console

    from tierline.policy.differences import Compared
    from tierline.policy.model import Pack, Version

Policies = Annotated[
    Path | None,
    typer.Option(
        "--policies",
        help=_(
            "A folder of policy packs; the bundled ones by default.", "政策包文件夹；默认使用内置政策包。"
        ),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=_("Print JSON for machines.", "输出 JSON。"))]
Lang = Annotated[Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))]
Scheme = Annotated[str, typer.Argument(metavar="SCHEME", help=_("The scheme.", "方案。"))]
From = Annotated[
    str | None,
    typer.Option(
        "--version",
        metavar="YYYY-MM-DD",
        help=_(
            "The version that starts on that day; the latest by default.", "自该日起的版本；默认最新版本。"
        ),
    ),
]
On = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="YYYY-MM-DD", help=_("The version in force on that day.", "该日生效的版本。")
    ),
]
Tables = Annotated[
    bool, typer.Option("--tables", help=_("Print the decision tables too.", "同时显示决策表。"))
]
Sides = Annotated[
    list[str],
    typer.Argument(
        metavar="SCHEME DAY DAY | FILE FILE",
        help=_("A scheme and two days, or two pack files.", "一个方案加两个日期，或两个政策包文件。"),
    ),
]
Register = Annotated[
    Path,
    typer.Option("--out", help=_("The folder to write into.", "写入的文件夹。")),
]

policy_app = typer.Typer(
    help=_("Look at policies, check them, compare them.", "查看、检查、比较政策。"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@policy_app.command(
    "list", help=_("List the schemes, their versions and tiers.", "列出各方案及其版本与等级。")
)
def list_schemes(policies: Policies = None, as_json: Json = False, lang: Lang = None) -> None:
    """Print the schemes that there are packs for."""
    from tierline.policy.json_forms import pack_json
    from tierline.policy.load import packs_of
    from tierline.policy.summaries import print_schemes

    packs = packs_of(policies)
    found = [packs[scheme] for scheme in sorted(packs)]
    if as_json:
        _print_json([pack_json(pack) for pack in found])
    else:
        print_schemes(_console(), found, lang or preferred_language())


@policy_app.command(
    "show", help=_("Show one policy as a page of a rule book.", "以规则手册的形式显示一项政策。")
)
def show(
    scheme: Scheme,
    version: From = None,
    on: On = None,
    policies: Policies = None,
    tables: Tables = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print a version of a scheme. Raises SchemeUnknown, VersionUnknown, SchemeNotInForce, DayUnreadable."""
    from tierline.policy import page
    from tierline.policy.json_forms import version_json
    from tierline.policy.load import pack_of, packs_of

    pack = pack_of(packs_of(policies), scheme)
    chosen = _chosen(pack, version, on)
    if as_json:
        _print_json(version_json(pack, chosen, tables=tables))
    else:
        page.show(_console(), pack, chosen, lang or preferred_language(), tables=tables)


@policy_app.command("diff", help=_("Show what changed, value by value.", "逐项列出变化。"))
def diff(sides: Sides, policies: Policies = None, as_json: Json = False, lang: Lang = None) -> None:
    """Print what differs between two days of a scheme, or between two files. Raises NothingToCompare."""
    from tierline.policy.json_forms import compared_json
    from tierline.policy.summaries import print_differences

    found = _compared(sides, policies)
    if as_json:
        _print_json(compared_json(found))
    else:
        print_differences(_console(), found, lang or preferred_language())


@policy_app.command(
    "interpretations",
    help=_("Write the register of what is open and what was chosen.", "写出未定之处与所作选择的登记。"),
)
def write_interpretations(
    out: Register = Path("docs/interpretations"), policies: Policies = None, lang: Lang = None
) -> None:
    """Write the register in both languages. Raises RegisterUnwritable."""
    from tierline.policy.interpretations import write
    from tierline.policy.load import packs_of

    written = write(packs_of(policies), out)
    said = Text("{count} files written to {folder}.", "已写入 {count} 个文件到 {folder}。")
    typer.echo(said.read(lang or preferred_language(), count=len(written), folder=out))


@policy_app.command(
    "schema",
    help=_("Print the JSON Schema of a pack, for editors.", "输出政策包的 JSON Schema，供编辑器使用。"),
)
def schema() -> None:
    """Print the JSON Schema, as pack.schema.json holds it."""
    from tierline.policy.json_schema.whole import schema_text

    typer.echo(schema_text(), nl=False)


def day_asked(written: str) -> date:
    """The day that an option names, written as 2015-01-20. Raises DayUnreadable."""
    from tierline.policy.errors import DayUnreadable
    from tierline.policy.reading import day_of

    found = day_of(written)
    if found is None:
        raise DayUnreadable(found=written)
    return found


def _chosen(pack: Pack, version: str | None, on: str | None) -> Version:
    from tierline.policy.load import in_force, version_from

    if version is not None:
        return version_from(pack, day_asked(version))
    return pack.versions[-1] if on is None else in_force(pack, day_asked(on))


def _compared(sides: list[str], policies: Path | None) -> tuple[Compared, ...]:
    from tierline.policy.differences import Compared, compared_packs, differences
    from tierline.policy.errors import NothingToCompare
    from tierline.policy.load import in_force, pack_of, packs_of, read_pack_file

    match sides:
        case [old, new]:
            return compared_packs(read_pack_file(Path(old)), read_pack_file(Path(new)))
        case [scheme, first, second]:
            pack = pack_of(packs_of(policies), scheme)
            before, after = in_force(pack, day_asked(first)), in_force(pack, day_asked(second))
            return (Compared(day_asked(second), differences(before, after)),)
    raise NothingToCompare(found=" ".join(sides))


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
