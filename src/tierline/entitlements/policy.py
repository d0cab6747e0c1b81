"""Standards and their amendments as they hold on a day at a site, and the bundled standards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path

from tierline.entitlements.errors import StandardNotInForce, StandardRepeated, StandardUnknown
from tierline.entitlements.matrix import Amendment, InForce, Matrices, Row, RowChange, Standard
from tierline.entitlements.rows import changed
from tierline.entitlements.standard_text import mistakes_of, read_standard
from tierline.policy.errors import PolicyError
from tierline.policy.load import pack_files, text_of
from tierline.sites.model import HEADQUARTERS, above

MOST_KEPT = 512
"""Matrices that one book keeps: a few days by the sites that have rules of their own."""


class Book:
    """All standards with their amendments; what holds on a day at a site is worked out once and kept."""

    def __init__(self, standards: Mapping[str, Standard], amendments: Iterable[Amendment] = ()) -> None:
        self.standards = dict(standards)
        self.amendments = tuple(sorted(amendments, key=lambda each: each.number))
        starts = {version.starts_on for each in standards.values() for version in each.versions}
        self._starts = sorted(starts | {each.issued_on for each in self.amendments})
        self._sites = {each.site for each in self.amendments if each.site != HEADQUARTERS}
        self._kept: dict[tuple[int, tuple[str, ...]], Matrices] = {}

    def standard(self, name: str) -> Standard:
        """The standard of that name. Raises StandardUnknown."""
        if name not in self.standards:
            raise StandardUnknown(standard=name[:60], known=", ".join(self.standards))
        return self.standards[name]

    def at(self, day: date, site: str) -> Matrices:
        """Every standard in force on `day` at `site`. Clause: GOV-02."""
        local = tuple(path for path in above(site) if path in self._sites) if self._sites else ()
        key = (sum(start <= day for start in self._starts), local)
        found = self._kept.get(key)
        if found is None:
            each = (self._in_force(standard, day, local) for standard in self.standards.values())
            found = Matrices(tuple(one for one in each if one is not None))
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def in_force(self, name: str, day: date, site: str = HEADQUARTERS) -> InForce:
        """One standard as it holds. Raises StandardUnknown and StandardNotInForce."""
        standard = self.standard(name)
        for each in self.at(day, site).standards:
            if each.standard is standard:
                return each
        raise StandardNotInForce(standard=name, day=day, first=standard.versions[0].starts_on)

    def _in_force(self, standard: Standard, day: date, local: tuple[str, ...]) -> InForce | None:
        """The rows of the versions and of headquarters by their days, then those of the sites, going down."""
        versions = [version for version in standard.versions if version.starts_on <= day]
        if not versions:
            return None
        amendments = [
            each for each in self.amendments if each.standard == standard.name and each.issued_on <= day
        ]
        steps: list[tuple[date, int, Mapping[str, RowChange]]]
        steps = [(version.starts_on, 0, version.rows) for version in versions]
        steps += [
            (each.issued_on, each.number, each.changes) for each in amendments if each.site == HEADQUARTERS
        ]
        rows: dict[str, Row] = {}
        for _, _, changes in sorted(steps, key=lambda step: step[:2]):
            _apply(rows, changes)
        for site in local:
            for each in amendments:
                if each.site == site:
                    _apply(rows, each.changes)
        return InForce(standard, versions[-1].starts_on, rows, versions[-1].new_terms)


def _apply(rows: dict[str, Row], changes: Mapping[str, RowChange]) -> None:
    for name, change in changes.items():
        if isinstance(change, Row):
            rows[name] = change
        elif change is None:
            rows.pop(name, None)
        elif name in rows:
            for terms in change:
                rows[name] = changed(rows[name], terms)


def bundled_folder() -> Path:
    """Where the standards lie that come with tierline."""
    return Path(str(resources.files("tierline.entitlements"))) / "packs"


@lru_cache(maxsize=8)
def read_standards(folder: Path | None) -> dict[str, Standard]:
    """The standards of a folder, or the bundled ones, by name; all callers share the one dictionary.

    Raises PackMissing, PackUnreadable, PackError and StandardRepeated.
    """
    found: dict[str, Standard] = {}
    for path in pack_files(folder or bundled_folder()):
        standard = read_standard(text_of(path), path.name)
        if standard.name in found:
            other = found[standard.name].path
            raise StandardRepeated(file=path.name, standard=standard.name, other=other)
        found[standard.name] = standard
    return found


def file_mistakes(path: Path) -> tuple[PolicyError, ...]:
    """All that is wrong with the standard of a file and can be told at once, in the order of its lines."""
    try:
        return mistakes_of(text_of(path), path.name)
    except PolicyError as problem:
        return (problem,)
