"""What a draft changes, cut into the causes that can make a difference alone or together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tierline.foresight.simulation.pieces import WHOLE, Key, Piece, pieces_of
from tierline.grading.model import Transition
from tierline.policy.model import Rounding, ScoreProduct, Version, WindowMeasure
from tierline.policy.statement import Part, Statement
from tierline.wording import Text

TRANSITION = "transition"
HELD_ALREADY = Text("tiers held already, inside their terms", "有效期内的已有等级")
TRANSITIONS = {
    Transition.UP: Text("can rise", "只升不降"),
    Transition.KEPT: Text("are kept to the end of the term", "保留至有效期届满"),
    Transition.NOW: Text("are rated anew at once", "立即按新办法重评"),
}


@dataclass(frozen=True)
class Component:
    """One cause: the pieces that change together, and how what changes is said before and after.

    Without any pieces it is the transition.
    """

    name: str
    part: Part
    keys: frozenset[Key]
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]


def components(present: Version, draft: Version, *, with_terms: bool) -> tuple[Component, ...]:
    """The causes between two versions with the same tiers, in the order in which a version is read.

    `with_terms`: what memberships do counts as well, and not only what lines are rated.
    """
    old, new = pieces_of(present), pieces_of(draft)
    changed = [
        key
        for key in dict.fromkeys((*old, *new))
        if _does(old, key) != _does(new, key) and not _is_added_figure(key, old, new)
    ]
    if not with_terms:
        changed = [key for key in changed if key[0] is not Part.MEMBERSHIP]
    order = {key: number for number, key in enumerate(dict.fromkeys((*old, *new)))}
    bundles = [keys for keys in _bundles(changed, present, draft, old, new) if keys]
    bundles.sort(key=lambda keys: min((list(Part).index(key[0]), order[key]) for key in keys))
    return tuple(_named(_component(keys, old, new, order) for keys in bundles))


def of_transition(transition: Transition) -> Component | None:
    """The transition as a cause; None for the one that every pack has anyway."""
    if transition is Transition.UP:
        return None
    before, after = (
        Statement(Part.MEMBERSHIP, TRANSITION, HELD_ALREADY, TRANSITIONS[one], "", "")
        for one in (Transition.UP, transition)
    )
    return Component(TRANSITION, Part.MEMBERSHIP, frozenset(), (before,), (after,))


def _does(pieces: dict[Key, Piece], key: Key) -> object:
    # A list, since None is something that a piece may do.
    return [pieces[key].does] if key in pieces else []


def _is_added_figure(key: Key, old: dict[Key, Piece], new: dict[Key, Piece]) -> bool:
    """A measure that only one version has does nothing by itself: what reads it makes the difference."""
    return key[0] is Part.MEASURES and not (key in old and key in new)


def _bundles(
    changed: list[Key], present: Version, draft: Version, old: dict[Key, Piece], new: dict[Key, Piece]
) -> Iterator[frozenset[Key]]:
    """The changed keys, together those of which one makes no policy, or no sense, without the other."""
    left = dict.fromkeys(changed)

    def taken(keys: Iterable[Key]) -> frozenset[Key]:
        found = frozenset(key for key in keys if key in left)
        for key in found:
            del left[key]
        return found

    score = [key for key in left if key[0] is Part.SCORE]
    exact = [key for key in left if key[0] is Part.MEASURES and _turns_exact(key, old, new)]
    if (present.score is None) != (draft.score is None):
        # Rungs over a score need one.
        yield taken([*score, *exact, *(key for key in left if key[0] is Part.TIER)])
    elif exact and score:
        yield taken([*score, *exact])
    elif isinstance(present.score, ScoreProduct) != isinstance(draft.score, ScoreProduct):
        yield taken(score)
    if any(key == (Part.MEMBERSHIP, WHOLE) for key in left):
        yield taken([key for key in left if key[0] is Part.MEMBERSHIP])
    for part in (Part.TIER, Part.ON_JOINING):
        for tier in present.ranking:
            # A rung whose cases changed is one that is gone and another that is new.
            yield taken(
                key
                for key in list(left)
                if key[0] is part and key[1].split(" ")[0] == tier and not (key in old and key in new)
            )
    for key in list(left):
        yield taken([key])


def _turns_exact(key: Key, old: dict[Key, Piece], new: dict[Key, Piece]) -> bool:
    def is_exact(piece: Piece) -> bool:
        one = piece.value
        return isinstance(one, WindowMeasure) and one.is_mean and one.rounding is Rounding.NONE

    return is_exact(old[key]) != is_exact(new[key])


def _component(
    keys: frozenset[Key], old: dict[Key, Piece], new: dict[Key, Piece], order: dict[Key, int]
) -> Component:
    ordered = sorted(keys, key=order.__getitem__)
    before = [each for key in ordered if key in old for each in old[key].said]
    after = [each for key in ordered if key in new for each in new[key].said]
    part = min((key[0] for key in keys), key=list(Part).index)
    return Component(part.value, part, keys, _apart(before, after), _apart(after, before))


def _apart(statements: list[Statement], others: list[Statement]) -> tuple[Statement, ...]:
    """The statements that are not said on the other side as well."""
    said = {(each.subject, each.says, each.where) for each in others}
    return tuple(each for each in statements if (each.subject, each.says, each.where) not in said)


def _named(found: Iterable[Component]) -> Iterator[Component]:
    """The components with short names, each its own: `tier gold`, `eligible payment`, `tier gold 2`."""
    seen: dict[str, int] = {}
    for one in found:
        first = (
            min(one.keys)[1].split(" (")[0] if len({key[1].split(" (")[0] for key in one.keys}) == 1 else ""
        )
        name = " ".join(word for word in (one.part.value, first if first != one.part.value else "") if word)
        seen[name] = seen.get(name, 0) + 1
        number = seen[name]
        yield Component(
            name if number == 1 else f"{name} {number}", one.part, one.keys, one.before, one.after
        )
