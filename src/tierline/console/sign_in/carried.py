"""What was typed into a form whose sign-in had ended, kept while its reader is at the identity provider.

It lies with the answers to that person's forms, encrypted by a key that only their browser has, and goes with
those. So nobody else finds it, and whoever reads the database cannot read it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection

from tierline.console.errors import TypedTooLong
from tierline.console.forms import Form
from tierline.console.sign_in.page import RESUMED, RESUMED_TYPED, resumed
from tierline.web.once import Kept, Keyed, kept_answer, once

MOST_CHARACTERS = 200_000
"""More than any form of the console sends by itself."""


def keep_typed(connection: Connection, person_id: str, secret: str, form: Form, *, now: datetime) -> None:
    """Keep what a page of signing in carries along; `secret` is in the cookie alone. Raises TypedTooLong."""
    typed = form.value(RESUMED_TYPED)
    if len(typed) > MOST_CHARACTERS:
        raise TypedTooLong(most=MOST_CHARACTERS)
    written = json.dumps([form.value(RESUMED), typed])
    sealed = Fernet(_key("seal", secret)).encrypt(written.encode()).decode()
    once(connection, _keyed(person_id, secret), lambda: Kept(200, json.dumps(sealed)), now=now)


def kept_typed(
    connection: Connection, person_id: str, secret: str
) -> tuple[str, Mapping[str, list[str]]] | None:
    """Where a form was sent and what was typed there; None where this person kept nothing by that secret."""
    if not secret:
        return None
    kept = kept_answer(connection, person_id, _keyed(person_id, secret).key)
    if kept is None:
        return None
    try:
        written = Fernet(_key("seal", secret)).decrypt(json.loads(kept.body).encode())
    except (InvalidToken, ValueError):
        return None
    to, typed = json.loads(written)
    return resumed(Form({RESUMED: [to], RESUMED_TYPED: [typed]}))


def _keyed(person_id: str, secret: str) -> Keyed:
    name = _key("name", secret).decode()
    return Keyed(person_id, name, hashlib.sha256(name.encode()).hexdigest())


def _key(purpose: str, secret: str) -> bytes:
    # The secret is random and long, so that a plain digest of it is as good as itself.
    return base64.urlsafe_b64encode(hashlib.sha256(f"{purpose} {secret}".encode()).digest())
