"""`tierline table export | import` as a user calls them, up to a month graded by an imported table."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from tests.grading.small_base import PHONE, content, replaced, write
from tests.policy.harbour import HARBOUR
from tests.tables.dmn.files import decision, file_text, inputs, literal
from tests.tables.dmn.files import table as dmn_table
from tierline.cli.main import application
from tierline.interchange.errors import (
    FileMissing,
    FormUnknown,
    IntoWanted,
    NoTables,
    OutThere,
    OutUnwritable,
    OutWanted,
    TablesSeveral,
    TableUnknown,
)
from tierline.interchange.files import found_in, written
from tierline.interchange.forms import Form
from tierline.interchange.pack_tables import tables_of_version
from tierline.policy.errors import DraftAmongPacks, SchemeNotInForce, SchemeUnknown
from tierline.policy.load import bundled_packs, file_mistakes
from tierline.tables.decide import decide
from tierline.tables.dmn.errors import NoCoreForm
from tierline.tables.model import Anything, DecisionTable
from tierline.tables.sheets.errors import SheetUnreadable
from tierline.wording import Language


def tierline(*arguments: object) -> Result:
    """The answer of the command; errors go through, as to the edge."""
    answer = CliRunner().invoke(application(), list(map(str, arguments)), env={"NO_COLOR": "1"})
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


@pytest.mark.parametrize("form", ["csv", "xlsx", "dmn"])
@pytest.mark.parametrize("lang", list(Language))
def test_every_table_of_every_scheme_comes_back_from_its_file(tmp_path, form, lang):
    for scheme, pack in bundled_packs().items():
        path = tmp_path / f"{scheme}.{form}"
        tierline("table", "export", scheme, "--out", path, "--lang", lang.value)
        exported = tables_of_version(pack.versions[-1])
        assert list(map(without_dashes, found_in(path).tables)) == list(map(without_dashes, exported))


def without_dashes(table: DecisionTable) -> DecisionTable:
    """The table with each test that anything passes left out, which DMN writes like one that is not there."""
    return replace(
        table,
        rules=tuple(
            replace(rule, tests={name: test for name, test in rule.tests.items() if test != Anything()})
            for rule in table.rules
        ),
    )


def test_a_file_becomes_a_file_of_another_form_and_back(tmp_path):
    forms = [tmp_path / name for name in ("a.csv", "b.xlsx", "c.dmn", "d.csv")]
    tierline("table", "export", "cmcc-credit", "--out", forms[0])
    for first, second in pairwise(forms):
        tierline("table", "export", first, "--out", second)
    first, last = (map(without_dashes, found_in(path).tables) for path in (forms[0], forms[-1]))
    assert list(first) == list(last)


def test_an_export_says_what_it_wrote_in_both_languages(tmp_path):
    answer = tierline("table", "export", "unicom-star", "--out", tmp_path / "a.xlsx", "--lang", "en")
    assert answer.output == f"Written to {tmp_path / 'a.xlsx'}: eligibility, tenure_factor, rated_tier.\n"
    answer = tierline("table", "export", "unicom-star", "--out", tmp_path / "b.xlsx", "--lang", "zh")
    assert answer.output.startswith("已写入")


def test_the_version_of_a_day_and_one_table_of_it_are_shown(tmp_path):
    pack = tmp_path / "harbour.yaml"
    later = "\n- from: 2021-01-01\n  tier:\n  - spend: {at_least: {300: blue, 150: white}}\n"
    pack.write_text(HARBOUR + later, "utf-8")
    shown = tierline("table", "export", pack, "--table", "rated_tier", "--on", "2020-06-01").output
    assert shown.startswith("table,rated_tier")
    assert ">= 200" in shown
    assert ">= 300" in tierline("table", "export", pack, "--table", "rated_tier", "--to", "yaml").output
    with pytest.raises(SchemeNotInForce):
        tierline("table", "export", pack, "--on", "2019-01-01")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("export", "nowhere"), SchemeUnknown),
        (("export", "nowhere.csv"), FileMissing),
        (("export", "unicom-star", "--table", "score"), TableUnknown),
        (("export", "unicom-star", "--to", "xlsx"), OutWanted),
        (("export", "unicom-star", "--out", "tables.doc"), FormUnknown),
        (("export", "unicom-star", "--out", "nowhere/tables.csv"), OutUnwritable),
        (("import", "star.csv"), TablesSeveral),
        (("import", "star.csv", "--table", "other"), TableUnknown),
        (("import", "star.csv", "--table", "rated_tier", "--from", "2027-01-01"), IntoWanted),
        (("import", "tables.doc"), FormUnknown),
        (("import", "old.xls"), SheetUnreadable),
        (("import", "large.csv"), SheetUnreadable),
    ],
)
def test_what_cannot_be_done_is_refused_in_both_languages_and_leaves_nothing(
    tmp_path, monkeypatch, arguments, error
):
    monkeypatch.chdir(tmp_path)
    Path("star.csv").write_bytes(
        written(tables_of_version(bundled_packs()["unicom-star"].versions[-1]), Form.CSV, "star")
    )
    Path("old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    if "large.csv" in arguments:
        Path("large.csv").write_bytes(b"1380000,1\r\n" * 1_600_000)
    before = content(tmp_path)
    with pytest.raises(error) as refused:
        tierline("table", *arguments)
    said = [refused.value.message(language) for language in Language]
    assert PHONE not in "".join(said)
    assert "{" not in "".join(said)
    assert content(tmp_path) == before


def test_a_decision_without_the_form_of_a_table_is_named_and_refused_where_it_is_asked_for(tmp_path):
    path = tmp_path / "tiers.dmn"
    tiers = decision("tier", dmn_table(["spend"], ["tier"], ["> 300", '"gold"']), needs=["spend"])
    more = decision("sum", literal("spend + 1"), needs=["spend"])
    path.write_text(file_text(inputs(spend="number"), tiers, more), "utf-8")

    answer = tierline("table", "export", path, "--lang", "en")

    assert answer.stdout.startswith("table,tier")
    assert "Left out: sum. Decision sum" in answer.stderr
    with pytest.raises(NoCoreForm):
        tierline("table", "export", path, "--table", "sum")


def test_an_empty_file_of_tables_is_told_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("\n,,\n", "utf-8")
    with pytest.raises(NoTables):
        found_in(path)


def test_no_file_is_replaced(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("mine", "utf-8")
    for arguments in (("export", "unicom-star"), ("import", tmp_path / "t.csv", "--into", "unicom-star")):
        (tmp_path / "t.csv").write_bytes(
            written(tables_of_version(bundled_packs()["unicom-star"].versions[-1])[2:], Form.CSV, "star")
        )
        with pytest.raises(OutThere):
            tierline("table", *arguments, "--out", path)
    assert path.read_text("utf-8") == "mine"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine.csv", "t.csv"]


def test_no_draft_is_written_among_the_packs_in_use(tmp_path):
    table = tmp_path / "t.csv"
    table.write_bytes(
        written(tables_of_version(bundled_packs()["unicom-star"].versions[-1])[2:], Form.CSV, "star")
    )
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "unicom-star.yaml").write_text(bundled_packs()["unicom-star"].text, "utf-8")
    with pytest.raises(DraftAmongPacks):
        tierline(
            *("table", "import", table, "--into", "unicom-star", "--policies", tmp_path / "packs"),
            *("--from", "2027-01-01", "--out", tmp_path / "packs" / "draft.yaml"),
        )


def test_without_a_pack_the_form_is_shown_as_it_stands(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("table,t\nrole,input,output\nname,spend,tier\ntype,number,string\n1,>= 5,gold\n", "utf-8")
    assert tierline("table", "import", path).output == (
        '"t": # unique\n- table:\n    inputs: [spend]\n    rules:\n    - [">= 5", gold]\n'
    )


# ---------------------------------------------------------------- from a workbook to a graded month


def workbook(path: Path) -> None:
    """A first-hit table as an analyst keeps it: the exception stands first, and blue is better than white."""
    book = Workbook()
    assert book.active is not None
    for row in [
        ["决策表", "明年的等级"],
        ["命中策略", "首个"],
        ["用途", "输入", "输入", "输出", "备注"],
        ["名称", "brand", "spend", "card"],
        ["类型", "文字", "数字", "文字"],
        [1, "m_zone", ">= 120", "white", "动感地带最高为白卡"],
        [2, "-", ">= 130", "blue"],
        [3, None, "[105..130)", "white"],
    ]:
        book.active.append(row)
    book.save(path)


@pytest.mark.clause("GRD-24")
@pytest.mark.parametrize("form", ["xlsx", "csv", "dmn"])
def test_a_month_is_graded_by_a_table_from_a_file_just_as_the_table_decides(tmp_path, form):
    packs, drafts, out = (tmp_path / name for name in ("packs", "drafts", "out"))
    for folder in (packs, drafts):
        folder.mkdir()
    (packs / "harbour.yaml").write_text(HARBOUR, "utf-8")
    workbook(tmp_path / "tiers.xlsx")
    source = tmp_path / f"tiers.{form}"
    if form != "xlsx":
        tierline("table", "export", tmp_path / "tiers.xlsx", "--out", source)
    half = replaced("subscribers", "subscriber_id % 2 = 0", "brand", "'m_zone'")
    base = write(tmp_path / "base", {"subscribers": half})

    said = tierline(
        *("table", "import", source, "--into", "harbour", "--policies", packs, "--block", "tier"),
        *("--from", "2026-10-01", "--out", drafts / "harbour.yaml", "--lang", "en"),
    ).output
    assert "in which tier is the table 明年的等级" in said
    assert file_mistakes(drafts / "harbour.yaml") == ()
    tierline(
        *("grade", "--scheme", "harbour", "--month", "2026-11", "--policies", drafts, "--out", out),
        *("--subscribers", *base["subscribers"], "--bills", *base["bills"], "--threads", "1"),
    )

    (table,) = found_in(source).tables
    rows = duckdb.connect(config={"threads": 1}).execute(
        f"SELECT subscriber_id, spend, rated_tier FROM read_parquet('{out}/grades/*.parquet')"
    )
    found = {line: (spend, tier) for line, spend, tier in rows.fetchall()}
    assert len(found) == 40
    for line, (spend, tier) in found.items():
        brand = "m_zone" if line % 2 == 0 else "gotone"
        assert decide(table, {"brand": brand, "spend": spend}).outputs == ((tier,) if tier else None)
    assert {tier for _, tier in found.values()} == {"blue", "white", None}
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["policy"]["version"] == "2026-10-01"
