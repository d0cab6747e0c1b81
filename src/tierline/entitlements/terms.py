"""The terms that a cell can have beside its mark: how each is read, said and compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tierline.policy.reading import Place
from tierline.wording import Text

QUOTA = "quota"
MOST = 100_000


@dataclass(frozen=True)
class TermKind:
    """One kind of term. Of two cells the better has more of it, or less where `less_is_better`.

    `one` is how English says it of a single one, and `none` how both do of 0.
    """

    says: Text
    one: str = ""
    none: Text | None = None
    less_is_better: bool = False
    is_money: bool = False

    def read(self, place: Place) -> Decimal:
        """The value that a pack gives: whole, or yuan with at most two decimals."""
        if not self.is_money:
            return Decimal(place.whole(0, MOST))
        value = place.number()
        if value < 0 or value * 100 % 1:
            place.refuse(
                Text("yuan, at most two decimals, not below 0", "不小于 0、至多两位小数的金额（元）")
            )
        return value


TERMS = {
    "credit_yuan": TermKind(Text("credit {value} yuan", "授信 {value} 元"), is_money=True),
    "days": TermKind(Text("for {value} days", "时限 {value} 天"), one="for 1 day"),
    "hours": TermKind(Text("for {value} hours", "时限 {value} 小时"), one="for 1 hour"),
    "within_minutes": TermKind(
        Text("within {value} minutes", "{value} 分钟内"), one="within 1 minute", less_is_better=True
    ),
    "within_hours": TermKind(
        Text("within {value} hours", "{value} 小时内"), one="within 1 hour", less_is_better=True
    ),
    "fee_yuan": TermKind(Text("fee {value} yuan", "收费 {value} 元"), less_is_better=True, is_money=True),
    "most_arrears_months": TermKind(
        Text("at most {value} months in arrears", "欠费不超过 {value} 个月"),
        one="at most 1 month in arrears",
    ),
    "guests": TermKind(
        Text("with {value} guests", "可带 {value} 位随行人员"),
        one="with 1 guest",
        none=Text("without guests", "不可带随行人员"),
    ),
    "every_days": TermKind(
        Text("every {value} days", "每 {value} 天一次"), one="every day", less_is_better=True
    ),
}
"""In the order in which the better of two cells is looked for."""


def said(name: str, value: Decimal) -> Text:
    """A term as people say it."""
    kind = TERMS[name]
    if value == 0 and kind.none is not None:
        return kind.none
    number = format(value.normalize(), "f") if value % 1 else str(int(value))
    english = kind.one if kind.one and value == 1 else kind.says.en
    return Text(english.format(value=number), kind.says.zh.format(value=number))
