"""A drawing as SVG text that needs no font and fetches nothing, or as PNG; the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from tierline.pictures.colours import EDGE, INK, INK_2, INK_3, PAPER, RULE
from tierline.pictures.fonts import family

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

STYLE: dict[RcKeyType, Any] = {
    "font.size": 9,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": EDGE,
    "axes.labelcolor": INK_2,
    "axes.linewidth": 0.8,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.titlecolor": INK_2,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": INK_3,
    "ytick.color": INK_3,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "legend.handlelength": 1.0,
    "legend.handleheight": 1.0,
    "figure.facecolor": PAPER,
    # Letters become outlines, which every viewer shows alike.
    "svg.fonttype": "path",
    # Else the names inside the file would be random.
    "svg.hashsalt": "tierline",
}


def svg_text(draw: Callable[[Figure], None], *, inches: tuple[float, float], title: str, says: str) -> str:
    """The SVG of what `draw` puts on a figure of that width and height.

    `title` and `says`, what the picture shows in a sentence, are for those who do not see it.
    """
    written = _saved(draw, inches, format="svg", metadata={"Date": None, "Creator": None})
    return _described(written.decode("utf-8"), title, says)


def png_bytes(draw: Callable[[Figure], None], *, inches: tuple[float, float], dots_per_inch: int) -> bytes:
    """The PNG of what `draw` puts on a figure of that width and height."""
    form = {"format": "png", "dpi": dots_per_inch, "metadata": {"Software": None}}
    return _saved(draw, inches, **form, pil_kwargs={"optimize": True})


def _saved(draw: Callable[[Figure], None], inches: tuple[float, float], **form: Any) -> bytes:
    with rc_context({**STYLE, "font.family": family()}):
        figure = Figure(figsize=inches, layout="constrained")
        draw(figure)
        written = io.BytesIO()
        figure.savefig(written, **form)
    return written.getvalue()


def _described(svg: str, title: str, says: str) -> str:
    """The file with words for those who do not see it, in place of the library's own head."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    body = svg[svg.index("</metadata>", end) + len("</metadata>") :]
    return (
        f'{svg[start:end]} role="img" aria-labelledby="title desc">\n'
        f' <title id="title">{escape(title)}</title>\n <desc id="desc">{escape(says)}</desc>{body}'
    )
