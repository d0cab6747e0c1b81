"""A text as short messages: which alphabet it needs, and where it is parted."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from aiosmpplib import GSM7BitCodec

GSM7_ALONE, GSM7_PART = 160, 153
UCS2_ALONE, UCS2_PART = 140, 134
"""Octets that one message holds alone, and as one part of several."""

MOST_PARTS = 255


@dataclass(frozen=True)
class Parted:
    """The octets of each short message; several begin with the header that joins them again on the phone."""

    is_ucs2: bool
    parts: tuple[bytes, ...]


def parted(text: str, message_id: str) -> Parted:
    """The short messages of a text, in the GSM alphabet where it has every character, else in UCS-2.

    The number that joins parts comes from the message's id, so that a repetition joins with what came before.
    """
    is_ucs2 = not GSM7BitCodec.is_gsm_text(text)
    characters = [_octets(character, is_ucs2) for character in text]
    alone, part = (UCS2_ALONE, UCS2_PART) if is_ucs2 else (GSM7_ALONE, GSM7_PART)
    if sum(map(len, characters)) <= alone:
        return Parted(is_ucs2, (b"".join(characters),))
    chunks = [b""]
    for octets in characters:
        # A character is never parted: neither an escaped one nor one beyond the basic plane.
        if len(chunks[-1]) + len(octets) > part:
            chunks.append(b"")
        chunks[-1] += octets
    chunks = chunks[:MOST_PARTS]
    reference = zlib.crc32(message_id.encode()) & 0xFF
    headers = (bytes((5, 0, 3, reference, len(chunks), number)) for number in range(1, len(chunks) + 1))
    return Parted(is_ucs2, tuple(header + chunk for header, chunk in zip(headers, chunks, strict=True)))


def _octets(character: str, is_ucs2: bool) -> bytes:
    if is_ucs2:
        return character.encode("utf-16-be", "replace")
    octets: bytes = GSM7BitCodec.get_codec_info().encode(character)[0]
    return octets
