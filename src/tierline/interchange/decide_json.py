"""Answers as JSON: numbers with all their digits, days and times as ISO 8601 writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from tierline.tables.dmn.answer import Answer
from tierline.tables.expressions.functions.conversion import number_text, shown
from tierline.tables.expressions.temporal import temporal_text
from tierline.tables.expressions.values import MonthsDuration, Value


def answers_text(answers: Sequence[Answer], *, as_list: bool) -> str:
    """The answers, in a list or the one by itself."""
    found = [_answer(answer) for answer in answers]
    return "".join(_written(found if as_list else found[0], 0))


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "decision": answer.decision,
        "result": answer.value,
        "matched": [
            {"table": hit.table, "rules": list(hit.rules), "chosen": list(hit.chosen)} for hit in answer.hits
        ],
        "below": dict(answer.below),
        "notes": [
            {"en": f"{note.place.en}: {note.text.en}", "zh": f"{note.place.zh}：{note.text.zh}"}
            for note in answer.notes
        ],
    }


def _written(value: Any, depth: int) -> Iterator[str]:
    """JSON by hand: the module json has no way to write a decimal with all its digits as a number."""
    margin = "\n" + "  " * (depth + 1)
    match value:
        case dict() if value:
            for number, (name, inner) in enumerate(value.items()):
                yield ("{" if number == 0 else ",") + margin + json.dumps(name, ensure_ascii=False) + ": "
                yield from _written(inner, depth + 1)
            yield margin[:-2] + "}"
        case list() | tuple() if value:
            for number, inner in enumerate(value):
                yield ("[" if number == 0 else ",") + margin
                yield from _written(inner, depth + 1)
            yield margin[:-2] + "]"
        case _:
            yield _leaf(value)


def _leaf(value: Value | list[Any] | int) -> str:
    match value:
        case dict():
            return "{}"
        case list() | tuple():
            return "[]"
        case Decimal():
            return number_text(value)
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case date() | time() | timedelta() | MonthsDuration():
            return json.dumps(temporal_text(value))
    return json.dumps(shown(value), ensure_ascii=False)
