"""Words of pages for names of the service."""

from __future__ import annotations

from tierline.console.messages.template_names import TEMPLATES
from tierline.messages.templates import templates


def test_every_template_of_messages_has_a_name_in_lists() -> None:
    assert templates().keys() - TEMPLATES.keys() == set()
