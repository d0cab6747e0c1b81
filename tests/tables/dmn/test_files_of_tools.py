"""Models as Camunda Modeler, Kogito, Trisotech and others write them: versions, prefixes, types, names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.tables.dmn.files import answer, decider, decision, inputs, literal, table
from tierline.tables.dmn import errors
from tierline.tables.dmn.converting import converted
from tierline.tables.dmn.deciding import Decider
from tierline.tables.dmn.reading import model_in
from tierline.tables.dmn.versions import MODEL_NAMESPACES
from tierline.tables.expressions.functions.conversion import shown

TIER = """
<{p}itemDefinition name="tTier"><{p}typeRef>feel:string</{p}typeRef>
  <{p}allowedValues><{p}text>"gold", "silver"</{p}text></{p}allowedValues></{p}itemDefinition>
<{p}inputData id="held" name="Held tier"><{p}variable name="Held tier" typeRef="tns:tTier"/></{p}inputData>
<{p}decision id="d1" name="Discount"><{p}variable name="discount" typeRef="feel:number"/>
  <{p}informationRequirement><{p}requiredInput href="#held"/></{p}informationRequirement>
  <{p}decisionTable hitPolicy="UNIQUE" preferredOrientation="Rule-as-Row" outputLabel="off">
    <{p}input label="tier"><{p}inputExpression typeRef="tns:tTier"><{p}text>Held tier</{p}text>
      </{p}inputExpression></{p}input>
    <{p}output name="off" typeRef="feel:number"/><{p}annotation name="why"/>
    <{p}rule><{p}inputEntry><{p}text>"gold"</{p}text></{p}inputEntry>
      <{p}outputEntry><{p}text>0.1</{p}text></{p}outputEntry>
      <{p}annotationEntry><{p}text>as agreed</{p}text></{p}annotationEntry></{p}rule>
  </{p}decisionTable></{p}decision>
"""


def model(body: str, *, namespace: str = "", prefix: str = "", attributes: str = "") -> Decider:
    declared = f'xmlns:{prefix[:-1]}="{{}}"' if prefix else 'xmlns="{}"'
    head = declared.format(namespace or list(MODEL_NAMESPACES)[3])
    text = (
        f'<{prefix}definitions {head} xmlns:tns="urn:m" xmlns:feel="urn:feel" name="m" namespace="urn:m" '
        f"{attributes}>{body}</{prefix}definitions>"
    )
    return Decider(model_in(text.encode(), Path("invented.dmn")))


def value_of(ready: Decider, name: str, **case: Any) -> str:
    given = {key.replace("_", " "): value for key, value in case.items()}
    return shown(ready.answer(ready.decision(name), given).value)


@pytest.mark.parametrize("prefix", ["", "dmn:", "semantic:"])
@pytest.mark.parametrize("namespace", MODEL_NAMESPACES)
def test_every_version_of_the_standard_is_read_with_any_prefix(namespace, prefix):
    ready = model(TIER.format(p=prefix), namespace=namespace, prefix=prefix)

    assert value_of(ready, "Discount", Held_tier="gold") == "0.1"


@pytest.mark.parametrize(
    "language",
    [
        "feel",
        "FEEL",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    ],
)
def test_feel_is_known_by_the_name_that_each_version_has_for_it(language):
    attributes = f'expressionLanguage="{language}" typeLanguage="{language}"'

    assert value_of(model(TIER.format(p=""), attributes=attributes), "Discount", Held_tier="gold") == "0.1"


def test_an_expression_may_be_feel_in_a_file_of_another_language():
    body = decision("own", literal("1 + 1", ' expressionLanguage="feel"')) + decision("other", literal("x"))
    ready = model(body, attributes='expressionLanguage="juel"')

    assert value_of(ready, "own") == "2"
    with pytest.raises(errors.BeyondScope, match="juel"):
        value_of(ready, "other")


@pytest.mark.parametrize("name", ["Discount", "d1", "discount", "  Discount\n"])
def test_a_decision_is_asked_by_its_name_its_id_or_its_variable(name):
    assert value_of(model(TIER.format(p="")), name, Held_tier="gold") == "0.1"


BROKEN = '<decision id="b" name="Broken">{}</decision>'


@pytest.mark.parametrize(
    "beside",
    [
        BROKEN.format(""),
        BROKEN.format('<decisionTable hitPolicy="BEST"><output name="a"/></decisionTable>'),
        BROKEN.format("<decisionTable/>"),
        BROKEN.format("<decisionTable><input/><output/></decisionTable>"),
        BROKEN.format("<decisionTable><output/><rule/></decisionTable>"),
        BROKEN.format("<literalExpression><text>1 +</text></literalExpression>"),
        BROKEN.format("<context><contextEntry><variable name='a'/></contextEntry></context>"),
        BROKEN.format("<invocation/>"),
        BROKEN.format("<relation><column name='a'/><row/></relation>"),
        BROKEN.format("<informationRequirement><requiredDecision href='#b'/></informationRequirement>"),
        "<decision id='nameless'/>",
        "<inputData id='n'/>",
        "<inputData id='n' name='N'><variable name='N' typeRef='lib.tOther'/></inputData>",
        "<businessKnowledgeModel id='f' name='F'><encapsulatedLogic/></businessKnowledgeModel>",
        "<itemDefinition><typeRef>string</typeRef></itemDefinition>",
        "<itemDefinition name='tA'><typeRef>tA</typeRef></itemDefinition>",
        "<decisionService id='s' name='S'><outputDecision href='#d1'/></decisionService>",
        "<import name='lib' namespace='urn:lib' importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/>",
        "<knowledgeSource id='k' name='K'/><textAnnotation id='t'><text>T</text></textAnnotation>"
        "<organizationUnit id='o' name='O'/><performanceIndicator id='p' name='P'/>"
        "<businessContextElement id='c'/><extensionElements><x:y xmlns:x='urn:x'/></extensionElements>",
    ],
)
def test_what_is_wrong_or_foreign_beside_a_decision_does_not_disturb_it(beside):
    assert value_of(model(TIER.format(p="") + beside), "Discount", Held_tier="gold") == "0.1"


def test_what_a_file_requires_by_its_own_namespace_is_found_in_it():
    body = TIER.format(p="").replace("#held", "urn:m#held")

    assert value_of(model(body), "Discount", Held_tier="gold") == "0.1"


CAMUNDA = """
<decision id="dish" name="Dish Decision">
  <informationRequirement><requiredDecision href="#season"/></informationRequirement>
  <informationRequirement><requiredInput href="#guests_in"/></informationRequirement>{dish}</decision>
<decision id="season" name="Season decision">
  <informationRequirement><requiredInput href="#weather_in"/></informationRequirement>{season}</decision>
<inputData id="weather_in" name="Weather in Celsius"/><inputData id="guests_in" name="Number of Guests"/>
"""


@pytest.mark.parametrize(
    ("attributes", "is_camunda"),
    [
        ('exporter="Camunda Modeler" exporterVersion="5.20.0"', True),
        (
            'xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
            'modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.3.0"',
            True,
        ),
        ('exporter="other"', False),
    ],
)
def test_a_table_for_camunda_names_inputs_that_no_element_declares(attributes, is_camunda):
    body = CAMUNDA.format(
        dish=table(
            ["season", "party.guests"], ["dish"], ('"winter"', "<= 8", '"roast"'), types=["string", "integer"]
        ),
        season=table(["temperature"], ["season"], ("< 10", '"winter"'), types=["integer"]),
    )
    ready = model(body, attributes=attributes)
    case = {"temperature": Decimal(5), "party": {"guests": Decimal(4)}}

    if is_camunda:
        assert value_of(ready, "dish", **case) == '"roast"'
    else:
        with pytest.raises(errors.TableError, match="temperature"):
            value_of(ready, "dish", **case)


RISKS = """
<itemDefinition name="tRisk"><typeRef>string</typeRef>
  <allowedValues><text>"high", "mid", "low"</text></allowedValues></itemDefinition>
<itemDefinition name="tRisks" isCollection="true"><typeRef>tRisk</typeRef></itemDefinition>
<itemDefinition name="tResult"><itemComponent name="risk"><typeRef>tRisk</typeRef></itemComponent>
  <itemComponent name="points"><typeRef>number</typeRef></itemComponent></itemDefinition>
"""


@pytest.mark.parametrize(
    ("policy", "clause", "given", "expected"),
    [
        # A ranking is told by the output, by its type, or by the type of what the table gives.
        ("PRIORITY", "tRisk", "", '"high"'),
        ("PRIORITY", "", "tRisk", '"high"'),
        ("OUTPUT ORDER", "", "tRisks", '["high", "mid", "low"]'),
        ("OUTPUT ORDER", "tRisks", "tRisks", '["high", "mid", "low"]'),
        ("OUTPUT ORDER", "tRisks", "", '["high", "mid", "low"]'),
        # Tools write the type of one hit for a table that lists them.
        ("COLLECT", "", "tRisk", '["low", "high", "mid"]'),
        ("RULE ORDER", "string", "string", '["low", "high", "mid"]'),
        ("COLLECT+COUNT", "", "number", "3"),
        ("FIRST", "", "tRisks", '["low"]'),
        ("FIRST", "", "&lt;Undefined&gt;", '"low"'),
        ("FIRST+SUM", "", "", '"low"'),
    ],
)
def test_what_a_table_gives_fits_the_type_that_tools_write_for_it(policy, clause, given, expected):
    rows = [("-", '"low"'), ("-", '"high"'), ("-", '"mid"')]
    logic = table(["1"], ["risk"], *rows, policy=policy)
    if clause:
        logic = logic.replace('<output name="risk">', f'<output name="risk" typeRef="{clause}">')
    out = decision("out", logic, of=given.replace("&lt;", "<").replace("&gt;", ">"))

    assert shown(answer(RISKS, out).value) == expected


def test_several_outputs_are_ranked_by_the_components_of_what_the_table_gives():
    logic = table(["x"], ["risk", "points"], ("1", '"low"', "1"), ("1", '"high"', "2"), policy="PRIORITY")
    ready = decider(RISKS, inputs(x="number"), decision("out", logic, needs=["x"], of="tResult"))

    (over_a_base,) = converted(ready.model).tables

    assert value_of(ready, "out", x=Decimal(1)) == '{risk: "high", points: 2}'
    assert over_a_base.ranking == ("high", "mid", "low")


def test_several_outputs_without_names_go_by_their_labels():
    logic = table(["1"], ["Risk of it", "Points"], ("-", "1", "2")).replace("<output name=", "<output label=")

    assert shown(answer(decision("out", logic)).value) == "{Risk of it: 1, Points: 2}"


@pytest.mark.parametrize(
    ("values", "expected"), [('["a"]', "1"), ('["a", "c"]', "null"), ("[]", "1"), ('"c"', "null")]
)
def test_a_column_lists_the_items_of_a_list(values, expected):
    logic = table([(values, '"a", "b"')], ["y"], ("-", "1"))

    assert shown(answer(decision("out", logic)).value) == expected


@pytest.mark.parametrize(
    ("default", "expected"), [("[]", "[]"), ("[1, 2]", "[1, 2]"), ("9", "[9]"), ("null", "[null]")]
)
def test_a_default_may_be_the_list_that_a_table_gives_or_an_item_of_it(default, expected):
    logic = table(["1"], ["y"], ("2", "5"), policy="COLLECT", y=default)

    assert shown(answer(decision("out", logic)).value) == expected


def test_a_table_without_a_hit_policy_is_unique():
    logic = table(["1"], ["y"], ("-", "5"), policy="")

    assert shown(answer(decision("out", logic)).value) == "5"


@pytest.mark.parametrize(("values", "expected"), [((1, 2, 3), "3"), ((1, 2), "null"), ((1, 2, 30), "null")])
def test_a_constraint_holds_for_the_list_and_allowed_values_for_its_items(values, expected):
    numbers = (
        '<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef>'
        "<allowedValues><text>[1..10]</text></allowedValues>"
        "<typeConstraint><text>count(?) > 2</text></typeConstraint></itemDefinition>"
    )
    out = decision("out", literal("if x = null then null else count(x)"), needs=["x"])

    found = answer(numbers, inputs(x="tNumbers"), out, x=tuple(map(Decimal, values)))

    assert shown(found.value) == expected


def test_an_input_without_a_type_has_that_of_the_column_that_asks_for_it():
    ready = decider(inputs(x=""), decision("out", table(["x"], ["y"], types=["date"]), needs=["x"]))

    (data,) = ready.inputs(ready.topmost())

    assert ready.type_of(data).name == "date"


@pytest.mark.parametrize(
    "name",
    [
        "a-b",
        "a+b",
        "a/b",
        "Bob's age",
        "date",
        "time",
        "order",
        "in stock",
        "not paid",
        "null value",
        "for sale",
        "a and b",
        "x in y",
        "a.b",
        "a  b",
        "Loan (USD)",
        "Größe",
        "名称",
        "string length x",
    ],
)
def test_a_name_may_hold_signs_and_words_of_the_language(name):
    elements = inputs(x="number").replace('name="x"', f'name="{name}"')
    logic = literal(f"{name} + 1")
    ready = decider(elements, decision("out", logic, needs=["x"]))

    assert value_of(ready, "out", **{" ".join(name.split()): Decimal(5)}) == "6"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.base rate + 1", "3"),
        ("A.d-e[1].x y", "7"),
        ("A.steps[x y > 6].x y", "[7]"),
    ],
)
def test_the_entries_that_another_decision_writes_are_known_by_their_whole_names(text, expected):
    above = decision("A", literal('{base rate: 2, "d-e": [{x y: 7}], steps: [{x y: 7}, {x y: 5}]}'))

    assert shown(answer(above, decision("out", literal(text), needs=["*A"])).value) == expected


def boxed(**parts: str) -> str:
    named = {name.rstrip("_"): text for name, text in parts.items()}
    return "".join(f"<{name}>{literal(text)}</{name}>" for name, text in named.items())


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (f"<conditional>{boxed(if_='x > 1', then='1', else_='2')}</conditional>", "1"),
        (f"<conditional>{boxed(if_='null', then='1', else_='2')}</conditional>", "2"),
        (f"<filter>{boxed(in_='[1, 2, 3]', match='item > x')}</filter>", "[3]"),
        (f"<filter>{boxed(in_='[1, 2, 3]', match='x')}</filter>", "2"),
        (
            f"<for iteratorVariable='i'>{boxed(in_='1..3', return_='i * x')}</for>".replace("1..3", "[1..3]"),
            "[2, 4, 6]",
        ),
        (f"<for iteratorVariable='i'>{boxed(in_='[1, 2]', return_='count(partial)')}</for>", "[0, 1]"),
        (f"<every iteratorVariable='i'>{boxed(in_='[1, 2]', satisfies='i < x')}</every>", "false"),
        (f"<some iteratorVariable='i'>{boxed(in_='[1, 2]', satisfies='i < x')}</some>", "true"),
        (f"<some iteratorVariable='i'>{boxed(in_='null', satisfies='i < x')}</some>", "false"),
    ],
)
def test_boxed_logic_gives(logic, expected):
    out = decision("out", logic, needs=["x"])

    assert shown(answer(inputs(x="number"), out, x=Decimal(2)).value) == expected


def function(name: str, text: str, *parameters: str, needs: str = "") -> str:
    """A business knowledge model."""
    head = "".join(f'<formalParameter name="{parameter}"/>' for parameter in parameters)
    required = (
        f'<knowledgeRequirement><requiredKnowledge href="#{needs}"/></knowledgeRequirement>' if needs else ""
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><encapsulatedLogic>{head}{literal(text)}'
        f"</encapsulatedLogic>{required}</businessKnowledgeModel>"
    )


@pytest.mark.parametrize(
    ("functions", "text", "expected"),
    [
        ([function("down", "if n = 0 then 0 else n + down(n - 1)", "n", needs="down")], "down(4)", "10"),
        ([function("down", "if n = 0 then 0 else n + down(n - 1)", "n")], "down(4)", "10"),
        (
            [
                function("is even", "if n = 0 then true else is odd(n - 1)", "n", needs="is odd"),
                function("is odd", "if n = 0 then false else is even(n - 1)", "n", needs="is even"),
            ],
            "is even(5)",
            "false",
        ),
        # A function of the model goes before one of FEEL; a value of that name does not.
        ([function("max", "a + b", "a", "b")], "max(1, 2)", "3"),
        ([function("twice", "max(max, 2)", "max")], "twice(5)", "5"),
    ],
)
def test_functions_may_call_themselves_and_bear_any_name(functions, text, expected):
    names = [part.partition('id="')[2].partition('"')[0] for part in functions]
    out = decision("out", literal(text), functions=names)

    assert shown(answer(*functions, out).value) == expected


@pytest.mark.parametrize(
    ("of", "text", "expected"),
    [
        ("string", "a", "null"),
        ("number", "[a]", "1"),
        ("tRisks", '"low"', '["low"]'),
        ("tRisk", '"none"', "null"),
        ("function", "a", "1"),
        ("", "a", "1"),
    ],
)
def test_what_a_function_gives_is_of_its_type(of, text, expected):
    variable = f'<variable name="f" typeRef="{of}"/><encapsulatedLogic>'
    knowledge = function("f", text, "a").replace("<encapsulatedLogic>", variable)

    found = answer(RISKS, knowledge, decision("out", literal("f(1)"), functions=["f"]))

    assert shown(found.value) == expected
