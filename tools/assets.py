"""Builds what the console's pages load, from src/tierline/console/assets: for `make assets` and the wheel.

Whether it has to be built is told by the contents of the sources, not by their times: a checkout and an
unpacked archive set times of their own.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from tools.npm import node, npm_ci

CONSOLE = Path(__file__).parents[1] / "src" / "tierline" / "console"
SOURCES = CONSOLE / "assets"
BUILT = CONSOLE / "static" / "built"

INSTALLED_FROM = "installed-from.sha256"
"""In node_modules: the digest of the package-lock.json that it was installed from."""

BUILT_FROM = "built-from.sha256"
"""Among the built files: the digest of the sources that they were made from; written last."""


def digest(files: list[Path], folder: Path) -> str:
    """SHA-256 over the names and contents of files."""
    whole = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        whole.update(f"{file.relative_to(folder).as_posix()} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


def digest_of_sources(folder: Path = SOURCES) -> str:
    """The digest of everything that a build reads, but for what npm installs by the lock file."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return digest([path for path in files if "node_modules" not in path.relative_to(folder).parts], folder)


def recorded(file: Path) -> str:
    """A digest that was written down, or nothing."""
    return file.read_text("ascii") if file.exists() else ""


def is_current(sources: Path = SOURCES, built: Path = BUILT) -> bool:
    """True where the built files were made from the sources as they are now."""
    return recorded(built / BUILT_FROM) == digest_of_sources(sources)


def build(sources: Path = SOURCES, built: Path = BUILT) -> int:
    """Build where something has changed; the exit code of what failed, else 0."""
    if is_current(sources, built):
        return 0
    now = digest_of_sources(sources)
    lock = digest([sources / "package-lock.json"], sources)
    installed = sources / "node_modules" / INSTALLED_FROM
    if recorded(installed) != lock:
        if code := npm_ci(sources):
            return code
        installed.write_text(lock, "ascii")
    (built / BUILT_FROM).unlink(missing_ok=True)
    if code := node(sources, "build.mjs", str(built)):
        return code
    (built / BUILT_FROM).write_text(now, "ascii")
    return 0


if __name__ == "__main__":
    sys.exit(build())
