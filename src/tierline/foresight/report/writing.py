"""A page on the disk: whole, or not there at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tierline.disk import force
from tierline.foresight.report.errors import OutNotAPage, PageUnwritable
from tierline.policy.load import problem_of
from tierline.wording import Text


def check_name(out: Path) -> None:
    """Raises OutNotAPage where `out` is no name for a page, PageUnwritable where it cannot be written."""
    if out.suffix.lower() not in (".html", ".htm"):
        raise OutNotAPage(found=str(out))
    if out.is_dir():
        raise PageUnwritable(path=out, problem=Text("it is a folder", "这是文件夹"))
    place = next(folder for folder in (out.absolute().parent, *out.absolute().parents) if folder.exists())
    if not place.is_dir() or not os.access(place, os.W_OK):
        raise PageUnwritable(path=out, problem=Text(f"{place} is not writable", f"{place} 不可写"))


def write_page(text: str, out: Path) -> None:
    """Put the page in the place of any earlier one, at once. Raises PageUnwritable."""
    draft = out.parent / f".{out.name}.{secrets.token_hex(4)}.unfinished"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "utf-8")
        force(draft)
        draft.replace(out)
        force(out.parent)
    except OSError as error:
        raise PageUnwritable(path=out, problem=problem_of(error)) from None
    finally:
        draft.unlink(missing_ok=True)
