"""A form as it was sent: nothing typed is lost; what is wrong stands at its field, in the right language."""

from __future__ import annotations

from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from tierline.console.forms import WHOLE, filled
from tierline.console.moments import LocalMoment
from tierline.console.visit import own_path
from tierline.errors import Conflict, InputError, TierlineError
from tierline.web.values import DayGiven
from tierline.wording import Language, Text


class Visit(BaseModel):
    """An invented form with a field of each kind."""

    reason: Annotated[str, Field(min_length=1, max_length=20)]
    day: DayGiven
    at: LocalMoment | None = None
    places: Annotated[int, Field(ge=1, le=50)] = 1
    site: Annotated[str, Field(pattern=r"^[0-9.]+$", examples=["65.6501"])] = "65"
    kinds: list[str] = Field(default_factory=list)


GOOD = {"reason": ["A visit"], "day": ["2026-12-25"], "kinds": ["a", "b"], "proof": ["x"], "key": ["y"]}


def test_what_is_right_becomes_the_body_and_empty_fields_stay_out() -> None:
    found = filled(Visit, GOOD | {"places": [" "], "site": [""]}, Language.EN)
    assert found.body is not None
    assert (found.body.places, found.body.site, found.body.kinds) == (1, "65", ["a", "b"])


@pytest.mark.parametrize(
    ("field", "typed", "english", "chinese"),
    [
        ("reason", "", "Fill this in.", "请填写。"),
        ("reason", "x" * 21, "At most 20 characters; this is longer.", "最多 20 个字符，当前内容过长。"),
        ("day", "25.12.2026", "such as 2026-12-25", "例如 2026-12-25"),
        ("day", "2026-13-45", "such as 2026-12-25", "例如 2026-12-25"),
        ("at", "soon", "such as 2026-12-25 18:30", "例如 2026-12-25 18:30"),
        ("places", "many", "whole number", "整数"),
        ("places", "十二", "whole number", "整数"),
        ("places", "9" * 5000, "whole number", "整数"),
        ("places", "0", "1 or more", "不小于 1"),
        ("site", "<b>", "such as 65.6501", "65.6501"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: str, typed: str, english: str, chinese: str) -> None:
    for language, said in ((Language.EN, english), (Language.ZH, chinese)):
        found = filled(Visit, GOOD | {field: [typed]}, language)
        assert found.body is None
        assert said in found.form.problem(field)
        assert found.form.value(field) == typed


@given(st.dictionaries(st.sampled_from(["reason", "day", "at", "places", "site"]), st.text(max_size=60)))
def test_nothing_typed_is_lost_and_nothing_breaks(typed: dict[str, str]) -> None:
    found = filled(Visit, {name: [value] for name, value in typed.items()}, Language.ZH)
    assert all(found.form.value(name) == value for name, value in typed.items())
    assert found.body is not None or found.form.is_wrong


class Dull(InputError):
    """An invented refusal."""

    text: ClassVar[Text] = Text("{field} is dull.", "{field} 太乏味。")


class Over(Conflict):
    """An invented answer."""

    text: ClassVar[Text] = Text("It is over.", "已结束。")


@pytest.mark.parametrize(("error", "is_answer"), [(Over(), True), (Dull(field="other"), False)])
def test_how_things_stand_is_no_error_of_the_form(error: TierlineError, is_answer: bool) -> None:
    assert filled(Visit, GOOD, Language.EN).form.refused(error, Language.EN).is_answer is is_answer


def test_a_refusal_stands_at_the_field_that_it_names_else_at_the_head() -> None:
    form = filled(Visit, GOOD, Language.EN).form
    assert form.refused(Dull(field="body.reason"), Language.EN).problem("reason")
    assert form.refused(Dull(field="body.other"), Language.EN).problem(WHOLE)


@pytest.mark.parametrize("path", ["//x.example", "/\\x", "https://x.example", "", "x", "/a\nb", "/\\/x"])
def test_only_own_pages_are_led_back_to(path: str) -> None:
    assert own_path(path) == "/"


def test_own_pages_are_led_back_to_with_their_query() -> None:
    assert own_path("/months?month=2026-11") == "/months?month=2026-11"
