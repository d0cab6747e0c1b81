"""What a file can have wrong with it is refused with its place, in both languages; nothing else happens."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.tables.dmn.files import decider, decision, file_text, inputs, literal, table
from tierline.tables.dmn import errors
from tierline.tables.dmn.converting import converted
from tierline.tables.dmn.reading import model_in, read
from tierline.tables.errors import AggregationOfMany
from tierline.tables.expressions.errors import (
    ExpressionUnreadable,
    FunctionNotRead,
    NameUnknown,
    TooMuchWork,
)
from tierline.wording import Language

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">&i;</definitions>'
)
OUTWARD = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">&a;</definitions>'
)


@pytest.mark.parametrize(
    ("content", "refusal", "words"),
    [
        ("", errors.NotXml, "no element found"),
        ("no <xml", errors.NotXml, "line 1"),
        (file_text()[:-5], errors.NotXml, "line 2"),
        ('<?xml version="1.0" encoding="utf-7"?><a/>', errors.NotXml, "encoding"),
        (BOMB, errors.UnsafeXml, "invented.dmn"),
        (OUTWARD, errors.UnsafeXml, "invented.dmn"),
        ("<html/>", errors.NotDmn, "html"),
        (
            '<Definitions xmlns="http://www.omg.org/spec/DMN/20130901"/>',
            errors.NotDmn,
            "http://www.omg.org/spec/DMN/20130901",
        ),
        (file_text().replace("20230324", "20990101"), errors.NotDmn, "20990101"),
        (file_text("<list>" * 101 + "</list>" * 101), errors.ModelTooLarge, "100"),
        (file_text(decision("a", ""), decision("a", "")), errors.RepeatedName, "a"),
        (file_text("<decision/>"), errors.PartMissing, "decision: there is no name"),
    ],
)
def test_a_file_that_is_no_model_is_refused(content, refusal, words):
    with pytest.raises(refusal) as refused:
        model_in(content.encode(), Path("invented.dmn"))

    assert words in refused.value.message(Language.EN)
    assert "。" in refused.value.message(Language.ZH)


def test_a_file_that_is_missing_or_too_large_is_refused(tmp_path):
    large = tmp_path / "large.dmn"
    large.write_bytes(b" " * (16 * 2**20 + 1))

    with pytest.raises(errors.ModelMissing):
        read(tmp_path / "none.dmn")
    with pytest.raises(errors.ModelTooLarge):
        read(large)


X = inputs(x="number")


@pytest.mark.parametrize(
    ("logic", "refusal", "words"),
    [
        (literal("x +"), ExpressionUnreadable, ["Decision out", "character 4"]),
        (literal("(x"), ExpressionUnreadable, ["character 3"]),
        (literal('"open'), ExpressionUnreadable, ["closing"]),
        (literal("x x"), ExpressionUnreadable, ["character 3", "operator"]),
        (literal("@2026"), ExpressionUnreadable, ["date"]),
        (literal("if x then 1"), ExpressionUnreadable, ["else"]),
        (literal("1e9999"), ExpressionUnreadable, ["6145"]),
        (literal("(" * 40 + "x" + ")" * 40), ExpressionUnreadable, ["30"]),
        (literal("-" * 40 + "x"), ExpressionUnreadable, ["30"]),
        (literal("function(a) external {java: 1}"), ExpressionUnreadable, ["FEEL"]),
        (literal("1 +" * 20_000 + "1"), ExpressionUnreadable, ["50,000"]),
        (literal("y + 1"), NameUnknown, ["'y'", "Known here: x"]),
        (literal("now()"), FunctionNotRead, ["'now'", "character 1"]),
        (literal('matches(x, "a")'), FunctionNotRead, ["'matches'"]),
        (literal("x", ' expressionLanguage="juel"'), errors.BeyondScope, ["juel"]),
        ("<conditional/>", errors.PartMissing, ["if", "Decision out"]),
        ("<for><in/></for>", errors.PartMissing, ["iteratorVariable"]),
        ("<decisionTable/>", errors.PartMissing, ["Decision out", "output"]),
        ("<decisionTable><input/><output/></decisionTable>", errors.PartMissing, ["inputExpression"]),
        (table(["x"], ["y"], policy="BEST"), errors.AttributeWrong, ["BEST"]),
        (table(["x"], ["y"], ("1",)), errors.CellCount, ["rule 1"]),
        (table(["x"], ["y"], ("1", "2", "3")), errors.CellCount, ["outputEntry"]),
        ("<relation><column name='a'/><row/></relation>", errors.CellCount, ["row 1"]),
        (literal("for i in 1..1000 return count(partial)"), TooMuchWork, ["loops"]),
        ("", errors.PartMissing, ["Decision out"]),
        (literal(" "), errors.PartMissing, ["text"]),
        (table(["x"], ["y"], (">= ", "1")), ExpressionUnreadable, ["rule 1", "input x", "character 4"]),
        (table(["x"], ["y"], ("-", "1"), ("1 2", "1")), ExpressionUnreadable, ["rule 2", "input x"]),
        (table(["x"], ["y"], ("-", "z")), NameUnknown, ["rule 1, output y"]),
        (table(["x"], ["y"], ("-, 1", "1")), ExpressionUnreadable, ["rule 1"]),
        (table([("x", "[1..")], ["y"]), ExpressionUnreadable, ["inputValues"]),
        (table(["x"], ["a", "b"], policy="COLLECT+SUM"), AggregationOfMany, ["2 output columns"]),
        (table(["x"], ["y"], types=["Money"]), errors.TypeUnknown, ["Money"]),
        (literal("for i in 1..300000 return i"), TooMuchWork, ["200,000"]),
        (
            literal("count(for i in 1..1000, j in 1..1000 return i)"),
            TooMuchWork,
            ["loops"],
        ),
        (
            literal("{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r"),
            TooMuchWork,
            ["without an end"],
        ),
    ],
)
def test_logic_that_cannot_be_read_or_done_is_refused_with_its_place(logic, refusal, words):
    ready = decider(X, decision("out", logic, needs=["x"]))

    with pytest.raises(refusal) as refused:
        ready.answer(ready.decision("out"), {"x": Decimal(1)})

    for word in words:
        assert word in refused.value.message(Language.EN)
    assert "。" in refused.value.message(Language.ZH)


@pytest.mark.parametrize(
    ("elements", "refusal", "words"),
    [
        (
            [decision("out", literal("a"), needs=["*a"]), decision("a", literal("out"), needs=["*out"])],
            errors.Circular,
            "out → a → out",
        ),
        ([decision("out", literal("1"), needs=["nowhere"])], errors.RequirementMissing, "#nowhere"),
        (
            [decision("out", literal("1"), needs=["x"]).replace("#x", "other.dmn#x")],
            errors.BeyondScope,
            "imported",
        ),
        (
            [
                "<itemDefinition name='A'><typeRef>B</typeRef></itemDefinition>",
                "<itemDefinition name='B'><typeRef>A</typeRef></itemDefinition>",
                decision("out", literal("1"), of="A"),
            ],
            errors.TypeCircular,
            "A",
        ),
        (
            [
                '<businessKnowledgeModel id="f" name="f"><encapsulatedLogic kind="Java">'
                f"{literal('1')}</encapsulatedLogic></businessKnowledgeModel>",
                decision("out", literal("f(1)"), functions=["f"]),
            ],
            errors.BeyondScope,
            "Java",
        ),
        (
            [
                *(
                    f"<itemDefinition name='A{n}'><typeRef>A{n + 1}</typeRef></itemDefinition>"
                    for n in range(60)
                ),
                decision("out", literal("1"), of="A0"),
            ],
            errors.ModelTooLarge,
            "50",
        ),
        (
            ['<decisionService id="s" name="all"/>', decision("out", literal("all(1)"), functions=["s"])],
            errors.BeyondScope,
            "decision service all",
        ),
        (
            [
                '<businessKnowledgeModel id="f" name="f"><encapsulatedLogic/></businessKnowledgeModel>',
                decision("out", literal("f(1)"), functions=["f"]),
            ],
            errors.PartMissing,
            "Business knowledge model f",
        ),
        ([decision("other", literal("1"))], errors.DecisionUnknown, "other"),
    ],
)
def test_a_decision_whose_surroundings_are_at_fault_is_refused(elements, refusal, words):
    ready = decider(*elements)

    with pytest.raises(refusal) as refused:
        ready.answer(ready.decision("out"), {})

    assert words in refused.value.message(Language.EN)
    assert "。" in refused.value.message(Language.ZH)


def test_a_model_without_decisions_decides_nothing():
    with pytest.raises(errors.NothingDecided):
        decider(X).topmost()


@pytest.mark.parametrize(
    ("logic", "words"),
    [
        (literal("x"), "no decision table"),
        (table(["x + 1"], ["y"]), "an expression"),
        (table(["x"], ["y"], ("? > 1", "1")), "condition with ?"),
        (table(["x"], ["y"], ('< "b"', "1")), 'the end "b"'),
        (table(["x"], ["y"], ("> x", "1")), "a calculated value"),
        (table(["x"], ["y"], ("1", "x + 1")), "a calculated value"),
        (table(["x"], ["y"], ("1", "[1, 2]")), "a calculated value"),
        (table(["x"], ["y"], ("[2..1]", "1")), "an interval without a value"),
        (table(["x"], ["y"], ("1", '@"P1D"')), "the value P1D"),
        (table(["x", "x"], ["y"]), "two columns"),
    ],
)
def test_a_table_without_a_core_form_is_left_out_with_the_reason(logic, words):
    model = model_in(file_text(X, decision("out", logic, needs=["x"])).encode(), Path("invented.dmn"))

    found = converted(model)

    assert found.tables == ()
    ((name, error),) = found.refused
    assert name == "out"
    assert words in error.message(Language.EN)
    assert "。" in error.message(Language.ZH)
