"""What each room counts for the start page, from its own use cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from tierline.appointments import service as appointments_service
from tierline.audit import service as audit
from tierline.console.queue import Count
from tierline.console.reconnections import view as reconnections_view
from tierline.console.start.figure import Figure
from tierline.console.visit import Visit
from tierline.console.work_orders import view as work_orders_view
from tierline.messages import overview
from tierline.messages.model import State as MessageState
from tierline.messages.service import Wanted as MessagesWanted
from tierline.people import staff
from tierline.policy_desk import service as policy_desk_service
from tierline.policy_desk.model import Draft
from tierline.reconnections import service as reconnections_service
from tierline.wording import Text
from tierline.work_orders import queue as work_orders_queue

A_WEEK = timedelta(days=7)


def reconnections(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """The numbers at the head of the queue of reconnections."""
    soon = reconnections_view.SOON
    tally = reconnections_service.tally(
        connection, visit.actor, visit.settings, visit.actor.site, soon=soon, now=visit.now
    )
    return _figures("/reconnections", reconnections_view.counts(tally))


def work_orders(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """The numbers at the head of the queue of work orders."""
    actor, soon = visit.actor, work_orders_view.SOON
    tally = work_orders_queue.tally(connection, actor, actor.site, soon=soon, now=visit.now)
    return _figures("/work-orders", work_orders_view.counts(tally))


def appointments(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """Who is still to come today."""
    number = appointments_service.count_waiting(connection, visit.actor, visit.settings, now=visit.now)
    return [Figure(Text("still to come today", "今日待到厅"), number, "/appointments")]


def _figures(path: str, counts: Sequence[Count]) -> list[Figure]:
    return [
        Figure(count.title, count.number, f"{path}?state={count.shown.value}", count.mark) for count in counts
    ]


def policies(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """Drafts that wait for whoever visits, and their own."""
    found = policy_desk_service.mine(connection, visit.actor, visit.settings)
    figures = []
    if visit.actor.may("policy:approve"):
        figures.append(_drafts(Text("wait for your approval", "待您审批"), found.to_approve, "warn"))
    if visit.actor.may("policy:publish"):
        figures.append(_drafts(Text("approved, to be published", "已批准，待发布"), found.to_publish, "warn"))
    if visit.actor.may("policy:draft"):
        figures.append(_drafts(Text("drafts of yours are open", "您的草案进行中"), found.own))
        waits = Text("of yours wait for a second person", "您的草案待他人审批")
        figures.append(_drafts(waits, found.submitted))
    return figures


def _drafts(title: Text, drafts: Sequence[Draft], mark: str = "") -> Figure:
    """How many there are, marked where there are any, with the way to them."""
    return Figure(title, len(drafts), _path_of(drafts), mark if drafts else "")


def _path_of(drafts: Sequence[Draft]) -> str:
    """The one draft, else the list of all."""
    return f"/policies/drafts/{drafts[0].id}" if len(drafts) == 1 else "/policies"


def messages(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """Messages of the last week that failed, and those that wait."""
    tally = overview.tally(connection, visit.actor, MessagesWanted(since=visit.now - A_WEEK))
    failed = tally[MessageState.FAILED]
    return [
        Figure(
            Text("failed in 7 days", "7 天内发送失败"),
            failed,
            "/messages?state=failed",
            "bad" if failed else "",
        ),
        Figure(Text("waiting", "等待发送"), tally[MessageState.WAITING], "/messages?state=waiting"),
    ]


def trail(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """How many entries no seal holds yet."""
    state = audit.seal_state(connection, visit.actor)
    return [Figure(Text("entries not sealed yet", "条记录待封存"), state.unsealed, "/audit")]


def people(connection: Connection, visit: Visit) -> Sequence[Figure]:
    """How many active people there are at the site and below it."""
    site = visit.actor.site
    counted = staff.count_within(connection, visit.actor, [site])
    return [Figure(Text("active", "在用账号"), counted[site], "/people")]
