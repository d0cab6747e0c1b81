"""Entity tags: a change names the version that it was made from. RFC 9110, sections 8.8.3 and 13.1.1."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Response

from tierline.web.errors import HeaderWrong, VersionNeeded

TAG = re.compile(r'"([0-9]{1,9})"')


def tag(response: Response, version: int) -> None:
    """Put the ETag of a version into a response."""
    response.headers["ETag"] = f'"{version}"'


def _version_held(if_match: Annotated[str | None, Header(examples=['"3"'])] = None) -> int:
    if if_match is None:
        raise VersionNeeded()
    found = TAG.fullmatch(if_match.strip())
    if not found:
        raise HeaderWrong(field="If-Match", expected='one ETag such as "3"')
    return int(found[1])


VersionHeld = Annotated[int, Depends(_version_held)]
"""The version that a change was made from. Without it the call is refused: VersionNeeded."""
