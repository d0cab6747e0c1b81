"""What is to be done about a run, and whether its events oblige."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tierline.policy.model import Basis, Citation, DutyRule
from tierline.policy.vocabulary import Change, Duty
from tierline.publishing.comparing import Differences, chunks
from tierline.publishing.errors import RunOlder
from tierline.publishing.model import Counts, Identity, Publication, State, Step
from tierline.publishing.rules import decision, due_on, notices

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))
AT = datetime(2026, 11, 6, tzinfo=UTC)
TODAY = date(2026, 11, 6)


def run(month=NOVEMBER, digest="a"):
    return Identity("unicom-star", month, month.replace(day=5), digest)


def past(month=NOVEMBER, digest="a", state=State.DONE, owes_duties=False):
    of_run = vars(run(month, digest))
    return Publication(
        1, **of_run, folder="", state=state, cursor=None, owes_duties=owes_duties, counts=Counts(),
        begun_by="", started_at=AT, ended_at=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "asked", "step", "owes"),
    [
        ([], None, Step.BEGIN, False),  # a base that is there already
        ([], True, Step.BEGIN, True),
        ([past(OCTOBER, "o")], None, Step.BEGIN, True),
        ([past(OCTOBER, "o")], False, Step.BEGIN, False),
        ([past(OCTOBER, "o", state=State.UNDER_WAY)], None, Step.BEGIN, False),  # none was ever done
        ([past()], None, Step.NOTHING, False),
        ([past()], True, Step.BEGIN, True),  # silent before, wanted now
        ([past(owes_duties=True)], True, Step.NOTHING, True),
        ([past(state=State.UNDER_WAY, owes_duties=True)], None, Step.CARRY_ON, True),
        ([past(digest="b")], None, Step.BEGIN, False),  # a correction does as what it corrects
        ([past(digest="b", owes_duties=True)], None, Step.BEGIN, True),
        ([past(state=State.SUPERSEDED), past(OCTOBER, "o")], None, Step.BEGIN, True),
    ],
)
def test_what_is_done_about_a_run(before, asked, step, owes):
    found = decision(run(), before, asked, today=TODAY)

    assert (found.step, found.owes_duties) == (step, owes)


def test_a_past_month_owes_nothing_unless_asked_to():
    assert not decision(run(), [past(OCTOBER, "o")], None, today=date(2026, 12, 1)).owes_duties
    assert decision(run(), [past(OCTOBER, "o")], None, today=date(2026, 11, 30)).owes_duties


@pytest.mark.parametrize("state", [State.DONE, State.UNDER_WAY])
def test_an_older_month_is_refused(state):
    with pytest.raises(RunOlder):
        decision(run(NOVEMBER), [past(DECEMBER, state=state)], None, today=TODAY)


def rule(due="", **given):
    return DutyRule(Duty.TELL_CUSTOMER, (Change.JOINED,), Citation("GRD-13", Basis.SOURCE), due=due, **given)


@pytest.mark.clause("GRD-13")
def test_a_duty_is_owed_by_the_end_of_the_month_where_the_pack_says_so():
    assert due_on([rule(), rule("month_end")], date(2012, 2, 1)) == date(2012, 2, 29)
    assert due_on([rule()], date(2012, 2, 1)) is None


@pytest.mark.clause("ENT-13")
def test_notices_go_to_lines_of_their_products():
    three = rule(notices=("temporary_credit", "emergency_reconnection"), notice_products=("mobile_3g",))

    assert notices([rule(), three, three], "mobile_3g") == ("temporary_credit", "emergency_reconnection")
    assert notices([three], "mobile_4g") == ()


def test_pieces_hold_whole_lines_and_no_more_rows_than_allowed():
    kinds = ("new", "changed", "begun", "altered", "gone", "events")
    rows = {kind: [] for kind in kinds}
    rows["new"] = [(line,) for line in range(1, 6)]
    rows["begun"] = [(line, day) for line in range(1, 8) for day in "ab"]
    rows["events"] = [(6, ["x", "y"])]

    found = list(chunks(Differences(rows), 7))

    # Lines 1 to 5 weigh three rows, 6 two, two duties and its version, 7 two and its version.
    assert [upto for upto, _ in found] == [2, 4, 5, 6, 7]
    for kind in kinds:
        assert [row for _, piece in found for row in piece[kind]] == rows[kind]
