"""A draft's content as JSON and back: the form in which a revision is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tierline.interchange.citations import Cited
from tierline.policy.model import Interpretation
from tierline.policy_desk.cells import Block, Content, Line, LineKind, Provision
from tierline.wording import Text

Json = dict[str, Any]


def content_json(content: Content) -> Json:
    """The content as plain data."""
    return {
        "starts_on": content.starts_on,
        "cited": _cited_json(content.cited),
        "blocks": [_block_json(block) for block in content.blocks],
        "base": [_block_json(block) for block in content.base],
        "provisions": [_provision_json(each) for each in content.provisions],
        "present": [_provision_json(each) for each in content.present],
    }


def content_of(data: Mapping[str, Any]) -> Content:
    """The content of a revision."""
    return Content(
        data["starts_on"],
        _cited(data["cited"]),
        tuple(map(_block, data["blocks"])),
        tuple(map(_block, data["base"])),
        # Revisions of earlier releases have none: they changed none.
        tuple(map(_provision, data.get("provisions", ()))),
        tuple(map(_provision, data.get("present", ()))),
    )


def _provision_json(provision: Provision) -> Json:
    return {
        "name": provision.name,
        "title": vars(provision.title),
        "values": [list(pair) for pair in provision.values],
        "cited": _cited_json(provision.cited),
    }


def _provision(data: Mapping[str, Any]) -> Provision:
    values = tuple((name, text) for name, text in data["values"])
    return Provision(data["name"], Text(**data["title"]), values, _cited(data["cited"]))


def _block_json(block: Block) -> Json:
    lines = [
        {
            "kind": line.kind.value,
            "inputs": list(line.inputs),
            "rows": [list(row) for row in line.rows],
            "where": [list(pair) for pair in line.where],
            "cited": _cited_json(line.cited),
        }
        for line in block.lines
    ]
    return {"name": block.name, "title": vars(block.title), "hit_policy": block.hit_policy, "lines": lines}


def _block(data: Mapping[str, Any]) -> Block:
    lines = tuple(
        Line(
            LineKind(line["kind"]),
            tuple(line["inputs"]),
            tuple(map(tuple, line["rows"])),
            tuple((name, test) for name, test in line["where"]),
            _cited(line["cited"]),
        )
        for line in data["lines"]
    )
    return Block(data["name"], Text(**data["title"]), data["hit_policy"], lines)


def _cited_json(cited: Cited) -> Json:
    found: Json = {"clause": cited.clause, "basis": cited.basis, "confidence": cited.confidence}
    note = cited.interpretation
    if note is not None:
        found["note"] = {"open": vars(note.open), "chosen": vars(note.chosen), "instead": vars(note.instead)}
    return found


def _cited(data: Mapping[str, Any]) -> Cited:
    note = data.get("note")
    interpretation = (
        Interpretation(*(Text(**note[key]) for key in ("open", "chosen", "instead"))) if note else None
    )
    return Cited(data["clause"], data["basis"], data["confidence"], interpretation=interpretation)
