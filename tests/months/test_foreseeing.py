"""What comes next, what publishing would do, and what has been done with a month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.months.operator import CREDIT, DECEMBER, NOVEMBER, NOW, OPERATIONS, STAR, carried
from tests.service.actors import actor
from tierline.months import asking, foreseeing, service
from tierline.months.next_month import next_month
from tierline.months.titles import names_of, scheme_titles
from tierline.policy.load import bundled_folder
from tierline.policy.vocabulary import Change, Duty
from tierline.publishing.model import Step
from tierline.rights.errors import PermissionMissing
from tierline.wording import Language

TODAY = NOW.date()


def foreseen(database, settings, month=DECEMBER, scheme=STAR, who=OPERATIONS):
    with database.read() as connection:
        shown = service.shown(connection, who, settings, month, scheme, has_examples=False)
        return foreseeing.foreseen(connection, who, settings, shown, today=TODAY), shown


def published(database, settings, month):
    with database.write() as connection:
        task = asking.ask_publish(connection, OPERATIONS, settings, month, STAR, now=NOW)
    return carried(database, settings, task)


@pytest.mark.clause("GRD-18")
def test_what_publishing_would_write_is_counted_from_the_month(database, settings):
    found, shown = foreseen(database, settings, NOVEMBER)
    counts = {one.change: one.lines.now for one in shown.changes}
    assert (found.step, found.owes_duties, found.refused) == (Step.BEGIN, False, None)
    assert found.written == sum(counts.values()) - counts[Change.KEPT] > 0
    assert found.duties[Duty.TELL_CUSTOMER] == counts[Change.JOINED]
    without, _ = foreseen(database, settings, NOVEMBER, CREDIT)
    assert (without.has_memberships, without.written, without.duties) == (False, 0, {})


def test_the_same_again_writes_nothing_and_an_earlier_month_is_refused(database, settings):
    published(database, settings, DECEMBER)
    again, _ = foreseen(database, settings)
    assert again.step is Step.NOTHING
    earlier, _ = foreseen(database, settings, NOVEMBER)
    assert "an older month may not follow" in earlier.refused.read(Language.EN)
    assert "不可再发布更早的月份" in earlier.refused.read(Language.ZH)


def test_the_last_task_of_each_kind_about_a_scheme_is_followed_within_the_site(database, settings):
    with database.write() as connection:
        first = asking.ask_verify(connection, OPERATIONS, settings, DECEMBER, STAR, now=NOW)
        asking.ask_verify(connection, OPERATIONS, settings, DECEMBER, CREDIT, now=NOW)
        later = NOW + timedelta(minutes=1)
        graded = asking.ask_grade(connection, OPERATIONS, settings, DECEMBER, [STAR], now=later)
    with database.read() as connection:
        for who, tasks in (
            (OPERATIONS, [graded, first]),
            (actor("operations", site="65"), []),
            (actor("agent", site=""), []),
        ):
            assert foreseeing.followed(connection, who, DECEMBER, STAR) == tasks


def test_the_month_after_the_last_graded_one_comes_next_with_what_is_missing(settings, tmp_path):
    found = next_month(OPERATIONS, settings, today=TODAY)
    assert (f"{found.month:%Y-%m}", list(found.usual)) == ("2027-01", [CREDIT, STAR])
    assert "has not begun" in found.missing.read(Language.EN)
    later = next_month(OPERATIONS, settings, today=found.month)
    assert "the bills of 2026-12 are not among the datasets" in later.missing.read(Language.EN)
    fresh = next_month(OPERATIONS, settings.model_copy(update={"runs": tmp_path / "none"}), today=TODAY)
    assert (fresh.month, fresh.missing) == (DECEMBER, None)
    with pytest.raises(PermissionMissing):
        next_month(actor("agent"), settings, today=TODAY)


def test_titles_follow_the_policies_of_the_installation(settings, tmp_path):
    pack = (bundled_folder() / "cmcc-credit.yaml").read_text("utf-8")
    (tmp_path / "own.yaml").write_text(pack, "utf-8")
    own = settings.model_copy(update={"policies": tmp_path})
    assert set(scheme_titles(own)) == {CREDIT}
    changed = pack.replace("China Mobile credit grade", "our own grade of credit")
    assert changed != pack
    (tmp_path / "own.yaml").write_text(changed, "utf-8")
    assert scheme_titles(own)[CREDIT].en == "our own grade of credit"
    assert STAR in scheme_titles(settings.model_copy(update={"policies": None}))


def test_a_graded_month_names_its_tiers_and_measures(settings):
    names = names_of(OPERATIONS, settings, DECEMBER, STAR)
    assert names.tier("five_star").zh == "五星"
    assert names.tier("unheard_of").en == "unheard_of"
    assert set(names.measures) == {"arpu", "tenure_factor"}
    assert names.has_memberships
    with pytest.raises(PermissionMissing):
        names_of(actor("agent"), settings, DECEMBER, STAR)
