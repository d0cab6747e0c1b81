"""What a month shows is what its files hold, within the site of whoever looks."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import duckdb
import pytest

from tests.grading.measured import pier
from tests.months.operator import (
    CREDIT,
    DECEMBER,
    EAST,
    NOVEMBER,
    NOW,
    OPERATIONS,
    STAR,
    WEST,
    graded,
    settings_at,
    write_datasets,
)
from tests.service.actors import actor
from tests.service.base import add_line
from tierline.database.errors import SortUnknown
from tierline.database.paging import Listing
from tierline.duties import service as duties
from tierline.duties.model import NewDuty
from tierline.grading.measured.run import run
from tierline.grading.steps import Step
from tierline.months import service
from tierline.months.errors import CheckUnknown, MonthUnknown, OnlyOfLines, PlaceWrong, RunsNotKept
from tierline.months.model import Compared, DutyCount, Outcome, Published, StageName, Wanted
from tierline.policy.model import Rates
from tierline.policy.vocabulary import Change, Duty
from tierline.rights.errors import PermissionMissing

IN_WEST = actor("operations", site="65")
ALL = Listing(200)


def shown(database, settings, month=DECEMBER, scheme=STAR, who=OPERATIONS):
    with database.read() as connection:
        return service.shown(connection, who, settings, month, scheme)


def lines(database, settings, wanted=None, who=OPERATIONS, listing=ALL, scheme=STAR):
    with database.read() as connection:
        return service.lines(connection, who, settings, DECEMBER, scheme, wanted or Wanted(), listing)


def grades(settings, month=DECEMBER, scheme=STAR, where="true"):
    """Id, tier and change of the lines that a run graded, as its files have them."""
    files = f"{settings.runs}/{month:%Y-%m}/{scheme}/grades/*.parquet"
    connection = duckdb.connect(config={"threads": 1})
    return connection.execute(f"SELECT subscriber_id, tier, change FROM '{files}' WHERE {where}").fetchall()


def test_months_are_listed_with_each_scheme_the_latest_first(database, settings):
    with database.read() as connection:
        page = service.listed(connection, OPERATIONS, settings, Listing(1))
        rest = service.listed(connection, OPERATIONS, settings, Listing(1, page.next))
    assert [(one.month, one.scheme) for one in page.items] == [(DECEMBER, CREDIT), (DECEMBER, STAR)]
    assert [one.month for one in rest.items] == [NOVEMBER, NOVEMBER]
    assert rest.next is None
    star = page.items[1]
    assert (star.lines, star.rates, star.published, star.verified) == (40, Rates.LINE, Published.NO, None)
    assert star.lines_a_second > 0
    assert "GRD-19" in star.warnings[0].en


@pytest.mark.clause("GOV-03")
def test_a_month_counts_its_lines_by_tier_and_change_beside_last_month(database, settings):
    found = shown(database, settings)
    now, before = grades(settings), grades(settings, NOVEMBER)
    for column, figures in ((1, {one.tier: one.lines for one in found.tiers}),
                            (2, {one.change: one.lines for one in found.changes})):  # fmt: skip
        held, held_before = Counter(row[column] for row in now), Counter(row[column] for row in before)
        assert {key: count.now for key, count in figures.items()} == {key: held[key] for key in figures}
        assert {key: count.before for key, count in figures.items()} == {
            key: held_before[key] for key in figures
        }
    first = found.tiers[-1].lines
    assert [month for month, _ in first.series] == [NOVEMBER, DECEMBER]
    assert first.difference == first.now - first.before
    assert found.previous == NOVEMBER


def test_the_stages_tell_how_many_rows_went_through_each(database, settings):
    found = {stage.name: stage.rows for stage in shown(database, settings).stages}
    members = sum(row[1] is not None for row in grades(settings))
    changed = sum(row[2] not in ("kept", "none") for row in grades(settings))
    assert found == {
        StageName.LINES: 40,
        StageName.BILLS: 40 * 11 + 25,
        StageName.ELIGIBLE: 40,
        StageName.RATED: members,
        StageName.MEMBERSHIPS: members,
        StageName.CHANGES: changed,
    }


def test_the_steps_tell_how_long_the_stages_took_that_are_worked_out_together(database, settings):
    found = shown(database, settings)
    assert [(step.step, [stage.name for stage in step.stages]) for step in found.steps] == [
        (Step.INPUTS, []),
        (Step.CHECKS, []),
        (Step.LINES, [StageName.LINES, StageName.BILLS]),
        (Step.RATING, [StageName.ELIGIBLE, StageName.RATED, StageName.MEMBERSHIPS]),
        (Step.RESULTS, [StageName.CHANGES]),
    ]
    assert {step.rows for step in found.steps[2:]} == {40}
    assert found.steps[1].rows > 40 * 11
    before = {step.step: step.seconds for step in shown(database, settings, NOVEMBER).steps}
    assert {step.step: step.seconds_before for step in found.steps} == before
    assert sum(step.seconds for step in found.steps) <= found.listed.seconds * found.workers
    assert found.steps[0].rows_a_second is None
    assert found.listed.schemes_in_run == 2


def test_a_run_that_recorded_no_times_has_stages_alone(database, own):
    summary = own.runs / f"{NOVEMBER:%Y-%m}" / STAR / "summary.json"
    data = json.loads(summary.read_text("utf-8"))
    del data["steps"]
    summary.write_text(json.dumps(data), "utf-8")
    old, new = shown(database, own, NOVEMBER), shown(database, own)
    assert (old.steps, old.workers, old.listed.schemes_in_run) == ((), None, None)
    assert len(old.stages) == 6
    assert {step.seconds_before for step in new.steps} == {None}


@pytest.mark.parametrize(
    ("before", "now", "rate"),
    [
        (None, 5, None),
        (0, 5, None),
        (99, 120, None),  # a line is more than a percent
        (100, 120, 0.2),
        (1200, 0, -1.0),
        (100, 999, 8.99),
        (100, 1000, None),  # ten times as many is no growth
    ],
)
def test_a_rate_is_told_only_where_last_months_count_can_bear_it(before, now, rate):
    assert Compared(now, before, ()).rate == rate


@pytest.mark.clause("CHN-11")
def test_whoever_looks_from_a_site_sees_its_lines_alone(database, settings):
    found = shown(database, settings, who=IN_WEST)
    inside = grades(settings, where=f"site = '{WEST}'")
    assert sum(one.lines.now for one in found.tiers) == sum(row[1] is not None for row in inside) == 20
    assert [site.site for site in found.sites] == ["65.6501"]
    assert sum(one.lines.series[0][1] for one in found.tiers) == 20
    assert {line.site for line in lines(database, settings, who=IN_WEST).items} == {WEST}
    outside = Wanted(site="41"), Wanted(check="unbilled:41")
    assert [lines(database, settings, one, IN_WEST).items for one in outside] == [[], []]
    assert not any("41" in check.about for check in found.checks)


def test_sites_are_told_with_their_members_at_the_level_below_the_reader(database, settings):
    assert [(one.site, one.members) for one in shown(database, settings).sites] == [("41", 20), ("65", 20)]
    in_county = shown(database, settings, who=actor("operations", site=EAST))
    assert [(one.site, one.members) for one in in_county.sites] == [(EAST, 20)]


@pytest.mark.clause("GRD-15")
def test_a_site_without_bills_stands_out_and_its_lines_are_listed(database, settings):
    checks = {check.key: check for check in shown(database, settings).checks}
    found = checks["unbilled:41"]
    assert (found.outcome, found.lines, found.clause) == (Outcome.STANDS_OUT, 15, "GRD-15")
    assert [line.subscriber_id for line in found.examples] == [26, 27, 28, 29]
    assert checks["unbilled:65"].outcome is Outcome.PASSED
    listed = lines(database, settings, Wanted(check="unbilled:41")).items
    assert [line.subscriber_id for line in listed] == list(range(26, 41))


def test_bills_that_were_changed_since_are_not_judged(database, settings, tmp_path, database_url):
    write_datasets(tmp_path / "input")
    other = settings_at(tmp_path, database_url)
    graded(database, other, DECEMBER, STAR)
    with (tmp_path / "input" / "bills" / "2026-11.parquet").open("ab") as file:
        file.write(b"\0")
    outcomes = {check.key: check.outcome for check in shown(database, other).checks}
    assert outcomes["unbilled"] is Outcome.NOT_MADE
    with pytest.raises(CheckUnknown):
        lines(database, other, Wanted(check="unbilled:41"))


def test_the_list_behind_a_figure_has_each_of_its_lines_once_over_pages(database, settings):
    for wanted, where in (
        (Wanted(change=Change.KEPT), "change = 'kept'"),
        (Wanted(tier="one_star"), "tier = 'one_star'"),
        (Wanted(tier="one_star", site="65", change=Change.KEPT), f"tier = 'one_star' AND site = '{WEST}'"),
    ):
        place, found = "", []
        while place is not None:
            page = lines(database, settings, wanted, listing=Listing(7, place))
            found += [line.subscriber_id for line in page.items]
            place = page.next
        assert found == sorted(row[0] for row in grades(settings, where=where))


@pytest.mark.clause("GOV-01")
def test_numbers_are_masked_and_empty_where_the_service_does_not_know_the_line(database, settings):
    with database.write() as connection:
        add_line(connection, 1)
    found = lines(database, settings).items
    assert [line.msisdn for line in found[:2]] == ["186****0001", ""]


def test_a_line_is_told_with_its_measures_and_the_tier_it_had(database, settings):
    with database.read() as connection:
        page = service.lines(
            connection, OPERATIONS, settings, NOVEMBER, STAR, Wanted(change=Change.JOINED), Listing(1)
        )
    line = page.items[0]
    assert set(line.figures) == {"arpu", "tenure_factor"}
    assert (line.previous_tier, line.change) == (None, Change.JOINED)
    assert line.since is not None


def test_a_scheme_without_memberships_is_counted_by_its_rated_tiers(database, settings):
    found = shown(database, settings, scheme=CREDIT)
    rated = grades(settings, scheme=CREDIT, where="rated_tier IS NOT NULL")
    assert sum(tier.lines.now for tier in found.tiers) == len(rated) > 0
    assert found.changes == ()
    assert not any(check.key.startswith("fallen") for check in found.checks)


def test_a_scheme_of_sites_is_listed_with_what_it_has(database, own, tmp_path):
    measured = pier.write_csv(tmp_path / "measured.csv", pier.random_rows(1, 30))
    run(replace(pier.request(tmp_path, measured), out=own.runs / "2026-11" / pier.SCHEME))
    with database.read() as connection:
        listed = service.listed(connection, OPERATIONS, own, ALL).items[-2]
    assert (listed.scheme, listed.rates, listed.eligible) == (pier.SCHEME, Rates.SITE, None)
    found = shown(database, own, listed.month, listed.scheme)
    assert sum(found.site_tiers.values()) == listed.lines
    assert (found.tiers, found.checks) == ((), ())
    with pytest.raises(OnlyOfLines), database.read() as connection:
        service.lines(connection, OPERATIONS, own, listed.month, listed.scheme, Wanted(), ALL)


def test_duties_are_counted_by_kind_and_state_within_the_site(database, settings):
    with database.write() as connection:
        for line_id, site in ((1, WEST), (2, WEST), (3, EAST)):
            add_line(connection, line_id, site=site)
        owed = NewDuty(1, STAR, DECEMBER, Change.JOINED, "one_star", "", Duty.TELL_CUSTOMER)
        new = [replace(owed, line_id=line_id) for line_id in (1, 2, 3)]
        duties.owe(connection, [*new, replace(owed, month=NOVEMBER)], now=NOW)
    with database.read() as connection:
        for who, count in ((OPERATIONS, 3), (IN_WEST, 2)):
            found = service.duties_due(connection, who, DECEMBER, STAR)
            assert found == [DutyCount("tell_customer", "owed", count)]


def test_refusals(database, settings, database_url, tmp_path):
    with pytest.raises(PermissionMissing):
        shown(database, settings, who=actor("agent"))
    with pytest.raises(MonthUnknown, match="2026-12"):
        shown(database, settings, scheme="unicom-vip")
    with pytest.raises(RunsNotKept, match="TIERLINE_RUNS"):
        shown(database, settings.model_copy(update={"runs": None}))
    for listing in (Listing(5, "x"), Listing(5, "2" * 30)):
        with pytest.raises(PlaceWrong):
            lines(database, settings, listing=listing)
    with pytest.raises(SortUnknown):
        lines(database, settings, listing=Listing(5, sort="score"))
    with pytest.raises(CheckUnknown):
        lines(database, settings, Wanted(check="warning:1"))
