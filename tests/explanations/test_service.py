"""Explanations of a published run: its figures, to whom they belong, what is said where it is gone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.explanations.speech import NUMBER, faults
from tests.grading import small_base
from tests.publishing import runs as graded
from tests.publishing.runs import IN_NOVEMBER, NOVEMBER, SCHEME, published
from tests.service.actors import actor, customer
from tests.service.base import add_line, add_membership, add_override
from tierline.database.connect import Database
from tierline.explanations import service
from tierline.explanations.errors import SchemeNotThere
from tierline.explanations.model import Sentence, Told, Withheld
from tierline.grading.explain.commands import explain as explain_command
from tierline.lines import events
from tierline.lines import service as lines
from tierline.lines.model import EventKind, LineEvent
from tierline.rights.errors import PermissionMissing
from tierline.rights.model import Actor
from tierline.settings import Settings

AGENT = actor("agent", site="65")
IN_DECEMBER = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
app = typer.Typer()
app.command()(explain_command)


def with_runs(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"runs": folder})


@pytest.fixture
def served(database: Database, settings: Settings, november: Path) -> Settings:
    """The settings of a service that November was published in."""
    published(database, settings, november, IN_NOVEMBER)
    return with_runs(settings, november.parent)


def told(
    database: Database, settings: Settings, line_id: int, who: Actor = AGENT, scheme: str | None = SCHEME
) -> Told:
    (found,) = all_told(database, settings, line_id, who, scheme)
    return found


def all_told(
    database: Database, settings: Settings, line_id: int, who: Actor = AGENT, scheme: str | None = None
) -> tuple[Told, ...]:
    with database.read() as connection:
        line = lines.get(connection, who, line_id)
        return service.explain(connection, who, line, IN_DECEMBER, settings, scheme)


def said(found: Told) -> str:
    return " ".join(one.said.en for one in (*found.why, *found.changes, *found.following))


def sentences(found: Told) -> Iterator[Sentence]:
    yield from (*found.why, *found.changes, *found.following)


def happen(database: Database, settings: Settings, kind: EventKind, at: datetime, line_id: int) -> None:
    with database.write() as connection:
        event = LineEvent(f"{kind}-{line_id}", line_id, kind, at)
        found = events.happened(connection, event, zone=settings.time_zone, now=IN_DECEMBER)
        assert found.refusal is None


@pytest.mark.clause("GRD-15", "GRD-16")
def test_the_figures_are_those_that_the_command_explains_of_the_same_line(
    database: Database, served: Settings, november: Path
) -> None:
    for line_id in range(1, 41, 8):
        found = told(database, served, line_id)
        row = explained_by_command(november, line_id)["row"]

        assert found.rated is not None
        assert (found.rated.tier, found.rated.reason) == (row["rated_tier"], row["ineligible_reason"])
        figures = {one.name: one.value for one in found.rated.figures}
        for name in ("arpu", "tenure_factor", "score", "tenure_months"):
            assert Decimal(figures[name] or 0) == Decimal(row[name])
        spoken = {Decimal(one[0].replace(",", "")) for one in NUMBER.finditer(said(found))}
        assert {Decimal(row[name]) for name in ("arpu", "tenure_factor", "score")} <= spoken
        assert [fault for one in sentences(found) for fault in faults(one)] == []


@pytest.mark.clause("GRD-18")
def test_nobody_is_told_to_spend_in_a_month_that_has_passed(database: Database, served: Settings) -> None:
    seen = 0
    for line_id in range(1, 41):
        found = told(database, served, line_id)
        spending = [way for way in found.rated.ways if way.yuan] if found.rated else []
        seen += bool(spending)
        assert all(way.first_month == date(2026, 12, 1) for way in spending)
        assert ("November 2026 is over and not rated yet" in said(found)) == bool(spending)
        assert "starting in November 2026" not in said(found)
        assert "once, in November 2026" not in said(found)
    assert seen


def explained_by_command(folder: Path, line_id: int) -> dict[str, Any]:
    result = CliRunner().invoke(app, [str(folder), "--subscriber", str(line_id), "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_the_tier_is_the_one_that_the_service_holds_today(database: Database, served: Settings) -> None:
    found = told(database, served, 25)

    assert found.held is not None
    assert (found.held.tier, found.held.since) == ("four_star", date(2026, 12, 1))
    assert found.why[0].said.en == (
        "In the China Unicom star grade scheme your tier is four-star; it runs to 30 November 2027."
    )
    assert found.rated is not None
    assert found.rated.ahead is not None
    assert found.rated.ahead.rated_anew_on == date(2027, 11, 5)


@pytest.mark.clause("GOV-01", "GRD-20")
@pytest.mark.parametrize(
    ("since", "is_told"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), False),
        (datetime(2025, 11, 2, tzinfo=UTC), False),  # of the first month that counts, one day was another's
        (datetime(2025, 10, 31, 16, tzinfo=UTC), True),  # midnight of 1 November where the operator is
    ],
)
def test_a_new_owner_hears_no_figure_of_the_former_one(
    database: Database, served: Settings, since: datetime, is_told: bool
) -> None:
    before = told(database, served, 25)
    happen(database, served, EventKind.NEW_OWNER, since, 25)

    for who in (AGENT, customer(25, 2)):
        found = told(database, served, 25, who)

        assert found.held == before.held
        if is_told:
            assert found == before
            continue
        assert (found.withheld, found.rated, found.changes) == (Withheld.FORMER_OWNER, None, ())
        assert ("GRD-20", "GOV-01") in [one.clauses for one in found.why]
        assert "yuan" not in said(found)
        assert "points" not in said(found)


@pytest.mark.clause("GOV-01")
def test_a_customer_hears_of_their_own_line_alone(database: Database, served: Settings) -> None:
    assert told(database, served, 25, customer(25)) == told(database, served, 25)
    with database.read() as connection:
        line = lines.get(connection, AGENT, 25)
        with pytest.raises(PermissionMissing):
            service.explain(connection, actor(), line, IN_DECEMBER, served)


def test_what_is_set_by_hand_is_said_to_be_so_and_the_rating_beside_it(
    database: Database, served: Settings
) -> None:
    with database.write() as connection:
        set_on = {"since": date(2026, 12, 1), "ends_on": date(2027, 3, 31)}
        add_override(connection, 25, scheme=SCHEME, tier="five_star", **set_on)
        later = {"since": date(2027, 4, 1), "ends_on": date(2027, 5, 31)}
        add_override(connection, 25, scheme=SCHEME, tier="loyal", **later)

    found = told(database, served, 25)

    assert found.tier == "five_star"
    assert (
        "It was set by our staff in place of the rating, and runs to 31 March 2027." in found.why[0].said.en
    )
    assert [one.tier for one in found.to_come] == ["loyal"]
    assert found.rated is not None
    assert found.rated.tier == "four_star"
    assert "Li Yunshan" not in said(found)


def test_a_closed_line_is_told_that_its_tiers_ended(database: Database, served: Settings) -> None:
    happen(database, served, EventKind.CLOSED, IN_DECEMBER, 25)

    found = told(database, served, 25)

    assert (found.tier, found.rated, found.withheld, len(found.why)) == (None, None, None, 1)
    assert "the line is closed" in said(found)


def test_a_line_that_joined_since_is_told_that_the_next_rating_has_it(
    database: Database, served: Settings
) -> None:
    with database.write() as connection:
        add_line(connection, 999)

    found = told(database, served, 999)

    assert (found.held, found.withheld) == (None, Withheld.NOT_IN_RUN)


def test_a_scheme_that_nobody_knows_is_refused(database: Database, served: Settings) -> None:
    with pytest.raises(SchemeNotThere) as caught:
        told(database, served, 25, scheme="no-such-scheme")

    assert caught.value.facts["known"] == SCHEME


def test_what_was_never_published_is_told_as_held_and_what_is_over_not_at_all(
    database: Database, served: Settings
) -> None:
    with database.write() as connection:
        add_membership(connection, 25, scheme="unicom-vip")
        add_membership(connection, 25, scheme="unicom-card", tier="gold", ends_on=None)

    card, star = all_told(database, served, 25)

    assert (card.scheme, card.tier, card.withheld) == ("unicom-card", "gold", Withheld.NOT_PUBLISHED)
    assert card.why[0].said.en == (
        "In the China Unicom customer card scheme your tier is gold; it is kept without end."
    )
    assert star.rated is not None


def test_without_a_run_to_read_that_is_said_and_what_is_held(
    database: Database, served: Settings, tmp_path: Path
) -> None:
    for folder in (None, tmp_path / "nowhere"):
        found = told(database, with_runs(served, folder), 25)  # type: ignore[arg-type]

        assert (found.tier, found.withheld, found.rated) == ("four_star", Withheld.RUN_GONE, None)
        assert [fault for one in sentences(found) for fault in faults(one)] == []


def test_a_run_made_anew_or_without_its_inputs_explains_nothing_that_was_not_published(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_base.compiled_once(monkeypatch)
    folder = tmp_path / "2026-11" / SCHEME
    graded.grade(tmp_path / "in", {}, folder, NOVEMBER)
    published(database, settings, folder, IN_NOVEMBER)
    settings = with_runs(settings, tmp_path)
    before = told(database, settings, 25)
    assert before.rated is not None

    # The same result from a folder that was made anew is as good as the one that was published.
    shutil.rmtree(folder)
    graded.grade(tmp_path / "in", {}, folder, NOVEMBER)
    assert told(database, settings, 25) == before

    # Another result is not, until it is published too.
    richer = small_base.replaced("bills", "subscriber_id = 25", "mobile_billed", "900")
    graded.grade(tmp_path / "in-richer", {"bills": richer}, folder, NOVEMBER)
    assert told(database, settings, 25).withheld is Withheld.RUN_CHANGED
    assert told(database, settings, 31).rated is not None
    published(database, settings, folder, IN_NOVEMBER)
    assert told(database, settings, 25).tier == "five_star"
    assert told(database, settings, 25).rated is not None

    # Inputs that changed since give another result than the one on record.
    small_base.write(tmp_path / "in-richer")
    assert told(database, settings, 25).withheld is Withheld.RUN_CHANGED
    (tmp_path / "in-richer" / "bills.parquet").unlink()
    assert told(database, settings, 25).withheld is Withheld.RUN_GONE


@pytest.mark.clause("GRD-22")
def test_a_scheme_without_terms_tells_the_tier_of_the_last_rating(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "2026-11" / "cmcc-credit"
    graded.grade(tmp_path / "in", {}, folder, NOVEMBER, schemes=("cmcc-credit",))
    published(database, settings, folder, IN_NOVEMBER)

    found = told(database, with_runs(settings, tmp_path), 30, scheme="cmcc-credit")

    assert (found.held, found.tier) == (None, "three_star")
    assert "it holds until the next rating" in found.why[0].said.en
    assert "Your brand is GoTone: that gives 50 points." in said(found)

    found = told(database, settings, 30, scheme="cmcc-credit")
    assert (found.tier, found.withheld) == (None, Withheld.RUN_GONE)
    assert "no tier of yours is on record here" in found.why[0].said.en
