"""Listing, adding and naming sites, each within the site of whoever does it. Clause: CHN-11."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.errors import ChangedMeanwhile
from tierline.database.paging import MOST_ROWS, Listing, Page
from tierline.rights.model import Actor
from tierline.site_directory import store
from tierline.site_directory.errors import SiteExists
from tierline.site_directory.model import Imported
from tierline.sites.errors import SiteUnknown, SiteWrong
from tierline.sites.model import HEADQUARTERS, Site, checked, is_within, parent
from tierline.wording import Text


def list_sites(
    connection: Connection, actor: Actor, listing: Listing, *, at: str | None = None, called: str = ""
) -> Page[Site]:
    """A page of the sites at the actor's, or at `at`, and below, in the order of their paths.

    `called` is a part of a name, or the beginning of a path. Raises SiteUnknown for an `at` of others.
    """
    actor.require("site:read")
    return store.list_within(connection, actor.site if at is None else _within(actor, at), listing, called)


def list_below(connection: Connection, actor: Actor, path: str, listing: Listing) -> Page[Site]:
    """A page of the sites right below one. Raises SiteUnknown where it is not the actor's or below it."""
    actor.require("site:read")
    return store.list_below(connection, _within(actor, path), listing)


def get(connection: Connection, actor: Actor, path: str) -> Site:
    """The site of that path. Raises SiteUnknown where the actor does not see it."""
    actor.require("site:read")
    return _seen(connection, actor, path)


def title(connection: Connection, path: str) -> Text:
    """What a site is called, without anybody's limit; its path where no list has named it."""
    found = store.titles_of(connection, path)
    return Text(*found) if found else Text(path, path)


def titles(connection: Connection, paths: Collection[str]) -> dict[str, Text]:
    """What sites are called, as `title` has it, a few hundred at most."""
    found = {site.path: Text(site.title_en, site.title_zh) for site in store.of_paths(connection, paths)}
    return {path: found.get(path, Text(path, path)) for path in paths}


def children(connection: Connection, actor: Actor, path: str, limit: int = MOST_ROWS) -> list[Site]:
    """The first sites right below one, where few are expected. Raises SiteUnknown as `list_below` does."""
    return list(list_below(connection, actor, path, Listing(limit)).items)


def add(connection: Connection, actor: Actor, site: Site, *, now: datetime) -> Site:
    """Add a site below one that is there. Raises SiteWrong, SiteExists; SiteUnknown for its parent too."""
    actor.require("site:manage")
    above = parent(checked(site.path))
    if above is None:
        raise SiteWrong(found=HEADQUARTERS)
    if not is_within(site.path, actor.site):
        raise SiteUnknown(site=site.path)
    if above != HEADQUARTERS and store.find(connection, above, HEADQUARTERS) is None:
        raise SiteUnknown(site=above)
    if not store.add(connection, site):
        raise SiteExists(site=site.path)
    audit.record(connection, actor, "site.add", ("site", site.path), now=now)
    return replace(site, version=1)


def rename(connection: Connection, actor: Actor, site: Site, *, now: datetime) -> Site:
    """Give the site of `site.version` other names. Raises SiteUnknown and ChangedMeanwhile."""
    actor.require("site:manage")
    _seen(connection, actor, site.path)
    if not store.rename(connection, site):
        raise ChangedMeanwhile(held=site.version)
    audit.record(connection, actor, "site.rename", ("site", site.path), now=now)
    return replace(site, version=site.version + 1)


def import_sites(connection: Connection, actor: Actor, sites: Iterable[Site], *, now: datetime) -> Imported:
    """Add what is new and rename what has other names; parents may stand anywhere in the list."""
    added = renamed = unchanged = 0
    for site in sorted(sites, key=lambda one: one.path.count(".")):
        before = store.find(connection, site.path, actor.site)
        if before is None:
            add(connection, actor, site, now=now)
            added += 1
        elif (before.title_en, before.title_zh) != (site.title_en, site.title_zh):
            rename(connection, actor, replace(site, version=before.version), now=now)
            renamed += 1
        else:
            unchanged += 1
    return Imported(added, renamed, unchanged)


def _within(actor: Actor, path: str) -> str:
    if not is_within(path, actor.site):
        raise SiteUnknown(site=path[:120])
    return path


def _seen(connection: Connection, actor: Actor, path: str) -> Site:
    site = store.find(connection, path, actor.site)
    if site is None:
        raise SiteUnknown(site=path[:120])
    return site
