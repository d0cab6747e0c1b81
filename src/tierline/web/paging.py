"""How a route takes a part of a list: limit, after, sort."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from tierline.database.paging import MOST_ROWS, Listing

Item = TypeVar("Item")


class PageOf(BaseModel, Generic[Item]):
    """One page of a list. `next` goes into `after` to get the page that follows; null at the end."""

    items: list[Item]
    next: str | None = Field(default=None, examples=["WyJhdCIsIDEsIDJd"])


def _listing(
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS, description="Most rows of the page.")] = 50,
    after: Annotated[str, Query(max_length=400, description="`next` of the page before.")] = "",
    sort: Annotated[str, Query(max_length=40, description="Column; a minus before it turns the order.")] = "",
) -> Listing:
    return Listing(limit, after, sort)


ListingAsked = Annotated[Listing, Depends(_listing)]
"""The part of a list that a call asks for."""
