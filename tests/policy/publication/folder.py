"""A folder of policies with a key, drafts and simulations: the small steps that the tests put together."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from tests.policy.harbour import HARBOUR, NOTE
from tierline.foresight.publication.service import Step, decide, publish, submit
from tierline.policy.publication.keys import SigningKey, make_key, read_key
from tierline.policy.publication.log import LOG
from tierline.policy.publication.model import Act, Entry, Person

NOW = datetime(2026, 11, 28, 12, tzinfo=timezone(timedelta(hours=8)))

VERSION = f"""
- from: 2027-01-01
  tier:
  - spend: {{at_least: {{250: blue, 120: white}}}}
    basis: example
    {NOTE}
"""
DRAFT = f"{HARBOUR}{VERSION}"

PIER = HARBOUR.replace("scheme: harbour", "scheme: pier")


@dataclass(frozen=True)
class Folder:
    """The folder `path`; key, drafts and simulations lie beside it."""

    path: Path
    key: SigningKey

    @property
    def log(self) -> Path:
        return self.path / LOG

    @property
    def pack(self) -> Path:
        return self.path / "harbour.yaml"

    def step(self, name: str, now: datetime = NOW, reason: str = "") -> Step:
        return Step(self.path, Person(name, "clerk"), now, self.key, reason)

    def draft(self, text: str = DRAFT) -> Path:
        path = self.path.parent / "draft.yaml"
        path.write_text(text, "utf-8")
        return path

    def simulate(
        self, tried: Path, against: Path | None = None, version: str = "2027-01-01", **changes: Any
    ) -> Path:
        """The record that a simulation of a draft leaves, which rates by one version of it."""
        found = {
            "form": 1,
            "kind": "simulation",
            "scheme": "harbour",
            "month": "2026-11",
            "months": 1,
            "transition": "up",
            "present": side(against or self.pack, "2020-01-01"),
            "draft": side(tried, version),
        }
        out = self.path.parent / "simulated"
        out.mkdir(exist_ok=True)
        (out / "simulation.json").write_text(json.dumps(found | changes), "utf-8")
        return out

    def submit(self, text: str = DRAFT, by: str = "li", **how: Any) -> Entry:
        draft = self.draft(text)
        return submit(self.step(by, **how), draft, self.simulate(draft))

    def approve(self, by: str = "wang", scheme: str = "harbour") -> Entry:
        return decide(self.step(by), Act.APPROVED, scheme)

    def publish(self, by: str = "li", now: datetime = NOW) -> Entry:
        return publish(self.step(by, now), "harbour")

    def lines(self) -> list[bytes]:
        return self.log.read_bytes().splitlines(keepends=True)

    def put(self, lines: Iterable[bytes]) -> None:
        self.log.write_bytes(b"".join(lines))


def side(pack: Path, version: str) -> dict[str, str]:
    return {"scheme": "harbour", "version": version, "sha256": hashlib.sha256(pack.read_bytes()).hexdigest()}


def folder_at(place: Path) -> Folder:
    """A new folder with two schemes, and a new key beside it."""
    path = place / "policies"
    path.mkdir(parents=True)
    (path / "harbour.yaml").write_text(HARBOUR, "utf-8")
    (path / "pier.yaml").write_text(PIER, "utf-8")
    return Folder(path, make_key(place / "key.pem"))


def again(place: Path) -> Folder:
    """The folder that `folder_at` made there, for another process."""
    return Folder(place / "policies", read_key(place / "key.pem"))


def content(folder: Path) -> dict[str, bytes]:
    """Every byte below a folder by path, but for the lock."""
    return {
        str(Path(root, name).relative_to(folder)): Path(root, name).read_bytes()
        for root, _, names in os.walk(folder)
        for name in names
        if name != ".policy-log.lock"
    }
