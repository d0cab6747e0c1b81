"""Installs the peers that tests talk to, programs of Node, as tests/peers/package-lock.json pins them."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.npm import npm_ci

FOLDER = Path(__file__).parents[1] / "tests" / "peers"


if __name__ == "__main__":
    sys.exit(npm_ci(FOLDER))
