"""A site is a path: headquarters "", province 65, city 65.6501, county 65.6501.650102, hall below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from tierline.sites.errors import SiteWrong

HEADQUARTERS = ""

PATH = re.compile(r"[0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3}")


class Rank(IntEnum):
    """How far below headquarters a site lies. Clause: CHN-11."""

    HEADQUARTERS = 0
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    HALL = 4


@dataclass(frozen=True)
class Site:
    """A place of the operator with its names."""

    path: str
    title_en: str
    title_zh: str
    version: int = 1


def checked(path: str) -> str:
    """`path`, if it can be one of a site. Raises SiteWrong."""
    if path != HEADQUARTERS and not PATH.fullmatch(path):
        raise SiteWrong(found=path[:40])
    return path


def rank(path: str) -> Rank:
    """How far below headquarters a site lies."""
    return Rank(path.count(".") + 1 if path else 0)


def is_within(path: str, site: str) -> bool:
    """True where `path` is `site` or lies below it. Clause: CHN-11."""
    return site == HEADQUARTERS or path == site or path.startswith(f"{site}.")


def above(path: str) -> tuple[str, ...]:
    """The sites that a path goes through, headquarters first and itself last."""
    parts = path.split(".") if path else []
    return (HEADQUARTERS, *(".".join(parts[: count + 1]) for count in range(len(parts))))


def parent(path: str) -> str | None:
    """The site right above; None for headquarters, which has none."""
    return above(path)[-2] if path else None


def ancestor(path: str, wanted: Rank) -> str | None:
    """The site of that rank on the path; None where the path ends above it."""
    sites = above(path)
    return sites[wanted] if wanted < len(sites) else None
