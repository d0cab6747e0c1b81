"""How values and tests of a policy are said to people, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from tierline.policy.vocabulary import FIXED, MOBILE, Change, Duty
from tierline.tables.model import (
    AnyOf,
    Anything,
    Bound,
    Comparison,
    Equal,
    Interval,
    Multiple,
    Not,
    Output,
    Scalar,
    Test,
)
from tierline.wording import Text

VALUES = {
    "public": Text("public", "公众客户"),
    "group": Text("a group's own line", "集团单位"),
    "group_member": Text("a person inside a group", "集团成员"),
    "mobile_2g": Text("2G mobile", "2G手机"),
    "mobile_3g": Text("3G mobile", "3G手机"),
    "mobile_4g": Text("4G mobile", "4G手机"),
    "mobile_5g": Text("5G mobile", "5G手机"),
    "mobile_bundle": Text("mobile bundle", "移动融合套餐"),
    "fixed_line": Text("fixed line", "固定电话"),
    "broadband": Text("broadband", "宽带"),
    "data_card": Text("data card", "无线上网卡"),
    "gotone": Text("GoTone", "全球通"),
    "m_zone": Text("M-Zone", "动感地带"),
    "easyown": Text("Easyown", "神州行"),
    "prepaid": Text("prepaid", "预付费"),
    "postpaid": Text("postpaid", "后付费"),
    "ordinary": Text("ordinary", "普通"),
    "complimentary": Text("complimentary", "公免"),
    "test": Text("test", "测试"),
    "staff": Text("staff", "员工"),
    "family_bundle": Text("family bundle", "家庭套餐"),
    "staff_2g": Text("2G staff plan", "2G员工套餐"),
    "sms_2g": Text("2G SMS plan", "2G短信套餐"),
    "high_traffic_2g": Text("2G high-traffic plan", "2G高流量套餐"),
    "payphone": Text("payphone plan", "公话套餐"),
    "deposit_for_handset": Text("handset for a deposit", "预存话费送手机"),
    "phone_gives_credit": Text("credit for a handset", "买手机送话费"),
    "deposit_gives_credit": Text("credit for a deposit", "存费送费"),
}
"""What the values of attributes are called; a name that no attribute shares with another."""

GROUPS = ((MOBILE, Text("mobile", "移动电话")), (FIXED, Text("fixed line and broadband", "固话和宽带")))
"""Sets of products that have a word of their own."""

CHANGES = {
    Change.JOINED: Text("joined", "新入"),
    Change.RISEN: Text("risen", "晋级"),
    Change.RENEWED: Text("renewed", "续期"),
    Change.FALLEN: Text("fallen", "降级"),
    Change.LAPSED: Text("lapsed", "失效"),
    Change.ENDED: Text("ended", "终止"),
    Change.KEPT: Text("kept", "保持"),
    Change.NONE: Text("none", "无"),
}
"""What changes are called, in the order in which tables list them."""

DUTIES = {
    Duty.TELL_CUSTOMER: Text("tell the customer", "告知客户"),
    Duty.ISSUE_CARD: Text("issue the card", "发放会员卡"),
    Duty.VOID_CARD: Text("void the card", "作废会员卡"),
    Duty.ASSIGN_MANAGER: Text("assign an account manager", "分配客户经理"),
}

NOTICES = {
    "arrears_suspension_reminder": Text("the reminder before a suspension for arrears", "欠费停机提醒"),
    "emergency_reconnection": Text("emergency reconnection", "紧急开机"),
    "temporary_credit": Text("temporary credit", "临时授信"),
}

BASES = {
    "source": Text("source", "来源"),
    "public": Text("public", "公开资料"),
    "example": Text("example", "示例"),
}

YES, NO, NULL, ANYTHING = (
    Text("yes", "是"),
    Text("no", "否"),
    Text("not known", "未知"),
    Text("anything", "不限"),
)

NOTHING = Text("", "")
COMMA = Text(", ", "、")
SPACE = Text(" ", "")
"""Between two sentences."""
SEMICOLON = Text("; ", "；")
NOT_THIS = Text("not {inner}", "非{inner}")
NONE_OF = Text("none of {inner}", "非{inner}")

COMPARISONS = {
    ">=": Text("at least {bound}", "不低于 {bound}"),
    ">": Text("more than {bound}", "高于 {bound}"),
    "<=": Text("at most {bound}", "不高于 {bound}"),
    "<": Text("less than {bound}", "低于 {bound}"),
}


def listed(parts: Iterable[Text]) -> Text:
    """Parts in a row."""
    return joined(parts, COMMA)


def joined(parts: Iterable[Text], between: Text) -> Text:
    """Parts with something between each two."""
    parts = tuple(parts)
    return Text(between.en.join(part.en for part in parts), between.zh.join(part.zh for part in parts))


def filled(sentence: Text, **facts: Text | str) -> Text:
    """A sentence with its facts filled in, in both languages."""
    english = {name: fact.en if isinstance(fact, Text) else fact for name, fact in facts.items()}
    chinese = {name: fact.zh if isinstance(fact, Text) else fact for name, fact in facts.items()}
    return Text(sentence.en.format(**english), sentence.zh.format(**chinese))


def value_text(value: Scalar | Bound) -> Text:
    """A value as people say it; a number exactly as the policy has it."""
    match value:
        case None:
            return NULL
        case bool():
            return YES if value else NO
        case Decimal():
            return Text(format(value, "f"), format(value, "f"))
        case date():
            return Text(value.isoformat(), value.isoformat())
    return VALUES.get(value, Text(value, value))


def text_of_test(test: Test) -> Text:
    """What a value has to be, such as `at least 450`, `mobile`, or `not data card`."""
    match test:
        case Comparison(op, bound):
            return filled(COMPARISONS[op], bound=value_text(bound))
        case Interval(low, high, includes_low, includes_high):
            ends = (
                filled(COMPARISONS[">=" if includes_low else ">"], bound=value_text(low)),
                filled(COMPARISONS["<=" if includes_high else "<"], bound=value_text(high)),
            )
            return filled(Text("{low} and {high}", "{low} 且{high}"), low=ends[0], high=ends[1])
        case Equal(value):
            return value_text(value)
        case AnyOf(tests):
            return _any_of(tests)
        case Not(inner):
            said = text_of_test(inner)
            return filled(NONE_OF if COMMA.en in said.en else NOT_THIS, inner=said)
        case Anything():
            return ANYTHING


def _any_of(tests: tuple[Test, ...]) -> Text:
    """The parts in a row, the members of a group of products by its word."""
    left = list(tests)
    found: list[Text] = []
    for members, word in GROUPS:
        whole: list[Test] = [Equal(name) for name in members]
        if all(each in left for each in whole):
            left = [each for each in left if each not in whole]
            found.append(word)
    return listed([*found, *map(text_of_test, left)])


def conditions_text(tests: Mapping[str, Test], titles: Mapping[str, Text]) -> Text:
    """All of several conditions: `product: mobile; months on the network: at least 60`; nothing for none."""
    parts = [
        filled(Text("{title}: {test}", "{title}：{test}"), title=titles[name], test=text_of_test(test))
        for name, test in tests.items()
        if not isinstance(test, Anything)
    ]
    return joined(parts, SEMICOLON)


def output_text(output: Output, titles: Mapping[str, Text]) -> Text:
    """An outcome as people say it: a tier by its title, a multiple as `-100 for each`."""
    if isinstance(output, Multiple):
        return filled(Text("{by} for each", "每 1 计 {by}"), by=value_text(output.by))
    if isinstance(output, str) and output in titles:
        return titles[output]
    return value_text(output)
