"""The case that a user gives, by options or in a file, as values of the types that the model asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tierline.interchange.decide_errors import (
    CaseUnreadable,
    InputRepeated,
    InputUnknown,
    InputUnreadable,
    InputWithoutValue,
)
from tierline.interchange.json_reading import NotJson, loaded
from tierline.tables.dmn.types import Type
from tierline.tables.errors import TableError
from tierline.tables.expressions.evaluate import evaluated
from tierline.tables.expressions.parser import parsed
from tierline.tables.expressions.reader import Names
from tierline.tables.expressions.temporal import (
    parsed_date,
    parsed_date_and_time,
    parsed_duration,
    parsed_time,
)
from tierline.tables.expressions.values import NUMBERS, FeelKind, MonthsDuration, Value, kind_of
from tierline.tables.expressions.work import Work
from tierline.wording import Text

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_TEMPORAL: dict[FeelKind, Callable[[str], Value]] = {
    FeelKind.DATE: parsed_date,
    FeelKind.TIME: parsed_time,
    FeelKind.DATE_AND_TIME: parsed_date_and_time,
    FeelKind.DAYS: parsed_duration,
    FeelKind.MONTHS: parsed_duration,
}
_WANTED = {
    FeelKind.NUMBER: Text("a number, such as 450 or 0.5", "数字，例如 450 或 0.5"),
    FeelKind.STRING: Text("a string", "字符串"),
    FeelKind.BOOLEAN: Text("true or false", " true 或 false"),
    FeelKind.DATE: Text("a day, such as 2026-11-01", "日期，例如 2026-11-01"),
    FeelKind.TIME: Text("a time, such as 08:30:00", "时间，例如 08:30:00"),
    FeelKind.DATE_AND_TIME: Text(
        "a date and time, such as 2026-11-01T08:30:00", "日期时间，例如 2026-11-01T08:30:00"
    ),
    FeelKind.DAYS: Text("a duration, such as P2D or PT8H", "时长，例如 P2D 或 PT8H"),
    FeelKind.MONTHS: Text("a duration, such as P1Y6M", "时长，例如 P1Y6M"),
    FeelKind.CONTEXT: Text("a JSON object", " JSON 对象"),
    FeelKind.LIST: Text("a JSON list", " JSON 列表"),
}
_SOMETHING = Text("a value of another type", "其他类型的值")
_NO_TEXT = Text("it is no text in UTF-8", "它不是 UTF-8 文本")
_NO_OBJECT = Text("its JSON is no object", "其中的 JSON 不是对象")


_HERE = Text("--input", "--input")


def case_of(
    options: Iterable[str], file: Path | None, types: Mapping[str, Type], others: Mapping[str, str]
) -> dict[str, Value]:
    """The case: what the file gives, and over it the options; `types` are the inputs that are asked for.

    A part of an input may be given too, as in loan.rate=0.05. `others` are further names of the inputs.
    Raises what decide_errors.py has for it.
    """
    case = {} if file is None else _from_file(file, types, others)
    given: set[str] = set()
    for option in options:
        if not option.isprintable() and any("\ud800" <= character <= "\udfff" for character in option):
            raise InputWithoutValue(found=ascii(option))
        name, text = _pair(option, {*types, *others})
        name = others.get(name, name)
        if name in given:
            raise InputRepeated(name=name)
        given.add(name)
        path, of = _asked(name, types)
        _put(case, path, _from_text(name, text, of))
    return case


def _pair(option: str, known: Collection[str]) -> tuple[str, str]:
    """The name and the value: up to the first `=` where no input has one in its name."""
    signs = [at for at, character in enumerate(option) if character == "="]
    names = [" ".join(option[:at].split()) for at in signs]
    if not names or not names[0]:
        raise InputWithoutValue(found=option)
    place = next((place for place, name in enumerate(names) if name in known), 0)
    return names[place], option[signs[place] + 1 :]


def _asked(name: str, types: Mapping[str, Type]) -> tuple[list[str], Type]:
    """The input that a name means and the way into it, with the type of what is there."""
    if name in types:
        return [name], types[name]
    first, *rest = name.split(".")
    of = types.get(first)
    for part in rest:
        of = None if of is None else of.components.get(part)
    if of is None:
        raise InputUnknown(name=name, known=", ".join(types) or "-")
    return [first, *rest], of


def _put(case: dict[str, Value], path: list[str], value: Value) -> None:
    inner: dict[str, Any] = case
    for part in path[:-1]:
        beside = inner.get(part)
        inner[part] = inner = dict(beside) if isinstance(beside, dict) else {}
    inner[path[-1]] = value


def _from_text(name: str, text: str, of: Type) -> Value:
    if of.kind is FeelKind.STRING:
        return text
    words = text.strip()
    if words == "null":
        return None
    if of.kind is None and of.item is None:
        return _untyped(text)
    try:
        if of.kind in (FeelKind.LIST, FeelKind.CONTEXT):
            return _from_json(name, loaded(words), of)
        return _from_json(name, words, of)
    except NotJson as error:
        return _as_feel(text, of, _unreadable(name, text, of), error)
    except InputUnreadable as error:
        if of.kind in (FeelKind.LIST, FeelKind.CONTEXT):
            raise
        return _as_feel(text, of, error, error)


def _plain(words: str, kind: FeelKind | None) -> object:
    if kind is FeelKind.NUMBER and _NUMBER.fullmatch(words):
        return Decimal(words)
    if kind is FeelKind.BOOLEAN and words in ("true", "false"):
        return words == "true"
    return words


def _untyped(text: str) -> Value:
    """What a value of no type seems to be: a moment, FEEL, JSON, else the text itself."""
    words = text.strip()
    # Before FEEL, to which 2026-11-01 is a subtraction.
    for moment in (parsed_date(words), parsed_date_and_time(words), parsed_time(words)):
        if moment is not None:
            return moment
    value = _in_feel(text)
    if value is not None:
        return value
    try:
        return _any(loaded(text))
    except NotJson:
        return text


def _as_feel(text: str, of: Type, refusal: InputUnreadable, error: Exception) -> Value:
    """The value as FEEL writes it, as in date("2026-11-01") and {hours: 8}. Raises the refusal."""
    value = _in_feel(text)
    if value is None or kind_of(value) is not of.kind:
        raise refusal from error
    return value


def _in_feel(text: str) -> Value:
    """What a text means as FEEL; None where it means nothing."""
    try:
        return evaluated(parsed(text, Names(), _HERE), {}, Work(_HERE))
    except (TableError, RecursionError):
        return None


def _from_file(path: Path, types: Mapping[str, Type], others: Mapping[str, str]) -> dict[str, Value]:
    try:
        found = loaded(path.read_text("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or ""
        raise CaseUnreadable(path=path, found=Text(reason, reason)) from error
    except UnicodeDecodeError as error:
        raise CaseUnreadable(path=path, found=_NO_TEXT) from error
    except NotJson as error:
        raise CaseUnreadable(path=path, found=error.found) from error
    if not isinstance(found, dict):
        raise CaseUnreadable(path=path, found=_NO_OBJECT)
    case = {}
    for written, value in found.items():
        name = " ".join(written.split())
        name = others.get(name, name)
        if name not in types:
            raise InputUnknown(name=name, known=", ".join(types) or "-")
        case[name] = _from_json(name, value, types[name])
    return case


def _from_json(name: str, value: object, of: Type) -> Value:
    if value is None:
        return None
    if of.item is not None:
        items = value if isinstance(value, list) else [value]
        return tuple(_from_json(name, item, of.item) for item in items)
    if of.kind is None:
        return _any(value)
    if isinstance(value, str):
        value = _plain(value.strip(), of.kind) if of.kind in (FeelKind.NUMBER, FeelKind.BOOLEAN) else value
    if isinstance(value, str) and of.kind in _TEMPORAL:
        moment = _TEMPORAL[of.kind](value)
        if moment is None or isinstance(moment, MonthsDuration) is not (of.kind is FeelKind.MONTHS):
            raise _unreadable(name, value, of)
        return moment
    if isinstance(value, dict) and of.kind is FeelKind.CONTEXT:
        for part in of.components.keys() - value.keys():
            value = {**value, part: None}
        return {
            part: _from_json(f"{name}.{part}", inner, of.components.get(part, _ANY))
            for part, inner in value.items()
        }
    fits = {FeelKind.NUMBER: Decimal, FeelKind.STRING: str, FeelKind.BOOLEAN: bool}.get(of.kind)
    if fits is None or not isinstance(value, fits):
        raise _unreadable(name, value, of)
    return _finite(name, value, of)


_ANY = Type("Any")


def _finite(name: str, value: Any, of: Type) -> Value:
    if isinstance(value, Decimal) and NUMBERS.create_decimal(value).is_infinite():
        raise _unreadable(name, value, of)
    found: Value = value
    return found


def _any(value: object) -> Value:
    """A value of JSON as it is; strings stay strings."""
    match value:
        case list():
            return tuple(map(_any, value))
        case dict():
            return {name: _any(inner) for name, inner in value.items()}
        case None | bool() | Decimal() | str():
            return value
    return None


def _unreadable(name: str, value: object, of: Type) -> InputUnreadable:
    found = json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, str) else repr(value)
    shown = found if len(found) <= 60 else found[:59] + "…"
    kind = FeelKind.LIST if of.item is not None else of.kind
    return InputUnreadable(name=name, found=shown, expected=_WANTED.get(kind or FeelKind.NULL, _SOMETHING))
