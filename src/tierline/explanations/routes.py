"""`/lines/{msisdn}/explanation`: why a line has its tiers and what comes next, as it can be read out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from tierline.explanations import service
from tierline.explanations.model import Approach, Rated, Ruler, Sentence, Told, Withheld
from tierline.lines import service as lines
from tierline.lines.model import Membership
from tierline.lines.msisdn import PATTERN
from tierline.lines.shown import BY_HAND, SOURCE, ByHandShown, by_hand_json
from tierline.rights.model import Actor
from tierline.web.call import SignedIn
from tierline.wording import Language

router = APIRouter(tags=["explanations"])

Number = Annotated[str, Path(pattern=PATTERN, examples=["18600000001"])]
TIER = Field(examples=["four_star"])
TITLE = Field(examples=["four-star"])


class SentenceShown(BaseModel):
    """What is said in one breath, and the clauses that it rests on."""

    said: str = Field(examples=["With that you reach four-star, which begins at 140 points."])
    clauses: list[str] = Field(examples=[["GRD-16"]])


class TermShown(BaseModel):
    """A tier that is held, or will be."""

    tier: str = TIER
    title: str | None = TITLE
    since: date
    ends_on: date | None
    source: str = SOURCE
    by_hand: ByHandShown | None = BY_HAND


class FigureShown(BaseModel):
    """A figure of the line, as decimals."""

    name: str = Field(examples=["arpu"])
    title: str = Field(examples=["ARPU, whole yuan"])
    value: str | None = Field(examples=["168"])
    unit: str = Field(examples=["yuan"])


class BoundShown(BaseModel):
    """Where a tier begins; `includes`: the bound itself is enough."""

    at: str = Field(examples=["140"])
    tier: str = TIER
    title: str = TITLE
    includes: bool


class RulerShown(BaseModel):
    """The bounds on one figure, the lowest first, and the line's value among them."""

    name: str = Field(examples=["score"])
    title: str = Field(examples=["score"])
    value: str = Field(examples=["226.80"])
    bounds: list[BoundShown]


class WayShown(BaseModel):
    """A way to a better tier; `yuan` more a month, 0 for one that only waits."""

    approach: Approach
    tier: str = TIER
    title: str = TITLE
    yuan: int = Field(examples=[12])
    months: int = Field(examples=[6])
    first_month: date
    starts_on: date


class AheadShown(BaseModel):
    """The end of a term and the rating anew before it."""

    tier: str = TIER
    ends_on: date
    rated_anew_on: date | None
    least_yuan: int | None = Field(examples=[91])
    is_kept_as_now: bool | None


class RatedShown(BaseModel):
    """What the last run made of the line."""

    month: date
    rated_on: date
    policy: date = Field(description="First day of the policy's version.")
    digest: str = Field(examples=["7f3a9c"])
    reason: str | None = Field(description="Why it is not rated; null where it is.", examples=["tenure"])
    tier: str | None = TIER
    figures: list[FigureShown]
    rulers: list[RulerShown]
    ways: list[WayShown]
    ahead: AheadShown | None


class ToldShown(BaseModel):
    """The explanation in one scheme: why, what would change it, what comes next."""

    scheme: str = Field(examples=["unicom-star"])
    title: str = Field(examples=["China Unicom star grade"])
    tier: str | None = TIER
    tier_title: str | None = TITLE
    held: TermShown | None
    to_come: list[TermShown]
    withheld: Withheld | None = Field(description="Why nothing is told of how the tier came about.")
    rated: RatedShown | None
    why: list[SentenceShown]
    changes: list[SentenceShown]
    following: list[SentenceShown]


class Explanation(BaseModel):
    """The explanation of a line, its number masked, in every scheme that concerns it."""

    number: str = Field(examples=["186****0001"])
    schemes: list[ToldShown]


@router.get("/lines/{msisdn}/explanation", summary="Why this tier, and what next 等级说明")
def explain_line(
    call: SignedIn,
    msisdn: Number,
    scheme: Annotated[
        str | None,
        Query(max_length=64, description="One scheme; all by default.", examples=["unicom-star"]),
    ] = None,
) -> Explanation:
    """Whole sentences to be read out, with the figures behind them, from the run that was published last."""
    with call.read() as connection:
        line = lines.find(connection, call.actor, msisdn)
        told = service.explain(connection, call.actor, line, call.now, call.settings, scheme)
    schemes = [_shown(call.actor, one, call.language) for one in told]
    return Explanation(number=lines.shown_number(line), schemes=schemes)


def _shown(actor: Actor, told: Told, language: Language) -> ToldShown:
    def term(one: Membership) -> TermShown:
        title = told.title_of(one.tier)
        facts = {**vars(one), "title": title.read(language), "by_hand": by_hand_json(actor, one)}
        return TermShown.model_validate(facts)

    return ToldShown(
        scheme=told.scheme,
        title=told.title.read(language),
        tier=told.tier,
        tier_title=told.title_of(told.tier).read(language) if told.tier else None,
        held=term(told.held) if told.held else None,
        to_come=[term(one) for one in told.to_come],
        withheld=told.withheld,
        rated=_rated(told.rated, language) if told.rated else None,
        why=_sentences(told.why, language),
        changes=_sentences(told.changes, language),
        following=_sentences(told.following, language),
    )


def _sentences(sentences: Iterable[Sentence], language: Language) -> list[SentenceShown]:
    return [SentenceShown(said=one.said.read(language), clauses=list(one.clauses)) for one in sentences]


def _rated(rated: Rated, language: Language) -> RatedShown:
    ahead = rated.ahead
    return RatedShown(
        month=rated.month,
        rated_on=rated.rated_on,
        policy=rated.policy,
        digest=rated.digest,
        reason=rated.reason,
        tier=rated.tier,
        figures=[
            FigureShown(
                name=one.name, title=one.title.read(language), value=_decimal(one.value), unit=one.unit
            )
            for one in rated.figures
        ],
        rulers=[_ruler(one, language) for one in rated.rulers],
        ways=[
            WayShown.model_validate({**vars(one), "title": one.title.read(language)}) for one in rated.ways
        ],
        ahead=AheadShown.model_validate(vars(ahead)) if ahead else None,
    )


def _ruler(ruler: Ruler, language: Language) -> RulerShown:
    bounds = [
        BoundShown(at=f"{one.at:f}", tier=one.tier, title=one.title.read(language), includes=one.includes)
        for one in ruler.bounds
    ]
    return RulerShown(
        name=ruler.name, title=ruler.title.read(language), value=f"{ruler.value:f}", bounds=bounds
    )


def _decimal(value: Decimal | int | None) -> str | None:
    return None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
