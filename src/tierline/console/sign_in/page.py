"""The page of signing in: asked for, shown again, or in answer to a form whose sign-in had ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi.responses import Response

from tierline.console import session
from tierline.console.errors import SessionOver
from tierline.console.forms import WHOLE, Form
from tierline.console.visit import Visit, own_path

RESUMED, RESUMED_TYPED = "resumed", "resumed_typed"
"""Hidden fields: where another form was sent whose sign-in had ended, and what was typed in it."""


def sign_in_page(visit: Visit, form: Form, status: int = 200) -> Response:
    """The page, bound to the browser. A sign-in that is over is forgotten by it."""
    answer = visit.page(
        "sign_in/sign_in.html",
        status,
        form=form,
        has_oidc=bool(visit.settings.oidc_issuer),
        has_accounts=visit.settings.local_accounts,
    )
    if visit.actor_or_none is None:
        # One that had ended still tells whose form is carried along.
        if visit.request.cookies.get(session.COOKIE) and not form.value(RESUMED):
            session.end(answer)
        session.remember_stranger(answer, visit.settings, visit.session)
    return answer


def sign_in_again(visit: Visit, over: SessionOver) -> Response:
    """The page in answer to a form of a sign-in that has ended; it carries what was typed there along."""
    kept: Mapping[str, Any] = over.facts["kept"]  # type: ignore[assignment]  # facts are of any kind
    typed = {"next": ["/"]}
    if kept:
        typed |= {RESUMED: [visit.request.url.path], RESUMED_TYPED: [json.dumps(kept, ensure_ascii=False)]}
    return sign_in_page(visit, Form(typed, {WHOLE: over.message(visit.language)}, is_answer=True), 401)


def other_form_page(visit: Visit, token: str, to: str, typed: Mapping[str, list[str]]) -> Response:
    """The page that leads back to a form whose sign-in had ended; what was typed there is kept in it."""
    actor = visit.service.sign_in(visit.service.database, token, visit.now)
    signed_in = replace(visit, actor_or_none=actor, session=session.Session(token, ""))
    return signed_in.page("sign_in/resumed.html", to=to, typed=typed)


def resumed(form: Form) -> tuple[str, Mapping[str, list[str]]] | None:
    """Where the other form was sent and what was typed there; None where there is none."""
    path = form.value(RESUMED)
    if not path or own_path(path) != path:
        return None
    try:
        typed = json.loads(form.value(RESUMED_TYPED))
        return path, {str(name): [str(value) for value in values] for name, values in typed.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
