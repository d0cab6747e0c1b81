"""The demo's folder of policies: a copy of the bundled packs, the key that signs, and a draft that waits."""

from __future__ import annotations

from datetime import datetime
from importlib import resources
from pathlib import Path

from tierline.demo.accounts import ACCOUNTS
from tierline.demo.installation import Installation
from tierline.demo.months import STAR
from tierline.foresight.publication.service import Step, submit
from tierline.policy.publication.keys import make_key, read_key
from tierline.policy.publication.model import Person

ANALYST = "wu.ting"
REASON = "年度阈值重新测算"


def copy_policies(demo: Installation) -> None:
    """Copy the bundled packs and the price list, and make the key that will sign what is published."""
    demo.policies.mkdir()
    for pack in (resources.files("tierline.policy") / "packs").iterdir():
        if pack.name.endswith(".yaml"):
            (demo.policies / pack.name).write_bytes(pack.read_bytes())
    demo.prices.mkdir()
    bundled = resources.files("tierline.demo") / "prices.yaml"
    (demo.prices / f"{STAR}.yaml").write_bytes(bundled.read_bytes())
    make_key(demo.policy_key)


def submit_draft(demo: Installation, draft: Path, simulation: Path, *, now: datetime) -> None:
    """Open the log with a draft that one analyst submits and that waits for another to approve it."""
    name = next(account.person for account in ACCOUNTS if account.name == ANALYST)
    key = read_key(demo.policy_key)
    submit(Step(demo.policies, Person(name, ANALYST), now, key, REASON), draft, simulation)
