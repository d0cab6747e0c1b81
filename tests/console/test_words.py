"""Words of pages for names of the service."""

from __future__ import annotations

from tierline.console.messages import words
from tierline.console.messages.template_names import TEMPLATES
from tierline.messages.senders.smpp import BUSY, HOPELESS
from tierline.messages.templates import templates


def test_every_template_of_messages_has_a_name_in_lists() -> None:
    assert templates().keys() - TEMPLATES.keys() == set()


def test_what_a_centre_answers_is_said_in_words() -> None:
    assert {status.name.lower() for status in (*BUSY, *HOPELESS)} <= words.REASONS.keys()
