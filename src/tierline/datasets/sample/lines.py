"""The lines of a sample operator: who they are, since when, and what their bills are like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

from tierline.datasets.contract import PRODUCT_GROUPS, SUBSCRIBERS
from tierline.datasets.sample import figures
from tierline.datasets.sample.columns import Flags, Integers, first_days
from tierline.datasets.sample.draws import Floats, Spread, choice

FIRST_ID = 1_000_001
ID_STEP = 3
"""Ids ascend with gaps: one of every three numbers is a line."""
NEVER = 1_000_000
"""A month so late that it does not come."""
LONGEST_TENURE = 300
DAYS_OF_EVERY_MONTH = 28


def domain(column: str) -> tuple[str, ...]:
    """The names that a column of subscribers may hold."""
    return tuple(str(value) for value in SUBSCRIBERS.column(column).values)


PRODUCTS = domain("product")
BRANDS = domain("brand")
STATUSES = domain("status")
SITES = tuple(figures.SITES)
MOBILE = tuple(PRODUCTS.index(name) for name in PRODUCT_GROUPS["mobile"])
IN_CAPITAL = np.array([site.startswith(f"{figures.CAPITAL}.") for site in SITES])
THREE_STARS = 4
CARD_STARS = 5
ARREARS_CLASS = np.array([0, 0, 0, 0, 1, 2, 3, 3])
"""The class of ARREARS_SHARE_BY_STAR that each star class belongs to."""


@dataclass(frozen=True)
class Lines:
    """Some lines, one place an array each. Codes count within the contract's values; -1 is null.

    Months are counted from January 1970, days from its first. `closed_month` is NEVER for a line that stays.
    """

    ids: Integers
    segment: Integers
    product: Integers
    brand: Integers
    prepaid: Flags
    account_kind: Integers
    plan_kind: Integers
    real_name: Flags
    joined_month: Integers
    joined_on: Integers
    closed_month: Integers
    closed_on: Integers
    site: Integers
    vanity_class: Integers
    vanity_secured: Flags
    contract_kind: Integers
    contract_plan: Integers
    contract_ends_on: Integers
    contract_open: Flags
    bonus_products: Integers
    special: Integers
    """0 honoured_guest, 1 loyal, -1 for the many without a special grade."""
    spend_fen: Floats
    """The level that a line's bills move about."""
    variation: Floats
    """Deviation / mean of its monthly bills."""
    mobile_share: Floats
    arrears_class: Integers

    @cached_property
    def is_mobile(self) -> Flags:
        """Whether the product is one of mobile_*."""
        return np.isin(self.product, MOBILE)


def by_shares(rng: np.random.Generator, count: int, column: str, shares: Mapping[str, float]) -> Integers:
    """Codes of a column drawn by shares that add up to one."""
    places = np.array([domain(column).index(name) for name in shares])
    return places[np.minimum(choice(rng.random(count), tuple(shares.values())), len(places) - 1)]


class LineMaker:
    """Draws lines by the measured figures; holds the tables that these make."""

    def __init__(self, first_month: int, last_month: int) -> None:
        self.first_month, self.last_month = first_month, last_month
        by_class, whole = figures.BY_CLASS, figures.WHOLE
        self.star_spend = Spread(by_class, figures.STAR_SPEND_YUAN, log=True, least=0.5)
        self.star_tenure = Spread(by_class, figures.STAR_TENURE_MONTHS, log=False, least=1)
        self.sichuan_spend = Spread(whole, [figures.SICHUAN_SPEND_YUAN], log=True, least=0.5)
        self.variation = Spread((0.25, 0.5, 0.75, 0.95), figures.VARIATION_BY_SPEND, log=True, least=0.002)
        self.prepaid_tenure = Spread(by_class, [figures.PREPAID_TENURE_MONTHS], log=False, least=1)
        self.fixed_tenure = Spread(by_class, [figures.FIXED_TENURE_MONTHS], log=False, least=1)
        self.fixed_charge = Spread(by_class, [figures.FIXED_CHARGE_TO_MEDIAN], log=True, least=0.1)
        # The rank of a spend among all star classes, on a grid fine enough to look up from then on.
        self.log_spend_grid = np.linspace(np.log(0.5), np.log(self.star_spend.table.max()), 1024)
        self.rank_grid = self.star_spend.mixture_normals(figures.STAR_SHARES, np.exp(self.log_spend_grid))
        self.cumulative = np.array([NormalDist().cdf(point) for point in self.star_spend.grid])

    def lines(self, rng: np.random.Generator, later: np.random.Generator, first: int, count: int) -> Lines:
        """The `count` lines that come after `first` others; all that is drawn comes from `rng`.

        What the contract has learned since is drawn from `later`, so that all else stays as it always was.
        """
        kinds = tuple(figures.KINDS_OF_LINE)
        kind = np.minimum(choice(rng.random(count), tuple(figures.KINDS_OF_LINE.values())), len(kinds) - 1)
        weights = np.array(tuple(figures.SITES.values()), dtype=float)
        site = np.minimum(choice(rng.random(count), tuple(weights / weights.sum())), len(SITES) - 1)
        mobile = kind <= kinds.index("mobile_bundle")

        star, tenure, spend, normals = self._mobile(rng, count, IN_CAPITAL[site])
        rank = np.interp(normals, self.star_spend.grid, self.cumulative)
        for place, name in enumerate(kinds):
            if name in figures.USUAL_BILL_YUAN:
                chosen = np.flatnonzero(kind == place)
                tenure[chosen], spend[chosen] = self._not_mobile(rng, len(chosen), name)
                star[chosen] = THREE_STARS

        product = self._product(rng, kind, kinds, rank)
        prepaid = rng.random(count) < np.where(mobile, figures.PREPAID_SHARE * (1.5 - rank), 0)
        prepaid |= product == PRODUCTS.index("data_card")
        closed_month, closed_day = self._closing(rng, tenure)
        joined_month = np.where(closed_month < NEVER, closed_month, self.last_month) - tenure + 1
        joined_on = first_days(joined_month) + rng.integers(0, DAYS_OF_EVERY_MONTH, count)
        closed_on = np.maximum(first_days(np.minimum(closed_month, self.last_month)) + closed_day, joined_on)

        on_contract = np.isin(product, [PRODUCTS.index(f"mobile_{n}g") for n in (3, 4, 5)])
        contract = self._contract(rng, rank, spend, joined_month, on_contract)
        prepaid &= contract[0] < 0
        vanity = choice(rng.random(count), figures.VANITY_SHARES)
        special = rng.random(count) < figures.SPECIAL_GRADE_SHARE
        home = rng.random(count) < figures.HOME_BROADBAND_SHARE
        with_fixed_part = mobile & (home | (product == PRODUCTS.index("mobile_bundle")))
        mobile_share = np.where(with_fixed_part, rng.uniform(0.45, 0.95, count), 1.0)
        mobile_share[np.isin(product, [PRODUCTS.index(name) for name in PRODUCT_GROUPS["fixed"]])] = 0
        bands = np.searchsorted((20, 40, 80, 150), spend, side="right")
        return Lines(
            ids=FIRST_ID + (first + np.arange(count)) * ID_STEP + rng.integers(0, ID_STEP, count),
            segment=by_shares(rng, count, "segment", figures.SEGMENTS),
            product=product,
            brand=self._brand(rng, mobile, star, tenure),
            prepaid=prepaid,
            account_kind=by_shares(rng, count, "account_kind", figures.ACCOUNT_KINDS),
            plan_kind=self._plan_kind(rng, product),
            real_name=rng.random(count) < figures.REAL_NAME_SHARE,
            joined_month=joined_month,
            joined_on=joined_on,
            closed_month=closed_month,
            closed_on=closed_on,
            site=site,
            vanity_class=np.where(mobile & (vanity < len(figures.VANITY_SHARES)), vanity + 1, -1),
            vanity_secured=rng.random(count) < figures.VANITY_SECURED_SHARE,
            contract_kind=contract[0],
            contract_plan=contract[1],
            contract_ends_on=contract[2],
            contract_open=rng.random(count) < figures.OPEN_CONTRACT_SHARE,
            bonus_products=np.where(mobile, choice(later.random(count), figures.BONUS_PRODUCT_SHARES), -1),
            special=np.where(special & mobile & (closed_month == NEVER), (tenure >= 120).astype(int), -1),
            spend_fen=spend * 100,
            variation=np.minimum(self.variation.at(rng.standard_normal(count), bands), 3),
            mobile_share=mobile_share,
            arrears_class=ARREARS_CLASS[star],
        )

    def _mobile(
        self, rng: np.random.Generator, count: int, in_capital: Flags
    ) -> tuple[Integers, Integers, Floats, Floats]:
        """Star class, tenure, spend and the normal of its rank.

        Outside the capital a line keeps its rank, and has the bill of that rank in Sichuan.
        """
        star = np.minimum(choice(rng.random(count), figures.STAR_SHARES), len(figures.STAR_SHARES) - 1)
        tenure = self.star_tenure.at(rng.standard_normal(count), star)
        spend = self.star_spend.at(rng.standard_normal(count), star)
        normals = np.interp(np.log(spend), self.log_spend_grid, self.rank_grid)
        spend = np.where(in_capital, spend, self.sichuan_spend.at(normals))
        return star, np.clip(np.rint(tenure), 1, LONGEST_TENURE).astype(np.int64), spend, normals

    def _not_mobile(self, rng: np.random.Generator, count: int, kind: str) -> tuple[Integers, Floats]:
        """Tenure and spend of fixed lines, broadband and data cards, tied by their rank correlation."""
        long = rng.standard_normal(count)
        tie = 2 * np.sin(np.pi / 6 * figures.FIXED_TENURE_TO_CHARGE)
        dear = tie * long + np.sqrt(1 - tie**2) * rng.standard_normal(count)
        tenure = (self.prepaid_tenure if kind == "data_card" else self.fixed_tenure).at(long)
        spend = figures.USUAL_BILL_YUAN[kind] * self.fixed_charge.at(dear)
        return np.clip(np.rint(tenure), 1, LONGEST_TENURE).astype(np.int64), spend

    def _product(
        self, rng: np.random.Generator, kind: Integers, kinds: Sequence[str], rank: Floats
    ) -> Integers:
        """Products; of the handsets, more of the better paying are on 5G, and only low bills on 2G."""
        uniforms = rng.random(len(kind))
        five = np.array(figures.FIVE_G_SHARE_BY_SPEND_FIFTH)[np.minimum((rank * 5).astype(int), 4)]
        # 3G comes on top of what the file knows, and takes its share from the others alike.
        five, two = five * (1 - figures.THREE_G_SHARE), np.where(rank < 0.5, 2 * figures.TWO_G_SHARE, 0)
        handset = np.full(len(kind), PRODUCTS.index("mobile_4g"))
        handset[uniforms < five] = PRODUCTS.index("mobile_5g")
        handset[uniforms > 1 - two - figures.THREE_G_SHARE] = PRODUCTS.index("mobile_3g")
        handset[uniforms > 1 - two] = PRODUCTS.index("mobile_2g")
        other = np.array([PRODUCTS.index(name) if name in PRODUCTS else -1 for name in kinds])[kind]
        return np.where(other < 0, handset, other)

    def _closing(self, rng: np.random.Generator, tenure: Integers) -> tuple[Integers, Integers]:
        """The month of closing and a day in it. Lines leave inside the billed months, or left before them."""
        count, months = len(tenure), self.last_month - self.first_month + 1
        band = np.searchsorted((6, 12, 24, 36, 60), tenure, side="left")
        each_month = figures.CLOSING_A_MONTH * np.array(figures.LEAVING_BY_TENURE)
        inside = rng.random(count) < (1 - (1 - each_month) ** months)[band]
        before = rng.random(count) < figures.CLOSED_BEFORE_SHARE
        month = np.full(count, NEVER)
        month[inside] = (self.first_month + rng.integers(0, months, count))[inside]
        month[before] = (self.first_month - rng.integers(1, 25, count))[before]
        return month, rng.integers(0, DAYS_OF_EVERY_MONTH, count)

    def _contract(
        self, rng: np.random.Generator, rank: Floats, spend: Floats, joined: Integers, possible: Flags
    ) -> tuple[Integers, Integers, Integers]:
        """Kind, plan (yuan) and last day of a contract; a kind of -1 is none."""
        count = len(rank)
        band = np.minimum(choice(rank, figures.CONTRACT_BAND_SHARES), 4)
        has = possible & (rng.random(count) < np.array(figures.CONTRACT_SHARE_BY_CHARGE)[band])
        kind = np.where(has, by_shares(rng, count, "contract_kind", figures.CONTRACT_KINDS), -1)
        plans = np.array(figures.CONTRACT_PLANS_YUAN)
        plan = plans[np.maximum(np.searchsorted(plans, spend, side="right") - 1, 0)]
        term = np.where(rng.random(count) < figures.TWO_YEAR_SHARE, 24, 12)
        # Six of the months from which the end is drawn lie behind the last billed one: contracts run out.
        end = self.last_month - 5 + (rng.random(count) * (term + 5)).astype(np.int64)
        end = np.maximum(end, joined + term)
        return kind, plan, first_days(end + 1) - 1

    def _brand(self, rng: np.random.Generator, mobile: Flags, star: Integers, tenure: Integers) -> Integers:
        """Brands: gotone for card grades, m_zone for the young on the network, easyown for the others."""
        name = np.full(len(star), BRANDS.index("easyown"))
        name[tenure <= 48] = BRANDS.index("m_zone")
        name[star >= CARD_STARS] = BRANDS.index("gotone")
        return np.where(mobile & (rng.random(len(star)) < figures.BRANDED_SHARE), name, -1)

    def _plan_kind(self, rng: np.random.Generator, product: Integers) -> Integers:
        """Kinds of plan by product; null for most."""
        uniforms = rng.random(len(product))
        code = np.full(len(product), -1)
        for name, shares in figures.PLAN_KINDS.items():
            places = np.array([*(domain("plan_kind").index(kind) for kind in shares), -1])
            own = product == PRODUCTS.index(name)
            code[own] = places[choice(uniforms[own], tuple(shares.values()))]
        return code
