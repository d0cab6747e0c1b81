"""A draft as it stands once the policy log was asked."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from tierline.database.errors import ChangedMeanwhile
from tierline.policy.publication.log import PolicyLog
from tierline.policy_desk import rules, store
from tierline.policy_desk.errors import DraftUnknown, StepNotPossible
from tierline.policy_desk.folder import policy_log
from tierline.policy_desk.model import Draft, Step
from tierline.settings import Settings


def followed(draft: Draft, log: PolicyLog | None) -> Draft:
    """The draft in the state that the log gives it."""
    return replace(draft, state=rules.state_by_log(draft.scheme, draft.digest, draft.state, log))


def found(connection: Connection, settings: Settings, draft_id: str, *, lock: bool = False) -> Draft:
    """The draft of that id as it stands. Raises DraftUnknown."""
    draft = store.find(connection, draft_id, lock=lock)
    if draft is None:
        raise DraftUnknown()
    return followed(draft, policy_log(settings))


def to_change(connection: Connection, settings: Settings, draft_id: str, held: int, step: Step) -> Draft:
    """The draft, locked, for a step. Raises DraftUnknown, ChangedMeanwhile and StepNotPossible."""
    draft = found(connection, settings, draft_id, lock=True)
    if draft.version != held:
        raise ChangedMeanwhile(held=held)
    possible = rules.POSSIBLE[draft.state]
    if step not in possible:
        raise StepNotPossible(
            state=rules.STATES[draft.state], action=rules.STEPS[step], possible=rules.said(possible)
        )
    return draft
