"""The pictures of the console that `make screenshots` takes: a page to be shown is in a group here."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.people.oidc_sign_in import CALLBACK
from tools.shots import customers, everybody, faults, months, people, policies, queues
from tools.shots.shot import Group, Shot

GROUPS: tuple[Group, ...] = (
    everybody.GROUP,
    customers.GROUP,
    queues.GROUP,
    months.GROUP,
    policies.GROUP,
    people.GROUP,
    faults.GROUP,
)

SHOTS: tuple[Shot, ...] = tuple(shot for group in GROUPS for shot in group.shots)

NOT_SHOWN: Mapping[str, str] = {
    "/people/systems/openapi.json": "a file to download",
    "/policies/drafts/{draft_id}/file/{form}": "a file to download",
    "/policies/drafts/{draft_id}/so-far": "a part of the page of a draft that is being simulated",
    "/sign-in/provider": "leads to the identity provider at once",
    CALLBACK: "the return from there, which leads to the page that was wanted",
}
"""What answers a GET and has no picture, with the reason."""
