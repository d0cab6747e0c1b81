"""`tierline policy`: what each command prints, in both languages and for machines, and its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.policy.harbour import HARBOUR, with_change
from tierline.policy.commands import policy_app
from tierline.policy.errors import (
    DayUnreadable,
    NothingToCompare,
    PackMissing,
    RegisterUnwritable,
    SchemeNotInForce,
    SchemeUnknown,
    VersionUnknown,
)
from tierline.policy.load import bundled_packs

SCHEMES = sorted(bundled_packs())


def policy(*arguments: object, columns: int = 120) -> Result:
    """The answer of `tierline policy` on a terminal of so many columns; errors go through, as to the edge."""
    answer = CliRunner().invoke(policy_app, [str(each) for each in arguments], env={"COLUMNS": str(columns)})
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def cells_of(line: str) -> int:
    """How many columns of a terminal a line takes: a Chinese letter takes two."""
    from rich.cells import cell_len

    return cell_len(line)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "harbour.yaml").write_text(HARBOUR, "utf-8")
    return folder


# ---------------------------------------------------------------- list


def test_list_names_every_scheme_with_its_versions_and_tiers():
    shown = policy("list").output

    for pack in bundled_packs().values():
        for fact in (pack.scheme, pack.title.en, *(str(version.starts_on) for version in pack.versions)):
            assert fact in shown
    assert "diamond, gold, silver" in shown


def test_list_reads_chinese_where_it_is_asked_for():
    shown = policy("list", "--lang", "zh").output

    assert "河南联通VIP会员" in shown
    assert "钻石卡、金卡、银卡" in shown
    assert "scheme" not in shown


def test_list_for_machines_counts_what_is_not_the_sources_own(packs):
    (listed,) = json.loads(policy("list", "--json", "--policies", packs).output)

    assert listed["scheme"] == "harbour"
    assert listed["versions"] == ["2020-01-01"]
    assert listed["not_source"] == 0
    assert [tier["name"] for tier in listed["tiers"]] == ["blue", "white"]


def test_a_folder_that_is_not_there_goes_through_to_the_edge(tmp_path):
    with pytest.raises(PackMissing):
        policy("list", "--policies", tmp_path / "none")


# ---------------------------------------------------------------- show


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_tells_every_value_with_its_clause(scheme, language):
    shown = policy("show", scheme, "--lang", language, columns=400).output

    told = json.loads(policy("show", scheme, "--json").output)
    for statement in told["statements"]:
        where = statement["where"] or {"en": "", "zh": ""}
        assert statement["subject"][language] in shown
        assert any(
            line.startswith(statement["clause"])
            and statement["says"][language] in line
            and where[language] in line
            for line in shown.splitlines()
        ), statement


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_fits_a_terminal_of_eighty_columns_and_leaves_nothing_out(scheme, language):
    shown = policy("show", scheme, "--lang", language, "--tables", columns=80).output

    assert max(map(cells_of, shown.splitlines())) <= 80
    assert "…" not in shown


def test_chinese_columns_stand_under_each_other():
    lines = policy("show", "unicom-vip", "--lang", "zh").output.splitlines()

    rungs = [line for line in lines if "近6个月月均出账（元）：不低于" in line]
    starts = {cells_of(line[: line.index("近6个月")]) for line in rungs}
    assert len(rungs) == 7
    assert len(starts) == 1


def test_the_latest_version_is_shown_unless_a_day_is_named():
    def shown_from(*options: str) -> str:
        return str(json.loads(policy("show", "unicom-vip", "--json", *options).output)["from"])

    assert shown_from() == "2015-02-01"
    assert shown_from("--version", "2011-06-01") == "2011-06-01"
    assert shown_from("--on", "2015-01-31") == "2011-06-01"
    assert shown_from("--on", "2015-02-01") == "2015-02-01"


def test_tables_are_unfolded_cell_by_cell():
    shown = policy("show", "cmcc-credit", "--tables").output

    assert "eligibility · hit policy first" in shown
    assert "score · hit policy collect sum" in shown
    assert "(120..200]" in shown
    assert "-100 * suspensions" in shown
    assert "(120..200]" not in policy("show", "cmcc-credit").output


def test_tables_for_machines_hold_every_rule_with_its_clause():
    told = json.loads(policy("show", "unicom-star", "--json", "--tables").output)

    assert [table["name"] for table in told["tables"]] == ["eligibility", "tenure_factor", "rated_tier"]
    assert told["tables"][2]["rules"][0] == {
        "tests": {"score": ">= 260"},
        "outcome": '"five_star"',
        "clause": "GRD-16",
        "basis": "example",
    }


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        (("unicom-gold",), SchemeUnknown),
        (("unicom-vip", "--version", "2012-01-01"), VersionUnknown),
        (("unicom-vip", "--on", "2011-05-31"), SchemeNotInForce),
        (("unicom-vip", "--on", "yesterday"), DayUnreadable),
    ],
)
def test_what_cannot_be_shown_goes_through_to_the_edge(arguments, refused):
    with pytest.raises(refused):
        policy("show", *arguments)


# ---------------------------------------------------------------- diff


def test_diff_of_two_days_tells_what_changed_with_its_clause():
    shown = policy("diff", "unicom-vip", "2011-06-01", "2015-02-01").output

    assert "new terms" in shown
    assert "none: what runs goes on to its end" in shown
    assert "GRD-21 · source" in shown
    assert "diamond" not in shown


def test_diff_of_one_version_with_itself_tells_that_nothing_differs():
    answer = policy("diff", "unicom-vip", "2011-06-01", "2014-01-01")

    assert answer.exit_code == 0
    assert answer.output == "No value differs.\n"


def test_diff_of_two_files_goes_value_by_value(packs):
    changed = with_change("200: blue", "250: blue", with_change("over: 3", "over: 6"))
    (packs / "draft.yaml").write_text(changed, "utf-8")

    told = json.loads(policy("diff", packs / "harbour.yaml", packs / "draft.yaml", "--json").output)

    (day,) = told
    assert day["day"] == "2020-01-01"
    said = [
        (each["part"], each["before"]["says"]["en"], each["after"]["says"]["en"])
        for each in day["differences"]
    ]
    assert said == [
        ("eligible", "more than 3", "more than 6"),
        ("tier", "spend: at least 200", "spend: at least 250"),
    ]


def test_diff_tells_what_is_new_and_what_is_gone(packs):
    changed = with_change(
        "  - brand: {is: {gotone: white}}\n    where: {tenure_months: {at_least: 60}}\n", ""
    )
    later = "- {from: 2021-01-01, thresholds: {valid_months: 13}}\n"
    (packs / "draft.yaml").write_text(changed + later, "utf-8")

    told = json.loads(policy("diff", packs / "harbour.yaml", packs / "draft.yaml", "--json").output)

    assert [day["day"] for day in told] == ["2020-01-01", "2021-01-01"]
    (gone,) = told[0]["differences"]
    assert (gone["after"], gone["before"]["says"]["en"]) == (None, "brand: GoTone")
    new = {each["name"]: each["before"] for each in told[1]["differences"]}
    assert new["valid_months"] is None


@pytest.mark.parametrize("sides", [("unicom-vip",), ("a", "b", "c", "d")])
def test_diff_of_anything_else_goes_through_to_the_edge(sides):
    with pytest.raises(NothingToCompare):
        policy("diff", *sides)


# ---------------------------------------------------------------- interpretations and schema


def test_interpretations_are_written_in_both_languages(tmp_path):
    answer = policy("interpretations", "--out", tmp_path / "docs")

    names = {path.name for path in (tmp_path / "docs").iterdir()}
    pages = {f"{scheme}{suffix}" for scheme in SCHEMES for suffix in (".md", ".zh-CN.md")}
    assert names == {"index.md", *pages}
    assert f"{len(names)} files written" in answer.output


def test_a_register_that_cannot_be_written_is_a_fault_of_the_surroundings(tmp_path):
    (tmp_path / "taken").touch()

    with pytest.raises(RegisterUnwritable, match="taken"):
        policy("interpretations", "--out", tmp_path / "taken")


def test_schema_prints_the_published_file():
    from tierline.policy.load import bundled_folder

    published = (bundled_folder().parent / "pack.schema.json").read_text("utf-8")
    assert policy("schema").output == published


# ---------------------------------------------------------------- cost


def test_the_commands_are_imported_without_an_engine_or_a_pack():
    program = (
        "import sys; import tierline.policy.commands\n"
        "heavy = {'ibis', 'duckdb', 'pyarrow', 'numpy', 'yaml', 'tierline.policy.load'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    assert answer.stdout == "[]\n"


def test_no_command_needs_an_engine():
    program = (
        "import sys; from tierline.policy.commands import policy_app\n"
        "try: policy_app(['show', 'unicom-star'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted({'ibis', 'duckdb', 'pyarrow', 'numpy'} & set(sys.modules)))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    assert answer.stdout.endswith("[]\n")
