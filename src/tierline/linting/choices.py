"""The register of a pack's own choices, and which values of which version each of them stands for."""

from __future__ import annotations

from datetime import date

from tierline.linting.model import Choice, PackValue, Touch
from tierline.linting.values import values_of
from tierline.policy.model import Basis, Entry, Pack, Version


def choices_of(pack: Pack, rated_on: date | None = None) -> tuple[Choice, ...]:
    """Every value that is not the source's own, in the order of the file.

    Each comes with the first version that has it, from the one in force on `rated_on` on: a draft that is
    not in force yet is counted as though it were.
    """
    versions = standing(pack, rated_on)
    found = []
    for entry in pack.entries:
        if entry.citation.basis is not Basis.SOURCE:
            version = next((each for each in versions if chosen_values(pack, each, entry)), None)
            values = chosen_values(pack, version, entry) if version else ()
            found.append(Choice(entry, _touch(values), version, values))
    return tuple(found)


def standing(pack: Pack, rated_on: date | None) -> tuple[Version, ...]:
    """The version in force on a day and all later ones; all of them without a day, or before the first."""
    begun = [version for version in pack.versions if rated_on and version.starts_on <= rated_on]
    return pack.versions[max(len(begun) - 1, 0) :]


def chosen_values(pack: Pack, version: Version, entry: Entry) -> tuple[PackValue, ...]:
    """The values of a version for which the note of an entry holds: none nearer replaces it."""
    return tuple(
        value
        for value in values_of(version)
        if value.basis == entry.citation.basis.value and _owner(pack, value) == entry.where
    )


def _owner(pack: Pack, value: PackValue) -> str | None:
    """The place of the nearest note around a value."""
    around = [entry.where for entry in pack.entries if _is_inside(value.origin.place, entry.where)]
    return max(around, key=len, default=None)


def _is_inside(place: str, around: str) -> bool:
    return place == around or not around or place.startswith((f"{around}.", f"{around}["))


def _touch(values: tuple[PackValue, ...]) -> Touch:
    """How the values touch lines; those of a whole version or pack, in ways that differ, touch all."""
    ways = {value.touch for value in values}
    return ways.pop() if len(ways) == 1 else Touch.ALL
