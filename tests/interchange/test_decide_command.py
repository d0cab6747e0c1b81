"""`tierline table decide`: what it prints for a case, for people and for machines, and what it refuses."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.tables.dmn.files import decision, file_text, inputs, literal, table
from tierline.errors import TierlineError
from tierline.interchange import decide_errors
from tierline.interchange.commands import exchange_app
from tierline.interchange.decide_command import decide_app
from tierline.interchange.decide_files import model_of
from tierline.interchange.decide_inputs import case_of
from tierline.interchange.errors import FormUnknown
from tierline.interchange.forms import Form
from tierline.tables.dmn.deciding import Decider
from tierline.tables.errors import TableError
from tierline.tables.expressions.functions.conversion import shown
from tierline.wording import Language

CARE = Path(__file__).parents[2] / "docs" / "examples" / "care.dmn"
CASE = ["--input", "Held tier=gold", "--input", "Fault.hours=30", "--input", "Monthly bill=128"]


def decided(*arguments: object) -> Result:
    """The answer of the command; errors go through, as to the edge."""
    answer = CliRunner().invoke(decide_app, [str(each) for each in arguments])
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def test_the_result_is_shown_with_what_was_decided_before_and_the_rules_that_held():
    printed = decided(CARE, *CASE, "--lang", "en").output

    assert printed == (
        "Care:\n"
        '  step: "call back"\n'
        "  credit: 6.405\n"
        "  Decided before:\n"
        "    Weight: 5\n"
        "  Rules that held:\n"
        "    Weight, rule 2: hours >= 24 → 3\n"
        '    Weight, rule 3: hours >= 4; tier "diamond", "gold" → 2\n'
        '    Care, rule 1: weight >= 5 → "call back", Day rate(Monthly bill) * 1.5\n'
        '    Care, rule 2 (not used): weight > 0 → "apologise", 0\n'
    )


def test_the_same_answer_reads_as_chinese():
    printed = decided(CARE, "--input", "Held tier=bronze", "--lang", "zh").output

    for words in (
        "先行决策：",
        "成立的规则：",
        "Care：无",
        "说明：",
        "输入 Monthly bill：未提供，按 null 处理。",
    ):
        assert words in printed


def test_machines_are_answered_in_exact_json(tmp_path):
    path = tmp_path / "model.dmn"
    text = '{third: 1 / 3, day: @"2026-11-01", span: @"P1DT2H", list: [1.10, null], text: "é\\"", none: {}}'
    path.write_text(file_text(decision("out", literal(text))), "utf-8")

    one = json.loads(decided(path, "--decision", "out", "--json").output, parse_float=Decimal)
    several = json.loads(decided(path, "--json").output, parse_float=Decimal)

    assert several == [one]
    assert one == {
        "decision": "out",
        "result": {
            "third": Decimal("0.3333333333333333333333333333333333"),
            "day": "2026-11-01",
            "span": "P1DT2H",
            "list": [Decimal("1.1"), None],
            "text": 'é"',
            "none": {},
        },
        "matched": [],
        "below": {},
        "notes": [],
    }


def test_json_tells_the_rules_and_the_notes_in_both_languages():
    answer = json.loads(decided(CARE, "--decision", "Care", "--json", "--input", "Fault.hours=30").output)

    assert answer["matched"] == [
        {"table": "Weight", "rules": [2], "chosen": [2]},
        {"table": "Care", "rules": [2], "chosen": [2]},
    ]
    assert answer["below"] == {"Weight": 3}
    assert answer["notes"][0] == {
        "en": "Input Held tier: it was not given, and counts as null.",
        "zh": "输入 Held tier：未提供，按 null 处理。",
    }


def test_a_case_comes_from_a_file_and_options_go_over_it(tmp_path):
    case = tmp_path / "case.json"
    case.write_text('{"Held tier": "silver", "Fault": {"hours": 30.0, "cause": null}, "Monthly bill": 128}')

    printed = decided(CARE, "--inputs", case, "--input", "Held tier=gold", "--json", "--decision", "Weight")

    assert json.loads(printed.output)["result"] == 5


TYPES = """
<itemDefinition name="Loan"><itemComponent name="rate"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="start"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="Numbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
"""


@pytest.mark.parametrize(
    ("of", "written", "expected"),
    [
        ("number", "1.50", "1.5"),
        ("number", "-1e2", "-100"),
        ("number", "null", "null"),
        ("string", "null", '"null"'),
        ("string", "a=b", '"a=b"'),
        ("string", "", '""'),
        ("boolean", "true", "true"),
        ("date", "2026-11-01", "2026-11-01"),
        ("time", "08:30:00Z", "08:30:00Z"),
        ("date and time", "2026-11-01T08:30:00", "2026-11-01T08:30:00"),
        ("days and time duration", "PT8H", "PT8H"),
        ("years and months duration", "P18M", "P1Y6M"),
        ("Loan", '{"rate": 0.1, "start": "2026-11-01"}', "{rate: 0.1, start: 2026-11-01}"),
        ("Numbers", "[1, 2.5]", "[1, 2.5]"),
        ("Numbers", "7", "[7]"),
        ("", "450", "450"),
        ("", '"450"', '"450"'),
        ("", "[1, 2]", "[1, 2]"),
        ("", '{"a": 1}', "{a: 1}"),
        ("", "gold", '"gold"'),
        # FEEL writes the same values otherwise.
        ("date", 'date("2026-11-01")', "2026-11-01"),
        ("days and time duration", '@"PT8H"', "PT8H"),
        ("number", "1/4", "0.25"),
        ("Loan", '{rate: 0.1, start: date("2026-11-01")}', "{rate: 0.1, start: 2026-11-01}"),
        ("Numbers", '["1", 2]', "[1, 2]"),
        ("", "2026-11-01", "2026-11-01"),
        ("", "2026-11-01T08:30:00Z", "2026-11-01T08:30:00Z"),
        ("", "08:30:00", "08:30:00"),
        ("", "2026-11", "2015"),
        ("", "{a: 1}", "{a: 1}"),
        ("", "in stock", '"in stock"'),
    ],
)
def test_a_value_is_read_by_the_type_of_its_input(tmp_path, of, written, expected):
    path = tmp_path / "model.dmn"
    path.write_text(file_text(TYPES, inputs(x=of), decision("out", literal("x"), needs=["x"])))

    ready = Decider(model_of(str(path), None))
    case = case_of(
        [f"x={written}"], None, {data.name: ready.type_of(data) for data in ready.model.inputs}, {}
    )

    assert shown(case["x"]) == expected


@pytest.mark.parametrize("name", ["the = share", "i1", "Share of it", "  the  =  share "])
def test_an_input_is_given_by_its_name_its_element_or_its_id(tmp_path, name):
    data = '<inputData id="i1" name="Share of it"><variable name="the = share" typeRef="number"/></inputData>'
    path, case = tmp_path / "model.dmn", tmp_path / "case.json"
    path.write_text(file_text(data, decision("out", literal("the = share + 1"), needs=["i1"])))
    case.write_text(json.dumps({name: "2"}))

    for given in (["--input", f"{name}=2"], ["--inputs", case]):
        assert json.loads(decided(path, "--decision", "out", "--json", *given).output)["result"] == 3


def test_an_input_that_is_not_asked_for_may_be_of_a_type_that_is_not_known(tmp_path):
    path = tmp_path / "model.dmn"
    path.write_text(file_text(inputs(x="number", y="lib.tY"), decision("out", literal("x"), needs=["x"])))

    printed = decided(path, "--decision", "out", "--json", "--input", "x=1", "--input", "y=5").output

    assert json.loads(printed)["result"] == 1


def test_a_decision_at_fault_is_told_beside_the_answers_of_the_others(tmp_path):
    path = tmp_path / "model.dmn"
    broken = decision("broken", table(["x"], ["y"], ("1",)), needs=["x"])
    path.write_text(file_text(inputs(x="number"), broken, decision("out", literal("x + 1"), needs=["x"])))

    answer = decided(path, "--json", "--input", "x=1")
    page = decided(path, "--input", "x=1", "--lang", "zh").output

    assert answer.exit_code == 2
    assert [(one["decision"], one["result"]) for one in json.loads(answer.output)] == [
        ("broken", None),
        ("out", 2),
    ]
    assert "Decision broken, rule 1" in json.loads(answer.output)[0]["notes"][0]["en"]
    assert "无法判定。决策 broken 规则 1" in page
    with pytest.raises(TableError, match="rule 1"):
        decided(path, "--decision", "broken", "--input", "x=1")


X = ["--input", "x=1"]


@pytest.mark.parametrize(
    ("arguments", "refusal", "words"),
    [
        (["--input", "x"], decide_errors.InputWithoutValue, "'x'"),
        (["--input", "x=\udcff"], decide_errors.InputWithoutValue, "udcff"),
        (["--input", "y=1"], decide_errors.InputUnknown, "x, loan"),
        (["--input", "x.y=1"], decide_errors.InputUnknown, "x.y"),
        ([*X, *X], decide_errors.InputRepeated, "x"),
        (["--input", "x=abc"], decide_errors.InputUnreadable, "450"),
        (["--input", "x=NaN"], decide_errors.InputUnreadable, "450"),
        (["--input", "x=1e99999"], decide_errors.InputUnreadable, "450"),
        (["--input", "x=４５"], decide_errors.InputUnreadable, "450"),
        (["--input", "loan.start=2026-02-30"], decide_errors.InputUnreadable, "2026-11-01"),
        (["--input", "loan=5"], decide_errors.InputUnreadable, "JSON object"),
        (["--input", 'loan={"rate": "high"}'], decide_errors.InputUnreadable, "loan.rate"),
        (["--input", "loan={"], decide_errors.InputUnreadable, "JSON object"),
        (["--input", "x=true"], decide_errors.InputUnreadable, "450"),
        (["--input", "=1"], decide_errors.InputWithoutValue, "=1"),
        (["--decision", "none"], TableError, "'none'"),
    ],
)
def test_a_case_that_cannot_be_read_is_refused(tmp_path, arguments, refusal, words):
    path = tmp_path / "model.dmn"
    path.write_text(
        file_text(TYPES, inputs(x="number", loan="Loan"), decision("out", literal("x"), needs=["x", "loan"]))
    )

    check_refused(refusal, words, path, *arguments)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value"),
        ("[1]", "no object"),
        ('{"x": "\\ud800"}', "half of a character"),
        ('{"x": NaN}', "NaN"),
        ('{"x": 1, "x": 2}', "twice"),
        ('{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested"),
        ('{"x": ' + "[" * 60 + "]" * 60 + "}", "nested"),
    ],
)
def test_a_file_that_holds_no_case_is_refused(tmp_path, text, words):
    path, case = tmp_path / "model.dmn", tmp_path / "case.json"
    path.write_text(file_text(inputs(x="number"), decision("out", literal("x"), needs=["x"])))
    case.write_text(text)

    check_refused(decide_errors.CaseUnreadable, words, path, "--inputs", case)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path, case = tmp_path / "model.dmn", tmp_path / "case.json"
    path.write_text(file_text(decision("out", literal("1"))))
    case.write_bytes(b"\xff\xfe{}")

    check_refused(decide_errors.CaseUnreadable, "UTF-8", path, "--inputs", case)


def test_a_file_of_another_kind_is_refused(tmp_path):
    check_refused(FormUnknown, ".dmn", tmp_path / "table.docx")


def check_refused(refusal: type[TierlineError], words: str, *arguments: Any) -> None:
    with pytest.raises(refusal) as refused:
        decided(*arguments)
    assert words in refused.value.message(Language.EN)
    assert "。" in refused.value.message(Language.ZH)


@pytest.mark.parametrize("form", list(Form))
def test_a_scheme_gives_the_same_in_every_form_that_a_file_may_have(tmp_path, form):
    asked = ("--decision", "rated_tier", "--input", "score=260")
    source = "unicom-star" if form is Form.YAML else str(tmp_path / f"star.{form.value}")
    if form is not Form.YAML:
        CliRunner().invoke(exchange_app, ["export", "unicom-star", "--out", source], catch_exceptions=False)

    assert json.loads(decided(source, *asked, "--json").output)["result"] == "five_star"


def test_one_case_of_a_thousand_rules_is_decided_within_the_mark(tmp_path):
    rows = [(f"[{number}..{number + 1})", '"a", "b"', str(number)) for number in range(1000)]
    logic = table(["x", "y"], ["z"], *rows)
    path = tmp_path / "model.dmn"
    path.write_text(file_text(inputs(x="number", y="string"), decision("out", logic, needs=["x", "y"])))
    ready = Decider(model_of(str(path), None))
    asked = ready.topmost()
    types = {data.name: ready.type_of(data) for data in ready.inputs(asked)}
    ready.answer(asked[0], {})

    started = time.process_time()
    answer = ready.answer(asked[0], case_of(["x=999", "y=b"], None, types, {}))
    spent = time.process_time() - started

    assert answer.value == Decimal(999)
    assert spent < 0.05
