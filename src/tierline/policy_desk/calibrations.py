"""Finished calibrations: what any shares mean, answered at once, and put into a draft as bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from sqlalchemy import Connection

from tierline.foresight.calibration.model import Rung, Wish
from tierline.interchange.citations import Cited
from tierline.policy.model import Basis, Interpretation
from tierline.policy_desk import service
from tierline.policy_desk.calibrating import Gathered, gathered_of
from tierline.policy_desk.carrying import GATHERED
from tierline.policy_desk.cells import Content, LineKind
from tierline.policy_desk.changes import Change, SetCell, SetCitation
from tierline.policy_desk.errors import PlaceUnknown, SimulationUnknown
from tierline.policy_desk.folder import present_pack
from tierline.policy_desk.model import Draft, Step
from tierline.policy_desk.results import folder_of, read_json
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.wording import Text

OPEN = Text(
    "The shares of tiers from which thresholds are computed are not said.", "未说明用以测算阈值的各等级占比。"
)
CHOSEN = Text(
    "Calibrated on the figures of {month}, rated on {day}, with {eligible} eligible lines: {bounds}.",
    "按 {month} 的数据（评定日 {day}，参评 {eligible} 条线路）测算：{bounds}。",
)
INSTEAD = Text("The bounds before.", "沿用原有界值。")


@dataclass(frozen=True)
class ShareWish:
    """What a tier is to have of the eligible lines, from 0 to 1; or at most so many of them.

    With neither it keeps what it has now, to the line; its bound too, unless a better tier's moves.
    """

    tier: str
    share: Decimal | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class TierShare:
    """A tier of the ladder: its bound before and after, the lines that reach it, and who is rated it.

    `own` of the lines that reach it do not reach the bound above: the share of a wish is of these. Some of
    them are rated better by something else, such as a list of grades.
    """

    tier: str
    title: Text
    bound_before: Decimal
    bound: Decimal
    reached: int
    own: int
    lines_before: int
    lines: int


@dataclass(frozen=True)
class Bin:
    """How many eligible lines have a figure from `low` up to `high`, which is not in it."""

    low: Decimal
    high: Decimal
    lines: int


@dataclass(frozen=True)
class Shares:
    """What shares mean on a base. `is_falling`: each bound is above the next, as a ladder's must be.

    `none_before` and `none` are eligible lines without a tier. `version` is the one whose bounds are before.
    """

    scheme: str
    month: str
    rated_on: date
    version: date
    figure: str
    lines: int
    eligible: int
    tiers: tuple[TierShare, ...]
    beside: tuple[tuple[str, int, int], ...]
    """Tiers that the ladder does not give, with their lines before and after."""
    none_before: int
    none: int
    is_falling: bool
    bins: tuple[Bin, ...]


def shares(actor: Actor, settings: Settings, task_id: str, wishes: Sequence[ShareWish] = ()) -> Shares:
    """The bounds that give the tiers what is wished; without wishes those in force. Nothing is read anew.

    Raises SimulationUnknown, and what wishes may be refused for.
    """
    from tierline.foresight.calibration.ladder import ladder_of
    from tierline.foresight.calibration.rules import not_falling
    from tierline.foresight.calibration.wishes import check_enough, in_order
    from tierline.policy.load import version_from

    actor.require("policy:read")
    found = _gathered(settings, task_id)
    version = version_from(present_pack(settings, found.scheme), date.fromisoformat(found.version))
    ladder = ladder_of(version)
    ordered: tuple[Wish, ...] = ()
    kept = frozenset(one.tier for one in wishes if one.share is None and one.at_most is None)
    if wishes:
        has = _reached_by_each(found, ladder.rungs)
        asked = [
            Wish(one.tier, one.share, has.get(one.tier) if one.tier in kept else one.at_most)
            for one in wishes
        ]
        ordered = in_order(found.scheme, ladder, asked)
        check_enough(ordered, found.eligible)
    staying = takewhile(lambda rung: rung.tier in kept, ladder.rungs)
    new = _bounds(found, ordered, [rung.bound for rung in staying])
    rungs = tuple(
        Rung(rung.tier, new[number] if number < len(new) else rung.bound)
        for number, rung in enumerate(ladder.rungs)
    )
    before, after = (found.rated(each, version.ranking) for each in (ladder.rungs, rungs))
    titles = {tier.name: tier.title for tier in version.tiers}
    own = _reached_by_each(found, rungs)
    tiers = tuple(
        TierShare(
            rung.tier,
            titles[rung.tier],
            _number(old.bound),
            _number(rung.bound),
            found.reaching(rung.bound),
            own[rung.tier],
            before[rung.tier],
            after[rung.tier],
        )
        for old, rung in zip(ladder.rungs, rungs, strict=True)
    )
    beside = tuple((name, before[name], after[name]) for name in version.ranking if name not in ladder.tiers)
    return Shares(
        scheme=found.scheme,
        month=found.month,
        rated_on=date.fromisoformat(found.rated_on),
        version=version.starts_on,
        figure=found.figure,
        lines=found.lines,
        eligible=found.eligible,
        tiers=tiers,
        beside=beside,
        none_before=before["none"],
        none=after["none"],
        is_falling=not_falling(rungs) is None,
        bins=tuple(Bin(_number(low), _number(high), lines) for low, high, lines in found.bins()),
    )


def take_bounds(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    task_id: str,
    bounds: Sequence[tuple[str, Decimal]],
    *,
    now: datetime,
) -> Draft:
    """The draft with these bounds in its ladder of tiers, and the calibration as the reason.

    Raises SimulationUnknown for a calibration of another scheme, PlaceUnknown for a tier that no rung gives,
    and as edit does.
    """
    actor.require("policy:draft")
    found = _gathered(settings, task_id)
    shown = service.get(connection, actor, settings, draft_id)
    if shown.draft.scheme != found.scheme:
        raise SimulationUnknown()
    changes = _changes(shown.content, found, bounds)
    return service.edit(
        connection, actor, settings, draft_id, version_held, changes, step=Step.TAKE_BOUNDS, now=now
    )


def _changes(content: Content, found: Gathered, bounds: Sequence[tuple[str, Decimal]]) -> tuple[Change, ...]:
    block = content.block("tier")
    places = {
        row[1]: (number, at)
        for number, line in enumerate(block.lines if block is not None else ())
        if line.kind is LineKind.AT_LEAST and line.inputs == (found.figure,)
        for at, row in enumerate(line.rows)
    }
    changes: list[Change] = []
    for tier, bound in bounds:
        if tier not in places:
            raise PlaceUnknown(place=tier[:80], known=", ".join(places))
        line, row = places[tier]
        changes.append(SetCell("tier", line, row, 0, f"{bound.normalize():f}"))
    assert block is not None
    for line in sorted({places[tier][0] for tier, _ in bounds}):
        cited = _cited(block.lines[line].cited, found, bounds)
        changes.append(SetCitation("tier", line, cited.clause, cited.basis, note=cited.interpretation))
    return tuple(changes)


def _cited(before: Cited, found: Gathered, bounds: Sequence[tuple[str, Decimal]]) -> Cited:
    said = ", ".join(f"{tier} {bound.normalize():f}" for tier, bound in bounds)
    facts = {"month": found.month, "day": found.rated_on, "eligible": found.eligible, "bounds": said}
    chosen = Text(CHOSEN.en.format(**facts), CHOSEN.zh.format(**facts))
    return Cited(before.clause, Basis.EXAMPLE.value, "", interpretation=Interpretation(OPEN, chosen, INSTEAD))


def _reached_by_each(found: Gathered, rungs: Sequence[Rung]) -> dict[str, int]:
    """For each tier the lines that reach its bound, and not that of the tier above."""
    behind = [found.reaching(rung.bound) for rung in rungs]
    return {
        rung.tier: max(lines - above, 0)
        for rung, lines, above in zip(rungs, behind, [0, *behind[:-1]], strict=True)
    }


def _bounds(found: Gathered, wishes: Sequence[Wish], staying: Sequence[int] = ()) -> list[int]:
    """The bound of each wished tier, best first, as calibration.rules.bounds has them.

    The bounds of the best tiers that are `staying` are as they are: one between two figures found would else
    become the higher one.
    """
    bounds = list(staying)
    reached = found.reaching(bounds[-1]) if bounds else 0
    allowed = Fraction(reached)
    for wish in wishes[len(bounds) :]:
        if wish.share is not None:
            allowed += Fraction(wish.share) * found.eligible
        else:
            allowed = Fraction((wish.at_most or 0) + reached)
        fitting = found.lowest_bound(int(allowed))
        bounds.append(fitting.bound)
        reached = fitting.lines
    return bounds


def _number(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _gathered(settings: Settings, task_id: str) -> Gathered:
    return _read(folder_of(settings, task_id) / GATHERED)


@lru_cache(maxsize=4)
def _read(path: Path) -> Gathered:
    """What a calibration has kept: it never changes, and takes longer to read than a slider may."""
    return gathered_of(read_json(path))
