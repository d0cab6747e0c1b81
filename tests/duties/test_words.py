"""Everything that a duty can say exists."""

from __future__ import annotations

from tierline.duties.carrying_out import NOTICE_TEMPLATES
from tierline.duties.model import Problem, State
from tierline.duties.words import DUTIES, PROBLEMS, STATES
from tierline.messages.templates import templates
from tierline.policy.vocabulary import NOTICES, Change, Duty

TOLD = (Change.JOINED, Change.RISEN, Change.FALLEN, Change.RENEWED, Change.LAPSED)


def test_each_change_and_notice_has_its_message_and_each_state_its_word():
    wanted = {f"tier_{change}" for change in TOLD} | {NOTICE_TEMPLATES[notice] for notice in NOTICES}
    assert wanted <= templates().keys()
    assert (DUTIES.keys(), STATES.keys(), PROBLEMS.keys()) == (set(Duty), set(State), set(Problem))
