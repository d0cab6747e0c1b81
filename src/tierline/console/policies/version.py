"""A version as printed rules: what stands in tables is not said once more in sentences."""

from __future__ import annotations

from dataclasses import replace

from tierline.policy.statement import Part
from tierline.policy_desk.model import Section, Sentence, VersionShown


def sentences(version: VersionShown) -> tuple[Section, ...]:
    """The sections of a version without the values that its tables show."""
    tables = {block.name for block in version.blocks}
    found = []
    for section in version.sections:
        # The day stands in the heading of the page.
        if section.part in tables or section.part == Part.IN_FORCE:
            continue
        left = tuple(one for one in section.sentences if not _is_in_table(section.part, one, tables))
        if left:
            found.append(replace(section, sentences=left))
    return tuple(found)


def _is_in_table(part: str, sentence: Sentence, tables: set[str]) -> bool:
    return f"{part}.{sentence.name.partition(' ')[0]}" in tables
