"""The blocks `measurements` and `criteria` of a pack that rates sites: what is measured, what it gives."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.policy.blocks.measures import SCORED, named
from tierline.policy.blocks.tiers import tier_table
from tierline.policy.citing import Block, Citing, entered
from tierline.policy.conditions import Inputs
from tierline.policy.model import MeasuredKind, Measurement, SiteCriterion
from tierline.policy.reading import Place
from tierline.policy.vocabulary import SCORE, Attribute, Kind
from tierline.wording import Text

ANOTHER_NAME = Text("a name that no measurement has", "与各项测量不同的名称")


def measurements(block: Block) -> tuple[Measurement, ...]:
    """The numbers that are measured, in the order in which results show them."""

    def measurement(name: str, place: Place, citing: Citing) -> Measurement:
        keys, here = entered(place, citing, ("title", "kind"), ("title", "kind"))
        kind = keys["kind"].one_of(tuple(MeasuredKind))
        return Measurement(name, keys["title"].bilingual(), kind, here.citation(place))

    return named(block, measurement)


def site_criteria(block: Block, measured: Inputs, ranking: tuple[str, ...]) -> tuple[SiteCriterion, ...]:
    """The criteria in the order of the file; each gives a tier by the measurements, the best that holds."""

    def criterion(name: str, place: Place, citing: Citing) -> SiteCriterion:
        if name in measured.known:
            place.refuse(ANOTHER_NAME, f"`{name}`")
        keys, here = entered(place, citing, ("title", "gives"), ("title", "gives"))
        table = tier_table(name, Block(keys["gives"], here), measured, ranking)
        return SiteCriterion(name, keys["title"].bilingual(), table, here.citation(place))

    return named(block, criterion)


def inputs_of_criteria(names: tuple[str, ...], known: tuple[Measurement, ...]) -> Inputs:
    """What a criterion may name: measurements. `names` has those of faulty ones too."""
    titles = {each.name: each.title for each in known}
    return Inputs({name: Attribute(Kind.NUMBER, titles.get(name, Text(name, name))) for name in names})


def inputs_of_sites(
    measured: Inputs,
    names: tuple[str, ...],
    known: tuple[SiteCriterion, ...],
    ranking: tuple[str, ...],
    *,
    has_score: bool,
) -> Inputs:
    """What a line of the score or the tiers may name: measurements, the tiers of criteria, the score."""
    titles = {each.name: each.title for each in known}
    given = {name: Attribute(Kind.TEXT, titles.get(name, Text(name, name)), ranking) for name in names}
    score = {SCORE: SCORED} if has_score else {}
    inputs: Mapping[str, Attribute] = {**measured.known, **given, **score}
    return Inputs(inputs)
