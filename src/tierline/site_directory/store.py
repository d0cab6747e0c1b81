"""The table of sites."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    String,
    Table,
    bindparam,
    func,
    or_,
    select,
    update,
)

from tierline.database.paging import Listing, Page, page
from tierline.database.schema import metadata
from tierline.database.types import SitePath
from tierline.database.upsert import insert_new
from tierline.sites.conditions import within
from tierline.sites.model import Site

sites = Table(
    "sites",
    metadata,
    Column("path", SitePath, primary_key=True),
    Column("title_en", String(120), nullable=False),
    Column("title_zh", String(120), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)


def _site(row: RowMapping) -> Site:
    return Site(**row)


def add(connection: Connection, site: Site) -> bool:
    """Add a site; False where one of its path is there already."""
    row = {"path": site.path, "title_en": site.title_en, "title_zh": site.title_zh, "version": 1}
    return insert_new(connection, sites, row)


def rename(connection: Connection, site: Site) -> bool:
    """Give the site other names where it still has that version; False where it has not."""
    still = (sites.c.path == site.path) & (sites.c.version == site.version)
    names = {"title_en": site.title_en, "title_zh": site.title_zh, "version": site.version + 1}
    return connection.execute(update(sites).where(still).values(names)).rowcount == 1


def find(connection: Connection, path: str, limit: str) -> Site | None:
    """The site of that path, if it lies at `limit` or below it."""
    found = select(sites).where(sites.c.path == path, within(sites.c.path, limit))
    row = connection.execute(found).mappings().one_or_none()
    return _site(row) if row else None


def titles_of(connection: Connection, path: str) -> tuple[str, str] | None:
    """What the site of that path is called in English and in Chinese."""
    row = connection.execute(_TITLES, {"path": path}).first()
    return (row.title_en, row.title_zh) if row else None


# Put together once: a page that is opened while a phone rings asks for one.
_TITLES = select(sites.c.title_en, sites.c.title_zh).where(sites.c.path == bindparam("path"))


def list_within(connection: Connection, limit: str, listing: Listing, called: str = "") -> Page[Site]:
    """A page of the sites at `limit` and below it; `called` is a part of a name, or the path begins so."""
    there = within(sites.c.path, limit)
    if called:
        english = func.lower(sites.c.title_en).contains(called.lower(), autoescape=True)
        chinese = sites.c.title_zh.contains(called, autoescape=True)
        there &= or_(english, chinese, sites.c.path.startswith(called, autoescape=True))
    return _page(connection, there, listing)


def list_below(connection: Connection, path: str, listing: Listing) -> Page[Site]:
    """A page of the sites whose path has one part more than `path`."""
    above = f"{path}." if path else ""
    is_below = within(sites.c.path, path) & (sites.c.path != path)
    return _page(connection, is_below & sites.c.path.not_like(f"{above}%.%"), listing)


def _page(connection: Connection, condition: ColumnElement[bool], listing: Listing) -> Page[Site]:
    statement = select(sites).where(condition)
    found = page(connection, statement, listing, sorts={"path": sites.c.path}, key=sites.c.path)
    return Page([_site(row) for row in found.items], found.next)


def of_paths(connection: Connection, paths: Collection[str]) -> list[Site]:
    """The sites of these paths that a list has named."""
    found = select(sites).where(sites.c.path.in_(sorted(paths)))
    return [_site(row) for row in connection.execute(found).mappings()]
