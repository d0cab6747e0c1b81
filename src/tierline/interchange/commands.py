"""`tierline table export` and `tierline table import`: parse, call, print or write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.interchange.forms import BINARY, Form
from tierline.policy.commands import Lang, Policies, day_asked
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

WRITTEN = Text("Written to {path}: {names}.", "已写入 {path}：{names}。")
LEFT_OUT = Text("Left out: {name}. {reason}", "未导出：{name}。{reason}")
PART_WRITTEN = Text(
    "The table {table} as the part {part} of a pack was written to {path}.",
    "决策表 {table} 已按政策包的 {part} 部分写入 {path}。",
)
DRAFT_WRITTEN = Text(
    "{path} holds {scheme} with a new version from {day}, in which {part} is the table {table}."
    " Next: tierline policy check {path}, and tierline simulate to see who moves.",
    "{path} 为 {scheme} 的草案，新版本自 {day} 起生效，其 {part} 取自决策表 {table}。"
    "下一步：tierline policy check {path}，并用 tierline simulate 查看影响。",
)

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help=_(
            "A scheme, a pack file, or a file of tables.",
            "方案名、政策包文件，或决策表文件。",
        ),
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help=_("A file of tables: DMN, CSV or XLSX.", "决策表文件：DMN、CSV 或 XLSX。")
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--table", metavar="NAME", help=_("Only this table; may be repeated.", "只取该决策表；可重复给出。")
    ),
]
Name = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="NAME",
        help=_("The table, where the file has several.", "文件含多张决策表时，指明哪一张。"),
    ),
]
To = Annotated[
    Form | None,
    typer.Option(
        "--to",
        help=_(
            "The form; by default that of --out, else CSV.", "输出格式；默认取 --out 的扩展名，否则为 CSV。"
        ),
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help=_("A new file to write.", "写出的新文件。")),
]
On = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="YYYY-MM-DD",
        help=_(
            "The version in force on that day; the last by default.", "该日生效的版本；默认最后一个版本。"
        ),
    ),
]
Into = Annotated[
    str | None,
    typer.Option(
        "--into",
        metavar="SCHEME|PACK",
        help=_(
            "The scheme or pack file whose part the table becomes, and by which it is checked.",
            "该表将成为其中一部分的方案或政策包文件，并据此检查。",
        ),
    ),
]
Block = Annotated[
    str | None,
    typer.Option(
        "--block",
        metavar="NAME",
        help=_(
            "The part of the pack: tier, on_joining, score, or a measure; by default the name of the table.",
            "政策包的部分：tier、on_joining、score 或某一度量；默认按表名。",
        ),
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        metavar="NAME",
        help=_("The output, where the table has several.", "决策表有多个输出时，指明哪一个。"),
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        help=_(
            "Draft a new version of the whole pack that holds from this day.",
            "起草自该日起生效的新版本（完整政策包）。",
        ),
    ),
]
Clause = Annotated[
    str | None,
    typer.Option(
        "--clause",
        help=_(
            "The clause of rules that name none; by default that of what is replaced.",
            "未注明条款的规则所依条款；默认沿用被替换部分的条款。",
        ),
    ),
]
BasisOption = Annotated[
    str,
    typer.Option(
        "--basis",
        help=_(
            "The basis of rules that name none: source, public or example.",
            "未注明依据的规则的依据：source、public 或 example。",
        ),
    ),
]

exchange_app = typer.Typer(rich_markup_mode=None)


@exchange_app.command(
    "export",
    help=_("Write decision tables as CSV, XLSX, DMN or YAML.", "把决策表写成 CSV、XLSX、DMN 或 YAML。"),
)
def export_command(
    source: Source,
    table: Names = None,
    to: To = None,
    out: Out = None,
    on: On = None,
    policies: Policies = None,
    lang: Lang = None,
) -> None:
    """Print tables, or write them into a new file. Raises what interchange/errors.py holds."""
    from tierline.interchange import exporting
    from tierline.interchange.errors import OutWanted
    from tierline.interchange.files import form_of, written

    language = lang or preferred_language()
    form = to or (form_of(out) if out is not None else Form.CSV)
    found = exporting.found_from(source, policies, day_asked(on) if on else None)
    tables = exporting.chosen(found, source, table or [])
    if out is None and form in BINARY:
        raise OutWanted(form=form.value.upper())
    content = written(tables, form, Path(source).stem, language)
    if not table:
        for name, reason in found.refused:
            said = LEFT_OUT.read(language, name=name, reason=reason.message(language))
            typer.echo(said, err=True)
    if out is None:
        typer.echo(content.decode("utf-8-sig").replace("\r\n", "\n"), nl=False)
        return
    exporting.write(content, out)
    names = ", ".join(each.name for each in tables)
    typer.echo(WRITTEN.read(language, path=out, names=names))


@exchange_app.command(
    "import",
    help=_(
        "Turn a table of a file into a part of a pack, or into a draft of its next version.",
        "把文件中的决策表转换为政策包的一部分，或起草其新版本。",
    ),
)
def import_command(
    file: File,
    table: Name = None,
    into: Into = None,
    block: Block = None,
    output: Output = None,
    start: From = None,
    out: Out = None,
    clause: Clause = None,
    basis: BasisOption = "example",
    policies: Policies = None,
    lang: Lang = None,
) -> None:
    """Print what a table becomes, or write it into a new file. Raises what interchange/errors.py holds."""
    from tierline.interchange import exporting
    from tierline.interchange.blocks import text_of_tables
    from tierline.interchange.errors import IntoWanted
    from tierline.interchange.files import found_in
    from tierline.interchange.importing import Asked, draft_of, part_of
    from tierline.policy import drafting

    language = lang or preferred_language()
    found = exporting.only_one(found_in(file), file.name, table)
    if into is None:
        if start is not None:
            raise IntoWanted()
        content, said = text_of_tables([found]), WRITTEN.read(language, path=out, names=found.name)
    else:
        pack = exporting.pack_named(into, policies)
        part = part_of(Asked(found, pack, block, output, clause, basis))
        facts = {"table": found.name, "part": part.name, "path": out, "scheme": pack.scheme, "day": start}
        if start is None:
            content, said = part.text, PART_WRITTEN.read(language, **facts)
        else:
            draft = draft_of(part, day_asked(start))
            if out is not None:
                drafting.check_target(out, policies, "--out")
            content = draft.text if out is not None else draft.diff
            said = DRAFT_WRITTEN.read(language, **facts)
    if out is None:
        typer.echo(content, nl=False)
        return
    exporting.write(content.encode(), out)
    typer.echo(said)
