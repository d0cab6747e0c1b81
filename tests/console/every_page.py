"""Every page of the console by walking through it: from the pages without an id, link by link."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from fastapi.routing import APIRoute
from httpx2 import Response

from tests.console.visits import Visitor
from tierline.console.routes import ROUTERS
from tierline.people.oidc_sign_in import CALLBACK

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
PAGES = [route for route in ROUTES if "GET" in route.methods]
FORMS = [route for route in ROUTES if "POST" in route.methods]

SO_FAR = "/policies/drafts/{draft_id}/so-far"

ELSEWHERE = {"/sign-in/provider", CALLBACK, SO_FAR}
"""What shows nothing itself: it leads to the identity provider and back (test_provider.py), or is a part of a
page that script alone asks for, while a simulation is under way (test_policies.py).
"""

OF_SITES = {
    "appointment_id",
    "client_id",
    "duty_id",
    "line_id",
    "message_id",
    "order_id",
    "path",
    "person_id",
    "reconnection_id",
    "slot_id",
    "task_id",
}
"""Parts of addresses that name a thing of one site, which nobody of another site may see."""

OF_ALL_SITES = {"/policies/simulations/{task_id}/lines"}
"""Pages of a thing of headquarters on which each site sees what is its own."""

OF_EVERYBODY = {
    "act",
    "draft_id",
    "form",
    "identity",
    "kind",
    "month",
    "scheme",
    "service",
    "step",
    "webhook_id",
}
"""Parts of addresses that name what belongs to no site."""

BESIDE = {"/policies/drafts/{draft_id}/marks", "/sign-in/provider"}
"""Where script sends a form while it is filled in, beside where the form itself is sent; and where one goes
whose sign-in had ended (test_provider.py)."""

DEAR, FEW = {"/customers/{line_id}/read-out"}, 2
"""Pages that take long to answer, of which a walk sees a few."""

BEGIN = (
    *(route.path for route in PAGES if "{" not in route.path),
    "/appointments?site=65.6501",
    "/appointments?site=65.6501.650102.H1",
    "/messages?state=failed",
    "/reconnections?state=all",
    "/work-orders?state=all",
)
"""Where a walk begins; further where links lead. What no link leads to is added here."""


@dataclass(frozen=True)
class Link:
    """A way from a page to another; `opens_dialog` where it is an act's."""

    address: str
    opens_dialog: bool


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("href" if tag == "a" else "hx-get")
        if address:
            self.found.append(Link(address.partition("#")[0], "data-dialog" in given))


def links_of(answer: Response) -> list[Link]:
    """Where a page leads, in its order; only to pages of the console."""
    parser = _Links()
    parser.feed(answer.text)
    return [link for link in parser.found if link.address.startswith("/")]


def route_of(address: str) -> str:
    """The page of an address, as it stands in the routes; "" where it is none."""
    path = address.partition("?")[0]
    return next((route.path for route in PAGES if route.path_regex.match(path)), "")


@dataclass(frozen=True)
class Seen:
    """A page that was seen, by its address, and the page whose dialog it is."""

    address: str
    answer: Response
    dialog_of: str = ""


@dataclass
class Walk:
    """What somebody came by, by the pages of the routes; up to so many of each page."""

    most: int
    seen: dict[str, list[Seen]] = field(default_factory=dict)

    def go(self, visitor: Visitor, begin: Iterable[str] = BEGIN) -> None:
        """Go from some addresses wherever links lead."""
        ways = deque((address, "") for address in begin)
        known = {address for address, _ in ways}
        while ways:
            address, dialog_of = ways.popleft()
            route = route_of(address)
            seen = self.seen.setdefault(route, [])
            if not route or len(seen) >= (FEW if route in DEAR else self.most):
                continue
            answer = visitor.client.get(address, follow_redirects=False)
            if answer.status_code != 200:
                assert answer.status_code in (303, 403, 404), f"{address} answers {answer.status_code}"
                continue
            seen.append(Seen(address, answer, dialog_of))
            for link in links_of(answer):
                if link.address not in known and route_of(link.address):
                    known.add(link.address)
                    ways.append((link.address, address if link.opens_dialog else ""))

    @property
    def all(self) -> Iterator[Seen]:
        """Everything that was seen."""
        return (each for seen in self.seen.values() for each in seen)

    @property
    def named(self) -> dict[str, list[str]]:
        """What addresses named, by their parts."""
        found: dict[str, list[str]] = {}
        for each in self.all:
            route = next(one for one in PAGES if one.path == route_of(each.address))
            matched = route.path_regex.match(each.address.partition("?")[0])
            assert matched is not None
            for part, value in matched.groupdict().items():
                if value not in found.setdefault(part, []):
                    found[part].append(value)
        return found


def parts_of(route: APIRoute) -> set[str]:
    """The parts of an address that name something."""
    return set(route.param_convertors)
