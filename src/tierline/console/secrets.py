"""Acts whose result is shown once and kept nowhere: passwords and secrets that were just made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.forms import Form
from tierline.console.visit import ANSWER, Visit
from tierline.errors import TierlineError
from tierline.web.problems import status_of
from tierline.wording import Text


@dataclass(frozen=True)
class Shown:
    """What is shown once: a heading, what it is for, the values by their names."""

    heading: Text
    what: Text
    values: Sequence[tuple[Text, str]]
    back: str


def shown_once(
    visit: Visit,
    form: Form,
    use_case: Callable[[Connection], tuple[Mapping[str, Any], Shown]],
    to: str,
    shown_again: Callable[[Form, int], Response],
) -> Response:
    """Do what a form asks for and answer with what is shown this once.

    The first part of what the use case returns is kept under the form's key, as always; the second never is:
    a form sent twice leads to the page `to`, which has it no more.
    """
    made: list[Shown] = []

    def kept(connection: Connection) -> Mapping[str, Any]:
        plain, shown = use_case(connection)
        made.append(shown)
        return plain

    try:
        key = visit.once_by_form(kept)
    except TierlineError as error:
        return shown_again(form.refused(error, visit.language), status_of(error))
    if not made:
        return visit.led_to(to, **{ANSWER: key})
    shown = made[0]
    return visit.page(
        "templates/secret.html", heading=shown.heading, what=shown.what, values=shown.values, back=shown.back
    )
