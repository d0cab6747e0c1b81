"""What the figures of one line give, in plain Python: months, money, measures, eligibility, rated tier.

The second, slow and independent text of section 3 of the grading rules, and of the two rules that
rate without figures (tiers on joining, special grades). It shares nothing with the engine that it checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from tests.grading import reference_policy as policy

Row = dict[str, Any]

# ---------------------------------------------------------------- months and money


def month_number(day: date) -> int:
    """Months counted through, so that the distance of two months is a difference."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """First day of a month given by its number."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Last day of a month given by its number."""
    return first_day(month + 1) - timedelta(days=1)


def tenure_months(joined_on: date, month: date) -> int:
    """Section 3: calendar months from joining month to M, counting both; 0 or less where M is earlier."""
    return month_number(month) - month_number(joined_on) + 1


def tenure_years(tenure: int) -> int:
    """Section 3: full years by calendar month, the floor of (tenure - 1) / 12."""
    return (tenure - 1) // 12


def months_of_mean(tenure: int) -> int:
    """Section 3: n = max(0, min(12, tenure - 1)), so that a mean never reaches back before joining."""
    return max(0, min(12, tenure - 1))


def half_up(value: Fraction, digits: int) -> Decimal:
    """Section 3: floor(x + 1/2) at the last of `digits` decimals, also below zero."""
    scale = 10**digits
    return Decimal(floor(value * scale + Fraction(1, 2))).scaleb(-digits)


def cents(value: Decimal | int) -> Decimal:
    """An exact amount, written with two decimals."""
    return Decimal(value).quantize(Decimal("0.01"))


def best(tiers: Sequence[str], given: Iterable[str | None]) -> str | None:
    """The highest of the tiers that were given; None where none was."""
    reached = [tier for tier in given if tier is not None]
    return min(reached, key=tiers.index) if reached else None


def at_least(value: Fraction | Decimal | int, floors: Iterable[tuple[int, Any]]) -> Any:
    """Outcome of the highest floor that the value reaches; a band includes its own floor. None below all."""
    return next((outcome for bound, outcome in floors if value >= bound), None)


@dataclass(frozen=True)
class Line:
    """One line in the rating month: its row, its bills by month number, what else speaks for it."""

    row: Row
    month: date
    rated_on: date
    bills: dict[int, Row]
    special_grade: str | None = None
    vip_term_running: bool = False

    @property
    def tenure(self) -> int:
        return tenure_months(self.row["joined_on"], self.month)

    @property
    def is_closed(self) -> bool:
        """Section 3: closed means the status says so and closed_on is not after R."""
        closed_on: date | None = self.row["closed_on"] if self.row["status"] == "closed" else None
        return closed_on is not None and closed_on <= self.rated_on

    def total(self, column: str, months: int | None) -> Any:
        """Sum of a column over the last k months, M-k .. M-1; over all months before M where k is None."""
        current = month_number(self.month)
        earliest = 0 if months is None else current - months
        return sum((bill[column] for month, bill in self.bills.items() if earliest <= month < current), 0)


@dataclass(frozen=True)
class Rating:
    """What the figures alone give; everything is None where the line is not eligible."""

    measures: dict[str, Any]
    reason: str | None = None
    score: Decimal | None = None
    rated_tier: str | None = None
    source: str = field(default="rated")


# ---------------------------------------------------------------- eligibility


def tier_on_joining(line: Line) -> str | None:
    """Section 4, rule 7: on 3G, a secured vanity number or a handset contract that runs on R gives a tier."""
    row = line.row
    if row["product"] != "mobile_3g":
        return None
    by_number = policy.HENAN_VANITY.get(row["vanity_class"]) if row["vanity_secured"] else None
    by_contract = None
    ends_on = row["contract_ends_on"]
    has_not_ended = ends_on is None or ends_on >= line.rated_on
    if row["contract_kind"] == "deposit_for_handset" and has_not_ended and row["contract_plan"] is not None:
        by_contract = at_least(row["contract_plan"], policy.HENAN_CONTRACT_PLANS)
    return best(policy.VIP_TIERS, (by_number, by_contract))


def _criteria(scheme: str, line: Line) -> dict[str, bool]:
    """Section 3, column 'eligible': what has to hold, under the reason that is given where it does not."""
    row, long_enough = line.row, line.tenure > 6
    person = row["segment"] in ("public", "group_member")
    mobile = row["product"] in policy.MOBILE
    match scheme:
        case "unicom-star":
            return {
                "segment": person,
                "product": mobile,
                "tenure": long_enough,
                "vip_term_running": not line.vip_term_running,
            }
        case "unicom-vip":
            return {
                "product": row["product"] != "data_card",
                "payment": row["payment"] == "postpaid",
                "account_kind": row["account_kind"] in ("ordinary", "staff"),
                "plan_kind": row["plan_kind"] is None,
                "tenure": long_enough,
            }
        case "unicom-vip-henan":
            return {
                "segment": person,
                "product": row["product"] != "data_card",
                "account_kind": not mobile or row["account_kind"] == "ordinary",
                "plan_kind": row["plan_kind"] != "family_bundle",
                "tenure": long_enough or tier_on_joining(line) is not None,
            }
        case "unicom-vip-xinjiang":
            ordinary = row["account_kind"] == "ordinary"
            return {"product": mobile, "account_kind": ordinary, "tenure": long_enough}
        case "cmcc-credit":
            return {"product": mobile}
        case "cmcc-star":
            return {
                "product": mobile,
                "account_kind": row["account_kind"] != "test",
                "real_name": row["real_name"],
                "tenure": line.tenure >= 6,
            }
        case "ctcc-star":
            return {"product": row["product"] != "data_card", "tenure": line.tenure >= 2}
        case _:
            return {"product": mobile, "real_name": row["real_name"]}


REASONS = (
    "closed",
    "segment",
    "product",
    "payment",
    "account_kind",
    "plan_kind",
    "real_name",
    "tenure",
    "vip_term_running",
)


def ineligible_reason(scheme: str, line: Line) -> str | None:
    """Section 4, last paragraph: the first reason that applies, in the written order; None if eligible."""
    criteria = {"closed": not line.is_closed, **_criteria(scheme, line)}
    return next((reason for reason in REASONS if not criteria.get(reason, True)), None)


# ---------------------------------------------------------------- measures, scores, tiers


def rate_star(line: Line) -> Rating:
    """Section 3, unicom-star: whole-yuan mean x factor, exact; rule 8: the list may give more than that."""
    months = months_of_mean(line.tenure)
    arpu = int(half_up(Fraction(line.total("mobile_billed", months)) / months, 0))
    factor = Decimal(at_least(tenure_years(line.tenure), policy.STAR_FACTORS))
    score = cents(arpu * factor)
    by_score = at_least(score, policy.STAR_THRESHOLDS)
    tier = best(policy.STAR_TIERS, (by_score, line.special_grade))
    source = "rated" if tier == by_score else "special"
    return Rating({"arpu": arpu, "tenure_factor": factor}, None, score, tier, source)


def _rate_six_months(line: Line, tier_of: Callable[[Fraction], str | None], joining: str | None) -> Rating:
    """The two measures of the VIP schemes and the higher of what spend and joining give (rule 7)."""
    billed = cents(line.total("billed", 6))
    mean = Fraction(billed) / 6
    by_spend = tier_of(mean) if line.tenure > 6 else None
    tier = best(policy.VIP_TIERS, (by_spend, joining)) if joining else by_spend
    measures = {"billed_6m": billed, "mean_billed_6m": half_up(mean, 2)}
    return Rating(measures, None, None, tier, "rated" if tier == by_spend else "on_joining")


def rate_vip(line: Line) -> Rating:
    """Section 3, unicom-vip: the mobile table, or the fixed one with silver also by spend and tenure."""

    def tier_of(mean: Fraction) -> str | None:
        if line.row["product"] in policy.MOBILE:
            return best(policy.VIP_TIERS, (at_least(mean, policy.VIP_MOBILE),))
        long = (
            at_least(mean, policy.VIP_FIXED_LONG)
            if line.tenure >= policy.VIP_FIXED_LONG_TENURE_MONTHS
            else None
        )
        return best(policy.VIP_TIERS, (at_least(mean, policy.VIP_FIXED), long))

    return _rate_six_months(line, tier_of, joining=None)


def rate_henan(line: Line) -> Rating:
    """Section 3, unicom-vip-henan: silver from 150 on 3G, from 200 otherwise; tiers on joining beside it."""
    floors = policy.HENAN_3G if line.row["product"] == "mobile_3g" else policy.HENAN_OTHERS
    return _rate_six_months(line, lambda mean: at_least(mean, floors), tier_on_joining(line))


def rate_xinjiang(line: Line) -> Rating:
    """Section 3, unicom-vip-xinjiang: supreme only for group customers' lines and people inside a group."""
    of_a_group = line.row["segment"] in ("group", "group_member")
    floors = policy.XINJIANG_FLOORS if of_a_group else policy.XINJIANG_FLOORS[1:]
    return _rate_six_months(line, lambda mean: at_least(mean, floors), joining=None)


def rate_credit(line: Line) -> Rating:
    """Section 3, cmcc-credit: brand, years and exact mean spend give points, each suspension takes 100."""
    months = months_of_mean(line.tenure)
    mean = Fraction(line.total("billed", months)) / months if months else Fraction(0)
    suspensions = int(line.total("suspensions", months))
    brand = policy.CREDIT_BRANDS.get(line.row["brand"], 0)
    years = at_least(tenure_years(line.tenure), policy.CREDIT_YEARS) or 0
    spend = next((points for bound, points in policy.CREDIT_SPEND_OVER if mean > bound), 0)
    score = cents(brand + years + spend - 100 * suspensions)
    measures = {"mean_billed": half_up(mean, 2), "suspensions": suspensions}
    return Rating(measures, None, score, at_least(score, policy.CREDIT_TIERS))


def rate_mobile_star(line: Line) -> Rating:
    """Section 3, cmcc-star: whole-yuan mean, months and bonus, less 10 a suspension; three cap the star."""
    months = months_of_mean(line.tenure)
    arpu = int(half_up(Fraction(line.total("mobile_billed", months)) / months, 0))
    suspensions = int(line.total("suspensions", months))
    bonus = min(policy.MOBILE_STAR_MOST_BONUS, 5 * (line.row["bonus_products"] or 0))
    score = cents(arpu + line.tenure + bonus - 10 * suspensions)
    tier = at_least(score, policy.MOBILE_STAR_TIERS)
    if tier and suspensions >= policy.MOBILE_STAR_CAPPED_FROM_SUSPENSIONS:
        ranking = policy.RANK["cmcc-star"]
        tier = max(tier, policy.MOBILE_STAR_CAP, key=ranking.index)
    return Rating({"arpu": arpu, "suspensions": suspensions}, None, score, tier)


def rate_telecom_star(line: Line) -> Rating:
    """Section 3, ctcc-star: every fen of a year's bills and 10 a month, less 10 a suspension."""
    months = months_of_mean(line.tenure)
    billed = cents(line.total("billed", months))
    suspensions = int(line.total("suspensions", months))
    score = billed + 10 * line.tenure - 10 * suspensions
    measures = {"billed_12m": billed, "suspensions": suspensions}
    return Rating(measures, None, score, at_least(score, policy.TELECOM_STAR_TIERS))


def rate_card(line: Line) -> Rating:
    """Section 3, unicom-card: the highest card of which both conditions hold, last month's and all-time."""
    last_month, total = cents(line.total("paid", 1)), cents(line.total("paid", None))
    reached = (
        card for in_all, month, card in policy.CARD_CONDITIONS if total >= in_all and last_month >= month
    )
    return Rating({"paid_last_month": last_month, "paid_total": total}, None, None, next(reached, None))


# The measures of each scheme, in the order of their columns, and what rates one eligible line.
_VIP_MEASURES = ("billed_6m", "mean_billed_6m")
SCHEMES: dict[str, tuple[tuple[str, ...], Callable[[Line], Rating]]] = {
    "unicom-star": (("arpu", "tenure_factor"), rate_star),
    "unicom-vip": (_VIP_MEASURES, rate_vip),
    "unicom-vip-henan": (_VIP_MEASURES, rate_henan),
    "unicom-vip-xinjiang": (_VIP_MEASURES, rate_xinjiang),
    "cmcc-credit": (("mean_billed", "suspensions"), rate_credit),
    "unicom-card": (("paid_last_month", "paid_total"), rate_card),
    "cmcc-star": (("arpu", "suspensions"), rate_mobile_star),
    "ctcc-star": (("billed_12m", "suspensions"), rate_telecom_star),
}


def rate(scheme: str, line: Line) -> Rating:
    """Rating of one line. Measures, score and rated tier are None where it is not eligible (section 4)."""
    measures, rate_eligible = SCHEMES[scheme]
    reason = ineligible_reason(scheme, line)
    return Rating(dict.fromkeys(measures), reason) if reason else rate_eligible(line)
