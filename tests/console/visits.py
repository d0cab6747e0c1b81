"""A browser without a browser: pages as text, forms sent as they were shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.service.api import Api
from tierline.console.session import COOKIE
from tierline.rights.model import Actor


class _Fields(HTMLParser):
    """The fields of each form of a page, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        elif tag == "input" and self.forms and "name" in found:
            is_box = found.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in found:
                self.forms[-1][1][found["name"]] = found.get("value", "")
        elif tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and self._select and self.forms:
            fields = self.forms[-1][1]
            if "selected" in found or self._select not in fields:
                fields[self._select] = found.get("value", "")
        elif tag == "textarea" and self.forms:
            self._text = found.get("name", "")
            self.forms[-1][1][self._text] = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            # A browser leaves out the line break that a text begins with.
            fields = self.forms[-1][1]
            fields[self._text] += data.removeprefix("\n") if not fields[self._text] else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        if tag == "select":
            self._select = ""


def forms_of(answer: Response) -> dict[str, dict[str, str]]:
    """The forms of a page by where they are sent, each with its fields as they stand."""
    parser = _Fields()
    parser.feed(answer.text)
    return dict(parser.forms)


def text_of(answer: Response) -> str:
    """What a page says, without its markup."""
    without = re.sub(r"<(script|style).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without)))


@dataclass
class Visitor:
    """Somebody at a browser."""

    client: TestClient

    def get(self, path: str) -> Response:
        """A page; redirects are followed."""
        return self.client.get(path)

    def send(self, page: Response, action: str, **typed: str) -> Response:
        """Send a form of a page with some fields typed anew; what it leads to is followed."""
        return self.client.post(action, data=forms_of(page)[action] | typed)


def visitor(api: Api, actor: Actor | None, language: str = "en") -> Visitor:
    """Somebody who is signed in as `actor`, or nobody."""
    client = api.client(actor, language)
    token = client.headers.pop("Authorization", "").removeprefix("Bearer ")
    if token:
        client.cookies.set(COOKIE, token)
    return Visitor(client)
