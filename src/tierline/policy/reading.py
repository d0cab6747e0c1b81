"""Reading YAML with its line numbers: every scalar is text until the reader says what it must be.

PyYAML alone drops duplicate keys silently and guesses types; both are refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NoReturn, TypeVar

import yaml

from tierline.policy.errors import PackError
from tierline.policy.yaml_text import WHOLE_FILE, compose
from tierline.tables.errors import ParseError
from tierline.tables.model import Test
from tierline.tables.parse import parse_test
from tierline.wording import Text

Choice = TypeVar("Choice", bound=str)

NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?")
"""Below a billion, four decimals: what an engine multiplies in 64 bits. Elsewhere a leading 0 means octal."""

A_NUMBER = Text(
    "a number below a billion with at most four decimals, such as 450 or 1.50",
    "绝对值小于十亿、至多四位小数的数字，例如 450 或 1.50",
)

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
SCHEME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_UNTAGGED = {
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge")
}


@dataclass(frozen=True)
class Place:
    """A node of a YAML file, with the file and the path that lead to it."""

    node: yaml.Node
    file: str
    path: str

    @property
    def line(self) -> int:
        """Line number, counted from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def is_mapping(self) -> bool:
        """True for `key: value` pairs."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """True for a list."""
        return isinstance(self.node, yaml.SequenceNode)

    def refuse(self, expected: Text, found: str | Text | None = None) -> NoReturn:
        """Raise PackError for this place."""
        raise PackError(
            file=self.file,
            line=self.line,
            where=self.path or WHOLE_FILE,
            found=found if found is not None else self._shown(),
            expected=expected,
        )

    def _shown(self) -> str | Text:
        if self.is_mapping:
            return Text("keys and values", "一组键值")
        if self.is_list:
            return Text("a list", "列表")
        written = " ".join(str(self.node.value).split())
        return f"`{written[:60]}…`" if len(written) > 60 else f"`{written}`"

    def called(self, path: str) -> Place:
        """The same place under another path, one that tells a reader more."""
        return replace(self, path=path)

    def pairs(self) -> Iterator[tuple[str, Place, Place]]:
        """Keys with the places of key and value. A key that stands twice is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse(Text("keys and values", "一组键值"))
        seen: dict[str, int] = {}
        for key_node, value_node in self.node.value:
            key_place = Place(key_node, self.file, self.path)
            key = key_place.text()
            if key in seen:
                already = seen[key]
                key_place.refuse(
                    Text(f"each key once: line {already} has it", f"每个键只出现一次：第 {already} 行已有")
                )
            seen[key] = key_place.line
            yield key, key_place, Place(value_node, self.file, f"{self.path}.{key}".lstrip("."))

    def mapping(self, known: tuple[str, ...], required: tuple[str, ...] = ()) -> dict[str, Place]:
        """Values by key. A key outside `known`, or a missing one of `required`, is refused."""
        found: dict[str, Place] = {}
        for key, key_place, value in self.pairs():
            if key not in known:
                key_place.refuse(one_of_text(known))
            found[key] = value
        self.require(found, required)
        return found

    def require(self, found: dict[str, Place], required: tuple[str, ...]) -> None:
        """Refuse this mapping where it lacks one of the keys `required`."""
        for key in required:
            if key not in found:
                self.refuse(Text(f"the key {key}", f"键 {key}"), ", ".join(found) or NO_KEYS)

    def items(self) -> list[Place]:
        """The places of a list, which holds at least one."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse(Text("a list", "列表"))
        if not self.node.value:
            self.refuse(Text("at least one item", "至少一项"), Text("an empty list", "空列表"))
        return [
            Place(node, self.file, f"{self.path}[{number}]") for number, node in enumerate(self.node.value, 1)
        ]

    def different(self, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """A list of `choices`, each at most once."""
        found: list[Choice] = []
        for item in self.items():
            choice = item.one_of(choices)
            if choice in found:
                item.refuse(ONCE)
            found.append(choice)
        return tuple(found)

    def text(self) -> str:
        """A scalar as it is written, never empty, on one line and without control characters."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            self.refuse(Text("a word or a number", "文字或数字"))
        written = " ".join(str(self.node.value).split())
        if not written.isprintable():
            self.refuse(Text("text without control characters", "不含控制字符的文字"), CONTROL_CHARACTER)
        if self.node.tag not in _UNTAGGED:
            self.refuse(Text("a plain value without a !tag", "不带 !标签 的普通值"), f"`{self.node.tag}`")
        return written

    def name(self) -> str:
        """A name that files, columns and commands can carry: lower case, digits, underscores."""
        written = self.text()
        if not NAME.fullmatch(written):
            self.refuse(
                Text("a name in lower case such as mean_billed_6m", "小写 ASCII 名称，例如 mean_billed_6m")
            )
        return written

    def scheme(self) -> str:
        """The name of a scheme, which is the name of a folder too."""
        written = self.text()
        if not SCHEME.fullmatch(written) or len(written) > 60:
            self.refuse(Text("a scheme such as unicom-vip", "方案名，例如 unicom-vip"))
        return written

    def one_of(self, choices: tuple[Choice, ...]) -> Choice:
        """One of `choices`."""
        written = self.text()
        for choice in choices:
            if written == str(choice):
                return choice
        self.refuse(one_of_text(choices))

    def number(self) -> Decimal:
        """An exact decimal number."""
        written = self.text()
        if not NUMBER.fullmatch(written):
            self.refuse(A_NUMBER)
        return Decimal(written)

    def whole(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        written = self.text()
        if not re.fullmatch(r"0|[1-9][0-9]{0,8}", written) or not least <= int(written) <= most:
            self.refuse(Text(f"a whole number from {least} to {most}", f" {least} 到 {most} 的整数"))
        return int(written)

    def truth(self) -> bool:
        """true or false."""
        return self.one_of(("true", "false")) == "true"

    def day(self) -> date:
        """A day written as 2015-01-20."""
        found = day_of(self.text())
        if found is None:
            self.refuse(Text("a day such as 2015-01-20", "形如 2015-01-20 的日期"))
        return found

    def bilingual(self) -> Text:
        """`{en: ..., zh: ...}`."""
        parts = self.mapping(("en", "zh"), required=("en", "zh"))
        for part in parts.values():
            # What a reader sees is filled in by braces, so that a text cannot hold any of its own.
            if re.search(r"[{}]", part.text()):
                part.refuse(Text("a text without { and }", "不含 { 和 } 的文字"))
        return Text(en=parts["en"].text(), zh=parts["zh"].text())

    def unary_test(self) -> Test:
        """A test in S-FEEL, such as `>= 450` or `[300..450)`."""
        try:
            return parse_test(self.text())
        except ParseError as error:
            position, expected = error.facts["position"], error.facts["expected"]
            assert isinstance(expected, Text)
            self.refuse(
                Text(
                    f"{expected.en}, at character {position} of the test",
                    f"{expected.zh}（条件的第 {position} 个字符处）",
                )
            )


NO_KEYS = Text("no keys", "没有键")
ONCE = Text("each value once", "每个值只出现一次")
CONTROL_CHARACTER = Text("a control character", "控制字符")


def one_of_text(choices: tuple[str, ...]) -> Text:
    """`one of a, b, c` in both languages."""
    listed = ", ".join(str(choice) for choice in choices)
    return Text(f"one of {listed}", f" {listed} 之一") if len(choices) > 1 else Text(listed, f" {listed}")


def day_of(written: str) -> date | None:
    """The day that is written as 2015-01-20; None for anything else."""
    try:
        return date.fromisoformat(written) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written) else None
    except ValueError:
        return None


def read_yaml(text: str, file: str) -> Place:
    """The root of a YAML text. Raises PackUnreadable where it is no YAML, PackError where it is too large."""
    return Place(compose(text, file), file, "")
