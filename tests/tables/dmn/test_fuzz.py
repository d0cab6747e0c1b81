"""Whatever stands in a file or in an expression, it is decided or refused with a sentence, and soon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tables.dmn.files import decision, file_text, inputs, literal, table
from tierline.tables.dmn.converting import converted
from tierline.tables.dmn.deciding import Decider
from tierline.tables.dmn.reading import model_in
from tierline.tables.errors import TableError
from tierline.wording import Language

X = inputs(x="number")
WORDS = st.sampled_from(
    [
        "x",
        "1",
        "2.5",
        ".5",
        "1e3",
        "-",
        "+",
        "*",
        "/",
        "**",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        "..",
        ":",
        ".",
        "<",
        "<=",
        ">",
        ">=",
        "=",
        "!=",
        '"',
        "\\",
        "?",
        "@",
        '"a"',
        '@"2026-11-01"',
        "null",
        "true",
        "and",
        "or",
        "not(",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "some",
        "every",
        "satisfies",
        "return",
        "function(",
        "date(",
        "min(",
        "sum(",
        "item",
        "instance",
        "of",
        "number",
    ]
) | st.text(max_size=3)
FUZZ = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])


@FUZZ
@given(st.lists(WORDS, max_size=14).map(" ".join), st.booleans())
def test_whatever_an_expression_says_it_is_decided_or_refused(text, is_cell):
    allowed = "".join(character for character in text if character.isprintable())
    logic = table(["x"], ["y"], (allowed, "1")) if is_cell else literal(allowed)
    check_is_decided_or_refused(file_text(X, decision("out", logic, needs=["x"])))


def check_is_decided_or_refused(content: str) -> None:
    """Any failure but a refusal goes through; a refusal has its sentence in both languages."""
    with suppress(TableError), worded():
        model = model_in(content.encode("utf-8", "surrogatepass"), Path("invented.dmn"))
        converted(model)
        ready = Decider(model)
        for decided in model.decisions:
            ready.inputs([decided])
            ready.answer(decided, {"x": Decimal(1), "y": Decimal(1)})


@contextmanager
def worded() -> Iterator[None]:
    try:
        yield
    except TableError as refused:
        if not (refused.message(Language.EN) and refused.message(Language.ZH)):
            raise AssertionError(refused) from refused
        raise


WHOLE = file_text(
    "<itemDefinition name='T'><typeRef>string</typeRef><allowedValues><text>'a'</text></allowedValues>"
    "</itemDefinition>",
    inputs(x="T", y="number"),
    decision("in", table(["x"], ["z"], ('"a"', "1"), policy="FIRST"), needs=["x"]),
    decision("out", literal("z + y"), needs=["*in", "y"]),
)
PIECES = st.sampled_from(
    [
        "<",
        ">",
        "/>",
        "</",
        '"',
        "decision",
        "id",
        "#x",
        "#out",
        "#in",
        "table",
        "<text>",
        "</text>",
        "\x00",
        "é",
    ]
)


@FUZZ
@given(st.data())
def test_whatever_stands_in_a_file_it_is_a_model_or_refused(data):
    content = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 40)))
        content = content[:start] + data.draw(PIECES | st.text(max_size=4)) + content[end:]
    check_is_decided_or_refused(content)
