"""The way of a draft to policy: submitted with its simulation, approved by a second person, published.

Each step is signed into the policy log of the folder; what the desk keeps follows the log. Clause: GOV-04.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from tierline.policy.publication.errors import SamePerson
from tierline.policy.publication.keys import read_key
from tierline.policy.publication.model import Act, Entry, Person
from tierline.policy.publication.people import LONGEST_NAME, NAME, SERVICE, reason_of, words
from tierline.policy_desk import service, store
from tierline.policy_desk.errors import (
    KeyNotSet,
    PersonNeeded,
    SecondPersonNeeded,
    SimulationNeeded,
    SimulationUnknown,
)
from tierline.policy_desk.folder import writable_folder
from tierline.policy_desk.model import Draft, DraftState
from tierline.policy_desk.model import Step as DraftStep
from tierline.policy_desk.results import read_json, result_of
from tierline.policy_desk.simulations import FILE
from tierline.policy_desk.standing import to_change
from tierline.rights.model import Actor, ActorKind
from tierline.settings import Settings

if TYPE_CHECKING:
    from tierline.foresight.publication.service import Step


def submit(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    simulation_id: str,
    reason: str,
    *,
    now: datetime,
) -> Draft:
    """The draft, which waits for approval from now on, with the simulation that it rests on.

    Raises SimulationNeeded for one of another text, what usable and to_change raise, PoliciesReadOnly and
    KeyNotSet, and what the publication itself refuses, such as a day that has passed (DraftTooEarly).
    """
    from tierline.foresight.publication.service import submit as submitted

    actor.require("policy:draft")
    step = _step(actor, settings, reason, now)
    draft = to_change(connection, settings, draft_id, version_held, DraftStep.SUBMIT)
    revision = service.usable(connection, settings, draft)
    try:
        simulated = result_of(settings, simulation_id)
        is_of_draft = read_json(simulated / FILE)["draft"]["sha256"] == revision.digest
    except SimulationUnknown:
        raise SimulationNeeded() from None
    if not is_of_draft:
        raise SimulationNeeded()
    with _file_of(draft.scheme, revision.text) as file:
        entry = submitted(step, file, simulated)
    facts = {"simulation_id": simulation_id, "entry": entry.number}
    return _advanced(connection, actor, draft, DraftStep.SUBMIT, DraftState.SUBMITTED, entry, facts)


def approve(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    reason: str,
    *,
    now: datetime,
) -> Draft:
    """The draft, approved. Raises SecondPersonNeeded for whoever submitted it, and as submit does."""
    actor.require("policy:approve")
    return _decided(connection, actor, settings, draft_id, version_held, DraftStep.APPROVE, reason, now)


def reject(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    reason: str,
    *,
    now: datetime,
) -> Draft:
    """The draft, rejected, or taken back by whoever submitted it; it can be edited again."""
    last = store.revision(connection, draft_id, version_held)
    is_own = last is not None and last.step is DraftStep.SUBMIT and last.actor_id == actor.id
    actor.require("policy:draft" if is_own else "policy:approve")
    return _decided(connection, actor, settings, draft_id, version_held, DraftStep.REJECT, reason, now)


def publish(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    reason: str = "",
    *,
    now: datetime,
) -> Draft:
    """The draft, whose text is the scheme's pack from now on. Raises PackMoved, and as submit."""
    from tierline.foresight.publication.service import publish as published

    actor.require("policy:publish")
    step = _step(actor, settings, reason, now)
    draft = to_change(connection, settings, draft_id, version_held, DraftStep.PUBLISH)
    entry = published(step, draft.scheme)
    return _advanced(connection, actor, draft, DraftStep.PUBLISH, DraftState.PUBLISHED, entry)


def _decided(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    draft_id: str,
    version_held: int,
    taken: DraftStep,
    reason: str,
    now: datetime,
) -> Draft:
    from tierline.foresight.publication.service import decide

    is_approved = taken is DraftStep.APPROVE
    step = _step(actor, settings, reason, now)
    draft = to_change(connection, settings, draft_id, version_held, taken)
    act = Act.APPROVED if is_approved else Act.REJECTED
    try:
        entry = decide(step, act, draft.scheme, draft.digest)
    except SamePerson:
        raise SecondPersonNeeded(scheme=draft.scheme) from None
    state = DraftState.APPROVED if is_approved else DraftState.REJECTED
    return _advanced(connection, actor, draft, taken, state, entry)


def _advanced(
    connection: Connection,
    actor: Actor,
    draft: Draft,
    step: DraftStep,
    state: DraftState,
    entry: Entry,
    facts: Mapping[str, object] | None = None,
) -> Draft:
    revision = store.revision(connection, draft.id, draft.version)
    assert revision is not None
    reason = entry.deed.reason
    return service.advanced(
        connection, actor, draft, revision, step, state, facts, reason=reason, now=entry.at
    )


def _step(actor: Actor, settings: Settings, reason: str, now: datetime) -> Step:
    """Who takes a step, and with which key. Raises PersonNeeded, PoliciesReadOnly and KeyNotSet."""
    from tierline.foresight.publication.service import Step

    if actor.kind is not ActorKind.PERSON:
        raise PersonNeeded()
    folder = writable_folder(settings)
    if settings.policy_key is None:
        raise KeyNotSet()
    person = Person(words(actor.name, NAME, LONGEST_NAME), f"{SERVICE}{actor.id}")
    # The day of issue is one of the operator's calendar.
    return Step(
        folder, person, now.astimezone(settings.time_zone), read_key(settings.policy_key), reason_of(reason)
    )


@contextmanager
def _file_of(scheme: str, text: str) -> Iterator[Path]:
    """A draft as a file of its own, for as long as it is handed in."""
    with TemporaryDirectory(prefix="tierline-draft-") as folder:
        path = Path(folder) / f"{scheme}.yaml"
        path.write_bytes(text.encode())
        yield path
