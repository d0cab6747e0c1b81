"""The limit of a site as a condition that a query carries, so that no page has to think of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_, true

from tierline.sites.model import HEADQUARTERS

AFTER_DOT = "/"
"""The character after the dot: all paths below a site lie between the two, and an index finds them."""


def within(column: SQLColumnExpression[Any], site: str) -> ColumnElement[bool]:
    """True where the path in `column` is `site` or lies below it. Clause: CHN-11."""
    if site == HEADQUARTERS:
        return true()
    below = and_(column > f"{site}.", column < f"{site}{AFTER_DOT}")
    return or_(column == site, below)
