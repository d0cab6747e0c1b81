"""A browser without a browser: pages as text, forms sent as they were shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.service.api import Api
from tierline.console.session import COOKIE, Session
from tierline.rights.model import Actor


@dataclass
class SentForm:
    """A form of a page: where it is sent, what its fields hold, and which are typed, chosen or ticked.

    What is chosen or ticked stands with what there is to choose; `several` are the values of names that are
    sent more than once.
    """

    action: str
    is_posted: bool
    fields: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    ticked: dict[str, list[str]] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)


class _Fields(HTMLParser):
    """The fields of each form of a page, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(SentForm(found.get("action", ""), found.get("method") == "post"))
        elif tag == "input" and self.forms and "name" in found:
            is_box = found.get("type") in ("checkbox", "radio")
            if is_box:
                self.forms[-1].ticked.setdefault(found["name"], []).append(found.get("value", ""))
            if not is_box or "checked" in found:
                self._sent(found["name"], found.get("value", ""))
                if not is_box and found.get("type") != "hidden":
                    self.forms[-1].typed.add(found["name"])
        elif tag == "select":
            self._select = found.get("name", "")
        elif tag == "option" and self._select and self.forms:
            self.forms[-1].chosen.setdefault(self._select, []).append(found.get("value", ""))
            if "selected" in found or self._select not in self.forms[-1].fields:
                self.forms[-1].fields[self._select] = found.get("value", "")
        elif tag == "textarea" and self.forms:
            self._text = found.get("name", "")
            self.forms[-1].fields[self._text] = ""
            self.forms[-1].typed.add(self._text)

    def _sent(self, name: str, value: str) -> None:
        form = self.forms[-1]
        if name in form.fields:
            form.several[name] = [*form.several.get(name, [form.fields[name]]), value]
        form.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._text:
            # A browser leaves out the line break that a text begins with.
            fields = self.forms[-1].fields
            fields[self._text] += data.removeprefix("\n") if not fields[self._text] else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        if tag == "select":
            self._select = ""


def sent_forms_of(answer: Response) -> list[SentForm]:
    """The forms of a page in their order."""
    parser = _Fields()
    parser.feed(answer.text)
    return parser.forms


def forms_of(answer: Response) -> dict[str, dict[str, Any]]:
    """The forms of a page by where they are sent, each with its fields as they stand."""
    return {form.action: form.fields | form.several for form in sent_forms_of(answer)}


def text_of(answer: Response) -> str:
    """What a page says, without its markup."""
    without = re.sub(r"<(script|style).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without)))


@dataclass
class Visitor:
    """Somebody at a browser."""

    client: TestClient

    @property
    def proof(self) -> str:
        """What the forms of this browser carry, once somebody is signed in."""
        return Session(self.client.cookies[COOKIE], "").proof

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
