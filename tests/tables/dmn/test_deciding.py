"""What a DMN model gives for a case: hit policies, null, types, decisions that need each other, functions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.tables.dmn.files import answer, decider, decision, inputs, literal, table
from tierline.tables.expressions.functions.conversion import shown
from tierline.wording import Language

AGE = inputs(Applicant_Age="number")
ROWS = [
    ("< 30", '"low"', "1"),
    (">= 20", '"high"', "3"),
    ("[25..40)", '"mid"', "2"),
    (">= 60", '"high"', "3"),
]
RANKED = ("risk", '"high", "mid", "low"')


def of_age(age: int | None, policy: str, *outputs: Any, **defaults: str) -> Any:
    outputs = outputs or (RANKED,)
    rows = [(row[0], *row[1 : len(outputs) + 1]) for row in ROWS]
    logic = table(["Applicant Age"], outputs, *rows, policy=policy, **defaults)
    value = None if age is None else Decimal(age)
    return answer(AGE, decision("out", logic, needs=["Applicant_Age"]), Applicant_Age=value)


@pytest.mark.parametrize(
    ("policy", "age", "expected"),
    [
        ("UNIQUE", 10, '"low"'),
        ("UNIQUE", 27, "null"),
        ("UNIQUE", None, "null"),
        ("FIRST", 27, '"low"'),
        ("PRIORITY", 27, '"high"'),
        ("PRIORITY", 10, '"low"'),
        ("ANY", 27, "null"),
        ("ANY", 61, '"high"'),
        ("COLLECT", 27, '["low", "high", "mid"]'),
        ("RULE ORDER", 27, '["low", "high", "mid"]'),
        ("OUTPUT ORDER", 27, '["high", "mid", "low"]'),
        ("COLLECT", None, "[]"),
        ("COLLECT+COUNT", 27, "3"),
        ("COLLECT+COUNT", None, "0"),
        ("COLLECT+MAX", 27, '"mid"'),
    ],
)
def test_a_hit_policy_gives(policy, age, expected):
    assert shown(of_age(age, policy).value) == expected


@pytest.mark.parametrize(
    ("policy", "age", "expected"),
    [
        ("COLLECT+SUM", 27, "6"),
        ("COLLECT+MIN", 27, "1"),
        ("COLLECT+MAX", 27, "3"),
        ("COLLECT+SUM", None, "null"),
        ("COLLECT+MIN", None, "null"),
    ],
)
def test_an_aggregation_gives(policy, age, expected):
    rows = [(row[0], row[2]) for row in ROWS]
    logic = table(["Applicant Age"], ["points"], *rows, policy=policy)
    value = None if age is None else Decimal(age)

    found = answer(AGE, decision("out", logic, needs=["Applicant_Age"]), Applicant_Age=value)

    assert shown(found.value) == expected


@pytest.mark.parametrize(("policy", "what"), [("UNIQUE", "more than one rule"), ("ANY", "differ")])
def test_a_broken_hit_policy_gives_null_and_says_so_with_the_rules(policy, what):
    found = of_age(27, policy)

    assert (found.value, found.hits[0].rules, found.hits[0].chosen) == (None, (1, 2, 3), ())
    assert what in found.notes[0].text.read(Language.EN)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("UNIQUE", "{risk: null, points: 7}"),
        ("COLLECT", "[{risk: null, points: 7}]"),
    ],
)
def test_defaults_are_used_where_no_rule_holds(policy, expected):
    assert shown(of_age(None, policy, "risk", "points", points="3 + 4").value) == expected


def test_several_outputs_are_ranked_one_after_the_other():
    logic = table(
        ["x"],
        [("a", '"best", "worse"'), ("b", "1, 2, 3")],
        ("-", '"worse"', "1"),
        ("-", '"best"', "3"),
        ("-", '"best"', "2"),
        policy="OUTPUT ORDER",
    )

    found = answer(inputs(x="number"), decision("out", logic, needs=["x"]), x=Decimal(1))

    assert shown(found.value) == '[{a: "best", b: 2}, {a: "best", b: 3}, {a: "worse", b: 1}]'


def test_a_value_outside_the_list_of_a_column_makes_the_table_null():
    logic = table([("x", '"a", "b"')], ["y"], ("-", "1"))

    for value, expected in (("a", Decimal(1)), ("c", None), (None, Decimal(1))):
        found = answer(inputs(x="string"), decision("out", logic, needs=["x"]), x=value)
        assert found.value == expected
        assert bool(found.notes) is (value == "c")


def test_an_output_outside_its_list_is_null():
    logic = table(["x"], [("y", '"a"')], ("-", '"b"'))

    found = answer(inputs(x="string"), decision("out", logic, needs=["x"]), x="")

    assert found.value is None
    assert '"b"' in found.notes[0].text.en


TYPES = """
<itemDefinition name="Employment"><typeRef>feel:string</typeRef>
  <allowedValues><text>"employed", "retired"</text></allowedValues></itemDefinition>
<itemDefinition name="Loan">
  <itemComponent name="principal"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="annual rate"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="start"><typeRef>date and time</typeRef></itemComponent>
</itemDefinition>
<itemDefinition name="Loans" isCollection="true"><typeRef>Loan</typeRef></itemDefinition>
<itemDefinition name="Letters"><typeRef>Texts</typeRef><allowedValues><text>"a"</text></allowedValues>
</itemDefinition>
<itemDefinition name="Texts" isCollection="true"><typeRef>string</typeRef></itemDefinition>
<itemDefinition name="Status"><typeRef>Employment</typeRef></itemDefinition>
"""


@pytest.mark.parametrize(
    ("of", "value", "text", "expected"),
    [
        ("Status", "retired", "x", '"retired"'),
        ("Status", "idle", "x", "null"),
        ("Status", ("retired",), "x", '"retired"'),
        ("Loan", {"principal": Decimal(10), "annual rate": Decimal(2)}, "x.principal * x.annual rate", "20"),
        ("Loan", {"principal": "ten"}, "x.principal", "null"),
        ("Loan", {"start": date(2026, 1, 1)}, "x.start", "2026-01-01T00:00:00Z"),
        ("Loans", {"principal": Decimal(10)}, "x.principal", "[10]"),
        ("Loans", ({"principal": Decimal(1)}, {"principal": Decimal(2)}), "sum(x.principal)", "3"),
        (
            "Loans",
            ({"principal": Decimal(1)}, {"principal": Decimal(2)}),
            "x[principal > 1].principal",
            "[2]",
        ),
        ("Letters", ("a", "a"), "x", '["a", "a"]'),
        ("Letters", ("a", "b"), "x", "null"),
        ("number", "1", "x", "null"),
        ("integer", Decimal(1), "x + 1", "2"),
        ("", "anything", "x", '"anything"'),
    ],
)
def test_a_value_is_of_its_type_or_null(of, value, text, expected):
    found = answer(TYPES, inputs(x=of), decision("out", literal(text), needs=["x"]), x=value)

    assert shown(found.value) == expected
    assert bool(found.notes) is (expected == "null")


def test_a_result_is_of_the_type_of_its_decision_or_null():
    found = answer(decision("out", literal('"text"'), of="number"))

    assert found.value is None
    assert "string" in found.notes[0].text.en


def test_an_input_that_is_missing_is_null_with_a_note():
    found = answer(inputs(x="number"), decision("out", literal("x = null"), needs=["x"]))

    assert found.value is True
    assert [note.place.en for note in found.notes] == ["Input x"]


def test_decisions_are_decided_once_each_before_those_that_need_them():
    found = answer(
        inputs(x="number"),
        decision("out", literal("left + right"), needs=["*left", "*right"]),
        decision("left", table(["base one"], ["y"], ("> 1", "10")), needs=["*base_one"]),
        decision("right", literal("base one * 2"), needs=["*base_one"]),
        decision("base_one", table(["x"], ["y"], ("-", "x + 1")), needs=["x"]),
        x=Decimal(4),
    )

    assert found.value == Decimal(20)
    assert [name for name, _ in found.below] == ["base one", "left", "right"]
    assert [hit.table for hit in found.hits] == ["base one", "left"]


RATE = (
    '<businessKnowledgeModel id="rate" name="Monthly rate"><variable name="Monthly rate"/><encapsulatedLogic>'
    '<formalParameter name="amount" typeRef="number"/><formalParameter name="term months" typeRef="number"/>'
    "{logic}</encapsulatedLogic>{needs}</businessKnowledgeModel>"
)
BY_TERM = table(["term months"], ["factor"], ("<= 12", "1"), ("> 12", "term months / 12"))


@pytest.mark.parametrize(
    "asking",
    [
        literal("Monthly rate(x, 24)"),
        literal("Monthly rate(term months: 24, amount: x)"),
        "<invocation>"
        + literal("Monthly rate")
        + f'<binding><parameter name="amount"/>{literal("x")}</binding>'
        + f'<binding><parameter name="term months"/>{literal("12 * 2")}</binding></invocation>',
        table(["x"], ["y"], ("-", "Monthly rate(x, 24)")),
        table(["Monthly rate(x, 24)"], ["y"], ("100", "100")),
    ],
)
def test_a_function_of_the_model_is_asked_by_call_or_invocation(asking):
    rate = RATE.format(logic=literal("amount * factor(term months)"), needs="")
    rate = rate.replace(
        "</businessKnowledgeModel>",
        '<knowledgeRequirement><requiredKnowledge href="#factor"/></knowledgeRequirement>'
        "</businessKnowledgeModel>",
    )
    factor = (
        '<businessKnowledgeModel id="factor" name="factor"><encapsulatedLogic>'
        f'<formalParameter name="term months"/>{BY_TERM}</encapsulatedLogic></businessKnowledgeModel>'
    )

    found = answer(
        inputs(x="number"),
        rate,
        factor,
        decision("out", asking, needs=["x"], functions=["rate"]),
        x=Decimal(50),
    )

    assert found.value == Decimal(100)
    assert [hit.table for hit in found.hits][:1] == ["factor"]


def test_a_boxed_context_gives_its_result_or_all_its_entries():
    entries = "".join(
        f'<contextEntry><variable name="{name}"/>{logic}</contextEntry>'
        for name, logic in [
            ("doubled", literal("x * 2")),
            ("size class", table(["doubled"], ["y"], ("> 5", '"big"'), ("<= 5", '"small"'))),
            (
                "plus",
                f'<functionDefinition><formalParameter name="n"/>{literal("n + x")}</functionDefinition>',
            ),
        ]
    )
    result = f"<contextEntry>{literal('size class + string(plus(doubled))')}</contextEntry>"

    whole = answer(
        inputs(x="number"), decision("out", f"<context>{entries}</context>", needs=["x"]), x=Decimal(3)
    )
    last = answer(
        inputs(x="number"),
        decision("out", f"<context>{entries}{result}</context>", needs=["x"]),
        x=Decimal(3),
    )

    assert isinstance(whole.value, dict)
    assert whole.value["size class"] == "big"
    assert last.value == "big9"


def test_a_boxed_list_and_a_relation_are_lists():
    relation = (
        f'<relation><column name="a"/><column name="b c"/><row>{literal("1")}{literal("x")}</row></relation>'
    )

    found = answer(
        inputs(x="number"),
        decision("rows", relation, needs=["x"]),
        decision("out", f"<list>{literal('rows[1].b c')}{literal('count(rows)')}</list>", needs=["*rows"]),
        x=Decimal(3),
    )

    assert shown(found.value) == "[3, 1]"


def test_a_model_for_camunda_may_leave_its_inputs_undeclared_and_name_results_by_output_or_id():
    logic = table(
        ["season", "guest count"], ["desired dish"], ('"Winter"', "> 8", '"Roast"'), types=["string"]
    )
    above = table(["desired dish", "dish"], ["beverage"], ('"Roast"', '"Roast"', '"Wine"'))
    ready = decider(
        f'<decision id="dish" name="Dish">{logic}</decision>',
        f'<decision id="drink" name="Beverages"><informationRequirement><requiredDecision href="#dish"/>'
        f"</informationRequirement>{above}</decision>",
        version="1.3",
    )
    asked = ready.topmost()

    assert [(data.name, data.type) for data in ready.inputs(asked)] == [
        ("season", "string"),
        ("guest count", ""),
    ]
    found = ready.answer(asked[0], {"season": "Winter", "guest count": Decimal(9)})
    assert found.value == "Wine"


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3", "1.4", "1.5"])
def test_every_version_of_the_standard_is_read(version):
    ready = decider(decision("out", literal("1 + 1"), of="feel:number"), version=version)

    assert ready.model.version == version
    assert ready.answer(ready.decision("out"), {}).value == Decimal(2)


def test_what_is_not_read_is_refused_only_where_it_is_asked_for():
    ready = decider(
        decision("out", literal("1")),
        decision("odd", "<conditional><if/></conditional>"),
        '<decisionService name="service"/><import namespace="urn:other" name="other"/>',
    )

    assert ready.answer(ready.decision("out"), {}).value == Decimal(1)
