"""Places of a mapping file: YAML nodes that remember file, line and what they stand for.

Every scalar is read as its text: what it means (a month, a number, 是) is decided by who asks for it, so that
YAML's own guesses (`no`, `1e5`, `2014-04`) never change a value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import yaml

from tierline.datasets.imports.errors import MappingUnreadable, MappingWrong
from tierline.policy.errors import PackError, PackUnreadable
from tierline.policy.yaml_text import NOT_UNICODE, compose
from tierline.wording import Text

_BLOCK = Text(en="a block of keys", zh="一组键值")
_LIST = Text(en="a list", zh="一个列表")
_NOTHING = Text(en="nothing", zh="空白")
_TOP = Text(en="at the top", zh="最外层")


@dataclass(frozen=True)
class Place:
    """One node of a mapping file. `where` is its path in the file, for messages."""

    file: str
    node: yaml.Node
    where: str

    @property
    def line(self) -> int:
        """The line on which it starts; the first line of the file is 1."""
        return int(self.node.start_mark.line) + 1

    def refusal(self, expected: Text, found: str | Text | None = None) -> MappingWrong:
        """The error that says what stands here and what was expected."""
        return MappingWrong(
            file=self.file,
            line=self.line,
            where=self.where or _TOP,
            found=self._itself() if found is None else found,
            expected=expected,
        )

    def _itself(self) -> str | Text:
        if isinstance(self.node, yaml.ScalarNode):
            return repr(self.node.value[:60]) if self.node.value else _NOTHING
        is_block = isinstance(self.node, yaml.MappingNode)
        return _BLOCK if is_block else _LIST

    @property
    def is_text(self) -> bool:
        """True for a scalar, the empty one too."""
        return isinstance(self.node, yaml.ScalarNode)

    @property
    def is_list(self) -> bool:
        """True for a sequence."""
        return isinstance(self.node, yaml.SequenceNode)

    def text(self) -> str:
        """The scalar that must stand here, not empty."""
        value = self.text_or_blank()
        if not value:
            raise self.refusal(Text(en="a text", zh="一段文字"))
        return value

    def text_or_blank(self) -> str:
        """The scalar that must stand here; it may be empty."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.refusal(Text(en="a single text", zh="单个文字"))
        return str(self.node.value)

    def choice(self, allowed: Collection[str]) -> str:
        """One of `allowed`."""
        value = self.text()
        if value not in allowed:
            names = ", ".join(allowed)
            raise self.refusal(Text(en=f"one of {names}", zh=f"以下之一:{names}"))
        return value

    def items(self) -> Iterator[Place]:
        """The members of the list that must stand here, at least one."""
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            raise self.refusal(Text(en="a list with at least one member", zh="至少含一个成员的列表"))
        for number, node in enumerate(self.node.value, start=1):
            yield Place(self.file, node, f"{self.where} [{number}]")

    def entries(self) -> dict[str, Place]:
        """The keys and values of the block that must stand here; no key twice."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.refusal(_BLOCK)
        found: dict[str, Place] = {}
        for key_node, value_node in self.node.value:
            key_place = Place(self.file, key_node, self.where)
            key = key_place.text_or_blank()
            if key in found:
                raise key_place.refusal(
                    Text(en="every key once; join the two", zh="每个键只出现一次;请合并两处"),
                    Text(en=f"the key {key} a second time", zh=f"重复的键 {key}"),
                )
            found[key] = Place(self.file, value_node, f"{self.where}, {key}" if self.where else key)
        return found

    def block(self, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, Place]:
        """`entries`, of which no required one is missing and no other one is there."""
        found = self.entries()
        known = ", ".join([*required, *optional])
        for key, place in found.items():
            if key not in required and key not in optional:
                raise place.refusal(
                    Text(en=f"only the keys {known}", zh=f"只能使用这些键:{known}"),
                    Text(en=f"the unknown key {key}", zh=f"未知的键 {key}"),
                )
        for key in required:
            if key not in found:
                raise self.refusal(
                    Text(
                        en=f"the key {key} as well; keys are {known}", zh=f"还须有键 {key};可用的键:{known}"
                    ),
                    Text(en=f"no key {key}", zh=f"缺少键 {key}"),
                )
        return found


def document(content: bytes, file: str) -> Place:
    """The top of the one YAML document in `content`, read within the limits that packs have.

    Raises MappingUnreadable where there is none, MappingWrong where it is too long, large or deep.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise MappingUnreadable(file=file, line=line, problem=NOT_UNICODE) from None
    try:
        return Place(file, compose(text, file), "")
    except PackUnreadable as refusal:
        raise MappingUnreadable(**refusal.facts) from None
    except PackError as refusal:
        raise MappingWrong(**refusal.facts) from None
