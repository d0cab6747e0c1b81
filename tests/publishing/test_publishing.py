"""A run in the service: all of it, only what changed, never an older one, never two at once."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.grading import small_base
from tests.publishing.runs import (
    DECEMBER,
    IN_DECEMBER,
    IN_NOVEMBER,
    NOVEMBER,
    SCHEME,
    grade,
    held,
    memberships_after,
    memberships_held,
    memberships_of_run,
    published,
    publisher,
)
from tests.service.actors import actor
from tierline.audit.store import entries
from tierline.entitlements.service import check
from tierline.grading.errors import NoRunThere
from tierline.lines import events, service
from tierline.lines.model import EventKind, LineEvent, Outcome, Status
from tierline.publishing import publisher as publishing
from tierline.publishing.errors import InputsMoved, LinesUnfit, PublicationTaken, RunNotWhole, RunOlder
from tierline.publishing.model import Step

RATED_ON = date(2026, 12, 5)


def line(database, line_id):
    with database.read() as connection:
        return service.of_id(connection, line_id)


def happen(database, settings, line_id, kind, at, **facts):
    """An event between runs."""
    event = LineEvent(f"e{line_id}-{kind}-{at}", line_id, kind, at, facts)
    with database.write() as connection:
        result = events.happened(connection, event, zone=settings.time_zone, now=at)
    assert result.outcome is Outcome.APPLIED


# ---------------------------------------------------------------- what is published


def test_the_service_holds_exactly_the_memberships_of_the_run(database, settings, runs):
    first = published(database, settings, runs.november, IN_NOVEMBER)
    assert memberships_held(database) == memberships_of_run(runs.november)
    assert (first.counts.lines_new, first.counts.duties_owed) == (40, 0)

    second = published(database, settings, runs.december, IN_DECEMBER)

    # What ended before the rating day is no longer in the run, and stays in the service as history.
    assert memberships_held(database) == memberships_after(runs.november, runs.december, RATED_ON)
    assert second.counts.lines_new == 1
    assert second.counts.lines_changed == 3
    assert second.counts.lines_left == 1
    assert second.counts.duties_owed > 0
    assert line(database, 5).product == "mobile_5g"
    assert line(database, 6).site == "65.6502.650201"
    assert line(database, 40).status is Status.ACTIVE


@pytest.mark.parametrize("scheme", ["cmcc-star", "ctcc-star"])
def test_a_run_of_a_scheme_that_no_standard_names_is_published_and_entitles_to_nothing(
    database, settings, tmp_path, scheme
):
    grade(tmp_path / "in", {}, tmp_path / "out", NOVEMBER, schemes=(scheme,))

    found = published(database, settings, tmp_path / "out", IN_NOVEMBER)

    assert found.counts.lines_new == 40
    assert memberships_held(database) == memberships_of_run(tmp_path / "out") != set()
    first = line(database, 1)
    with database.read() as connection:
        decisions = check(connection, actor("agent", site=""), first, IN_DECEMBER, settings)
    assert {decision.tier for decision in decisions} == {""}


def test_only_what_changed_is_written(database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)
    before, terms_before = held(database)["lines"], memberships_held(database)

    published(database, settings, runs.december, IN_DECEMBER)

    # The version of a line counts on with each writing, be it of the line or of what it holds.
    written = {int(row[0]) for row in set(held(database)["lines"]) - set(before)}
    assert written == {3, 5, 6, 41} | {row[0] for row in memberships_held(database) ^ terms_before}
    assert len(written) < 40


def test_a_run_that_is_published_already_changes_nothing(database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)
    before = held(database)

    again = published(database, settings, runs.november, IN_NOVEMBER)

    assert again.decision.step is Step.NOTHING
    assert held(database) == before


def test_several_schemes_of_a_folder_are_all_published(database, settings, tmp_path, monkeypatch):
    small_base.compiled_once(monkeypatch)
    grade(tmp_path / "in", {}, tmp_path / "out", NOVEMBER, schemes=(SCHEME, "unicom-card"))

    found = publisher(database, settings, IN_NOVEMBER).publish(tmp_path / "out")

    assert [one.identity.scheme for one in found] == ["unicom-card", SCHEME]
    assert memberships_held(database) == {
        row for name in (SCHEME, "unicom-card") for row in memberships_of_run(tmp_path / "out" / name)
    }


def test_begin_and_end_are_in_the_audit_trail(database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)

    with database.read() as connection:
        found = connection.execute(select(entries.c.action, entries.c.actor_id)).all()
    assert [tuple(row) for row in found] == [
        ("publishing.begin", "system:tester"),
        ("publishing.end", "system:tester"),
    ]


def test_publications_are_listed_latest_first(api, database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)
    published(database, settings, runs.december, IN_DECEMBER)

    answer = api.client(actor("administrator", site="")).get("/api/v1/publications")
    refused = api.client(actor("clerk")).get("/api/v1/publications")

    assert [one["month"] for one in answer.json()["items"]] == ["2026-12-01", "2026-11-01"]
    assert str(runs.november) not in answer.text
    assert refused.status_code == 403


# ---------------------------------------------------------------- duties


def test_the_first_run_of_a_scheme_owes_nothing_unless_asked_to(database, settings, runs):
    silent = published(database, settings, runs.november, IN_NOVEMBER)
    asked = published(database, settings, runs.november, IN_NOVEMBER, with_duties=True)
    again = published(database, settings, runs.november, IN_NOVEMBER, with_duties=True)

    assert silent.counts.duties_owed == 0
    assert asked.counts.duties_owed > 0
    assert asked.counts.memberships_begun == 0
    assert again.decision.step is Step.NOTHING


def test_a_correction_is_published_and_owes_only_what_was_not_owed_before(database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)
    wrong = published(database, settings, runs.december, IN_DECEMBER)
    owed = held(database)["duties"]

    corrected = published(database, settings, runs.corrected, IN_DECEMBER)

    assert corrected.decision.is_correction
    assert memberships_held(database) == memberships_after(runs.november, runs.corrected, RATED_ON)
    assert wrong.counts.duties_owed == len(owed)
    assert set(owed) <= set(held(database)["duties"])
    assert corrected.counts.duties_owed == len(held(database)["duties"]) - len(owed)
    states = [row[1] for row in held(database)["publications"]]
    assert sorted(states) == ["done", "done", "superseded"]


# ---------------------------------------------------------------- what is refused


def test_an_older_run_is_refused(database, settings, runs):
    published(database, settings, runs.december, IN_DECEMBER)
    before = held(database)

    with pytest.raises(RunOlder):
        published(database, settings, runs.november, IN_DECEMBER)

    assert held(database) == before


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A run over inputs of its own, which a test may spoil."""
    small_base.compiled_once(monkeypatch)
    grade(tmp_path / "in", {}, tmp_path / "out", NOVEMBER)
    return tmp_path


def _spoil_subscribers(folder):
    text = "SELECT * REPLACE ('mobile_3g' AS product) FROM subscribers"
    small_base.write(folder / "in", {"subscribers": text})


def _remove_bills(folder):
    (folder / "in" / "bills.parquet").unlink()


def _cut_events(folder):
    file = next((folder / "out" / "events").glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-50])


def _remove_memberships(folder):
    shutil.rmtree((folder / "out" / "memberships").resolve())


def _remove_summary(folder):
    (folder / "out" / "summary.json").resolve().unlink()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_spoil_subscribers, InputsMoved),
        (_remove_bills, InputsMoved),
        (_cut_events, RunNotWhole),
        (_remove_memberships, RunNotWhole),
        (_remove_summary, NoRunThere),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_run_that_is_not_what_it_was_is_refused(database, settings, copied, spoil, expected):
    spoil(copied)

    with pytest.raises(expected):
        published(database, settings, copied / "out", IN_NOVEMBER)

    assert held(database)["publications"] == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("msisdn", "0991-abc", "1 lines have a number"),
        ("site", "65.6501-abc", "1 lines have no site, or one"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lines_that_the_service_cannot_hold_are_refused_before_anything_is_written(
    database, settings, tmp_path, monkeypatch, column, value, said
):
    small_base.compiled_once(monkeypatch)
    spoiled = small_base.replaced("subscribers", "subscriber_id = 39", column, f"'{value}'")
    grade(tmp_path / "in", {"subscribers": spoiled}, tmp_path / "out", NOVEMBER)

    with pytest.raises(LinesUnfit, match=said) as caught:
        published(database, settings, tmp_path / "out", IN_NOVEMBER)

    assert "abc" not in str(caught.value)
    assert held(database)["publications"] == []


def test_of_two_publishers_of_a_run_one_is_refused_and_the_run_is_whole(database, settings, runs):
    others = []

    def second(done, lines):
        if not others:
            others.append(published(database, settings, runs.november, IN_NOVEMBER))

    with pytest.raises(PublicationTaken):
        published(database, settings, runs.november, IN_NOVEMBER, progress=second)

    assert others[0].decision.step is Step.CARRY_ON
    assert memberships_held(database) == memberships_of_run(runs.november)
    assert others[0].counts.lines_new == 40


def test_a_later_run_takes_the_place_of_one_that_was_never_done(database, settings, runs):
    def stop(done, lines):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        published(database, settings, runs.november, IN_NOVEMBER, progress=stop)

    found = published(database, settings, runs.december, IN_DECEMBER)

    assert found.decision.unfinished.month == NOVEMBER
    # Line 40 is known to the service from neither run.
    of_lines = {row for row in memberships_of_run(runs.december) if row[0] != 40}
    assert memberships_held(database) >= of_lines
    states = [row[:2] for row in held(database)["publications"]]
    assert states == [(str(NOVEMBER), "superseded"), (str(DECEMBER), "done")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_that_joins_in_the_moment_of_writing_is_read_again(database, settings, runs, monkeypatch):
    given, apply = [1, 2], publishing.apply

    def hindered(*parts, **named):
        if given:
            given.pop()
            raise IntegrityError("", {}, Exception())
        return apply(*parts, **named)

    monkeypatch.setattr(publishing, "apply", hindered)
    found = published(database, settings, runs.november, IN_NOVEMBER)

    assert given == []
    assert found.counts.lines_new == 40
    assert memberships_held(database) == memberships_of_run(runs.november)


# ---------------------------------------------------------------- events between runs


@pytest.mark.clause("GRD-20")
def test_what_happened_since_the_rating_day_outweighs_the_run(database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)
    happen(database, settings, 1, EventKind.CLOSED, IN_DECEMBER)
    happen(
        database,
        settings,
        5,
        EventKind.NEW_PLAN,
        IN_DECEMBER,
        product="mobile_2g",
        payment="prepaid",
        segment="public",
    )
    happen(database, settings, 6, EventKind.MOVED_SITE, IN_NOVEMBER, site="11.1101.110101")
    happen(database, settings, 8, EventKind.NEW_NUMBER, IN_DECEMBER, msisdn="13800008888")
    happen(database, settings, 9, EventKind.SUSPENDED, IN_DECEMBER, reason="customer")
    happen(database, settings, 10, EventKind.NEW_OWNER, IN_DECEMBER)

    published(database, settings, runs.december, IN_DECEMBER)

    assert line(database, 1).status is Status.CLOSED
    with database.read() as connection:
        assert service.memberships(connection, 1, date(2026, 12, 7)) == []
        assert service.memberships(connection, 10, date(2026, 12, 7)) != []
    assert line(database, 5).product == "mobile_2g"
    assert line(database, 6).site == "65.6502.650201"  # it happened before the rating day
    assert line(database, 8).msisdn == "13800008888"
    assert line(database, 9).status is Status.SUSPENDED
    assert line(database, 10).owner_no == 2


@pytest.mark.clause("GRD-20")
def test_closed_is_final_whatever_a_later_run_says(database, settings, runs):
    published(database, settings, runs.november, IN_NOVEMBER)
    happen(database, settings, 2, EventKind.CLOSED, IN_NOVEMBER)

    published(database, settings, runs.december, IN_DECEMBER)

    assert line(database, 2).status is Status.CLOSED
    with database.read() as connection:
        ends = [one.ends_on for one in service.memberships(connection, 2)]
    assert all(end == date(2026, 11, 6) for end in ends)


@pytest.mark.clause("GRD-20")
def test_an_event_in_the_middle_of_publishing_is_not_overwritten(database, settings, runs, monkeypatch):
    published(database, settings, runs.november, IN_NOVEMBER)
    pieces = publishing.chunks
    waiting = [5, 41]

    def interrupted(found, most_rows):
        for upto, piece in pieces(found, most_rows):
            for line_id in [one for one in waiting if one in piece.line_ids]:
                waiting.remove(line_id)
                if line_id == 5:
                    happen(database, settings, 5, EventKind.CLOSED, IN_DECEMBER)
                else:
                    facts = {"product": "mobile_4g", "payment": "prepaid", "segment": "public"}
                    happen(
                        database, settings, 41, EventKind.JOINED, IN_NOVEMBER,
                        msisdn="13800009999", site="65", **facts,
                    )  # fmt: skip
            yield upto, piece

    monkeypatch.setattr(publishing, "chunks", interrupted)
    published(database, settings, runs.december, IN_DECEMBER)

    assert waiting == []
    assert line(database, 5).status is Status.CLOSED
    assert line(database, 41).msisdn == "13800009941"
    with database.read() as connection:
        assert service.memberships(connection, 5, date(2026, 12, 7)) == []
