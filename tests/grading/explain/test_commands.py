"""`tierline explain`, from the folder of a run and from inputs that are named one by one."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.grading.operator import Operator, random_operator
from tests.grading.reference import Result
from tests.grading.run_folder import write_run
from tierline.datasets.contract import BILLS, SUBSCRIBERS, Dataset
from tierline.datasets.errors import ColumnMissing, DatasetUnreadable
from tierline.errors import TierlineError
from tierline.grading.errors import NoRunThere, RatingDayOutside
from tierline.grading.explain.commands import explain
from tierline.grading.explain.errors import (
    InputGone,
    LineUnknown,
    OptionMissing,
    OptionRefused,
    SchemeAmbiguous,
    TierUnknown,
)
from tierline.wording import Language

SCHEME = "unicom-vip"
app = typer.Typer()
app.command()(explain)


@dataclass(frozen=True)
class Run:
    """A run of a small operator, in its folder."""

    folder: Path
    inputs: Path
    operator: Operator
    result: Result

    def options(self) -> list[str]:
        named = {
            "--subscribers": "subscribers.parquet",
            "--bills": "bills",
            "--memberships": "memberships.parquet",
        }
        paths = [part for option, name in named.items() for part in (option, str(self.inputs / name))]
        return ["--scheme", SCHEME, "--month", "2012-03", *paths]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    operator = random_operator(11, 40, date(2012, 3, 1), scheme=SCHEME)
    result = write_run(tmp_path / "run", tmp_path / "inputs", SCHEME, operator)
    return Run(tmp_path / "run", tmp_path / "inputs", operator, result)


def said(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def told(*arguments: object) -> dict[str, Any]:
    return json.loads(said(*arguments, "--json"))


def refused(*arguments: object) -> TierlineError:
    with pytest.raises(TierlineError) as found:
        CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)
    return found.value


def as_json(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def test_every_line_of_a_run_is_explained_as_the_run_recorded_it(run: Run) -> None:
    for row in run.result.grades[:6]:
        found = told(run.folder, "--subscriber", row["subscriber_id"])

        assert found["row"] == {name: as_json(value) for name, value in row.items()}
        assert found["record"]["differs"] == {}
        assert found["record"]["changed_files"] == []
        assert not found["record"]["pack_changed"]


def test_a_subscriber_id_below_zero_is_a_line_like_any_other(run: Run) -> None:
    assert told(run.folder, "--subscriber", "-7")["subscriber_id"] == -7


def test_named_inputs_give_the_explanation_of_the_folder(run: Run) -> None:
    line = run.result.grades[5]["subscriber_id"]

    by_folder = told(run.folder, "--subscriber", line)
    by_options = told(*run.options(), "--subscriber", line)

    assert {**by_folder, "record": None} == by_options


def test_csv_gives_what_parquet_gives(run: Run) -> None:
    line = run.result.grades[5]["subscriber_id"]
    expected = told(*run.options(), "--subscriber", line)
    for dataset, rows in ((SUBSCRIBERS, run.operator.subscribers), (BILLS, run.operator.bills)):
        write_csv(run.inputs / f"{dataset.name}.csv", dataset, rows)

    found = told(
        "--scheme", SCHEME, "--month", "2012-03", "--subscriber", line,
        "--subscribers", run.inputs / "subscribers.csv", "--bills", run.inputs / "bills.csv",
        "--memberships", run.inputs / "memberships.parquet",
    )  # fmt: skip

    assert found == expected


def write_csv(path: Path, dataset: Dataset, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in dataset.columns])
        writer.writeheader()
        writer.writerows(rows)


def test_nullable_columns_may_be_missing_and_required_ones_may_not(run: Run) -> None:
    import pyarrow.parquet as pq

    path = run.inputs / "subscribers.parquet"
    line = run.result.grades[5]["subscriber_id"]
    table = pq.read_table(path)
    nullable = [
        column.name for column in SUBSCRIBERS.columns if column.nullable and column.name != "closed_on"
    ]

    pq.write_table(table.drop_columns([*nullable, "msisdn"]), path)
    assert told(*run.options(), "--subscriber", line)["attributes"]["plan_kind"] is None

    pq.write_table(table.drop_columns(["payment"]), path)
    error = refused(*run.options(), "--subscriber", line)
    assert isinstance(error, ColumnMissing)
    assert error.facts["column"] == "payment"


def test_the_phone_number_is_never_shown(run: Run) -> None:
    for row in run.operator.subscribers[:5]:
        for output in ("--json", "--lang=en", "--lang=zh"):
            assert row["msisdn"] not in said(run.folder, "--subscriber", row["subscriber_id"], output)


def test_the_page_has_no_colours_where_it_is_piped(run: Run) -> None:
    assert "\x1b" not in said(run.folder, "--subscriber", run.result.grades[0]["subscriber_id"])


def test_inputs_that_changed_since_the_run_are_told_with_both_results(run: Run) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    row = next(row for row in run.result.grades if row["eligible"] and row["billed_6m"])
    path = run.inputs / "bills" / "2012-02.parquet"
    bills = pq.read_table(path)
    at = bills.column_names.index("billed")
    more = pc.add(bills["billed"], pa.scalar(Decimal("600.00"), pa.decimal128(12, 2))).cast(
        pa.decimal128(12, 2)
    )
    pq.write_table(bills.set_column(at, bills.field(at), more), path)
    os.utime(path, ns=(1, 1))

    found = told(run.folder, "--subscriber", row["subscriber_id"])
    page = said(run.folder, "--subscriber", row["subscriber_id"], "--lang", "en")

    has_bill = any(b["month"] == "2012-02" for b in found["bills"])
    expected = row["billed_6m"] + (600 if has_bill else 0)
    assert [one["path"] for one in found["record"]["changed_files"]] == [str(path)]
    assert found["record"]["row"]["billed_6m"] == str(row["billed_6m"])
    assert found["row"]["billed_6m"] == str(expected)
    assert f"bills: {path}".replace(" ", "") in page.replace("\n", "").replace(" ", "")
    if has_bill:
        assert found["record"]["differs"]["billed_6m"] == {
            "recorded": str(row["billed_6m"]),
            "now": str(expected),
        }
        assert str(row["billed_6m"]) in page


def test_a_pack_that_was_changed_in_the_folder_is_told(run: Run) -> None:
    with (run.folder / "policy.yaml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")

    assert told(run.folder, "--subscriber", run.result.grades[0]["subscriber_id"])["record"]["pack_changed"]


def test_a_file_that_is_gone_is_named_and_another_place_may_be_given(run: Run) -> None:
    line = run.result.grades[0]["subscriber_id"]
    (run.inputs / "bills").rename(run.inputs / "moved")

    error = refused(run.folder, "--subscriber", line)

    assert isinstance(error, InputGone)
    assert "--bills" in str(error)
    assert told(run.folder, "--subscriber", line, "--bills", run.inputs / "moved")["subscriber_id"] == line


def test_an_unknown_line_is_refused_by_its_number(run: Run) -> None:
    error = refused(run.folder, "--subscriber", 123456789)

    assert isinstance(error, LineUnknown)
    assert "123456789" in error.message(Language.EN)
    assert "123456789" in error.message(Language.ZH)


def test_a_folder_of_several_schemes_asks_which(run: Run, tmp_path: Path) -> None:
    together = tmp_path / "together"
    together.mkdir()
    run.folder.rename(together / SCHEME)
    line = run.result.grades[0]["subscriber_id"]
    assert told(together, "--subscriber", line)["scheme"] == SCHEME

    operator = random_operator(11, 40, date(2012, 3, 1), scheme="cmcc-credit")
    write_run(together / "cmcc-credit", tmp_path / "others", "cmcc-credit", operator)

    assert isinstance(refused(together, "--subscriber", line), SchemeAmbiguous)
    assert told(together, "--subscriber", line, "--scheme", SCHEME)["scheme"] == SCHEME
    assert isinstance(refused(together, "--subscriber", line, "--scheme", "unicom-card"), NoRunThere)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    assert isinstance(refused(tmp_path, "--subscriber", 1), NoRunThere)
    (tmp_path / "summary.json").write_text("{}", encoding="utf-8")
    assert isinstance(refused(tmp_path, "--subscriber", 1), NoRunThere)
    (tmp_path / "summary.json").write_text("{", encoding="utf-8")
    assert isinstance(refused(tmp_path, "--subscriber", 1), NoRunThere)


def test_a_truncated_file_is_refused_by_its_name(run: Run) -> None:
    path = run.inputs / "subscribers.parquet"
    path.write_bytes(path.read_bytes()[:200])

    error = refused(*run.options(), "--subscriber", 1)

    assert isinstance(error, DatasetUnreadable)
    assert "subscribers.parquet" in str(error)


def test_what_is_missing_or_wrong_among_the_options_is_named(run: Run) -> None:
    options = run.options()

    assert refused("--subscriber", 1).facts == {"option": "--scheme"}
    assert isinstance(refused("--subscriber", 1, "--scheme", SCHEME), OptionMissing)
    assert isinstance(refused(*options, "--subscriber", 1, "--month", "2012-13"), OptionRefused)
    assert isinstance(refused(*options, "--subscriber", 1, "--rated-on", "2012-04-01"), RatingDayOutside)
    line = run.result.grades[0]["subscriber_id"]
    assert isinstance(refused(*options, "--subscriber", line, "--tier", "platinum"), TierUnknown)


def test_what_the_folder_answers_itself_is_not_taken_from_an_option(run: Run) -> None:
    for option, value in (("--month", "2012-04"), ("--rated-on", "2012-03-07"), ("--policies", run.folder)):
        error = refused(run.folder, "--subscriber", 1, option, value)
        assert isinstance(error, OptionRefused)
        assert error.facts["option"] == option


def test_the_rating_day_is_the_fifth_unless_it_is_named(run: Run) -> None:
    line = run.result.grades[0]["subscriber_id"]

    usual = told(*run.options(), "--subscriber", line)
    other = told(*run.options(), "--subscriber", line, "--rated-on", "2012-03-07")

    assert (usual["rated_on"], other["rated_on"]) == ("2012-03-05", "2012-03-07")


@pytest.mark.parametrize("language", list(Language))
def test_every_line_can_be_read_in_both_languages(run: Run, language: Language) -> None:
    for row in run.result.grades[:6]:
        page = said(run.folder, "--subscriber", row["subscriber_id"], "--lang", language)
        assert "{" not in page
        assert str(row["subscriber_id"]) in page.splitlines()[0]


def test_a_membership_that_ends_tomorrow_is_read_as_one_that_runs(run: Run) -> None:
    running = [
        row["subscriber_id"]
        for row in run.operator.memberships
        if row["scheme"] == SCHEME and row["since"] <= run.operator.rated_on
        and row["ends_on"] is not None and row["ends_on"] >= run.operator.rated_on + timedelta(days=1)
    ]  # fmt: skip
    known = {row["subscriber_id"] for row in run.operator.subscribers}

    found = [told(run.folder, "--subscriber", line)["change"]["before"] for line in running if line in known]

    assert found
    assert all(before is not None for before in found)
