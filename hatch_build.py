"""Builds what the console's pages load before a wheel or an archive is made, where that is not done yet."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Assets(BuildHookInterface[Any]):
    """The hook. An editable installation reads the tree itself, where `make assets` builds."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """End the build with what is to be done where the assets are not built and cannot be."""
        if version == "editable":
            return
        done = subprocess.run([sys.executable, "-m", "tools.assets"], cwd=self.root, check=False)
        if done.returncode:
            raise SystemExit(
                "What the console's pages load could not be built; the reason stands above. "
                "Build it where npm reaches its registry, by `make assets`, then build this again.\n"
                "控制台页面所载文件未能构建，原因见上。请在能访问 npm 仓库的机器上先运行 make assets 再构建。"
            )
