"""Asking for long work, following it and calling it off; what a worker does with it is in running.py."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tierline.audit import service as audit
from tierline.database.ids import new_id
from tierline.database.paging import Listing, Page
from tierline.rights.model import Actor
from tierline.tasks import store
from tierline.tasks.errors import KindUnknown, TaskOpen, TaskOver, TaskUnknown
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import OPEN, State, Task


def ask(
    connection: Connection,
    actor: Actor,
    kind: str,
    asked: Mapping[str, Any],
    *,
    now: datetime,
    key: str = "",
) -> Task:
    """The task that a worker will take; the caller has required its own permission.

    Of one kind and `key`, one task at a time may be open: TaskOpen is raised for a second. Without a key
    any number may. `asked` fits into JSON and holds no personal data, because the audit trail keeps it.
    """
    task = Task(
        id=new_id(),
        kind=kind,
        asked=asked,
        state=State.QUEUED,
        site=actor.site,
        asked_by=actor.id,
        asked_by_name=actor.name[:200],
        asked_at=now,
        started_at=None,
        ended_at=None,
        done=0,
        whole=0,
        stage="",
        result=None,
        problem=None,
        is_cancel_asked=False,
        asked_by_kind=actor.kind,
    )
    if not store.add(connection, task, key or task.id):
        other = store.last(connection, kind, key, OPEN)
        raise TaskOpen(task=other.id if other else "")
    _record(connection, actor, "task.ask", task, now)
    return task


def get(connection: Connection, actor: Actor, task_id: str) -> Task:
    """A task of the actor's site or below it. Raises TaskUnknown, also where they may not see its kind."""
    task = store.find(connection, task_id, actor.site)
    if task is None or not _may_see(actor, task.kind):
        raise TaskUnknown()
    return task


def listed(connection: Connection, actor: Actor, kinds: Collection[str], listing: Listing) -> Page[Task]:
    """Tasks of these kinds at the actor's site and below it, the latest first unless the listing says other.

    Kinds that the actor may not see are left out; where that leaves none, PermissionMissing is raised.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise KindUnknown(field="kind", known=", ".join(KINDS))
    seen = [kind for kind in kinds if _may_see(actor, kind)]
    if not seen:
        for kind in kinds:
            actor.require(KINDS[kind].reads)
    return store.listed(connection, seen, actor.site, replace(listing, sort=listing.sort or "-asked_at"))


def last(
    connection: Connection, kind: str, key: str, states: Collection[State] = tuple(State)
) -> Task | None:
    """The task of that kind and key asked for last, of those in one of the states; whoever asked for it.

    The caller has required the permission that shows what it is about.
    """
    return store.last(connection, kind, key, states)


def cancel(connection: Connection, actor: Actor, task_id: str, *, now: datetime) -> Task:
    """The task called off: at once where it waits in the queue, within seconds where it is under way.

    Raises TaskUnknown; PermissionMissing for who may see it but not ask for it; TaskOver where it has ended.
    """
    task = get(connection, actor, task_id)
    actor.require(KINDS[task.kind].asks)
    locked = store.find(connection, task_id, actor.site, lock=True)
    assert locked is not None
    if locked.is_cancel_asked or locked.state is State.CANCELLED:
        return locked
    if not locked.is_open:
        raise TaskOver(task=task_id)
    called_off: dict[str, Any] = {"is_cancel_asked": True}
    if locked.state is State.QUEUED:
        called_off |= {"state": State.CANCELLED, "ended_at": now}
    changed = replace(locked, **called_off)
    store.change(connection, store.tasks.c.id == task_id, **{**called_off, "state": changed.state.value})
    _record(connection, actor, "task.cancel", changed, now)
    return changed


def _may_see(actor: Actor, kind: str) -> bool:
    return kind in KINDS and actor.may(KINDS[kind].reads)


def _record(connection: Connection, actor: Actor, action: str, task: Task, now: datetime) -> None:
    facts = {"kind": task.kind, **({"asked": dict(task.asked)} if action == "task.ask" else {})}
    audit.record(connection, actor, action, ("task", task.id), now=now, facts=facts)
