"""`tierline import`: parse, carry out one mapping, show what was done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tierline.wording import Text, preferred_language

HELP = Text(
    en="Turn a foreign file into subscribers and monthly bills, as a mapping file says.",
    zh="按映射文件把外部文件转换为线路与逐月账单。",
)
_BUNDLED = (
    "beijing-mobile-data",
    "cdnow-purchases",
    "east-west-points",
    "ibm-telco-churn",
    "iranian-churn",
    "sichuan-arpu",
    "taiwan-bills",
)
_MAPPING = Text(
    en=f"A mapping file, or the name of a bundled mapping: {', '.join(_BUNDLED)}.",
    zh=f"映射文件,或内置映射名:{'、'.join(_BUNDLED)}。",
)
_SOURCE = Text(en="The file to import, plain text or gzip.", zh="要导入的文件,可为 gzip 压缩。")
_OUT = Text(en="A new or empty folder for the result.", zh="存放结果的新文件夹或空文件夹。")
_JSON = Text(en="Print the report as JSON.", zh="以 JSON 输出报告。")


def import_command(
    mapping: Annotated[str, typer.Argument(help=_MAPPING.read(preferred_language()))],
    source: Annotated[Path, typer.Argument(help=_SOURCE.read(preferred_language()))],
    out: Annotated[Path, typer.Option("--out", help=_OUT.read(preferred_language()))],
    as_json: Annotated[bool, typer.Option("--json", help=_JSON.read(preferred_language()))] = False,
) -> None:
    """Import `source` into the new folder `out`. Raises what datasets/imports/errors.py holds."""
    # Arrow and YAML take their time to load, which the other commands need not wait for.
    from tierline.datasets.imports.carry_out import import_file
    from tierline.datasets.imports.mapping_reading import find, load

    report = import_file(load(find(mapping)), source, out)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in report.lines(preferred_language(), str(out)):
            typer.echo(line)
