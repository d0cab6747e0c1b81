"""The pictures of the README, made from what the commands print and draw: `make pictures`.

It runs the demo in each language, explains the line that the demo explains, and writes what the terminal
shows as SVG into docs/pictures. The files name no font to be fetched: a reader's own are used. Pictures of
the demo's report come as PNG beside them.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from html import escape, unescape
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from tierline.cli.main import application
from tierline.demo.story import MONTHS
from tierline.foresight.report.page import sections_of
from tierline.foresight.report.service import Request, reports_of
from tierline.wording import Language

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
COLUMNS = 120
STAR = "unicom-star"
REPORTED = ("tiers", "flows", "spread")
"""The sections of the report whose pictures are shown."""

DOTS_PER_INCH = 105
WIDE_SIZE = 24
"""Chinese characters are set larger, so that two cells are filled also where a viewer ignores textLength."""

FONTS = '"DejaVu Sans Mono", Menlo, Consolas, "WenQuanYi Micro Hei Mono", "Noto Sans Mono CJK SC", monospace'

FORM = f"""<svg viewBox="0 0 {{width}} {{height}}" xmlns="http://www.w3.org/2000/svg">
<style>
.{{unique_id}}-matrix {{{{
  font-family: {FONTS}; font-size: {{char_height}}px; line-height: {{line_height}}px; white-space: pre;
}}}}
.{{unique_id}}-title {{{{ font-family: {FONTS}; font-size: 16px; }}}}
{{styles}}
</style>
<defs>
<clipPath id="{{unique_id}}-clip-terminal">
<rect x="0" y="0" width="{{terminal_width}}" height="{{terminal_height}}" />
</clipPath>
{{lines}}
</defs>
{{chrome}}
<g transform="translate({{terminal_x}}, {{terminal_y}})" clip-path="url(#{{unique_id}}-clip-terminal)">
{{backgrounds}}
<g class="{{unique_id}}-matrix">
{{matrix}}
</g>
</g>
</svg>
"""

PIECE = re.compile(
    r'<text (class="[^"]+-r\d+") x="([\d.]+)" (y="[^"]+") textLength="[^"]+" ([^>]+)>([^<]*)</text>'
)


def printed(arguments: list[str], language: Language) -> list[str]:
    """The lines that a command prints on a colour terminal."""
    environment = {"TIERLINE_LANG": language.value, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1"}
    answer = CliRunner().invoke(application(), arguments, color=True, env=environment, catch_exceptions=False)
    if answer.exit_code:
        raise SystemExit(f"tierline {' '.join(arguments)} ended with {answer.exit_code}: {answer.output}")
    return answer.stdout.splitlines()


def shown(line: str) -> Text:
    """A printed line with its colours, without the blanks that fill it up."""
    text = Text.from_ansi(line)
    text.rstrip()
    return text


def plain(line: str) -> str:
    """A printed line without its colours."""
    return shown(line).plain


def blocks(lines: list[str]) -> list[list[str]]:
    """The printed lines, cut where a line is empty."""
    cut = groupby(lines, key=lambda line: bool(plain(line)))
    return [list(found) for is_filled, found in cut if is_filled]


def telling_parts(page: list[str]) -> list[str]:
    """Of an explanation: its title, the result, the last figures, the tiers, the ways, what comes next.

    The bills, the conditions of being rated, and what a change of plan would do are left out.
    """
    title, _, result, figures, _, tiers, ways, upcoming, *_ = blocks(page)
    kept = [title, result, [figures[0], *figures[-3:]], tiers, ways, upcoming]
    return [line for part in kept for line in (*part, "")][:-1]


def spaced(svg: str, width_of_a_cell: float) -> str:
    """The same picture with every run of wide and of narrow characters at its own place.

    Rich counts a Chinese character as one cell when it states the length of a text, which would squeeze it.
    """

    def pieces(found: re.Match[str]) -> str:
        name, x, y, rest, content = found.groups()
        place, written = float(x), ""
        for cells, run in groupby(unescape(content).replace("\xa0", " "), key=cell_len):
            text = "".join(run)
            length = cells * len(text) * width_of_a_cell
            before = (len(text) - len(text.lstrip())) * width_of_a_cell
            if text := text.strip():
                at = f'x="{place + before:g}" {y} textLength="{cells * len(text) * width_of_a_cell:g}"'
                size = f' style="font-size: {WIDE_SIZE}px"' if cells == 2 else ""
                written += f"<text {name} {at} {rest}{size}>{escape(text).replace(' ', '&#160;')}</text>\n"
            place += length
        return written

    return PIECE.sub(pieces, svg)


def draw(lines: list[str], title: str, name: str) -> None:
    """Write printed lines as docs/pictures/<name>.svg, as wide as the longest of them."""
    width = max(cell_len(plain(line)) for line in lines) + 1
    console = Console(record=True, width=width, file=io.StringIO(), color_system="truecolor", highlight=False)
    for line in lines:
        console.print(shown(line), soft_wrap=True)
    svg = console.export_svg(title=title, code_format=FORM, unique_id=name)
    # 20 pixels of height times the aspect ratio that rich assumes.
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(spaced(svg, 20 * 0.61), "utf-8")
    sys.stdout.write(f"{name}.svg\n")


def draw_report(runs: Path) -> None:
    """Write pictures of the report on the demo's last twelve months as docs/pictures/report-<name>.png."""
    (report,) = reports_of(Request([month / STAR for month in sorted(runs.iterdir())[-MONTHS:]]))
    for language in Language:
        for section in sections_of(report, language):
            if section.name in REPORTED and section.picture is not None:
                name = f"report-{section.name}-{language.value}.png"
                (FOLDER / name).write_bytes(section.picture.png(DOTS_PER_INCH))
                sys.stdout.write(f"{name}\n")


def main() -> None:
    """Make all pictures; a few minutes, nearly all of them the demo's."""
    with tempfile.TemporaryDirectory() as scratch:
        subscriber, month = "", ""
        for language in Language:
            demo = Path(scratch) / language.value / "demo"
            output = printed(["demo", "--no-serve", "--out", str(demo)], language)
            _, months, reasons, *_ = blocks(output)
            draw([*months, "", *reasons], "make demo", f"month-{language.value}")
            if not subscriber:
                told = re.search(r"number (\d+), which rose in (\d{4}-\d\d)", "\n".join(map(plain, output)))
                assert told is not None
                subscriber, month = told.groups()
            if language is Language.EN:
                draw_report(demo / "runs")
            folder = demo / "runs" / month / STAR
            page = printed(["explain", str(folder), "--subscriber", subscriber], language)
            command = f"tierline explain demo/runs/{month}/{STAR} --subscriber {subscriber}"
            draw(telling_parts(page), command, f"explain-{language.value}")


if __name__ == "__main__":
    main()
