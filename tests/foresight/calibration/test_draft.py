"""The draft of a new version: text added to a text, and nothing else touched."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.foresight.calibration.plain import shares
from tests.policy.harbour import with_change
from tierline.foresight.calibration.draft import draft_of
from tierline.foresight.calibration.errors import (
    BoundsNotFalling,
)
from tierline.foresight.calibration.ladder import ladder_of
from tierline.foresight.calibration.model import Calibration, TierResult
from tierline.policy.drafting import check_target, write
from tierline.policy.errors import DraftAmongPacks, DraftImpossible, DraftThere, DraftUnwritable
from tierline.policy.load import bundled_folder, bundled_packs, file_mistakes, read_pack
from tierline.policy.model import Basis, Pack
from tierline.wording import Language, Text

ONE_LADDER = with_change("  - brand: {is: {gotone: white}}\n    where: {tenure_months: {at_least: 60}}\n", "")
HEAD, VERSIONS = ONE_LADDER.split("versions:")
STAR = bundled_packs()["unicom-star"]


def calibration(pack: Pack, *bounds: int, day: date = date(2026, 12, 20)) -> Calibration:
    """A calibration of the pack's last version that gave its best tiers these bounds."""
    version = pack.versions[-1]
    ladder = ladder_of(version)
    titles = {tier.name: tier.title for tier in version.tiers}
    wishes = shares(**dict.fromkeys(ladder.tiers[: len(bounds)], "0.02"))
    tiers = []
    for number, rung in enumerate(ladder.rungs):
        is_wished = number < len(bounds)
        wish, bound = (wishes[number], bounds[number]) if is_wished else (None, rung.bound)
        tiers.append(TierResult(rung.tier, titles[rung.tier], wish, rung.bound, bound, 7, None))
    return Calibration(
        scheme=pack.scheme,
        title=pack.title,
        month=date(2026, 12, 1),
        rated_on=date(2026, 12, 5),
        version=version.starts_on,
        starts_on=day,
        figure=ladder.figure,
        figure_title=Text("score", "得分"),
        moved_by=None,
        lines=100,
        eligible=80,
        tiers=tuple(tiers),
        rated={},
        tier_titles=titles,
        history=(),
        history_asked=0,
        notes=(),
    )


def drafted(text: str, *bounds: int) -> str:
    pack = read_pack(text, "harbour.yaml")
    return draft_of(pack, ladder_of(pack.versions[-1]), calibration(pack, *bounds)).text


@pytest.mark.clause("GRD-19", "GRD-24")
def test_the_star_pack_keeps_every_byte_and_gains_a_version() -> None:
    draft = draft_of(STAR, ladder_of(STAR.versions[-1]), calibration(STAR, 26_235, 14_100))

    assert draft.text.startswith(STAR.text)
    added = draft.text[len(STAR.text) :]
    assert added.splitlines()[:4] == ["", "- from: 2026-12-20", "  clause: GRD-19", "  basis: example"]
    assert added.splitlines()[-3:] == [
        "  tier:",
        "  - score: {at_least: {262.35: five_star, 141: four_star, 90: three_star, 30: two_star,"
        " 0: one_star}}",
        "    clause: GRD-16",
    ]


@pytest.mark.clause("GRD-16", "GRD-19", "GRD-24")
def test_the_new_version_says_why_its_bounds_are_so(tmp_path: Path) -> None:
    draft = draft_of(STAR, ladder_of(STAR.versions[-1]), calibration(STAR, 26_235))
    path = tmp_path / "draft.yaml"
    write(draft, path, "--write")

    assert file_mistakes(path) == ()
    pack = read_pack(path.read_text("utf-8"), path.name)
    assert pack.versions[:-1] == STAR.versions
    new = pack.versions[-1]
    assert (new.starts_on, new.citation.clause, new.citation.basis) == (
        date(2026, 12, 20),
        "GRD-19",
        Basis.EXAMPLE,
    )
    assert {rule.clause for rule in new.tier.rules} == {"GRD-16"}
    note = new.citation.interpretation
    assert note is not None
    assert (
        "Calibrated on the figures of 2026-12, rated on 2026-12-05, with 80 eligible lines" in note.chosen.en
    )
    assert "five_star 占 0.02" in note.chosen.zh
    assert "four_star 140" in note.instead.en
    assert new.thresholds_valid_months == 13


def test_the_diff_makes_the_draft_of_the_pack(tmp_path: Path) -> None:
    for name, text in {"plain": ONE_LADDER, "no-newline": ONE_LADDER.rstrip("\n")}.items():
        pack = read_pack(text, "harbour.yaml")
        draft = draft_of(pack, ladder_of(pack.versions[-1]), calibration(pack, 25_000))
        folder = tmp_path / name
        folder.mkdir()
        (folder / "harbour.yaml").write_text(text, "utf-8")

        subprocess.run(["git", "apply", "-"], cwd=folder, input=draft.diff.encode(), check=True)

        assert (folder / "harbour.yaml").read_text("utf-8") == draft.text


@pytest.mark.parametrize(
    "text",
    [
        ONE_LADDER + "# The last word belongs to a comment, with a colon: here.\n",
        "# A comment first.\n" + ONE_LADDER,
        HEAD + "versions:" + VERSIONS.replace("\n  ", "\n    ").replace("- from", "-   from"),
        ONE_LADDER.replace("\n", "\r\n"),
        ONE_LADDER + "\n- from: 2021-01-01\n  tier:\n  - spend: {at_least: {210: blue, 110: white}}\n",
        ONE_LADDER + "\n- {from: 2021-01-01, clause: GRD-04, basis: source}\n",
        HEAD + "versions:" + VERSIONS.replace("\n", "\n  ").rstrip(" "),
    ],
    ids=["comment behind", "comment before", "wide dash", "windows", "two versions", "braces", "indented"],
)
def test_texts_of_many_forms_are_only_added_to(text: str) -> None:
    before = read_pack(text, "harbour.yaml")

    found = drafted(text, 25_000)

    assert found.startswith(text)
    after = read_pack(found, "harbour.yaml")
    assert after.versions[:-1] == before.versions
    assert ladder_of(after.versions[-1]).rungs[0].bound == 25_000
    assert ("\r\n" in found) is ("\r\n" in text)


def in_brackets() -> str:
    """The pack with its versions in brackets and braces."""
    loaded = yaml.safe_load(ONE_LADDER.replace("2020-01-01", "'2020-01-01'"))
    return yaml.safe_dump(loaded, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{ONE_LADDER}...\n", "cannot be read"),
        (HEAD.replace("basis: source\n", "") + f"versions:{VERSIONS}basis: source\n", "is not the last one"),
        (ONE_LADDER.replace("- from: 2020-01-01\n", "-\n  from: 2020-01-01\n"), "line of its dash"),
        (in_brackets(), "brackets or braces"),
    ],
    ids=["document end", "key behind", "dash alone", "brackets"],
)
def test_a_text_that_nothing_can_be_added_to_is_refused(text: str, said: str) -> None:
    with pytest.raises(DraftImpossible) as caught:
        drafted(text, 25_000)

    assert said in caught.value.message(Language.EN)


def test_equal_bounds_make_no_version() -> None:
    with pytest.raises(BoundsNotFalling) as caught:
        drafted(ONE_LADDER, 25_000, 25_000)

    assert caught.value.message(Language.EN) == (
        "No new version can be made: white would begin at 250 and blue, which is better, at 250; bounds have"
        " to fall from tier to tier. Too many lines have the same figure for these shares: widen that of"
        " white, or leave a tier out."
    )


def test_a_bound_that_is_kept_above_a_new_one_makes_no_version() -> None:
    with pytest.raises(BoundsNotFalling) as caught:
        drafted(ONE_LADDER, 9_000)

    assert "Give white a --share or an --at-most as well." in caught.value.message(Language.EN)


# ---------------------------------------------------------------- the file


def test_no_draft_takes_the_place_of_a_file(tmp_path: Path) -> None:
    there = tmp_path / "there.yaml"
    there.write_text("mine", "utf-8")

    with pytest.raises(DraftThere):
        check_target(there, None, "--write")
    with pytest.raises(DraftThere):
        write(draft_of(STAR, ladder_of(STAR.versions[-1]), calibration(STAR, 26_235)), there, "--write")

    assert there.read_text("utf-8") == "mine"


def test_no_draft_is_written_among_the_packs_in_use(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(bundled_folder())

    for path, policies in (
        (bundled_folder() / "draft.yaml", None),
        (bundled_folder() / "draft.yaml", tmp_path),
        (tmp_path / "draft.yaml", tmp_path),
        (tmp_path / "link" / "draft.yaml", None),
    ):
        with pytest.raises(DraftAmongPacks):
            check_target(path, policies, "--write")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    draft = draft_of(STAR, ladder_of(STAR.versions[-1]), calibration(STAR, 26_235))

    with pytest.raises(DraftUnwritable) as caught:
        write(draft, tmp_path / "nowhere" / "draft.yaml", "--write")

    assert "there is no such file or folder" in caught.value.message(Language.EN)
