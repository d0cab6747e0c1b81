"""The limit of a site as a condition that a query carries, so that no page has to think of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, bindparam, true

from tierline.database.not_sought import NotSought
from tierline.sites.model import HEADQUARTERS, Rank, rank

AFTER_DOT = "/"
"""The character after the dot. Parts of a path are letters and digits, which all come after both."""


def within(column: SQLColumnExpression[Any], site: str) -> ColumnElement[bool]:
    """True where the path in `column` is `site` or lies below it: one range of an index. Clause: CHN-11."""
    if site == HEADQUARTERS:
        return true()
    return _within(column, **given(site))


def within_given(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same of a site below headquarters that `given` names each time: for a statement made once."""
    return _within(column, **{name: bindparam(name, type_=column.type) for name in given(HEADQUARTERS)})


def given(site: str) -> dict[str, Any]:
    """The arguments by which a statement of `within_given` is asked for a site."""
    return {"site": site, "site_until": f"{site}{AFTER_DOT}"}


def within_in_order(column: ColumnElement[Any], site: str) -> ColumnElement[bool]:
    """The same for a long list that an index holds in its order, with the site in each of its entries.

    Below a city there are so few rows that they can be looked for by the site, and sorted.
    """
    return within(NotSought(column) if rank(site) <= Rank.CITY else column, site)


def _within(column: SQLColumnExpression[Any], site: Any, site_until: Any) -> ColumnElement[bool]:
    return and_(column >= site, column < site_until)
