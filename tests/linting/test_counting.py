"""How many lines of a base fall where something was found: the numbers of a real run, counted another way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.grading.small_base import MONTH, PHONE, replaced, request, results, write
from tests.linting.checking import check, checked
from tierline.datasets.errors import ValuesRefused
from tierline.grading.run import run
from tierline.linting.counting.service import OnBase, counted
from tierline.linting.errors import BaseIncomplete, InputsNotInBase
from tierline.linting.model import Code, Linted, Told
from tierline.linting.service import linted_file, linted_tables
from tierline.policy.load import bundled_folder
from tierline.tables.linting.model import FindingKind
from tierline.tables.model import (
    Aggregation,
    Comparison,
    DecisionTable,
    Equal,
    HitPolicy,
    Interval,
    Rule,
)
from tierline.wording import Language

CHANGES = {
    "subscribers": """
        SELECT * REPLACE (
            CASE WHEN subscriber_id % 7 = 0 THEN 'data_card' ELSE product END AS product,
            CASE WHEN subscriber_id % 5 = 0 THEN 'group' ELSE segment END AS segment,
            CASE WHEN subscriber_id % 4 = 0 THEN NULL ELSE brand END AS brand,
            CASE WHEN subscriber_id % 3 = 0 THEN DATE '2014-03-01' WHEN subscriber_id > 36
                THEN DATE '2026-08-01' ELSE joined_on END AS joined_on,
            CASE WHEN subscriber_id = 11 THEN 'closed' ELSE status END AS status,
            CASE WHEN subscriber_id = 11 THEN DATE '2026-10-20' ELSE closed_on END AS closed_on
        ) FROM subscribers""",
    # A refund: the mean of this line is below every rung.
    "bills": replaced("bills", "subscriber_id = 2", "mobile_billed", "-50.00"),
}
STAR = bundled_folder() / "unicom-star.yaml"


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    write(folder, CHANGES)
    return folder


@pytest.fixture(scope="module")
def star(base, tmp_path_factory) -> list[dict[str, Any]]:
    """The rows that the monthly run gives these lines under the star scheme."""
    import duckdb

    out = tmp_path_factory.mktemp("run") / "out"
    paths = {path.stem: [str(path)] for path in base.iterdir()}
    run(request(paths, out))
    assert results(out)["grades"]
    cursor = duckdb.connect().execute(f"SELECT * FROM read_parquet('{out}/grades/*.parquet')")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def stars(base) -> Linted:
    """The pack of the star scheme, counted."""
    return on(base, linted_file(STAR))


def on(base: Path, linted: Linted, **options: Any) -> Linted:
    (found,), _ = counted([linted], OnBase(base, **options))
    return found


def only(linted: Linted, code: Code) -> Told:
    (found,) = [told for told in linted.told if told.code is code]
    return found


def draft(folder: Path, old: str, new: str) -> Path:
    """The pack of the star scheme with one change."""
    text = STAR.read_text("utf-8")
    assert text.count(old) == 1
    path = folder / "draft.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


LADDER = (
    "  - score: {at_least: {260: five_star, 140: four_star, 90: three_star, 30: two_star, 0: one_star}}\n"
)


# ---------------------------------------------------------------- findings


def test_below_the_rungs_fall_the_eligible_lines_without_a_tier(stars, star):
    expected = [row for row in star if row["eligible"] and row["score"] < 0]
    assert len(expected) == 1
    assert only(stars, Code.BELOW_RUNGS).lines == 1
    assert stars.eligible == sum(row["eligible"] for row in star)


def test_into_a_gap_fall_the_lines_whose_figure_lies_there(base, star, tmp_path):
    rows = "[['>= 140', four_star], ['[30..90)', two_star], ['< 30', one_star]]"
    path = draft(tmp_path, LADDER, f"  - table: {{inputs: [score], rules: {rows}}}\n")

    gap = only(on(base, linted_file(path)), Code.GAP)

    expected = sum(row["eligible"] and 90 <= row["score"] < 140 for row in star)
    assert gap.lines == expected > 0


def test_a_row_that_never_decides_decides_no_line_and_a_rung_out_of_order_those_on_it(base, star, tmp_path):
    rows = "[['>= 30', four_star], ['>= 90', two_star], ['[0..30)', one_star]]"
    path = draft(tmp_path, LADDER, f"  - table: {{inputs: [score], rules: {rows}}}\n")
    assert only(on(base, linted_file(path)), Code.UNREACHABLE).lines == 0

    rows = "[['>= 140', three_star], ['[90..140)', four_star], ['[30..90)', two_star], ['[0..30)', one_star]]"
    path = draft(tmp_path, LADDER, f"  - table: {{inputs: [score], rules: {rows}}}\n")
    turned = only(on(base, linted_file(path)), Code.RUNGS)
    assert turned.lines == sum(row["eligible"] and row["score"] >= 140 for row in star) > 0


# ---------------------------------------------------------------- choices


def test_each_rung_of_an_example_has_the_lines_that_land_on_it(stars, star):
    (bounds,) = [choice for choice in stars.choices if choice.entry.where.endswith("tier[1]")]
    floors = [260, 140, 90, 30, 0]
    expected = Counter(
        next((floor for floor in floors if row["score"] >= floor), None) for row in star if row["eligible"]
    )
    assert [value.lines for value in bounds.values] == [expected[floor] for floor in floors]
    assert bounds.lines == sum(expected[floor] for floor in floors)
    assert sum(1 for floor in floors if expected[floor]) >= 4


def test_a_condition_has_the_lines_that_it_refuses_and_a_list_those_on_it(base, stars, star):
    found = {choice.entry.where: choice for choice in stars.choices}
    whole = checked(bundled_folder() / "unicom-vip-xinjiang.yaml", "--on", base)["files"][0]["choices"]
    assert {choice["touches"] for choice in whole} >= {"duty_owed", "term_starts", "row_decides", "refused"}

    listed = found["versions[2015-01-20].special_grades"]
    assert listed.lines == sum(row["eligible"] and row["subscriber_id"] <= 4 for row in star)
    eligible = next(choice for choice in whole if choice["where"].endswith(".eligible"))
    refused = {value["attribute"]: value["lines"] for value in eligible["values"]}
    data_cards = sum(1 for number in range(1, 41) if number % 7 == 0 and number != 11)
    young = sum(1 for number in range(37, 41) if number % 3 and number % 7)
    assert refused == {"product": data_cards, "account_kind": 0, "tenure_months": young}
    assert eligible["lines"] == data_cards + young


def test_a_figure_touches_the_eligible_lines_and_a_term_those_whose_tier_is_kept(stars, star):
    found = {choice.entry.where: choice.lines for choice in stars.choices}
    changes = Counter(row["change"] for row in star)

    assert found["versions[2015-01-20].measures.tenure_factor"] == sum(row["eligible"] for row in star)
    assert found["versions[2015-01-20].membership.inside_term"] == changes["kept"]


def test_points_touch_the_lines_to_which_a_row_gives_some(base):
    credit = checked(bundled_folder() / "cmcc-credit.yaml", "--on", base)["files"][0]

    (tenure,) = [choice for choice in credit["choices"] if choice["where"].endswith("score[2]")]

    # Full years at November 2026: 12 of every third line, none of the last four, 2 of all others.
    mobile = [n for n in range(1, 41) if n % 7 and n != 11]
    by_years = Counter(12 if n % 3 == 0 else 0 if n > 36 else 2 for n in mobile)
    assert [value["lines"] for value in tenure["values"]] == [by_years[12], 0, 0, by_years[2], 0]
    assert (tenure["touches"], tenure["lines"]) == ("row_holds", by_years[12] + by_years[2])
    assert credit["eligible"] == len(mobile)


def test_a_draft_that_is_not_in_force_yet_is_counted_as_though_it_were(base, star, tmp_path):
    text = STAR.read_text("utf-8")
    note = "note: {open: {en: o, zh: 未定}, chosen: {en: c, zh: 选择}, instead: {en: i, zh: 其他}}"
    later = (
        "\n- from: 2027-01-01\n  tier:\n  - score: {at_least: {100: five_star}}\n"
        f"    clause: GRD-16\n    basis: example\n    {note}\n"
    )
    path = tmp_path / "draft.yaml"
    path.write_text(text + later, "utf-8")

    found = {choice.entry.where: choice for choice in on(base, linted_file(path)).choices}

    new = found["versions[2027-01-01].tier[1]"]
    assert str(new.version.starts_on) == "2027-01-01"
    assert new.lines == sum(row["eligible"] and row["score"] >= 100 for row in star)
    assert found["versions[2015-01-20].tier[1]"].lines == sum(
        row["eligible"] and row["score"] >= 0 for row in star
    )


def test_what_a_later_version_has_replaced_is_not_counted(base):
    found = {
        choice.entry.where: choice
        for choice in on(base, linted_file(bundled_folder() / "unicom-vip.yaml")).choices
    }

    assert found["versions[2011-06-01].from"].lines is None
    assert found["versions[2015-02-01].from"].lines == 40


# ---------------------------------------------------------------- the base


def test_the_month_is_the_one_after_the_last_bills_unless_it_is_named(base):
    _, by_itself = counted([linted_tables("offers.csv", [BRANDS])], OnBase(base))
    _, named = counted([linted_tables("offers.csv", [BRANDS])], OnBase(base, month=date(2026, 10, 1)))

    assert (by_itself.month, by_itself.lines) == (MONTH, 40)
    assert named.rated_on == date(2026, 10, 5)


def test_the_numbers_do_not_depend_on_how_the_work_is_cut(base):
    linted = [linted_file(bundled_folder() / f"unicom-{name}.yaml") for name in ("star", "card")]

    one = counted(linted, OnBase(base, threads=1, memory_mib=512))
    two = counted(linted, OnBase(base, threads=2, memory_mib=512))

    assert one == two


def test_bills_from_before_a_line_joined_are_left_out_as_a_run_leaves_them_out(tmp_path):
    changes = {"subscribers": replaced("subscribers", "true", "joined_on", "DATE '2026-03-01'")}
    bills = replaced("bills", "month < DATE '2026-03-01'", "mobile_billed", "9999")
    write(tmp_path, {**changes, "bills": bills})

    found = on(tmp_path, linted_file(STAR))

    (bounds,) = [choice for choice in found.choices if choice.entry.where.endswith("tier[1]")]
    expected = Counter(20 + 8 * number >= 260 for number in range(1, 41))
    assert bounds.values[0].lines == expected[True]


@pytest.mark.parametrize("missing", ["subscribers", "bills"])
def test_a_folder_that_is_no_base_is_refused_with_what_it_lacks(tmp_path, missing):
    write(tmp_path)
    (tmp_path / f"{missing}.parquet").unlink()

    with pytest.raises(BaseIncomplete) as caught:
        counted([linted_file(STAR)], OnBase(tmp_path))

    assert f"found no {missing} ({missing}/, {missing}.parquet" in caught.value.message(Language.EN)


def test_rows_outside_the_contract_are_refused_as_by_a_run(tmp_path):
    write(tmp_path, {"subscribers": replaced("subscribers", "subscriber_id < 4", "segment", "'nobody'")})

    with pytest.raises(ValuesRefused) as caught:
        counted([linted_file(STAR)], OnBase(tmp_path))

    assert PHONE not in caught.value.message(Language.EN) + caught.value.message(Language.ZH)


# ---------------------------------------------------------------- tables that are no pack


def rules(*rows: tuple[dict[str, Any], str]) -> tuple[Rule, ...]:
    return tuple(Rule(tests, (output,)) for tests, output in rows)


BRANDS = DecisionTable(
    "brands",
    ("brand", "arpu"),
    ("offer",),
    rules(
        ({"brand": Equal("gotone"), "arpu": Comparison(">=", Decimal(100))}, "a"),
        ({"brand": Equal("gotone"), "arpu": Interval(Decimal(60), Decimal(100), True, True)}, "b"),
    ),
    HitPolicy.UNIQUE,
)


def test_a_table_is_counted_over_the_lines_that_are_not_closed(base, star):
    found = on(base, linted_tables("offers.csv", [BRANDS]))

    arpu = {n: -50 if n == 2 else 20 + 8 * n for n in range(1, 41) if n != 11}
    gotone = {n: value for n, value in arpu.items() if n % 4}
    null = sum(1 for n in arpu if n % 4 == 0)
    assert found.eligible is None or found.eligible == 39
    assert only(found, Code.OVERLAP).lines == sum(value == 100 for value in gotone.values()) == 1
    assert only(found, Code.NULL_GAP).lines == null
    below = [each for each in found.told if each.code is Code.GAP and "arpu" in each.finding.columns]
    assert [each.lines for each in below] == [sum(value < 60 for value in gotone.values())]


def test_the_gaps_of_a_table_too_wide_to_be_gone_through_are_counted_all_the_same(base):
    found = linted_tables("offers.csv", [BRANDS])
    stopped = replace(
        only(found, Code.OVERLAP),
        code=Code.STOPPED,
        finding=replace(found.told[0].finding, sought=FindingKind.GAP),
    )

    (counted_one,) = on(base, replace(found, told=(stopped,))).told

    gaps = [each.lines for each in on(base, found).told if each.code in (Code.GAP, Code.NULL_GAP)]
    assert counted_one.lines == sum(gaps)


def test_inputs_that_no_line_has_are_refused_before_anything_is_read(base):
    unknown = DecisionTable(
        "moods", ("mood", "brand"), ("offer",), rules(({"mood": Equal("good")}, "a")), HitPolicy.FIRST
    )

    with pytest.raises(InputsNotInBase) as caught:
        on(base, linted_tables("moods.csv", [unknown]))

    assert "Table moods: the base has no mood; expected inputs among" in caught.value.message(Language.EN)


def test_a_sum_over_lines_counts_those_to_which_a_repeated_row_gives_twice(base):
    twice = DecisionTable(
        "points",
        ("suspensions",),
        ("points",),
        (
            Rule({"suspensions": Comparison(">=", Decimal(12))}, (Decimal(5),)),
            Rule({"suspensions": Comparison(">=", Decimal(12))}, (Decimal(5),)),
        ),
        HitPolicy.COLLECT,
        Aggregation.SUM,
        default=(Decimal(0),),
    )

    found = only(on(base, linted_tables("points.csv", [twice])), Code.DUPLICATE)

    # i % 3 suspensions in each month: 0, 12 or 24 in the twelve months, fewer on a short network.
    expected = [n for n in range(1, 41) if n != 11 and n % 3 and n <= 36]
    assert found.lines == len(expected)


# ---------------------------------------------------------------- what is printed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("40 lines, rated in 2026-11 on 2026-11-05.", "Lines: 1.", "eligible lines that it decides")),
        ("zh", ("40 条线路，2026-11 评定（2026-11-05）。", "线路数：1。", "由其决定的参评线路")),
    ],
)
def test_numbers_stand_beside_findings_and_choices(base, language, said):
    shown = check(STAR, "--on", base, "--lang", language).output

    for each in said:
        assert each in shown
    assert PHONE not in shown


def test_a_base_of_csv_files_without_the_datasets_that_may_lack_gives_the_same(base, stars, tmp_path):
    write(tmp_path, CHANGES, form="csv")
    for name in ("memberships", "special_grades"):
        (tmp_path / f"{name}.csv").unlink()

    found = on(tmp_path, linted_file(STAR))

    assert only(found, Code.BELOW_RUNGS).lines == only(stars, Code.BELOW_RUNGS).lines
    touched = {choice.entry.where.split(".", 1)[1]: choice.lines for choice in found.choices}
    assert (touched["special_grades"], touched["membership.inside_term"]) == (0, 0)
