"""The demo's folder of policies: a copy of the bundled packs, and the key that signs what is published."""

from __future__ import annotations

from importlib import resources

from tierline.demo.installation import Installation
from tierline.demo.months import STAR
from tierline.policy.publication.keys import make_key


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
