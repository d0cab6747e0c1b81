"""The words of a sheet in both languages: labels of rows, roles of columns, hit policies, types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from tierline.tables.model import Aggregation, HitPolicy, Kind
from tierline.wording import Language, Text


class Label(StrEnum):
    """What a row says, by the word in its first column; a rule has its number there, or nothing."""

    TABLE = "table"
    HIT_POLICY = "hit policy"
    AGGREGATION = "aggregation"
    RANKING = "ranking"
    DEFAULT = "default"
    ROLE = "role"
    NAME = "name"
    TYPE = "type"
    ALLOWED = "allowed"


class Role(StrEnum):
    """What a column holds."""

    INPUT = "input"
    OUTPUT = "output"
    CLAUSE = "clause"
    BASIS = "basis"
    NOTE = "note"


LABELS = {
    Label.TABLE: Text("table", "决策表"),
    Label.HIT_POLICY: Text("hit policy", "命中策略"),
    Label.AGGREGATION: Text("aggregation", "聚合"),
    Label.RANKING: Text("ranking", "排序"),
    Label.DEFAULT: Text("default", "默认值"),
    Label.ROLE: Text("role", "用途"),
    Label.NAME: Text("name", "名称"),
    Label.TYPE: Text("type", "类型"),
    Label.ALLOWED: Text("allowed", "允许值"),
}
ROLES = {
    Role.INPUT: Text("input", "输入"),
    Role.OUTPUT: Text("output", "输出"),
    Role.CLAUSE: Text("clause", "条款"),
    Role.BASIS: Text("basis", "依据"),
    Role.NOTE: Text("note", "备注"),
}
HIT_POLICIES = {
    HitPolicy.UNIQUE: Text("unique", "唯一"),
    HitPolicy.ANY: Text("any", "任意"),
    HitPolicy.FIRST: Text("first", "首个"),
    HitPolicy.PRIORITY: Text("priority", "优先"),
    HitPolicy.COLLECT: Text("collect", "汇集"),
    HitPolicy.OUTPUT_ORDER: Text("output order", "按输出排序"),
    HitPolicy.RULE_ORDER: Text("rule order", "按规则排序"),
}
AGGREGATIONS = {
    Aggregation.SUM: Text("sum", "求和"),
    Aggregation.MIN: Text("min", "最小"),
    Aggregation.MAX: Text("max", "最大"),
    Aggregation.COUNT: Text("count", "计数"),
}
ANY_TYPE = Text("any", "任意")
TYPES = {
    Kind.NUMBER: Text("number", "数字"),
    Kind.STRING: Text("string", "文字"),
    Kind.BOOLEAN: Text("boolean", "是否"),
    Kind.DATE: Text("date", "日期"),
    Kind.NULL: Text("null", "空值"),
    None: ANY_TYPE,
}

Word = TypeVar("Word")


def meaning(written: str, words: Mapping[Word, Text], also: Mapping[str, Word]) -> Word | None:
    """What a word stands for, in either language, whatever its case; None where it is none of `words`.

    Of several spellings of one word, those of `also` are read too.
    """
    wanted = _plain(written)
    for word, text in words.items():
        if wanted in (_plain(text.en), _plain(text.zh)):
            return word
    return also.get(wanted)


def known(words: Mapping[Word, Text]) -> Text:
    """`one of a, b, c`, for a message."""
    english, chinese = (
        ", ".join(text.read(language) for text in words.values()) for language in (Language.EN, Language.ZH)
    )
    return Text(f"one of {english}", f" {chinese} 之一(亦可用英文 {english})")


def label_of(written: str) -> Label | None:
    """The label that stands in the first column of a row."""
    return meaning(written, LABELS, _OTHER_LABELS)


def role_of(written: str) -> Role | None:
    """The role that stands above a column."""
    return meaning(written, ROLES, _OTHER_ROLES)


def hit_policy_of(written: str) -> HitPolicy | None:
    """The hit policy, by its word or by DMN's letter."""
    return meaning(written, HIT_POLICIES, _LETTERS)


def aggregation_of(written: str) -> Aggregation | None:
    """The aggregation, by its word or by DMN's sign."""
    return meaning(written, AGGREGATIONS, _SIGNS)


def is_type(written: str) -> bool:
    """True for the name of a type, `any` among them."""
    return any(_plain(written) in (_plain(text.en), _plain(text.zh)) for text in TYPES.values()) or (
        _plain(written) in _OTHER_TYPES
    )


def type_of(written: str) -> Kind | None:
    """The kind that a type stands for; None for `any`."""
    return meaning(written, TYPES, _OTHER_TYPES)


def _plain(written: str) -> str:
    return re.sub(r"[\s_]+", " ", written.strip().rstrip(":：").strip()).casefold()


_OTHER_LABELS = {
    "decision table": Label.TABLE,
    "表名": Label.TABLE,
    "聚合方式": Label.AGGREGATION,
    "优先级": Label.RANKING,
    "默认": Label.DEFAULT,
    "角色": Label.ROLE,
    "列名": Label.NAME,
    "取值范围": Label.ALLOWED,
    "allowed values": Label.ALLOWED,
}
_OTHER_ROLES = {"annotation": Role.NOTE, "说明": Role.NOTE, "注释": Role.NOTE}
_LETTERS = {
    "u": HitPolicy.UNIQUE,
    "a": HitPolicy.ANY,
    "f": HitPolicy.FIRST,
    "p": HitPolicy.PRIORITY,
    "c": HitPolicy.COLLECT,
    "o": HitPolicy.OUTPUT_ORDER,
    "r": HitPolicy.RULE_ORDER,
    "第一": HitPolicy.FIRST,
    "收集": HitPolicy.COLLECT,
}
_SIGNS = {"+": Aggregation.SUM, "<": Aggregation.MIN, ">": Aggregation.MAX, "#": Aggregation.COUNT}
_OTHER_TYPES: dict[str, Kind | None] = {
    "text": Kind.STRING,
    "字符串": Kind.STRING,
    "文本": Kind.STRING,
    "数值": Kind.NUMBER,
    "布尔": Kind.BOOLEAN,
}
