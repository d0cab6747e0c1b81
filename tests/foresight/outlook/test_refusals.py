"""What an outlook refuses: each kind of bad input has a sentence in both languages; nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.foresight.outlook.small import RATED_ON, base, held, looked, star
from tests.foresight.simulation.plain import edited
from tests.grading.small_base import MONTH, PHONE, content, replaced
from tierline.datasets.errors import MonthMissing, ValuesRefused
from tierline.errors import InputError
from tierline.foresight.outlook.errors import (
    LimitRefused,
    MembershipsGone,
    NoTerms,
    TiersDiffer,
    WithinRefused,
)
from tierline.foresight.outlook.service import under
from tierline.grading.errors import FolderHoldsRun
from tierline.grading.explain.asked import from_run
from tierline.grading.explain.errors import InputGone
from tierline.grading.run import Request, run
from tierline.policy.load import bundled_packs, in_force
from tierline.wording import Language

TERM = held("three_star", "2026-12-31")
BOTH = f"(SELECT * FROM ({TERM})) UNION ALL (SELECT * FROM ({held('two_star', '2026-12-30')}))"

SPOILT: Mapping[str, tuple[str, str, str]] = {
    "product": (
        "subscribers",
        replaced("subscribers", "subscriber_id = 3", "product", "'fax'"),
        "subscribers, product",
    ),
    "line twice": (
        "subscribers",
        "SELECT * FROM subscribers UNION ALL SELECT * FROM subscribers WHERE subscriber_id = 3",
        "subscribers, subscriber_id",
    ),
    "bill twice": (
        "bills",
        "SELECT * FROM bills UNION ALL"
        " SELECT * FROM bills WHERE subscriber_id = 3 AND month = DATE '2026-10-01'",
        "bills, subscriber_id, month",
    ),
    "tier": ("memberships", held("bronze", "2026-12-31"), "memberships, tier"),
    "overlap": ("memberships", BOTH, "memberships, since, ends_on"),
    "grade": (
        "special_grades",
        "SELECT subscriber_id, 'royal' AS grade FROM special_grades",
        "special_grades, grade",
    ),
}


def sentence(error: InputError) -> str:
    """The English sentence; the Chinese one is another, and neither tells a phone number."""
    english, chinese = (error.message(language) for language in Language)
    assert PHONE not in english + chinese
    assert "{" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    return english


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an earlier list."""
    folder = tmp_path_factory.mktemp("earlier")
    looked(star(base(folder / "in", TERM)), folder / "out")
    return folder / "out"


@pytest.mark.parametrize("name", SPOILT)
def test_bad_rows_are_refused_and_the_earlier_list_stays(tmp_path: Path, earlier: Path, name: str) -> None:
    dataset, query, named = SPOILT[name]
    before = content(earlier)
    spoilt = base(tmp_path / "bad", **{"memberships": TERM, dataset: query})

    with pytest.raises(ValuesRefused) as caught:
        looked(star(spoilt), earlier)

    assert sentence(caught.value).startswith(named)
    assert content(earlier) == before


@pytest.mark.parametrize(
    ("error", "options", "told"),
    [
        (WithinRefused, {"within": 0}, "found 0"),
        (WithinRefused, {"within": 13}, "1 to 12"),
        (LimitRefused, {"limit": -1}, "found -1"),
    ],
)
def test_numbers_outside_their_range_are_refused(
    tmp_path: Path, error: type[InputError], options: dict[str, Any], told: str
) -> None:
    paths = base(tmp_path / "in", TERM)

    with pytest.raises(error) as caught:
        looked(star(paths), tmp_path / "out", **options)

    assert told in sentence(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("scheme", ["cmcc-credit", "unicom-card"])
def test_a_scheme_without_terms_has_no_outlook(tmp_path: Path, scheme: str) -> None:
    pack = bundled_packs()[scheme]
    asked = star(base(tmp_path / "in", TERM))

    with pytest.raises(NoTerms) as caught:
        looked(replace(asked, pack=pack, version=in_force(pack, RATED_ON)), tmp_path / "out")

    assert sentence(caught.value).startswith(f"{scheme} has no terms that end")


def test_bills_of_the_wrong_month_are_refused(tmp_path: Path) -> None:
    early = "SELECT * FROM bills WHERE month < DATE '2026-10-01'"
    paths = base(tmp_path / "in", TERM, bills=early)

    with pytest.raises(MonthMissing):
        looked(star(paths), tmp_path / "out")


# ---------------------------------------------------------------- the folder of a run


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    paths = base(tmp_path / "in", TERM)
    run(Request(("unicom-star",), MONTH, paths, tmp_path / "run", threads=1, memory_mib=256))
    return tmp_path / "run"


def test_a_run_whose_memberships_are_gone_is_refused(run_dir: Path, tmp_path: Path) -> None:
    for file in (run_dir / "memberships").glob("*.parquet"):
        file.unlink()

    with pytest.raises(MembershipsGone) as caught:
        looked(from_run(run_dir, None, {}), tmp_path / "out")

    assert "tierline verify" in sentence(caught.value)


def test_a_list_never_takes_the_place_of_a_run(run_dir: Path, tmp_path: Path) -> None:
    before = content(run_dir)

    with pytest.raises(FolderHoldsRun) as caught:
        looked(from_run(run_dir, None, {}), run_dir)

    assert str(run_dir) in sentence(caught.value)
    assert content(run_dir) == before


def test_a_run_whose_inputs_are_gone_is_refused(run_dir: Path, tmp_path: Path) -> None:
    shutil.move(tmp_path / "in" / "bills.parquet", tmp_path / "elsewhere.parquet")

    with pytest.raises(InputGone):
        from_run(run_dir, None, {})

    moved = from_run(run_dir, None, {"bills": [str(tmp_path / "elsewhere.parquet")]})
    data, _ = looked(moved, tmp_path / "out")
    assert data["rated_anew"] == 13


def test_inputs_that_changed_since_the_run_are_checked_and_named(run_dir: Path, tmp_path: Path) -> None:
    query = replaced("bills", "subscriber_id = 7", "mobile_billed", "0")
    base(tmp_path / "in", TERM, bills=query)

    data, rows = looked(from_run(run_dir, None, {}), tmp_path / "out")

    assert str(tmp_path / "in" / "bills.parquet") in data["changed_inputs"]
    assert rows[7]["present_monthly"] == 0
    doubled = "SELECT * FROM bills UNION ALL SELECT * FROM bills WHERE subscriber_id = 7"
    base(tmp_path / "in", TERM, bills=doubled)
    with pytest.raises(ValuesRefused) as caught:
        looked(from_run(run_dir, None, {}), tmp_path / "again")
    assert "bills, subscriber_id, month" in sentence(caught.value)


# ---------------------------------------------------------------- a pack that came after the run


@pytest.mark.clause("GRD-16", "GRD-19")
def test_a_version_that_came_after_the_run_rates_what_lies_ahead(run_dir: Path, tmp_path: Path) -> None:
    text = bundled_packs()["unicom-star"].text + (
        "\n- from: {day: 2026-12-01, clause: GRD-19}\n  tier:\n"
        "  - score: {at_least: {260: five_star, 140: four_star, 110: three_star, 30: two_star,"
        " 0: one_star}}\n"
        "    clause: GRD-16\n"
    )
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "unicom-star.yaml").write_text(text, "utf-8")
    asked = from_run(run_dir, None, {})

    _, as_recorded = looked(asked, tmp_path / "out")
    data, rows = looked(under(asked, tmp_path / "packs"), tmp_path / "later")

    assert data["ahead"][0]["policy_version"] == "2026-12-01"
    assert set(as_recorded) < set(rows)


def test_a_pack_with_other_tiers_cannot_look_ahead_of_a_run(run_dir: Path, tmp_path: Path) -> None:
    names = [("  one_star: {", "  first_star: {"), ("0: one_star}", "0: first_star}")]
    text = edited("unicom-star", names)
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "unicom-star.yaml").write_text(text, "utf-8")

    with pytest.raises(TiersDiffer) as caught:
        under(from_run(run_dir, None, {}), tmp_path / "packs")

    assert "first_star" in sentence(caught.value)
