"""One visit of a page: who reads it and how, what a form sent, and how the page or its answer is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection

from tierline.console import navigation
from tierline.console.ending import SOON, ending
from tierline.console.errors import FormNotOurs, FormOnlyShown, SessionOver
from tierline.console.forms import KEY, ONLY_SHOWN, OWN, PROOF, SECRET, Body, Filled, Form, Typed, filled
from tierline.console.reader import Reader, reader_of
from tierline.console.rendering import Rendering
from tierline.console.session import Session, is_own_form, session_of
from tierline.console.site_names import HEADQUARTERS, site_names
from tierline.database.ids import new_id
from tierline.errors import TierlineError
from tierline.people.model import NOWHERE
from tierline.rights.model import Actor, ActorKind
from tierline.web.call import Call, service_of
from tierline.web.errors import SignInNeeded
from tierline.web.once import Kept, Keyed, kept_answer, once
from tierline.web.problems import status_of
from tierline.wording import Text

WATCH = "watch"
"""The parameter of what an open page fetches again and again by itself: nobody did anything."""

NO_POST = Text("no post yet", "尚无岗位")
"""Where somebody works who may only choose a password, or holds no role."""

ANSWER = "answer"
"""The parameter by which a page finds what came of the form that led to it."""


@dataclass(frozen=True)
class Visit(Call):
    """A call of a page. `posted` is what a form sent, empty where none did."""

    reader: Reader
    session: Session
    rendering: Rendering
    posted: Typed

    # ------------------------------------------------------------ what is shown

    def page(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """The page of a template."""
        return HTMLResponse(self.rendering.page(template, self.reader, **self._frame(), **facts), status)

    def part(self, template: str, block: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """One block of a template by itself, for a page that is open already."""
        return HTMLResponse(self.written(template, block, **facts), status)

    def written(self, template: str, block: str, **facts: Any) -> Markup:
        """One block of a template, to stand in a page: of which it may be the part in the other language."""
        return Markup(self.rendering.part(template, block, self.reader, **self._frame(), **facts))

    def act(self, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """The form of an act: its block for the dialog of an open page, else a page of its own."""
        if self.wants_part:
            return self.part(template, "act", status, **facts)
        return self.page(template, status, **facts)

    @property
    def wants_part(self) -> bool:
        """True where an open page asks for a part of it, which htmx says in a header."""
        return self.request.headers.get("hx-request") == "true"

    def _frame(self) -> dict[str, Any]:
        """What the frame of every page says."""
        actor = self.actor_or_none
        return {
            "actor": actor,
            "own_site": self._own_site(actor) if actor else HEADQUARTERS,
            "now": self.now,
            "path": self.request.url.path,
            "address_here": address_of(self.request),
            "navigation": navigation.seen_by(actor) if actor else (),
            "proof": self.session.proof,
            "key": new_id(),
            "request_id": self.request_id,
            "this_year": self.now.astimezone(self.settings.time_zone).year,
            "ends_at": self._ends_soon() if actor else None,
            "ending": ending(self.settings, self.session.until, self.now) if actor else None,
            "sign_in_path": sign_in_path(self.request),
        }

    def _own_site(self, actor: Actor) -> Text:
        if actor.site == NOWHERE:
            return NO_POST
        return self.site_name(actor.site) if actor.site else HEADQUARTERS

    def site_name(self, path: str) -> Text:
        """What a site is called; a name that was changed just now may still be the one before."""
        return site_names(self.request.app.state).of(self.service.database, path, self.now)

    def _ends_soon(self) -> datetime | None:
        until = self.session.until
        return until if until is not None and until - self.now <= SOON else None

    # ------------------------------------------------------------ what a form does

    @property
    def token(self) -> str:
        """The token that the browser holds."""
        return self.session.token

    def write(self) -> AbstractContextManager[Connection]:
        """A transaction that writes. Raises FormOnlyShown for a form that is to be looked through first."""
        if ONLY_SHOWN in self.posted:
            raise FormOnlyShown()
        return super().write()

    def filled(self, model: type[Body]) -> Filled[Body]:
        """The form that was sent, read as the body of a use case."""
        return filled(model, self.posted, self.language)

    def asked(self, model: type[Body], **otherwise: str) -> Filled[Body]:
        """What the address asks a list for, read like a form; `otherwise` holds for what it does not name."""
        named: dict[str, list[str]] = {name: [value] for name, value in otherwise.items()}
        given = self.request.query_params
        return filled(model, named | {name: given.getlist(name) for name in given}, self.language)

    def carried_out(
        self,
        form: Form,
        use_case: Callable[[Connection], Mapping[str, Any]],
        to: str,
        shown_again: Callable[[Form, int], Response],
    ) -> Response:
        """Do what a form asks for, once, and lead to the page that shows what came of it.

        What the use case returns is kept under the form's key, and `answer()` finds it on the page `to`: a
        form sent twice, or a page read again, repeats nothing. A refusal shows the form again.
        """
        try:
            key = self.once_by_form(use_case)
        except TierlineError as error:
            return shown_again(form.refused(error, self.language), status_of(error))
        return self.led_to(to, **{ANSWER: key})

    def once_by_form(self, use_case: Callable[[Connection], Mapping[str, Any]]) -> str:
        """Carry out a use case under the key of the form, and return the key."""
        key = (self.posted.get(KEY) or ("",))[0][:128] or new_id()
        told = {name: list(values) for name, values in sorted(self.posted.items()) if name not in OWN}
        written = f"{self.request.url.path} {json.dumps(told, ensure_ascii=False)}"
        keyed = Keyed(self.actor.id, key, hashlib.sha256(written.encode()).hexdigest())
        with self.write() as connection:
            once(
                connection,
                keyed,
                lambda: Kept(200, json.dumps(use_case(connection), ensure_ascii=False)),
                now=self.now,
            )
        return key

    def at(self, local: datetime) -> datetime:
        """The moment that somebody typed by the operator's clocks."""
        return local.replace(tzinfo=self.settings.time_zone)

    def answer(self, connection: Connection) -> Mapping[str, Any] | None:
        """What came of the form that led here; None where no form did."""
        return self.told(connection, self.request.query_params.get(ANSWER, "")) or None

    def told(self, connection: Connection, key: str) -> Mapping[str, Any]:
        """What came of the form of that key; empty where nothing did."""
        kept = kept_answer(connection, self.actor.id, key) if 0 < len(key) <= 128 else None
        found = json.loads(kept.body) if kept else None
        return found if isinstance(found, dict) else {}

    def led_to(self, path: str, **parameters: str) -> Response:
        """The browser goes to another page, by GET; `path` may have parameters already."""
        between = "&" if "?" in path else "?"
        address = f"{path}{between}{urlencode(parameters)}" if parameters else path
        if self.wants_part:
            return Response(status_code=204, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)


def own_path(given: str) -> str:
    """A path of ours that somebody may be led back to; the start page for anything else."""
    is_ours = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if is_ours and "\\" not in given else "/"


def address_of(request: Request) -> str:
    """The address that was asked for, with its query."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def sign_in_path(request: Request) -> str:
    """The page of signing in, which leads back to where somebody was."""
    back = address_of(request)
    return f"/sign-in?next={quote(back)}" if request.method == "GET" and back != "/" else "/sign-in"


async def _posted(request: Request) -> Typed:
    if request.method != "POST":
        return {}
    sent = await request.form(max_files=0, max_fields=2000)
    fields: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return fields


def visit_of(request: Request, posted: Typed | None = None, actor: Actor | None = None) -> Visit:
    """The visit of a request, by whoever `actor` is."""
    service = service_of(request)
    reader = reader_of(request)
    request_id: str = getattr(request.state, "request_id", "")
    known = replace(actor, request_id=request_id) if actor else None
    held = session_of(request)
    return Visit(
        service,
        request,
        service.clock(),
        reader.language,
        request_id,
        known,
        reader,
        # What opens nothing any more makes no form: the next sign-in would not know it as its own.
        held if actor else held.forgotten(),
        request.app.state.rendering,
        posted or {},
    )


def is_watching(request: Request) -> bool:
    """True for what an open page asks by itself, which keeps nobody signed in."""
    return WATCH in request.query_params


def signed_in_by_cookie(request: Request) -> Actor | None:
    """The person whose sign-in the browser holds, if it is not over; systems and customers have the API."""
    token = session_of(request).token
    service = service_of(request)
    is_use = not is_watching(request)
    actor = service.sign_in(service.database, token, service.clock(), is_use=is_use) if token else None
    return actor if actor and actor.kind is ActorKind.PERSON else None


def _open(request: Request, posted: Annotated[Typed, Depends(_posted)]) -> Visit:
    visit = visit_of(request, posted, signed_in_by_cookie(request))
    _refuse_foreign(visit)
    return visit


# Not in a thread of its own: it waits for nothing.
async def _known(visit: Annotated[Visit, Depends(_open)]) -> Visit:
    if visit.actor_or_none is None:
        if visit.request.method == "POST":
            raise SessionOver(kept=_kept(visit.posted))
        raise SignInNeeded()
    return visit


def _refuse_foreign(visit: Visit) -> None:
    """Raises FormNotOurs for a form that this browser did not get from us."""
    if visit.request.method != "POST":
        return
    given = (visit.posted.get(PROOF) or ("",))[0]
    # One that was made for a sign-in that has ended since is ours too; whether it is heard, the page decides.
    ours = (visit.session, session_of(visit.request))
    if not any(is_own_form(visit.request, session, given) for session in ours):
        raise FormNotOurs()


def _kept(typed: Typed) -> Typed:
    return {name: values for name, values in typed.items() if name not in OWN | SECRET}


AnyVisit = Annotated[Visit, Depends(_open)]
"""A visit by anybody, signed in or not."""

KnownVisit = Annotated[Visit, Depends(_known)]
"""A visit by somebody who is signed in: what every page takes but that of signing in."""
