"""Days, moments, numbers and money as a reader of each language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from tierline.wording import Language, Text

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EM DASH}"

DAY = Text("d MMM y", "y年M月d日")
DAY_THIS_YEAR = Text("d MMM", "M月d日")
WEEKDAY = Text("EEE d MMM", "M月d日（EEE）")
MONTH = Text("MMMM y", "y年M月")
MONTH_SHORT = Text("MMM y", "y年M月")
MONTH_NAME = Text("MMM", "M月")
LOCALES = {Language.EN: "en_GB", Language.ZH: "zh_CN"}


@lru_cache(maxsize=4096)
def _written(day: date, form: str, locale: str) -> str:
    """A day in a form; it takes longer to write than a page's whole rest, and terms share their days."""
    return format_date(day, form, locale)


@dataclass(frozen=True)
class Formats:
    """The forms of one language; moments are told in the operator's zone."""

    language: Language
    zone: tzinfo

    @property
    def _locale(self) -> str:
        return LOCALES[self.language]

    def day(self, day: date | None, *, this_year: int | None = None) -> str:
        """3 Dec 2026; without the year where it is `this_year`."""
        if day is None:
            return NOTHING
        form = DAY_THIS_YEAR if day.year == this_year else DAY
        return _written(day, form.read(self.language), self._locale)

    def weekday(self, day: date) -> str:
        """Sat 5 Dec."""
        return format_date(day, WEEKDAY.read(self.language), self._locale)

    def month(self, month: date, *, is_short: bool = False) -> str:
        """December 2026."""
        form = MONTH_SHORT if is_short else MONTH
        return format_date(month, form.read(self.language), self._locale)

    def month_name(self, month: date) -> str:
        """Dec, where the year goes without saying."""
        return format_date(month, MONTH_NAME.read(self.language), self._locale)

    def time(self, at: datetime) -> str:
        """10:42."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def moment(self, at: datetime | None, *, now: datetime | None = None) -> str:
        """3 Dec 2026, 10:42; the year is left out where it is that of `now`."""
        if at is None:
            return NOTHING
        local = at.astimezone(self.zone)
        year = now.astimezone(self.zone).year if now else None
        between = Text(", ", " ").read(self.language)
        return f"{self.day(local.date(), this_year=year)}{between}{self.time(at)}"

    def due(self, at: datetime) -> str:
        """Sat 5 Dec, 10:42."""
        between = Text(", ", " ").read(self.language)
        return f"{self.weekday(at.astimezone(self.zone).date())}{between}{self.time(at)}"

    def iso(self, at: datetime) -> str:
        """The moment for machines, in the operator's zone."""
        return at.astimezone(self.zone).isoformat(timespec="minutes")

    def typed(self, at: datetime) -> str:
        """2026-12-03 10:42, as a field takes it."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def number(self, number: int | Decimal | float | None, places: int = 0) -> str:
        """1,234,567; with so many decimal places."""
        if number is None:
            return NOTHING
        form = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(number, form, self._locale).replace("-", MINUS)

    def exact(self, number: int | Decimal | None) -> str:
        """1,234.50, with the places that it has."""
        places = max(-int(number.as_tuple().exponent), 0) if isinstance(number, Decimal) else 0
        return self.number(number, places)

    def signed(self, number: int | Decimal | float, places: int = 0) -> str:
        """+1,424, or a true minus sign."""
        return ("+" if number > 0 else "") + self.number(number, places)

    def share(self, part: float | Decimal, places: int = 1) -> str:
        """2.1%."""
        return self.number(part * 100, places) + "%"

    def money(self, fen: int | None) -> str:
        """171.30 yuan, from whole fen."""
        if fen is None:
            return NOTHING
        return Text("{sum} yuan", "{sum} 元").read(self.language, sum=self.number(Decimal(fen) / 100, 2))

    def bare_money(self, fen: int) -> str:
        """171.30, where the heading names the unit."""
        return self.number(Decimal(fen) / 100, 2)

    def span(self, span: timedelta) -> str:
        """3 h 05; minutes under an hour, whole days from two days on; rounded down."""
        minutes = max(int(span.total_seconds()) // 60, 0)
        hours, days = minutes // 60, minutes // (24 * 60)
        if days >= 2:
            return Text("{days} days", "{days} 天").read(self.language, days=days)
        if hours:
            text = Text("{hours} h {minutes:02}", "{hours} 小时 {minutes} 分")
            return text.read(self.language, hours=hours, minutes=minutes % 60)
        return Text("{minutes} min", "{minutes} 分钟").read(self.language, minutes=minutes)

    def lasted(self, span: timedelta) -> str:
        """1.4 s; from ten seconds on whole ones, and from a minute on a span."""
        if span >= timedelta(minutes=1):
            return self.span(span)
        places = 1 if span < timedelta(seconds=10) else 0
        text = Text("{seconds} s", "{seconds} 秒")
        return text.read(self.language, seconds=self.number(span.total_seconds(), places))

    def left(self, due: datetime, now: datetime) -> str:
        """3 h 05 left, or late by 24 min."""
        if due >= now:
            return Text("{span} left", "剩 {span}").read(self.language, span=self.span(due - now))
        return Text("late by {span}", "超时 {span}").read(self.language, span=self.span(now - due))


def month_text(month: date, *, is_short: bool = False) -> Text:
    """December 2026, in both languages: for a sentence whose reader is not known yet."""
    form = MONTH_SHORT if is_short else MONTH
    english, chinese = Language.EN, Language.ZH
    return Text(
        format_date(month, form.read(english), LOCALES[english]),
        format_date(month, form.read(chinese), LOCALES[chinese]),
    )
