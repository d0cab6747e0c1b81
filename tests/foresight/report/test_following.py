"""A report counts as statistics do, although it reads what the runs counted and their events alone."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.foresight.statistics.asking import asked
from tests.foresight.statistics.scripted import CREDIT, HENAN, STAR, Month, Script, Written, write_series
from tierline.foresight.report.model import Coming, Leaving, SchemeReport
from tierline.foresight.report.service import Request, reports_of
from tierline.foresight.statistics.gathering import RunFiles, opened_files
from tierline.foresight.statistics.model import IN_FULL, Dimension
from tierline.foresight.statistics.series import series_of
from tierline.foresight.statistics.standing import opening, standing
from tierline.grading.engines.duckdb import DuckDB
from tierline.policy.load import bundled_packs
from tierline.policy.vocabulary import Duty

FIRST = {STAR: date(2026, 1, 1), HENAN: date(2012, 1, 1), CREDIT: date(2026, 1, 1)}
BY_MONTH = (Dimension.SCHEME, Dimension.MONTH)


def reported(runs: Sequence[Written], **options: int) -> SchemeReport:
    """The report of written runs of one scheme."""
    (report,) = reports_of(Request([run.folder for run in runs], threads=1, **options))
    return report


def random_script(rng: Random, scheme: str, months: int) -> Script:
    """A line that is rated otherwise now and then; it may close, leave the base or come late."""
    tiers = [None, *(tier.name for tier in bundled_packs()[scheme].tiers if tier.name != "supreme")]
    rated, script, closed_on = rng.choice(tiers), list[Month | None](), None
    comes, leaves = rng.choice((0, 0, 0, 3)), rng.choice((months, months, months, 12))
    for number in range(months):
        if rng.random() < 0.2:
            rated = rng.choice(tiers)
        if closed_on is None and rng.random() < 0.02:
            month = FIRST[scheme].year * 12 + FIRST[scheme].month - 1 + number
            closed_on = date(month // 12, month % 12 + 1, 2)
        script.append(Month(rated, closed_on=closed_on) if comes <= number < leaves else None)
    return script


@pytest.fixture(scope="module", params=[STAR, HENAN, CREDIT])
def runs(request, tmp_path_factory) -> list[Written]:
    """Sixteen months of random lines of a scheme, so that terms run out among them."""
    rng, scheme = Random(7), request.param
    scripts = {line: random_script(rng, scheme, 16) for line in range(1, 121)}
    return write_series(tmp_path_factory.mktemp(scheme), scheme, FIRST[scheme], scripts)


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize("opens", [0, 5])
def test_members_by_tier_and_month_are_those_of_the_statistics(runs, opens):
    report = reported(runs[opens:])

    found = asked(runs[opens:], "month,tier")
    after = Counter({(cell.month, cell.tier): cell.counts.members_after for cell in found.tables[IN_FULL]})
    before = Counter({(cell.month, cell.tier): cell.counts.members_before for cell in found.tables[IN_FULL]})
    for month in report.months:
        if month.before is None:
            continue
        for tier in report.series.tiers:
            assert month.after[tier] == after[month.month, tier], (month.month, tier)
            assert month.before[tier] == before[month.month, tier], (month.month, tier)
    assert any(after.values())


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize("runs", [STAR, HENAN], indirect=True)
def test_who_came_and_left_makes_the_difference_of_each_month(runs):
    report = reported(runs)

    found = {cell.month: cell.counts for cell in asked(runs, "month").tables[BY_MONTH]}
    for month in report.months:
        counts = found[month.month]
        assert sum(month.came.values()) - sum(month.left.values()) == month.change
        assert month.came[Coming.JOINED] == counts.new
        assert month.left[Leaving.LAPSED] + month.left[Leaving.INELIGIBLE] == counts.lapsed
    assert any(month.left[Leaving.LAPSED] for month in report.months)


@pytest.mark.parametrize(("opens", "part_lines"), [(0, 1_000), (5, 40)])
def test_flows_are_those_of_lines_followed_one_by_one(runs, opens, part_lines):
    report = reported(runs[opens:], part_lines=part_lines)

    assert report.flows is not None
    plain = followed(runs[opens:], after_first=report.flows.opens_after is not None)
    assert report.flows.lines == plain
    assert report.flows.moved()


def followed(runs: Sequence[Written], *, after_first: bool) -> dict[tuple[str | None, str | None], int]:
    """The flows by the states that statistics give each line, joined whole."""
    (series,) = series_of([run.folder for run in runs])
    tiers = tuple(series.tiers)
    with (
        tempfile.TemporaryDirectory() as scratch,
        closing(DuckDB(memory_mib=256, scratch=Path(scratch))) as engine,
    ):
        files = opened_files(engine, series, Path(scratch))

        def stand(name: str, of: RunFiles) -> str:
            grades, memberships = of.grades.select(None, None), of.memberships.select(None, None)
            engine.keep(name, standing(of.run, grades, memberships, tiers))
            return grades

        grades = stand("first", files[0])
        stand("last", files[-1])
        if after_first:
            engine.keep("before", "SELECT * FROM first")
        else:
            engine.keep("before", opening("first", grades, files[0].events.select(None, None), tiers))
        rows = engine.rows(
            "SELECT before.tier, last.tier, count(*) FROM before FULL JOIN last"
            " ON last.subscriber_id = before.subscriber_id"
            " WHERE before.tier IS NOT NULL OR last.tier IS NOT NULL GROUP BY ALL"
        )
    names = (*tiers, None)
    return {
        (names[-1 if one is None else one], names[-1 if other is None else other]): n
        for one, other, n in rows
    }


def star(tmp_path: Path, *scripts: Script) -> list[Written]:
    """A series of the star scheme, whose lines are numbered from 1."""
    return write_series(tmp_path, STAR, date(2026, 1, 1), dict(enumerate(scripts, start=1)))


def test_a_series_that_begins_with_the_first_rating_is_followed_from_after_it(tmp_path):
    report = reported(
        star(tmp_path, [Month("one_star"), Month("two_star")], [Month(None), Month("one_star")])
    )

    assert report.flows is not None
    assert report.flows.opens_after == date(2026, 1, 1)
    assert report.flows.lines == {("one_star", "two_star"): 1, (None, "one_star"): 1}


def test_one_run_shows_the_flows_of_its_month(tmp_path):
    _, second = star(tmp_path, [Month("one_star"), Month("two_star")])

    report = reported([second])

    assert report.flows is not None
    assert report.flows.opens_after is None
    assert report.flows.lines == {("one_star", "two_star"): 1}


def test_the_first_rating_alone_shows_no_flows(tmp_path):
    (only,) = star(tmp_path, [Month("one_star")])

    assert reported([only]).flows is None


@pytest.mark.clause("GRD-18")
def test_duties_are_those_of_the_events(tmp_path):
    closing_line = [Month("one_star"), Month("one_star", closed_on=date(2026, 2, 1))]
    first, second = star(tmp_path, [Month("one_star"), Month("two_star")], closing_line)

    report = reported([first, second])

    # Joining and rising are told; who closes is told nothing.
    assert [month.duties for month in report.months] == [{Duty.TELL_CUSTOMER: 2}, {Duty.TELL_CUSTOMER: 1}]
