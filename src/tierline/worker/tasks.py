"""What carries out each kind of task: the one list of it; a room with kinds adds its lines."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.months import carrying as months
from tierline.policy_desk import carrying as policy_desk
from tierline.tasks.course import Carrying

KINDS: Mapping[str, Carrying] = {
    "grade": months.grade,
    "verify": months.verify,
    "publish_run": months.publish_run,
    "simulate": policy_desk.simulate,
    "calibrate": policy_desk.calibrate,
}
