"""Questions to the rules, with the day, the line and what it used as tests need them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tierline.entitlements.matrix import Matrices
from tierline.entitlements.model import Asked, Decision, Held, LineFacts, Per, Used
from tierline.entitlements.policy import Book, read_standards
from tierline.entitlements.rules import decide, period_of

ZONE = ZoneInfo("Asia/Shanghai")
VIP_DAY, STAR_DAY = date(2012, 6, 15), date(2015, 6, 15)
MOBILE = LineFacts("mobile_3g", "prepaid", "public", "active")


def bundled(day: date, site: str = "65.6501") -> Matrices:
    """The bundled standards as they hold on a day."""
    return Book(read_standards(None)).at(day, site)


def asked(
    *held: tuple[str, str],
    facts: LineFacts = MOBILE,
    used: tuple[Used, ...] = (),
    at: datetime = datetime(2012, 6, 15, 2, 0, tzinfo=UTC),
) -> Asked:
    """A question about a line that holds these (scheme, tier)."""
    tiers = tuple(Held(scheme, tier) for scheme, tier in held)
    return Asked(facts, tiers, used, period_of(at, ZONE, Per.MONTH), period_of(at, ZONE, Per.YEAR))


def decision(
    service: str,
    *held: tuple[str, str],
    day: date = VIP_DAY,
    facts: LineFacts = MOBILE,
    used: tuple[Used, ...] = (),
) -> Decision:
    """The decision of the bundled standards on a service."""
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return decide(bundled(day), service, asked(*held, facts=facts, used=used, at=at))
