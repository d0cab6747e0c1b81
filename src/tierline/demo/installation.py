"""The demo's installation: where in its folder everything lies, and the settings that say so."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from tierline.settings import Settings, read_settings

PASSWORD = "seven quiet lanterns"
"""Of every account of the demo. It is printed, and opens nothing but invented lines."""

ENVIRONMENT = "service.env"


@dataclass(frozen=True)
class Installation:
    """The folder of a demo, and what lies where in it."""

    folder: Path

    @property
    def datasets(self) -> Path:
        """The sample operator."""
        return self.folder / "input"

    @property
    def runs(self) -> Path:
        """The graded months."""
        return self.folder / "runs"

    @property
    def policies(self) -> Path:
        """The packs, with the log of what was published."""
        return self.folder / "policies"

    @property
    def prices(self) -> Path:
        """What a line of a tier costs a month."""
        return self.folder / "prices"

    @property
    def policy_key(self) -> Path:
        """The key that signs that log."""
        return self.folder / "policy.key"

    @property
    def database(self) -> Path:
        """The service's database."""
        return self.folder / "tierline.db"

    @property
    def variables(self) -> dict[str, str]:
        """The settings as variables of the environment, for every command that is to work on the demo."""
        folder = self.folder.absolute()
        given = {
            "database_url": f"sqlite:///{folder / self.database.name}",
            "policies": folder / self.policies.name,
            "policy_key": folder / self.policy_key.name,
            "prices": folder / self.prices.name,
            "runs": folder / self.runs.name,
            "datasets": folder / self.datasets.name,
            "desk": folder / "desk",
            "message_log": folder / "messages.jsonl",
            # The password is known to whoever reads this, so that a dear hash of it would protect nothing.
            "argon2_memory_kib": 1024,
            "argon2_passes": 1,
        }
        return {f"TIERLINE_{name.upper()}": str(value) for name, value in given.items()}

    @property
    def settings(self) -> Settings:
        """The settings by which the demo is made and served; what they leave out, the environment says."""
        return read_settings(
            **{name.removeprefix("TIERLINE_").lower(): value for name, value in self.variables.items()}
        )

    def write_environment(self) -> None:
        """Write the variables into a file that a shell reads: `set -a; . demo/service.env`."""
        lines = [f"{name}={shlex.quote(value)}\n" for name, value in self.variables.items()]
        (self.folder / ENVIRONMENT).write_text("".join(lines), "utf-8")
