"""A version as printed rules: what stands in tables is not said once more in sentences."""

from __future__ import annotations

from dataclasses import replace

from tierline.policy.statement import Part
from tierline.policy_desk.model import Section, VersionShown


def sentences(version: VersionShown) -> tuple[Section, ...]:
    """The sections of a version without the values that its tables show."""
    tables = {block.name for block in version.blocks}
    found = []
    for section in version.sections:
        left = tuple(one for one in section.sentences if is_said(section.part, one.name, tables))
        if left:
            found.append(replace(section, sentences=left))
    return tuple(found)


def is_said(part: str, name: str, tables: set[str]) -> bool:
    """True for a sentence that no table shows; the day stands in the heading of the page."""
    return part not in (*tables, Part.IN_FORCE) and f"{part}.{name.partition(' ')[0]}" not in tables
