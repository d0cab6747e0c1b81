"""The options that several commands of foresight take, with their help in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.foresight.statistics.errors import SiteLevelUnknown
from tierline.foresight.statistics.model import SiteLevel
from tierline.wording import in_preferred_language as _

Folders = Annotated[
    list[Path],
    typer.Argument(
        metavar="RUN_DIR...",
        help=_(
            "Folders of finished runs, one for each month: of one scheme, or of several.",
            "已完成运行的文件夹，每月一个；可为单个方案，也可含多个方案。",
        ),
    ),
]
SiteLevelOption = Annotated[
    str,
    typer.Option(
        "--site-level",
        metavar="|".join(SiteLevel),
        help=_("How far down sites are told.", "站点细分到哪一级。"),
    ),
]


def site_level_of(written: str) -> SiteLevel:
    """The level that --site-level names. Raises SiteLevelUnknown."""
    if written not in tuple(SiteLevel):
        raise SiteLevelUnknown(found=written, known=", ".join(SiteLevel))
    return SiteLevel(written)
