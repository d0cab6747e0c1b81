"""Digests of what each version of a pack says, whole: a comment or a line break is nothing, a value is.

They are taken over the values as the pack writes them, not over the nouns of `model.py`: a digest stays in a
log for years, and must not change when a later tierline has other nouns. See docs/decisions/0020.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import yaml

from tierline.policy.citing import KEYS
from tierline.policy.model import Pack
from tierline.policy.publication.model import PackRecord, VersionDigest
from tierline.policy.version_text import BLOCKS
from tierline.policy.yaml_text import compose

FORM = 1
"""The form of what is digested; another form would be another digest for the same version."""


def pack_record(pack: Pack) -> PackRecord:
    """A pack as the log records it."""
    # A name that cannot be printed can be a file's, but not a log's.
    file = pack.path if pack.path.isprintable() else ascii(pack.path)[1:-1]
    return PackRecord(pack.scheme, file, pack.digest, version_digests(pack))


def version_digests(pack: Pack) -> tuple[VersionDigest, ...]:
    """The digest of each version, oldest first.

    It covers the head of the pack, the day, every block that stands, taken over or its own, and the clause,
    basis and note around each. Order counts, as tiers come best first and measures become columns; the order
    of blocks in a version does not. A tier is part of a version from the first that speaks of it on, since no
    line can have had it before; so an amendment may bring a new tier.
    """
    found = zip(pack.versions, _said(pack), strict=True)
    return tuple(VersionDigest(version.starts_on, _digest(said)) for version, said in found)


def _said(pack: Pack) -> Iterator[Any]:
    """What each version says, as plain values."""
    root = _plain(compose(pack.text, pack.path))
    head = {key: value for key, value in root.items() if key not in ("tiers", "versions")}
    standing: dict[str, Any] = {}
    spoken_of: set[str] = set()
    for version in root["versions"]:
        spoken_of.update(_words(version))
        tiers = {name: title for name, title in root["tiers"].items() if name in spoken_of}
        around = {key: version[key] for key in KEYS if key in version}
        standing |= {name: [around, version[name]] for name in BLOCKS if name in version}
        blocks = {name: standing[name] for name in BLOCKS if name in standing}
        yield [FORM, head, tiers, around, version["from"], blocks]


def _plain(node: yaml.Node) -> Any:
    """A node as the reader of packs takes it: a scalar is its words, however it is quoted or folded."""
    if isinstance(node, yaml.MappingNode):
        return {_plain(key): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    return " ".join(str(node.value).split())


def _words(said: Any) -> Iterator[str]:
    """Every key and value in it."""
    if isinstance(said, str):
        yield said
        return
    for each in said:
        yield from _words(each)
        if isinstance(said, dict):
            yield from _words(said[each])


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
