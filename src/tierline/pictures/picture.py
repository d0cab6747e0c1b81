"""A picture: a drawing with its size, its title and what it shows, which becomes SVG or PNG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """What `draw` puts on a figure of that width and height; `says` is for those who do not see it."""

    draw: Callable[[Figure], None]
    inches: tuple[float, float]
    title: str
    says: str

    def svg(self) -> str:
        """The picture as SVG text."""
        # Loading matplotlib takes as long as many a table, which needs none.
        from tierline.pictures.svg import svg_text

        return svg_text(self.draw, inches=self.inches, title=self.title, says=self.says)

    def png(self, dots_per_inch: int) -> bytes:
        """The picture as PNG."""
        from tierline.pictures.svg import png_bytes

        return png_bytes(self.draw, inches=self.inches, dots_per_inch=dots_per_inch)
