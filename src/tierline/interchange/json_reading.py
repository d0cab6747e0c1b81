"""JSON of a case: numbers with all their digits, nothing twice, nothing that cannot be printed again."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from tierline.wording import Text

MOST_LEVELS = 50
"""How deep the values of a case may lie within each other."""

_TOO_DEEP = Text("its values are nested too deep", "值的嵌套过深")
_TWICE = Text("it has a key twice", "同一个键出现两次")
_HALF = Text("it has half of a character (\\ud800 to \\udfff)", "其中有半个字符（\\ud800 至 \\udfff）")
_HALVES = re.compile("[\ud800-\udfff]")


class NotJson(ValueError):
    """A text that is no JSON as it is read here; `found` says why."""

    def __init__(self, found: Text) -> None:
        super().__init__(found.en)
        self.found = found


def loaded(text: str) -> object:
    """JSON with exact numbers. Raises NotJson, also for what JSON itself does not have."""
    try:
        found = json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_without_repeats,
        )
    except RecursionError as error:
        raise NotJson(_TOO_DEEP) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        in_chinese = f"第 {error.lineno} 行第 {error.colno} 个字符（{error.msg}）"
        raise NotJson(Text(f"{error.msg}, {place}", in_chinese)) from error
    _check(found, MOST_LEVELS)
    return found


def _check(value: object, levels: int) -> None:
    if levels < 0:
        raise NotJson(_TOO_DEEP)
    if isinstance(value, str) and _HALVES.search(value):
        raise NotJson(_HALF)
    inner = (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        _check(part, levels - 1)


def _no_constant(word: str) -> object:
    raise NotJson(Text(f"{word} is no number of JSON", f"{word} 不是 JSON 数字"))


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotJson(_TWICE)
    return found
