"""The texts that the log names, each in a file called by its digest: packs, drafts, simulations."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tierline.disk import force, written
from tierline.policy.load import problem_of
from tierline.policy.publication.errors import TextChanged, TextUnreadable

TEXTS = "policy-texts"

PACK, SIMULATION = ".yaml", ".json"


def text_path(folder: Path, digest: str, suffix: str) -> Path:
    """Where a text of that digest is kept."""
    return folder / TEXTS / f"{digest}{suffix}"


def keep(folder: Path, content: bytes, suffix: str) -> str:
    """Keep a text beside the log, on disk when this returns; answers with its digest."""
    digest = hashlib.sha256(content).hexdigest()
    path = text_path(folder, digest, suffix)
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(exist_ok=True)
        force(folder)
        written(path, content)
    return digest


def kept(folder: Path, digest: str, suffix: str) -> bytes:
    """The text of that digest. Raises TextUnreadable, and TextChanged where it is another one now."""
    path = text_path(folder, digest, suffix)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TextUnreadable(path=path, problem=problem_of(error)) from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise TextChanged(path=path)
    return content
