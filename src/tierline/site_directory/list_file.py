"""Reading a file of sites: one line each, with path, title_en and title_zh."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from tierline.site_directory.errors import SiteListUnreadable, SiteListWrong
from tierline.sites.errors import SiteWrong
from tierline.sites.model import Site, checked, parent
from tierline.wording import Language, Text

COLUMNS = ["path", "title_en", "title_zh"]
LONGEST_TITLE = 120


def example() -> str:
    """The sites of the sample operator, as such a file. Codes are those of GB/T 2260."""
    return resources.files("tierline.site_directory").joinpath("example.csv").read_text("utf-8")


def read(path: Path) -> list[Site]:
    """The sites of a file, in its order. Raises SiteListUnreadable and SiteListWrong."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeError):
        raise SiteListUnreadable(path=path) from None
    return list(_sites(path, text))


def _sites(path: Path, text: str) -> Iterator[Site]:
    rows = csv.DictReader(text.splitlines(), strict=True)
    seen: set[str] = set()
    try:
        if rows.fieldnames != COLUMNS:
            raise SiteListWrong(path=path, row=1, problem=Text("other columns", "列名不符"))
        for row in rows:
            problem = _problem(row, seen)
            if problem:
                raise SiteListWrong(path=path, row=rows.line_num, problem=problem)
            seen.add(row["path"])
            yield Site(row["path"], row["title_en"].strip(), row["title_zh"].strip())
    except csv.Error:
        row_no = rows.line_num
        raise SiteListWrong(path=path, row=row_no, problem=Text("no CSV", "不是 CSV")) from None


def _problem(row: dict[str, str], seen: set[str]) -> Text | None:
    if set(row) != set(COLUMNS) or None in row.values():
        return Text("not three values", "不是三个值")
    try:
        above = parent(checked(row["path"]))
    except SiteWrong as wrong:
        return Text(wrong.message(Language.EN), wrong.message(Language.ZH))
    if above is None:
        return Text("headquarters is always there", "总部无需导入")
    if row["path"] in seen:
        return Text(f"{row['path']} stands twice", f"{row['path']} 重复")
    for title in (row["title_en"], row["title_zh"]):
        if not title.strip() or len(title) > LONGEST_TITLE or not title.isprintable():
            return Text("a title is empty, too long or not printable", "名称为空、过长或含不可打印字符")
    return None
