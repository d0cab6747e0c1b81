"""The kinds of tasks, and who may see and ask for each: the one list of it; a room with a kind adds its line.

What carries a kind out belongs to a room above this one, hence is listed by the worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tierline.wording import Text


@dataclass(frozen=True)
class Kind:
    """What a kind is called, the permission that shows its tasks, and the one that asks for or ends them."""

    title: Text
    reads: str
    asks: str


KINDS: Mapping[str, Kind] = {
    "grade": Kind(Text("grade a month", "月度评级"), "run:read", "run:carry_out"),
    "verify": Kind(Text("verify a month", "核对评级结果"), "run:read", "run:carry_out"),
    "publish_run": Kind(
        Text("publish a month into the service", "发布评级结果"), "publishing:read", "publishing:publish"
    ),
    "simulate": Kind(Text("simulate a draft", "模拟政策草案"), "policy:read", "policy:draft"),
    "calibrate": Kind(Text("calibrate a scheme", "测算等级界值"), "policy:read", "policy:draft"),
}
