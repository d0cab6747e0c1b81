"""What a simulation is refused for: a clear sentence in both languages, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.foresight.simulation.plain import draft_file, edited, simulate
from tests.foresight.simulation.small import FIVE_STAR_270, SCHEME
from tests.grading.small_base import content, request, write
from tierline.errors import InputError
from tierline.grading.model import Transition
from tierline.grading.run import Request, run
from tierline.wording import Language

DECEMBER = """
- from: {day: 2026-12-20, clause: GRD-19}
  tier:
  - score: {at_least: {280: five_star, 140: four_star, 90: three_star, 30: two_star, 0: one_star}}
    clause: GRD-16
"""


@pytest.fixture
def asked(tmp_path: Path) -> Request:
    """A request over the small base, whose folder holds something already."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    return request(write(tmp_path / "in"), tmp_path / "out")


def refused(asked: Request, draft: Path | None, **options: Any) -> str:
    """The English sentence of the refusal, after which the folder is as it was."""
    before = content(asked.out)
    with pytest.raises(InputError) as caught:
        simulate(asked, draft, asked.out, **options)
    english, chinese = (caught.value.message(language) for language in Language)
    assert english != chinese
    assert "{" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert content(asked.out) == before
    return english


def text_file(folder: Path, text: str, name: str = "draft.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_draft_of_another_scheme(asked: Request, tmp_path: Path) -> None:
    sentence = refused(asked, draft_file(tmp_path, "unicom-card", []))

    assert "is a pack of unicom-card; expected one of unicom-star" in sentence


def test_a_draft_that_is_the_pack_in_use(asked: Request, tmp_path: Path) -> None:
    assert "is the same as the pack of unicom-star in use" in refused(asked, draft_file(tmp_path, SCHEME, []))


def test_a_draft_that_is_not_in_force_yet_unless_it_is_to_be_tried_all_the_same(
    asked: Request, tmp_path: Path
) -> None:
    draft = text_file(tmp_path, edited(SCHEME, []) + DECEMBER)

    sentence = refused(asked, draft)

    assert "in force from 2026-12-20, after the rating day 2026-11-05" in sentence
    assert "--month 2027-01" in sentence
    assert "--as-in-force" in sentence
    data = simulate(asked, draft, asked.out, as_in_force=True)
    assert (data["draft"]["version"], data["as_in_force"]) == ("2026-12-20", True)
    assert (asked.out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            [
                ("  loyal: {en: loyal customer, zh: 忠诚客户}\n", ""),
                ("[honoured_guest, loyal]", "[honoured_guest]"),
            ],
            "found no tier loyal, which unicom-star has now",
        ),
        (
            [
                ("  loyal: {en: loyal customer, zh: 忠诚客户}\n", ""),
                ("  five_star: {en", "  loyal: {en: loyal customer, zh: 忠诚客户}\n  five_star: {en"),
            ],
            "up and down would mean different things",
        ),
    ],
)
def test_a_draft_without_a_tier_or_with_another_order(
    asked: Request, tmp_path: Path, edit: Iterable[tuple[str, str]], expected: str
) -> None:
    assert expected in refused(asked, draft_file(tmp_path, SCHEME, edit))


def test_a_draft_that_is_no_policy(asked: Request, tmp_path: Path) -> None:
    draft = text_file(tmp_path, edited(SCHEME, [("at_least: {260: five_star", "at_least: {100: five_star")]))

    assert "draft.yaml, line " in refused(asked, draft)
    assert "there is no such file" in refused(asked, tmp_path / "gone.yaml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tiers:\n  gold: 3\n", "prices.yaml, line 2, tiers: found `gold`; expected one of five_star"),
        (
            "tiers:\n  five_star: 1.005\n",
            "line 2, tiers.five_star: found `1.005`; expected an amount in yuan",
        ),
        ("tiers:\n  five_star: -3\n", "found `-3`; expected an amount"),
        ("tiers:\n  five_star: {Card: 3}\n", "found `Card`; expected a name in lower case"),
        (
            "entitlements:\n  card: {en: card, zh: 卡}\ntiers:\n  five_star: {crad: 3}\n",
            "line 4, tiers.five_star: found `crad`",
        ),
        ("fees: {}\n", "found `fees`; expected one of entitlements, tiers"),
        ("tiers: [\n", "cannot be read as YAML"),
        (None, "cannot be read: there is no such file or folder"),
    ],
)
def test_a_price_list_that_is_none(asked: Request, tmp_path: Path, text: str | None, expected: str) -> None:
    prices = tmp_path / "prices.yaml"
    if text is not None:
        prices.write_text(text, "utf-8")

    assert expected in refused(asked, draft_file(tmp_path, SCHEME, [FIVE_STAR_270]), prices=prices)


def test_a_folder_that_holds_something_of_the_same_name(asked: Request, tmp_path: Path) -> None:
    (asked.out / "simulation.json").write_text("{}")

    sentence = refused(asked, draft_file(tmp_path, SCHEME, [FIVE_STAR_270]))

    assert "holds simulation.json, which does not belong to this kind of result" in sentence


@pytest.mark.parametrize("schemes", [(SCHEME,), (SCHEME, "unicom-vip")])
def test_a_simulation_never_takes_the_place_of_a_run(schemes: tuple[str, ...], tmp_path: Path) -> None:
    graded = replace(request(write(tmp_path / "in"), tmp_path / "march"), schemes=schemes)
    run(graded)

    sentence = refused(replace(graded, schemes=(SCHEME,)), draft_file(tmp_path, SCHEME, [FIVE_STAR_270]))

    assert f"{graded.out} holds the result of a run" in sentence


def test_a_series_beyond_the_bills(asked: Request, tmp_path: Path) -> None:
    draft = draft_file(tmp_path, SCHEME, [FIVE_STAR_270])

    sentence = refused(asked, draft, months=3)

    assert "the bills end with 2026-10" in sentence
    assert "ask for at most 1 of them" in sentence
    assert "expected a number from 1 to 60" in refused(asked, draft, months=0)


def test_neither_a_draft_nor_two_schemes(asked: Request, tmp_path: Path) -> None:
    two = replace(asked, schemes=("unicom-vip", "unicom-vip-henan"))
    draft = draft_file(tmp_path, SCHEME, [FIVE_STAR_270])

    assert "found 1 schemes and no draft" in refused(asked, None).replace("Found", "found")
    assert "2 schemes and a draft" in refused(two, draft)
    assert "--transition: found kept, with two schemes" in refused(two, None, transition=Transition.KEPT)


def test_a_month_without_bills(asked: Request, tmp_path: Path) -> None:
    late = replace(asked, month=date(2027, 3, 1))

    assert "2027-02" in refused(late, draft_file(tmp_path, SCHEME, [FIVE_STAR_270]))
