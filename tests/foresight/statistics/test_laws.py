"""Laws of statistics on random series: whatever they are told by they add up, and a plain count agrees."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from tests.foresight.statistics.asking import asked, of_folders
from tests.foresight.statistics.scripted import CREDIT, HENAN, STAR, Month, Script, Written, write_series
from tests.grading import small_base
from tierline.foresight.statistics.cells import MINUS, PLUS, STANDING
from tierline.foresight.statistics.commands import by_of
from tierline.foresight.statistics.model import COUNTS
from tierline.grading.months import last_day
from tierline.grading.run import run
from tierline.policy.load import bundled_packs
from tierline.policy.vocabulary import Change

FIRST = {STAR: date(2026, 1, 1), HENAN: date(2012, 1, 1), CREDIT: date(2026, 1, 1)}
PRODUCTS = ("mobile_2g", "mobile_3g", "mobile_4g")
SITES = ("41.4101.410102", "41.4102.410202", "65.6501.650102")
TABLES = ("month", "tier", "month,tier", "month,product", "month,tier,product,site", "site")


def random_script(rng: Random, scheme: str, months: int) -> Script:
    """A line whose tier, product and site change now and then; it may close, leave the base or come late."""
    tiers = [None, *(tier.name for tier in bundled_packs()[scheme].tiers)]
    now = Month(rng.choice(tiers), rng.choice(PRODUCTS), rng.choice(SITES))
    script: list[Month | None] = []
    closed_on = None
    first = FIRST[scheme]
    for number in range(months):
        month = date(first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1, 1)
        now = Month(
            rng.choice(tiers) if rng.random() < 0.3 else now.rated,
            rng.choice(PRODUCTS) if rng.random() < 0.1 else now.product,
            rng.choice(SITES) if rng.random() < 0.1 else now.site,
        )
        if closed_on is None and rng.random() < 0.03:
            closed_on = month.replace(day=rng.randint(1, 28))
        is_there = rng.random() > 0.03
        script.append(Month(now.rated, now.product, now.site, closed_on) if is_there else None)
    return script


def random_series(folder, scheme: str, seed: int, lines: int = 80, months: int = 16) -> list[Written]:
    rng = Random(seed)
    scripts = {line * 7: random_script(rng, scheme, months) for line in range(1, lines + 1)}
    return write_series(folder, scheme, FIRST[scheme], scripts)


@pytest.fixture(scope="module", params=[STAR, HENAN, CREDIT])
def found(request, tmp_path_factory):
    """A random series and its statistics, in parts of a few lines."""
    runs = random_series(tmp_path_factory.mktemp("series"), request.param, seed=11)
    tables = [by_of(by) for by in TABLES]
    snapshots = (runs[3].rating.rated_on, last_day(runs[7].rating.number))
    return runs, asked(runs, TABLES[0], also_by=tables, snapshots=snapshots, part_lines=30)


def stands_at(scheme: str, written: Written, line: int) -> str | None:
    """The tier that a line has been given by the end of a run, told by the memberships that the run left."""
    if scheme == CREDIT:
        now = written.lines[line]
        return None if now.closed_on is not None and now.closed_on <= written.rating.rated_on else now.rated
    outcome = written.outcomes[line]
    if outcome.change in (Change.LAPSED, Change.ENDED, Change.NONE):
        return None
    last = written.memberships[line][-1]
    runs_out = last.ends_on is not None and last.ends_on < last_day(written.rating.number)
    return None if runs_out and outcome.started is None else last.tier


@pytest.mark.clause("GOV-03")
def test_members_before_and_who_came_less_who_went_are_the_members_after(found):
    _, statistics = found

    for by in map(by_of, TABLES):
        for cell in statistics.tables[by]:
            count = {name: getattr(cell.counts, name) for name in COUNTS}
            came, went = sum(count[name] for name in PLUS), sum(count[name] for name in MINUS)
            assert came - went == count["members_after"], cell
            if cell.month is not None:
                assert sum(count[name] for name in STANDING) == count["members_after"], cell


@pytest.mark.clause("GOV-03")
@pytest.mark.parametrize("by", ["month", "month,tier", "month,product", "month,tier,product,site"])
def test_the_members_after_a_month_are_those_before_the_next(found, by):
    runs, statistics = found
    before, after = Counter(), Counter()
    for cell in statistics.tables[by_of(by)]:
        place = (cell.tier, cell.product, cell.site)
        before[cell.month, place] += cell.counts.members_before
        after[cell.month, place] += cell.counts.members_after
    months = [one.rating.month for one in runs]
    first = 0 if statistics.series[0].runs[0].has_memberships else 1

    for month, following in zip(months[first:], months[first + 1 :], strict=False):
        places = {place for at, place in {*before, *after} if at in (month, following)}
        assert {place: after[month, place] for place in places} == {
            place: before[following, place] for place in places
        }


@pytest.mark.clause("GOV-03")
def test_a_finer_table_adds_up_to_a_coarser_one(found):
    """Of those who only moved, which a coarser table does not see, there may be fewer."""
    _, statistics = found
    summed = [name for name in COUNTS if name not in ("moved_in", "moved_out")]

    def by_month(by):
        total = Counter()
        for cell in statistics.tables[by_of(by)]:
            for name in summed:
                total[cell.month, name] += getattr(cell.counts, name)
        return total

    expected = by_month("month")
    for by in ("month,tier", "month,product", "month,tier,product,site"):
        assert by_month(by) == expected


@pytest.mark.clause("GOV-03", "GRD-12", "GRD-13")
def test_members_after_each_month_are_what_a_plain_count_of_the_lines_gives(found):
    runs, statistics = found
    scheme = statistics.series[0].scheme
    expected = Counter()
    # The first month of a scheme without memberships only says where each line stands.
    for written in runs[scheme == CREDIT :]:
        for line, now in written.lines.items():
            tier = stands_at(scheme, written, line)
            if tier is not None:
                expected[written.rating.month, tier, now.product, now.site] += 1

    counted = {
        (cell.month, cell.tier, cell.product, cell.site): cell.counts.members_after
        for cell in statistics.tables[by_of("month,tier,product,site")]
        if cell.counts.members_after
    }

    assert counted == dict(expected)


@pytest.mark.clause("GOV-03")
def test_who_is_gone_from_a_snapshot_and_who_is_not_are_all_its_members(found):
    _, statistics = found

    for points in statistics.retention.values():
        for point in points:
            assert point.same_or_better + point.lower + point.gone == point.members
            assert point.on_3g <= point.members - point.gone
    assert any(point.gone for point in points)


def test_a_snapshot_holds_whom_a_plain_look_at_the_terms_finds(tmp_path):
    runs = random_series(tmp_path, HENAN, seed=5)
    day = date(2012, 9, 20)

    statistics = asked(runs, "tier", snapshots=(day,))

    # Of the run of September, less those who had closed by then, which the run of October knows.
    september, october = runs[8], runs[9]
    expected = Counter()
    for line in september.lines:
        held = [one for one in september.memberships[line] if one.runs_on(day)]
        later = {one.since: one.ends_on for one in october.memberships.get(line, ())}
        for one in held:
            ends_on = later.get(one.since, one.ends_on)
            if ends_on is None or ends_on >= day:
                expected[one.tier] += 1
    points = [point for point in statistics.retention[by_of("tier")] if point.day == day]
    assert {point.tier: point.members for point in points} == dict(expected)


def test_the_order_of_folders_and_the_size_of_parts_change_nothing(tmp_path):
    runs = random_series(tmp_path, HENAN, seed=3, months=6)
    snapshots = (date(2012, 2, 10),)

    whole = asked(runs, "month,tier,product", snapshots=snapshots)
    pieces = asked(runs[::-1], "month,tier,product", snapshots=snapshots, part_lines=9, threads=2)

    assert pieces.tables == whole.tables
    assert pieces.retention == whole.retention


def test_a_run_of_the_engine_counts_what_its_own_summary_counts(tmp_path, monkeypatch):
    small_base.compiled_once(monkeypatch)
    paths = small_base.write(tmp_path / "in")
    (summary,) = run(small_base.request(paths, tmp_path / "out"))

    (cell,) = of_folders([tmp_path / "out"], "month").tables[by_of("month")]

    changes = summary.data["by_change"]
    assert changes["joined"]
    assert changes["renewed"] + changes["risen"] + changes["fallen"]
    told = ("risen", "fallen", "renewed", "kept", "lapsed", "ended")
    assert {name: getattr(cell.counts, name) for name in told} == {name: changes[name] for name in told}
    assert cell.counts.new == changes["joined"]
    assert (
        cell.counts.members_after
        == sum(lines for tier, lines in summary.data["by_tier"].items() if tier != "none") - changes["lapsed"]
    )
