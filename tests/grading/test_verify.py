"""`tierline verify`: a past month run again is equal, or the rows that differ are shown and explained."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.grading import small_base
from tests.grading.processes import bound_by_permissions, has_no_litter, is_closed, seen, tierline
from tierline.errors import InputError
from tierline.grading.errors import InputsChanged, InputsGone, NoRunThere
from tierline.grading.run import run
from tierline.grading.verify import Verification, verified
from tierline.grading.verify_text import as_data, lines
from tierline.policy.load import bundled_folder
from tierline.wording import Language

PART_LINES = 16
DEARER = {
    "bills": "SELECT * REPLACE (CASE WHEN subscriber_id = 7 AND month = DATE '2026-10-01'"
    " THEN CAST(999 AS DECIMAL(12,2)) ELSE mobile_billed END AS mobile_billed) FROM bills"
}


def made(folder: Path, **options: Any) -> Path:
    """Inputs in folder/in and their run in folder/out."""
    paths = small_base.write(folder / "in")
    run(small_base.request(paths, folder / "out", **options))
    return folder / "out"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose inputs and folder no test changes."""
    return made(tmp_path_factory.mktemp("base"), part_lines=PART_LINES)


@pytest.fixture
def out(base: Path, tmp_path: Path) -> Path:
    """A copy of the run's folder, over the same inputs, for a test to spoil."""
    return Path(shutil.copytree(base, tmp_path / "out", symlinks=True))


def text_of(verification: Verification) -> str:
    """What it says in English, after a look that it says as much in Chinese."""
    chinese = list(lines(verification, Language.ZH))
    english = list(lines(verification, Language.EN))
    assert len(chinese) == len(english)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese[0])
    return "\n".join(english)


def refused(folder: Path, kind: type[InputError]) -> str:
    """What a verification is refused with, in English, after a look at the Chinese."""
    with pytest.raises(kind) as caught:
        verified(folder)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.message(Language.ZH))
    return caught.value.message(Language.EN)


def rewrite(file: Path, sql: str) -> None:
    """Put the rows of a query over `rows` in place of those of a Parquet file."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"CREATE TEMP TABLE rows AS SELECT * FROM read_parquet('{file}')")
    connection.execute(f"COPY ({sql}) TO '{file}' (FORMAT parquet)")


# ---------------------------------------------------------------- equal


@pytest.mark.parametrize("options", [{}, {"is_digested": False, "is_checked": False}])
def test_an_untouched_run_is_equal(options: dict[str, Any], tmp_path: Path) -> None:
    out = made(tmp_path, **options)
    earlier = seen(tmp_path)

    found = verified(out)

    assert found.is_equal
    assert text_of(found) == "equal: unicom-star of 2026-11 gives the same rows again."
    assert seen(tmp_path) == earlier
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}
    assert has_no_litter(out)


def test_parts_of_another_size_are_equal_by_their_rows(tmp_path: Path) -> None:
    out = made(tmp_path, part_lines=8)

    assert len(list(out.glob("grades/*.parquet"))) == 5
    assert verified(out).is_equal


def test_of_several_schemes_each_is_verified(tmp_path: Path) -> None:
    out = made(tmp_path, schemes=("unicom-star", "cmcc-credit"))

    assert text_of(verified(out)).splitlines() == [
        "equal: cmcc-credit of 2026-11 gives the same rows again.",
        "equal: unicom-star of 2026-11 gives the same rows again.",
    ]
    assert [one["is_equal"] for one in as_data(verified(out))] == [True, True]
    assert text_of(verified(out / "cmcc-credit")).splitlines() == [
        "equal: cmcc-credit of 2026-11 gives the same rows again."
    ]
    assert {path.name for path in out.iterdir()} == {"unicom-star", "cmcc-credit", ".tierline"}


def test_schemes_of_different_calls_are_verified_each_with_its_own_inputs(tmp_path: Path) -> None:
    out = made(tmp_path, schemes=("unicom-star", "cmcc-credit"))
    others = small_base.write(tmp_path / "others", DEARER)
    schemes = ("unicom-card", "cmcc-credit")
    run(small_base.request(others, out, schemes=schemes))

    found = verified(out)

    assert [one.scheme for one in found.schemes] == ["cmcc-credit", "unicom-card", "unicom-star"]
    assert found.is_equal


def test_a_run_under_a_pack_of_ones_own_is_verified_by_the_copy_that_it_kept(tmp_path: Path) -> None:
    packs = Path(shutil.copytree(bundled_folder(), tmp_path / "packs"))
    star = packs / "unicom-star.yaml"
    star.write_text(star.read_text("utf-8").replace("260:", "250:"), "utf-8")
    out = made(tmp_path, policies=packs)
    shutil.rmtree(packs)

    found = verified(out)

    assert found.is_equal
    assert found.schemes[0].policy_matches
    assert "250:" in (out / "policy.yaml").read_text("utf-8")


def test_csv_inputs_are_verified_by_the_names_they_had(tmp_path: Path) -> None:
    written = small_base.write(tmp_path / "stored", form="csv")
    # A store that knows its files by digest and shows them through links: behind a link there is no suffix.
    paths = {}
    for name, (path,) in written.items():
        Path(path).rename(tmp_path / "stored" / name)
        (tmp_path / f"{name}.csv").symlink_to(f"stored/{name}")
        paths[name] = [str(tmp_path / f"{name}.csv")]
    run(small_base.request(paths, tmp_path / "out"))

    assert verified(tmp_path / "out").is_equal


def test_a_month_that_was_run_again_does_not_break_the_one_that_follows(tmp_path: Path) -> None:
    out = made(tmp_path)
    paths = small_base.write(tmp_path / "in")
    a_month_on = {"bills": "SELECT * REPLACE (CAST(month + INTERVAL 1 MONTH AS DATE) AS month) FROM bills"}
    following = small_base.write(tmp_path / "following-in", a_month_on)
    following["memberships"] = [str(out / "memberships")]
    run(small_base.request(following, tmp_path / "following", month=date(2026, 12, 1)))
    for _ in range(2):
        run(small_base.request(paths, out))

    found = verified(tmp_path / "following")

    assert found.is_equal
    assert found.schemes[0].changed_inputs == ()


def test_relative_paths_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_base.write(tmp_path / "in")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    paths = {name: [f"in/{name}.parquet"] for name in small_base.GOOD}
    run(small_base.request(paths, Path("out")))

    monkeypatch.chdir(tmp_path / "elsewhere")

    assert verified(Path("../out")).is_equal


def test_a_run_is_verified_where_nothing_may_be_written(base: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    shutil.copytree(base, closed / "out", symlinks=True)
    closed.chmod(0o555)
    if not is_closed(closed):
        pytest.skip("this user may write anywhere")

    found = tierline("verify", str(closed / "out"), limits=bound_by_permissions)

    assert (found.code, found.out) == (0, "equal: unicom-star of 2026-11 gives the same rows again.\n")
    assert {path.name for path in closed.iterdir()} == {"out"}


# ---------------------------------------------------------------- different


def test_a_corrected_bill_shows_the_rows_that_differ(tmp_path: Path) -> None:
    out = made(tmp_path)
    small_base.write(tmp_path / "in", DEARER)

    found = verified(out)

    assert not found.is_equal
    assert found.schemes[0].changed_inputs == (str(tmp_path / "in" / "bills.parquet"),)
    said = text_of(found)
    assert said.startswith("different: unicom-star of 2026-11")
    assert f"changed or written anew since the run: {tmp_path / 'in' / 'bills.parquet'}." in said
    assert "grades: 1 rows only in the record, 1 rows only in the new run; the first of each:" in said
    recorded, again = [line for line in said.splitlines() if "arpu" in line][:2]
    assert recorded.startswith("  recorded: subscriber_id 7, ")
    assert again.startswith("  again: subscriber_id 7, ")
    assert recorded != again


def test_a_result_that_was_edited_shows_the_row(out: Path) -> None:
    rewrite(
        out / "grades" / "part-00001.parquet",
        "SELECT * REPLACE (CASE WHEN subscriber_id = 20 THEN 'five_star' ELSE tier END AS tier) FROM rows",
    )

    (found,) = verified(out).schemes

    (difference,) = found.differences
    assert (difference.result, difference.only_recorded, difference.only_again) == ("grades", 1, 1)
    assert difference.recorded[0][0] == difference.again[0][0] == 20
    assert found.changed_inputs == ()


def test_a_row_that_was_doubled_is_shown(out: Path) -> None:
    file = out / "memberships" / "part-00000.parquet"
    rewrite(file, "SELECT * FROM rows UNION ALL (SELECT * FROM rows LIMIT 1)")

    (difference,) = verified(out).schemes[0].differences

    assert (difference.result, difference.only_recorded, difference.only_again) == ("memberships", 1, 0)


def test_a_file_that_was_written_again_with_the_same_rows_is_equal(out: Path) -> None:
    rewrite(out / "grades" / "part-00000.parquet", "SELECT * FROM rows ORDER BY subscriber_id DESC")

    assert verified(out).is_equal


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda out: (out / "events" / "part-00001.parquet").unlink(), "rows only in the new run"),
        (lambda out: shutil.rmtree((out / "events").resolve()), "the record has no file of it"),
        (lambda out: os.truncate(out / "events" / "part-00001.parquet", 300), "cannot be read as rows"),
        (
            lambda out: rewrite(out / "events" / "part-00001.parquet", "SELECT * EXCLUDE (tier) FROM rows"),
            "the columns of part-00001.parquet are subscriber_id, ",
        ),
    ],
    ids=["missing", "all missing", "truncated", "without a column"],
)
def test_a_result_that_is_missing_or_broken_is_told(
    spoil: Callable[[Path], None], said: str, out: Path
) -> None:
    spoil(out)

    found = verified(out)

    assert [one.result for one in found.schemes[0].differences] == ["events"]
    assert said in text_of(found)


def test_another_policy_in_the_folder_is_told_with_the_rows_that_it_changes(out: Path) -> None:
    policy = out / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("260:", "250:"), "utf-8")

    found = verified(out)

    assert not found.schemes[0].policy_matches
    assert "policy.yaml was changed after the run" in text_of(found)
    assert not found.is_equal


def test_counts_that_were_edited_are_told(out: Path) -> None:
    edit(out, lambda data: data["by_tier"].update(five_star=99))

    found = verified(out)

    assert not found.is_equal
    assert "summary.json: by_tier is {'five_star': 99" in text_of(found)


def test_other_versions_are_told_and_do_not_count_as_a_difference(out: Path) -> None:
    edit(out, lambda data: data["made_with"].update(duckdb="0.1.0"))

    found = verified(out)

    assert found.is_equal
    assert "duckdb was 0.1.0 and is " in text_of(found)


# ---------------------------------------------------------------- what cannot be verified


def test_inputs_that_are_gone_are_named(tmp_path: Path) -> None:
    out = made(tmp_path)
    (tmp_path / "in" / "bills.parquet").unlink()

    assert f"these inputs are gone: {tmp_path / 'in' / 'bills.parquet'}." in refused(out, InputsGone)


def test_inputs_that_were_changed_past_reading_are_named_with_the_reason(tmp_path: Path) -> None:
    out = made(tmp_path)
    os.truncate(tmp_path / "in" / "bills.parquet", 100)

    said = refused(out, InputsChanged)

    assert f"changed or written anew since: {tmp_path / 'in' / 'bills.parquet'}." in said
    assert "bills" in said.partition("What is wrong with them now: ")[2]
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}


def edit(out: Path, change: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads((out / "summary.json").read_text("utf-8"))
    change(data)
    (out / "summary.json").write_text(json.dumps(data), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda out: (out / "summary.json").resolve().unlink(), "no summary.json"),
        (lambda out: os.truncate(out / "summary.json", 200), "summary.json: "),
        (lambda out: (out / "summary.json").write_bytes(b"\xff\xfe"), "summary.json: "),
        (lambda out: (out / "summary.json").write_text("[]"), "its form is not known to this version"),
        (lambda out: edit(out, lambda data: data.update(form=99)), "its form is not known to this version"),
        (lambda out: edit(out, lambda data: data.pop("inputs")), "it is not complete: KeyError('inputs')"),
        (lambda out: edit(out, lambda data: data.update(inputs=[1])), "it is not complete: "),
        (lambda out: edit(out, lambda data: data.update(month="11.2026")), "it is not complete: "),
        (
            lambda out: edit(out, lambda data: data.update(scheme="cmcc-credit")),
            "its policy.yaml is of unicom-star",
        ),
    ],
)
def test_a_folder_without_a_whole_record_is_refused(
    spoil: Callable[[Path], None], said: str, out: Path
) -> None:
    spoil(out)

    found = refused(out, NoRunThere)

    assert str(out) in found
    assert said in found


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    assert "no summary.json" in refused(tmp_path / "missing", NoRunThere)
    assert "no summary.json" in refused(tmp_path / "file", NoRunThere)


@pytest.mark.parametrize("text", [None, "scheme: [", "scheme: unicom-star\n"])
def test_a_policy_that_is_missing_or_wrong_is_refused(text: str | None, out: Path) -> None:
    policy = (out / "policy.yaml").resolve()
    if text is None:
        policy.unlink()
    else:
        policy.write_text(text)

    assert "policy.yaml" in refused(out, InputError)


# ---------------------------------------------------------------- the command


def test_the_command_answers_with_the_exit_code_too(tmp_path: Path) -> None:
    out = made(tmp_path)

    equal = tierline("verify", str(out))
    small_base.write(tmp_path / "in", DEARER)
    different = tierline("verify", str(out), "--json")
    (tmp_path / "in" / "bills.parquet").unlink()
    gone = tierline("verify", str(out))

    assert (equal.code, equal.out) == (0, "equal: unicom-star of 2026-11 gives the same rows again.\n")
    assert different.code == 1
    data = json.loads(different.out)
    assert not data["is_equal"]
    assert data["differences"][0]["only_again"] == 1
    assert gone.code == 2
    assert "these inputs are gone" in gone.said
