"""What is set by hand is told first of all, as no result of the policy, with what is held without it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.grading import set_by_hand, small_base
from tests.grading.explain.explained import explained_golden
from tests.grading.set_by_hand import APPROVER, PERSONAL, REASON, WHO
from tierline.datasets.errors import ValuesRefused
from tierline.grading.explain.commands import explain
from tierline.grading.explain.errors import InputGone
from tierline.grading.explain.text import page_of
from tierline.grading.overrides.model import Override, standing_on
from tierline.grading.run import run
from tierline.wording import Language

app = typer.Typer()
app.command()(explain)

R = date(2026, 11, 5)


def override(since: date, ends_on: date) -> Override:
    return Override("five_star", since, ends_on, REASON, WHO, APPROVER)


@pytest.mark.parametrize(
    ("since", "ends_on", "in_force", "to_come"),
    [
        (date(2026, 11, 5), date(2026, 11, 5), 1, 0),
        (date(2026, 11, 6), date(2026, 12, 5), 0, 1),
        (date(2026, 10, 5), date(2026, 11, 4), 0, 0),
    ],
)
def test_it_holds_on_its_first_day_and_its_last(
    since: date, ends_on: date, in_force: int, to_come: int
) -> None:
    found = standing_on(R, (override(since, ends_on),), is_closed=False)

    assert (found is not None) == (in_force + to_come == 1)
    assert found is None or ((found.in_force is not None), len(found.to_come)) == (bool(in_force), to_come)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with what is set by hand, in `out`; its inputs lie in `in`."""
    folder = tmp_path_factory.mktemp("run")
    paths = small_base.write(folder / "in")
    paths["overrides"] = [set_by_hand.write(folder / "in")]
    with pytest.MonkeyPatch.context() as patch:
        small_base.compiled_once(patch)
        run(small_base.request(paths, folder / "out"))
    return folder


def said(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_page_begins_with_it_and_keeps_the_rated_result_apart(made: Path) -> None:
    page = said(made / "out", "--subscriber", 2, "--lang", "en")

    head, _, rest = page.partition("Set by hand\n")
    assert len(head.splitlines()) == 4
    assert rest.startswith(
        "  ✓ five-star, from 2026-11-01 to 2027-03-31\n"
        "  It is no result of the policy: it stands in the place of one until its last day.\n"
        f"  Reason: {REASON}\n"
        f"  Set by {WHO}, approved by {APPROVER}.\n"
        "  Without it the line holds: loyal customer, from 2026-12-01 to 2027-11-30.\n"
    )
    assert "Result by the policy, without what is set by hand\n  ✓ loyal customer" in rest
    assert "recorded the same" in rest


def test_it_is_told_in_chinese_too(made: Path) -> None:
    page = said(made / "out", "--subscriber", 2, "--lang", "zh")

    assert f"原因：{REASON}" in page
    assert f"设定人：{WHO}；批准人：{APPROVER}。" in page
    assert "按政策的评定结果（不含人工设定）" in page


def test_what_is_to_come_is_told_as_such_and_what_is_over_is_not(made: Path) -> None:
    page = said(made / "out", "--subscriber", 4, "--lang", "en")

    assert "To come: four-star, from 2026-11-06 to 2026-11-30" in page
    assert "three-star, from 2026-09-01" not in page


def test_json_has_it_and_a_line_without_has_null(made: Path) -> None:
    found = json.loads(said(made / "out", "--subscriber", 2, "--json"))["set_by_hand"]

    assert found["in_force"] == {
        "tier": "five_star",
        "since": "2026-11-01",
        "ends_on": "2027-03-31",
        "reason": REASON,
        "set_by": WHO,
        "approved_by": APPROVER,
    }
    assert (found["counts"], found["to_come"], found["tier_without"]) == (True, [], "loyal")
    assert json.loads(said(made / "out", "--subscriber", 1, "--json"))["set_by_hand"] is None


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_it_is_found_in_inputs_named_one_by_one(form: str, made: Path, tmp_path: Path) -> None:
    page = said(
        "--subscriber", 6, "--scheme", "cmcc-credit", "--month", "2026-11", "--lang", "en",
        "--subscribers", made / "in" / "subscribers.parquet", "--bills", made / "in" / "bills.parquet",
        "--overrides", set_by_hand.write(tmp_path, form=form),
    )  # fmt: skip

    assert "Set by hand\n  ✓ five-star, from 2026-11-05 to 2026-12-31" in page
    assert "Without it the line holds: three-star." in page


def test_a_closed_line_holds_nothing_by_hand() -> None:
    closed = explained_golden("unicom-vip", "closing ends a membership on its day")
    term = (replace(override(date(2011, 1, 1), date(2030, 1, 1)), tier="gold"),)
    by_hand = standing_on(closed.case.rating.rated_on, term, is_closed=True)

    pages = [page_of(replace(closed, by_hand=by_hand), language).text() for language in Language]

    assert "counts no longer: the line is closed" in pages[0]
    assert "Without it" not in pages[0]
    assert "因线路已销户不再有效" in pages[1]


def test_what_somebody_wrote_cannot_write_over_the_page(made: Path) -> None:
    rest = explained_golden("unicom-vip", "inside the term the tier does not fall")
    written = replace(override(date(2011, 1, 1), date(2030, 1, 1)), tier="gold", reason="a\x1b[2J\n\nb")
    day = rest.case.rating.rated_on

    page = page_of(replace(rest, by_hand=standing_on(day, (written,), is_closed=False)), Language.EN).text()

    assert "Reason: a?[2J b\n" in page


@pytest.mark.parametrize(("column", "value"), [("tier", "'gold'"), ("reason", "NULL"), ("ends_on", "NULL")])
def test_rows_that_no_run_has_checked_are_refused_and_name_nobody(
    column: str, value: str, made: Path, tmp_path: Path
) -> None:
    spoilt = set_by_hand.write(tmp_path, small_base.replaced("overrides", "true", column, value))

    with pytest.raises(ValuesRefused) as found:
        said(made / "out", "--subscriber", 2, "--overrides", spoilt)

    assert f"overrides, {column}: bad rows: 1" in found.value.message(Language.EN)
    assert not any(part in found.value.message(language) for part in PERSONAL for language in Language)


def test_a_file_that_is_gone_is_told_with_its_option(tmp_path: Path) -> None:
    paths = small_base.write(tmp_path / "in")
    paths["overrides"] = [set_by_hand.write(tmp_path / "by-hand")]
    run(small_base.request(paths, tmp_path / "out"))
    Path(paths["overrides"][0]).unlink()

    with pytest.raises(InputGone) as found:
        said(tmp_path / "out", "--subscriber", 2)

    assert "--overrides" in found.value.message(Language.EN)
