"""Whatever numbers and words stand in a pack that can be read, all is told of it, and soon."""

from __future__ import annotations

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.harbour import HARBOUR
from tierline.linting.choices import choices_of
from tierline.linting.model import Code
from tierline.linting.packs import told_of_pack
from tierline.linting.words import Wording
from tierline.policy.errors import PolicyError
from tierline.policy.load import bundled_folder, pack_files, read_pack
from tierline.tables.decide import decide, holds

PACKS = [HARBOUR, *(path.read_text("utf-8") for path in pack_files(bundled_folder()))]
WORD = re.compile(r"(?<=[{ \[])(\d+|at_least|over|mobile|fixed)(?=[,:}\]\"])")
NUMBERS = ["0", "1", "6", "60", "100", "150", "299.99", "300", "450"]
WORDS = {
    "at_least": ["over", "at_most", "under"],
    "over": ["at_least", "at_most", "under"],
    "mobile": ["mobile_3g", "fixed", "broadband"],
    "fixed": ["mobile", "fixed_line"],
}


@st.composite
def changed_packs(draw: st.DrawFn) -> str:
    """A pack in which a few numbers and words are others, from its rules on."""
    text = draw(st.sampled_from(PACKS))
    for _ in range(draw(st.integers(1, 3))):
        places = list(WORD.finditer(text, text.index("\n- from")))
        place = draw(st.sampled_from(places))
        choices = WORDS.get(place[0], NUMBERS)
        text = text[: place.start()] + draw(st.sampled_from(choices)) + text[place.end() :]
    return text


@given(changed_packs())
@settings(max_examples=100, deadline=None)
def test_all_is_told_of_any_pack_with_cases_that_really_fall_there(text):
    try:
        pack = read_pack(text, "any.yaml")
    except PolicyError:
        return
    started = time.process_time()

    told = told_of_pack(pack)

    assert time.process_time() - started < 2
    wording = Wording(pack)
    for each in told:
        said = wording.sentence(each)
        assert said.en
        assert said.zh
        case = each.finding.example
        if case is not None and each.code in (Code.GAP, Code.NULL_GAP, Code.BELOW_RUNGS):
            assert decide(each.table, case).matched == ()
        for name, value in (case or {}).items():
            domain = each.table.domains[name]
            assert domain.allowed is None or holds(domain.allowed, value) is True
    assert len(choices_of(pack)) <= len(pack.entries)
