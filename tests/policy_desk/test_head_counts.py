"""Lines beside rungs: of the last graded month, of the reader's site, and of the policy that is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import duckdb
import pytest

from tests.policy_desk.desk import ONE_DATABASE, READER
from tierline.policy_desk.cells import LineKind
from tierline.policy_desk.changes import AddLine, SetCell
from tierline.policy_desk.changing import changed
from tierline.policy_desk.drafting import begun
from tierline.policy_desk.folder import present_pack
from tierline.policy_desk.head_counts import RungCount, head_counts, rungs_of
from tierline.rights.errors import PermissionMissing

pytestmark = ONE_DATABASE


def rated(graded, scheme, site=""):
    """Lines by rated tier, asked of the files another way."""
    files = f"{graded}/2026-11/**/{scheme}/grades/*.parquet"
    rows = duckdb.sql(
        f"SELECT DISTINCT CAST(rated_tier AS VARCHAR), site, subscriber_id FROM '{files}'"
    ).fetchall()
    return Counter(tier for tier, at, _ in rows if tier and f"{at}.".startswith(f"{site}." if site else ""))


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize("site", ["", "65.6501", "99.9999"])
def test_lines_are_counted_by_the_tier_that_they_were_rated_at_the_readers_site(desk, graded, site):
    found = head_counts(replace(READER, site=site), desk.settings, "harbour")
    assert (found.month, found.site) == ("2026-11", site)
    assert found.by_tier == rated(graded, "harbour", site)
    assert bool(found.by_tier) is (site != "99.9999")


def test_nothing_is_counted_by_another_policy_or_without_a_month(desk):
    assert head_counts(READER, desk.settings, "pier") is None  # never graded
    assert head_counts(READER, desk.settings.model_copy(update={"runs": None}), "harbour") is None
    pack = desk.settings.policies / "harbour.yaml"
    text = pack.read_text("utf-8")
    pack.write_text(text + "# a remark\n", "utf-8")
    assert head_counts(READER, desk.settings, "harbour") is not None
    pack.write_text(text.replace("200: blue", "190: blue"), "utf-8")
    assert head_counts(READER, desk.settings, "harbour") is None
    with pytest.raises(PermissionMissing):
        head_counts(replace(READER, permissions=frozenset()), desk.settings, "harbour")


def test_a_row_that_alone_gives_its_tier_has_decided_all_its_lines(desk):
    content = begun(present_pack(desk.settings, "unicom-star"), "2027-01-01")
    by_tier = {"five_star": 7, "four_star": 5}
    rungs = rungs_of(content.blocks, by_tier, frozenset())
    assert (rungs.of("five_star"), rungs.of("one_star")) == (RungCount(7, False), RungCount(0, False))
    again = [AddLine("tier", 1, LineKind.AT_LEAST, "arpu"), SetCell("tier", 1, 0, 1, "five_star")]
    rungs = rungs_of(changed(content, again).blocks, by_tier, frozenset({"four_star"}))
    assert rungs.of("five_star").is_shared
    assert rungs.of("four_star").is_shared  # a list of grades gives it too
    assert not rungs.of("three_star").is_shared
