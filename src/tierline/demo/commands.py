"""`tierline demo`: parse, call one use case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.wording import Language, Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "Grade twelve months of a sample operator and show what came of it.",
    "为样例运营商连续评定十二个月，并展示结果。",
)


def demo(
    out: Annotated[Path, typer.Option("--out", help=_("The folder to make.", "要建立的文件夹。"))] = Path(
        "demo"
    ),
    lines: Annotated[int, typer.Option("--lines", help=_("How many lines.", "线路数。"))] = 100_000,
    lang: Annotated[
        Language | None, typer.Option("--lang", help=_("The language of the output.", "输出语言。"))
    ] = None,
) -> None:
    """Make a sample operator, grade twelve months of it, explain one line."""
    from tierline.demo.story import shown

    shown(out, lines, lang or preferred_language())
