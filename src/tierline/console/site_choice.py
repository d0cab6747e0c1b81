"""Where a list is looked at: a site of the reader or below it, with the ways up and down from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from sqlalchemy import Connection

from tierline.rights.model import Actor
from tierline.site_directory import service as site_directory
from tierline.sites.errors import SiteUnknown
from tierline.sites.model import HEADQUARTERS, above, is_within
from tierline.wording import Text

ALL_OF_IT = Text("Headquarters", "总部")
INDENT = "\N{EM SPACE}"

SiteAsked = Annotated[str, Query(max_length=83, pattern=r"^([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$")]
"""The site that an address names; "" for the reader's own."""


@dataclass(frozen=True)
class SiteChoice:
    """The site looked at, and those to choose from: the way down to it, and what lies right below it."""

    path: str
    title: Text
    choices: tuple[tuple[str, Text], ...]
    has_below: bool


def site_choice(connection: Connection, actor: Actor, asked: str) -> SiteChoice:
    """The choice of a reader who asks for a site. Raises SiteUnknown outside of theirs. Clause: CHN-11."""
    path = asked or actor.site
    if not is_within(path, actor.site):
        raise SiteUnknown(site=path)
    way = [one for one in above(path) if is_within(one, actor.site)]
    titles = titles_of(connection, way)
    below = site_directory.children(connection, actor, path) if actor.may("site:read") else []
    choices = [(one, _indented(titles[one], depth)) for depth, one in enumerate(way)]
    choices += [(one.path, _indented(Text(one.title_en, one.title_zh), len(way))) for one in below]
    return SiteChoice(path, titles[path], tuple(choices), bool(below))


def titles_of(connection: Connection, paths: list[str] | set[str]) -> dict[str, Text]:
    """What sites are called, headquarters too."""
    found = site_directory.titles(connection, paths)
    return {**found, HEADQUARTERS: ALL_OF_IT}


def _indented(title: Text, depth: int) -> Text:
    return Text(INDENT * depth + title.en, INDENT * depth + title.zh)
