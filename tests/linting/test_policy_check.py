"""`tierline policy check`: the mistakes of packs, then what is found in sound ones, and the exit code."""

from __future__ import annotations

import json

import pytest

from tests.linting.checking import check, checked, with_tiers, written
from tests.policy.harbour import HARBOUR, with_change
from tests.tables.dmn.files import decision, file_text, inputs, literal, table
from tierline.interchange.errors import FormUnknown
from tierline.linting.errors import MonthWithoutBase, NoLinesToCount
from tierline.policy.load import bundled_folder
from tierline.wording import Language


@pytest.fixture
def packs(tmp_path):
    folder = tmp_path / "packs"
    folder.mkdir()
    written(folder, HARBOUR)
    return folder


# ---------------------------------------------------------------- mistakes


def test_it_finds_the_bundled_packs_sound():
    answer = check()

    assert answer.exit_code == 0
    assert "Files: 9; with mistakes: 0." in answer.output


def test_it_tells_every_mistake_of_every_file_and_ends_with_2(packs):
    written(packs, with_change("[mobile]", "[mobil]", with_change("200: blue", "200: green")), "broken.yaml")

    answer = check(packs)

    assert answer.exit_code == 2
    assert "broken.yaml, line 12, versions[2020-01-01].eligible.product[1]: found `mobil`" in answer.output
    assert "broken.yaml, line 20, versions[2020-01-01].tier[1]" in answer.output
    assert "harbour.yaml: sound" in answer.output
    assert "Files: 2; with mistakes: 1." in answer.output


def test_it_reads_chinese(packs):
    written(packs, with_change("[mobile]", "[mobil]"))

    assert "harbour.yaml 第 12 行" in check(packs, "--lang", "zh").output


def test_in_a_folder_it_sees_two_packs_of_one_scheme_and_of_two_files_it_does_not(packs):
    second = written(packs, HARBOUR, "second.yaml")

    assert "which harbour.yaml holds already" in check(packs).output
    assert check(packs).exit_code == 2
    assert check(packs / "harbour.yaml", second).exit_code == 0


def test_what_is_not_there_ends_with_2(tmp_path):
    answer = check(tmp_path / "none.yaml", tmp_path)

    assert answer.exit_code == 2
    assert "there is no such file or folder" in answer.output
    assert "it holds no .yaml file" in answer.output


def test_for_machines_a_mistake_has_its_line_and_both_languages(packs):
    written(packs, with_change("[mobile]", "[mobil]"), "broken.yaml")

    answer = check(packs, "--json")

    found = json.loads(answer.output)
    assert answer.exit_code == 2
    assert found["sound"] is False
    broken, sound = found["files"]
    assert (sound["scheme"], sound["mistakes"]) == ("harbour", [])
    (mistake,) = broken["mistakes"]
    assert mistake["line"] == 12
    assert set(mistake["message"]) == {"en", "zh"}
    assert broken["findings"] == []


# ---------------------------------------------------------------- findings


GAP = with_tiers(
    "table: {inputs: [spend], rules: [['[100..200)', white], ['> 200', blue]]}",
)


def test_a_finding_says_where_it_stands_and_gives_an_example_and_is_no_mistake(packs):
    path = written(packs, GAP)

    answer = check(path)

    assert answer.exit_code == 0
    assert "warning  Tiers, line 20: No row holds where spend: 200. Example: spend = 200." in answer.output
    assert "Errors: 0; warnings: 1; notes: 1." in answer.output


def test_findings_are_said_in_chinese_too(packs):
    shown = check(written(packs, GAP), "--lang", "zh").output

    assert "警告  等级，第 20 行：“消费：200”时，没有任何一行成立。示例：消费 = 200。" in shown
    assert "warning" not in shown


def test_for_machines_a_finding_has_a_code_tests_and_both_languages(packs):
    (file,) = checked(written(packs, GAP))["files"]
    gap, below = file["findings"]

    assert (gap["code"], gap["severity"], gap["part"], gap["line"]) == ("gap", "warning", "tier", 20)
    assert gap["where"] == [{"spend": "200"}]
    assert gap["example"] == {"spend": "200"}
    assert gap["versions"] == ["2020-01-01"]
    assert gap["lines"] is None
    assert gap["says"][Language.ZH.value] != gap["says"][Language.EN.value]
    assert (below["code"], below["severity"]) == ("below_rungs", "note")


def test_of_several_versions_a_finding_names_those_that_have_it(packs):
    later = "\n- from: 2021-01-01\n  tier:\n  - spend: {at_least: {200: blue, 100: white}}\n"

    shown = check(written(packs, GAP + later)).output

    assert "warning  Tiers, line 20, version from 2020-01-01: No row holds" in shown


@pytest.mark.parametrize("of", ["policy", "table"])
def test_a_month_without_a_base_is_refused(packs, of):
    with pytest.raises(MonthWithoutBase):
        check(packs / "harbour.yaml", "--month", "2026-11", of=of)


# ---------------------------------------------------------------- tables


def test_table_check_reads_a_pack_too(packs):
    answer = check(written(packs, GAP), of="table")
    found = checked(packs / "harbour.yaml", of="table")

    assert answer.exit_code == 0
    assert "No row holds where spend: 200." in answer.output
    assert [each["code"] for each in found["findings"]] == ["gap", "below_rungs"]


def test_a_file_of_another_kind_is_refused_with_what_is_read(tmp_path):
    with pytest.raises(FormUnknown) as caught:
        check(written(tmp_path, HARBOUR, "harbour.docx"), of="table")

    assert "harbour.docx: " in caught.value.message(Language.EN)
    assert "expected one of .yaml, .yml, .dmn" in caught.value.message(Language.EN)


def test_the_tables_of_a_dmn_file_are_checked_and_what_is_no_such_table_is_named(tmp_path):
    path = tmp_path / "tiers.dmn"
    spend = table(["spend"], ["tier"], ["> 300", '"gold"'])
    more = decision("sum", literal("spend + 1"), needs=["spend"])
    path.write_text(
        file_text(inputs(spend="number"), decision("tier", spend, needs=["spend"]), more), "utf-8"
    )

    answer = check(path, of="table")
    found = checked(path, of="table")

    assert "Not checked: sum." in answer.output
    assert [each["code"] for each in found["findings"]] == ["gap", "null_gap"]
    assert [each["name"] for each in found["unchecked"]] == ["sum"]


def test_lines_are_not_counted_for_a_scheme_of_sites(tmp_path):
    with pytest.raises(NoLinesToCount):
        check(bundled_folder() / "network-service.yaml", "--on", tmp_path, of="table")
