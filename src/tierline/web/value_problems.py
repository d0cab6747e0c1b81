"""What is wrong with a value, in the reader's language and without the value, which may be personal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tierline.wording import Language, Text

NEEDED = Text("Fill this in.", "请填写。")
TOO_LONG = Text(
    "At most {max_length} characters; this is longer.", "最多 {max_length} 个字符，当前内容过长。"
)
TOO_SHORT = Text("At least {min_length} characters.", "至少 {min_length} 个字符。")
NOT_A_NUMBER = Text("Expected a whole number, such as 12.", "应为整数，例如 12。")
NOT_A_DECIMAL = Text("Expected a number, such as 12.50.", "应为数字，例如 12.50。")
NOT_A_DAY = Text(
    "Expected a day as year-month-day, such as 2026-12-25.", "应为日期（年-月-日），例如 2026-12-25。"
)
NOT_A_MOMENT = Text(
    "Expected a day and a time, such as 2026-12-25 18:30.", "应为日期和时间，例如 2026-12-25 18:30。"
)
NOT_A_CHOICE = Text("Choose one of the list.", "请从列表中选择。")
NOT_IN_FORM = Text(
    "This has characters or a form that are not taken here. {example}",
    "内容含有不可用的字符，或格式不符。{example}",
)
SUCH_AS = Text("Expected a form such as {example}.", "格式示例：{example}。")

SENTENCES: Mapping[str, Text] = {
    "missing": NEEDED,
    "none_required": NEEDED,
    "string_type": NEEDED,
    "string_too_long": TOO_LONG,
    "too_long": TOO_LONG,
    "int_type": NOT_A_NUMBER,
    "int_parsing": NOT_A_NUMBER,
    "int_parsing_size": NOT_A_NUMBER,
    "int_from_float": NOT_A_NUMBER,
    "decimal_parsing": NOT_A_DECIMAL,
    "decimal_type": NOT_A_DECIMAL,
    "float_parsing": NOT_A_DECIMAL,
    "date_type": NOT_A_DAY,
    "date_parsing": NOT_A_DAY,
    "date_from_datetime_parsing": NOT_A_DAY,
    "datetime_type": NOT_A_MOMENT,
    "datetime_parsing": NOT_A_MOMENT,
    "datetime_from_date_parsing": NOT_A_MOMENT,
    "timezone_aware": NOT_A_MOMENT,
    "time_parsing": Text("Expected a time, such as 18:30.", "应为时间，例如 18:30。"),
    "enum": NOT_A_CHOICE,
    "literal_error": NOT_A_CHOICE,
    "bool_parsing": NOT_A_CHOICE,
    "greater_than_equal": Text("Expected {ge} or more.", "应不小于 {ge}。"),
    "greater_than": Text("Expected more than {gt}.", "应大于 {gt}。"),
    "less_than_equal": Text("Expected {le} or less.", "应不大于 {le}。"),
    "less_than": Text("Expected less than {lt}.", "应小于 {lt}。"),
    "extra_forbidden": Text("There is no such field.", "没有该字段。"),
    "decimal_max_places": Text("At most {decimal_places} decimal places.", "最多 {decimal_places} 位小数。"),
}
"""By the kind of error of the library that reads values; `{names}` are its own facts."""

OTHERWISE = Text("This value is not taken here.", "该值不可用。")
DAY_MISREAD, MOMENT_MISREAD = "expected a day", "expected a moment"


def value_problem(error: Mapping[str, Any], language: Language, example: object = None) -> str:
    """The sentence of one error, as pydantic gives it; `example` is one of the field's own, if it has any."""
    kind, facts = error["type"], error.get("ctx") or {}
    if kind == "string_too_short":
        text = NEEDED if facts.get("min_length") == 1 else TOO_SHORT
        return text.read(language, **facts)
    if kind == "string_pattern_mismatch":
        such_as = "" if example is None else SUCH_AS.read(language, example=example)
        return NOT_IN_FORM.read(language, example=such_as).strip()
    if kind == "value_error":
        said = str(error.get("msg", ""))
        if DAY_MISREAD in said:
            return NOT_A_DAY.read(language)
        if MOMENT_MISREAD in said:
            return NOT_A_MOMENT.read(language)
    text = SENTENCES.get(kind, OTHERWISE)
    return text.read(language, **facts)
