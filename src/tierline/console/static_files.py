"""Files that pages fetch, under names that change with their content, so that browsers keep them for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi.responses import Response

from tierline.console.errors import AssetsMissing

FOLDER = Path(__file__).parent / "static"
BUILT = FOLDER / "built"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
NEEDED = ("console.css", "console.js", "htmx.js", "charts.js")
PREFIX = "/static/"
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFiles:
    """The files by the address that pages use; `addresses` has it by the plain name."""

    addresses: dict[str, str]
    contents: dict[str, tuple[bytes, str]]

    def answer(self, address: str) -> Response | None:
        """The file of an address; None where there is none."""
        found = self.contents.get(address)
        if found is None:
            return None
        content, kind = found
        return Response(content, media_type=kind, headers={"Cache-Control": FOR_GOOD})


def static_files() -> StaticFiles:
    """The files of this installation, read once. Raises AssetsMissing where they were not built."""
    for name in NEEDED:
        if not (BUILT / name).is_file():
            raise AssetsMissing(file=name)
    addresses, contents = {}, {}
    for path in sorted((*FOLDER.glob("*.*"), *BUILT.glob("*.*"))):
        if path.suffix not in KINDS:
            continue
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:12]
        address = f"{PREFIX}{path.stem}.{digest}{path.suffix}"
        addresses[path.name] = address
        contents[address] = (content, KINDS[path.suffix])
    return StaticFiles(addresses, contents)
