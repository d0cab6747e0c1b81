"""The versions of a pack, one after the other, each keeping the blocks that it does not replace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

from tierline.policy.blocks.duties import duties
from tierline.policy.blocks.eligible import eligible
from tierline.policy.blocks.measures import inputs_of_tiers, measure_names, measures
from tierline.policy.blocks.membership import membership, thresholds
from tierline.policy.blocks.sites import inputs_of_criteria, inputs_of_sites, measurements, site_criteria
from tierline.policy.blocks.tiers import points, score, special_grades, tier_table
from tierline.policy.citing import KEYS, Block, Citing, entered
from tierline.policy.conditions import Inputs
from tierline.policy.errors import PackError
from tierline.policy.model import Citation, Rates, Tier, Version
from tierline.policy.reading import NO_KEYS, Place
from tierline.policy.vocabulary import ATTRIBUTES, TIER_ON_JOINING
from tierline.wording import Text

LINE_BLOCKS = (
    "eligible",
    "measures",
    "score",
    "tier",
    "on_joining",
    "special_grades",
    "membership",
    "duties",
    "thresholds",
    "new_terms",
)
REQUIRED = ("eligible", "measures", "tier", "membership")
SITE_BLOCKS = ("measurements", "criteria", "score", "tier")
SITE_REQUIRED = ("measurements", "criteria", "tier")
BLOCKS = tuple(dict.fromkeys((*LINE_BLOCKS, *SITE_BLOCKS)))

Part = TypeVar("Part")


@dataclass
class Versions:
    """The versions of a pack as far as they have been read, and the blocks that stand from the last one on.

    `parts` holds what blocks say, by the block and what it was read beside.
    """

    scheme: str
    tiers: tuple[Tier, ...]
    citing: Citing
    rates: Rates
    read: list[Version] = field(default_factory=list)
    standing: dict[str, Block] = field(default_factory=dict)
    last_day: date | None = None
    parts: dict[object, object] = field(default_factory=dict)

    def version(self, place: Place) -> None:
        """Read the next version, and add it unless something in it, or before it, is at fault."""
        place = _called_by_its_day(place)
        register = self.citing.register
        before = len(register.mistakes)
        blocks, required = (
            (LINE_BLOCKS, REQUIRED) if self.rates is Rates.LINE else (SITE_BLOCKS, SITE_REQUIRED)
        )
        keys, here = entered(place, self.citing, ("from", *blocks))
        self.standing |= {name: Block(keys[name], here) for name in blocks if name in keys}
        for name in required:
            if name not in self.standing:
                if len(register.mistakes) > before:
                    # The unknown key, which is told already, may be this very block.
                    return
                place.refuse(Text(f"the block {name}", f" {name} 一节"), ", ".join(self.standing) or NO_KEYS)
        place.require(keys, ("from",))
        with register.going_on():
            self._check_order(keys["from"])
        citation = _cited(keys["from"], here)
        read = self._of_lines if self.rates is Rates.LINE else self._of_sites
        version = read(_day(keys["from"]), citation)
        if version is not None and not register.mistakes:
            self.read.append(version)

    def _check_order(self, place: Place) -> None:
        starts_on = _day(place)
        if self.last_day is not None and starts_on <= self.last_day:
            place.refuse(
                Text(f"a day after {self.last_day}", f"晚于 {self.last_day} 的日期"), f"`{starts_on}`"
            )
        self.last_day = starts_on

    def _of_lines(self, starts_on: date, citation: Citation) -> Version | None:
        """The version made of the blocks that stand now; None where one of them is at fault."""
        ranking = tuple(tier.name for tier in self.tiers)
        lines = Inputs(ATTRIBUTES)
        has_joining, has_score = "on_joining" in self.standing, "score" in self.standing
        new_terms = self.standing.get("new_terms")
        criteria = self._part(
            "eligible", lambda block: eligible(block, lines, has_joining=has_joining), has_joining
        )
        figures = self._part("measures", measures) or ()
        names = self._part("measures", measure_names, "names") or ()
        plain = inputs_of_tiers(names, figures, has_score=False)
        inputs = inputs_of_tiers(names, figures, has_score=has_score)
        beside = (self.standing["measures"], has_score)
        scored = self._part("score", lambda block: score(block, plain, names, figures), beside)
        tier = self._part("tier", lambda block: tier_table("rated_tier", block, inputs, ranking), beside)
        joining = self._part("on_joining", lambda block: tier_table(TIER_ON_JOINING, block, lines, ranking))
        special = self._part("special_grades", lambda block: special_grades(block, ranking))
        life = self._part("membership", lambda block: membership(block, new_terms), new_terms)
        owed = self._part("duties", duties)
        valid = self._part("thresholds", thresholds)
        if criteria is None or tier is None:
            return None
        return Version(
            scheme=self.scheme,
            starts_on=starts_on,
            citation=citation,
            criteria=criteria.criteria,
            not_running_in=criteria.not_running_in,
            measures=figures,
            score=scored,
            tiers=self.tiers,
            tier=tier,
            on_joining=joining,
            special=special,
            life=life,
            duties=owed or (),
            thresholds_valid_months=valid.valid_months if valid else None,
            thresholds_citation=valid.citation if valid else None,
            life_citation=None if life else self._part("membership", lambda block: block.citation, "cited"),
        )

    def _of_sites(self, starts_on: date, citation: Citation) -> Version | None:
        """The version of a scheme of sites, made of the blocks that stand now; None where one is at fault."""
        ranking = tuple(tier.name for tier in self.tiers)
        found = self._part("measurements", measurements) or ()
        measured = inputs_of_criteria(self._part("measurements", measure_names, "names") or (), found)
        beside = self.standing["measurements"]
        given = self._part("criteria", lambda block: site_criteria(block, measured, ranking), beside) or ()
        names = self._part("criteria", measure_names, "names") or ()
        has_score = "score" in self.standing
        plain, inputs = (
            inputs_of_sites(measured, names, given, ranking, has_score=scored)
            for scored in (False, has_score)
        )
        around = (beside, self.standing["criteria"], has_score)
        scored = self._part("score", lambda block: points(block, plain), around)
        tier = self._part("tier", lambda block: tier_table("rated_tier", block, inputs, ranking), around)
        if tier is None:
            return None
        return Version(
            scheme=self.scheme,
            starts_on=starts_on,
            citation=citation,
            criteria=(),
            not_running_in=None,
            measures=(),
            score=scored,
            tiers=self.tiers,
            tier=tier,
            on_joining=None,
            special=None,
            life=None,
            duties=(),
            thresholds_valid_months=None,
            measurements=found,
            site_criteria=given,
        )

    def _part(self, name: str, read: Callable[[Block], Part], given: object = None) -> Part | None:
        """What a block says; None where there is none, or it is at fault.

        A block that stands already is not read again, unless what it is read beside (`given`) has changed.
        """
        block = self.standing.get(name)
        if block is None:
            return None
        key = (name, block, given)
        if key not in self.parts:
            self.parts[key] = None
            with self.citing.register.going_on():
                self.parts[key] = read(block)
        return cast("Part | None", self.parts[key])


def _called_by_its_day(place: Place) -> Place:
    """The place of a version, called by the day from which it holds, where that can be read."""
    written = {key: value for key, _, value in place.pairs()}
    try:
        return place.called(f"versions[{_day(written['from'])}]")
    except (KeyError, PackError):
        return place


def _day(place: Place) -> date:
    """The day of `from: 2015-01-20`, or of `from: {day: 2015-01-20, basis: ...}`."""
    if not place.is_mapping:
        return place.day()
    return place.mapping(("day", *KEYS), ("day",))["day"].day()


def _cited(place: Place, citing: Citing) -> Citation:
    if not place.is_mapping:
        return citing.citation(place)
    _, here = entered(place, citing, ("day",), ("day",))
    return here.citation(place)
