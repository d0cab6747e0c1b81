"""The limit of a site as a condition that a query carries, so that no page has to think of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, bindparam, or_, true

from tierline.sites.model import HEADQUARTERS

AFTER_DOT = "/"
"""The character after the dot: all paths below a site lie between the two, and an index finds them."""


def within(column: SQLColumnExpression[Any], site: str) -> ColumnElement[bool]:
    """True where the path in `column` is `site` or lies below it. Clause: CHN-11."""
    if site == HEADQUARTERS:
        return true()
    return _within(column, **given(site))


def within_given(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same of a site below headquarters that `given` names each time: for a statement made once."""
    return _within(column, **{name: bindparam(name, type_=column.type) for name in given(HEADQUARTERS)})


def given(site: str) -> dict[str, Any]:
    """The arguments by which a statement of `within_given` is asked for a site."""
    return {"site": site, "site_from": f"{site}.", "site_until": f"{site}{AFTER_DOT}"}


def _within(
    column: SQLColumnExpression[Any], site: Any, site_from: Any, site_until: Any
) -> ColumnElement[bool]:
    return or_(column == site, and_(column > site_from, column < site_until))
