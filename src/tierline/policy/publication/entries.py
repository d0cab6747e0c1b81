"""An entry as a line of the log and back, its hash, and what is signed of it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from tierline.policy.publication.model import (
    Act,
    Deed,
    Entry,
    PackRecord,
    Person,
    SimulationRecord,
    TornLine,
    VersionDigest,
)

Json = dict[str, Any]

BEGINNING = "0" * 64
"""What the first entry names as the hash before it."""

LONGEST_LINE = 1_000_000
"""Bytes; an entry has some hundreds, the first of a large folder some thousands."""


def line_of(entry: Entry) -> bytes:
    """The line of the log, with its end."""
    return _bytes({**_unsealed(entry), "hash": entry.hash, "signature": entry.signature}) + b"\n"


def hash_of(entry: Entry) -> str:
    """The hash of all that an entry says, the hash of the one before included."""
    return hashlib.sha256(_bytes(_unsealed(entry))).hexdigest()


def entry_of(line: bytes) -> Entry:
    """The entry of a line, without its end. Raises ValueError where the line is not what we write."""
    if len(line) > LONGEST_LINE:
        raise ValueError("too long")
    try:
        data = json.loads(line)
        entry = Entry(
            number=_whole(data["number"]),
            at=datetime.fromisoformat(_text(data["at"])),
            deed=_deed(data),
            previous=_text(data["previous"]),
            hash=_text(data["hash"]),
            signature=_text(data["signature"]),
        )
        again = line_of(entry)
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(type(error).__name__) from None
    # Another spelling of the same entry was not written by us either.
    if again != line + b"\n" or not _is_whole(entry.deed):
        raise ValueError("not as written")
    return entry


def entry_json(entry: Entry) -> Json:
    """The entry for machines, as the log has it."""
    found: Json = json.loads(line_of(entry))
    return found


def _unsealed(entry: Entry) -> Json:
    deed = entry.deed
    found: Json = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "act": deed.act.value,
        "person": deed.person.name,
        "account": deed.person.account,
    }
    if deed.packs:
        found["packs"] = [_pack_json(pack) for pack in deed.packs]
    if deed.simulation is not None:
        found["simulation"] = {
            **vars(deed.simulation),
            "version": deed.simulation.version.isoformat(),
        }
    if deed.reason:
        found["reason"] = deed.reason
    if deed.public_key:
        found["public_key"] = deed.public_key
    if deed.set_aside is not None:
        found["set_aside"] = vars(deed.set_aside)
    return {**found, "previous": entry.previous}


def _pack_json(pack: PackRecord) -> Json:
    versions = [
        {"from": version.starts_on.isoformat(), "digest": version.digest} for version in pack.versions
    ]
    return {"scheme": pack.scheme, "file": pack.file, "digest": pack.digest, "versions": versions}


def _deed(data: Json) -> Deed:
    simulation, torn = data.get("simulation"), data.get("set_aside")
    return Deed(
        act=Act(data["act"]),
        person=Person(_text(data["person"]), _text(data["account"])),
        packs=tuple(_pack(pack) for pack in data.get("packs", ())),
        simulation=None if simulation is None else _simulation(simulation),
        reason=_text(data.get("reason", "")),
        public_key=_text(data.get("public_key", "")),
        set_aside=None if torn is None else TornLine(_whole(torn["length"]), _text(torn["digest"])),
    )


def _is_whole(deed: Deed) -> bool:
    """True where a deed has what its act needs, and nothing that belongs to another."""
    of_packs = deed.act in (Act.SUBMITTED, Act.APPROVED, Act.REJECTED, Act.PUBLISHED)
    return (
        (deed.act is Act.OPENED or len(deed.packs) == of_packs)
        and all(pack.versions for pack in deed.packs)
        and (deed.simulation is not None) is (deed.act is Act.SUBMITTED)
        and bool(deed.public_key) is (deed.act is Act.OPENED)
        and (deed.set_aside is not None) is (deed.act is Act.MENDED)
    )


def _pack(data: Json) -> PackRecord:
    versions = tuple(
        VersionDigest(date.fromisoformat(_text(each["from"])), _text(each["digest"]))
        for each in data["versions"]
    )
    return PackRecord(_text(data["scheme"]), _text(data["file"]), _text(data["digest"]), versions)


def _simulation(data: Json) -> SimulationRecord:
    return SimulationRecord(
        digest=_text(data["digest"]),
        month=_text(data["month"]),
        months=_whole(data["months"]),
        transition=_text(data["transition"]),
        version=date.fromisoformat(_text(data["version"])),
        present=_text(data["present"]),
    )


def _text(value: object) -> str:
    # What stands in the log is shown on a terminal, forged or not: it must not steer one.
    if not isinstance(value, str) or not value.isprintable():
        raise TypeError
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _bytes(data: Json) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
