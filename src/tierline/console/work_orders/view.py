"""What the pages of work orders show: lists by what is asked, a row, the way through the sites, the acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tierline.console.queue import Asked, Count
from tierline.rights.model import Actor
from tierline.sites.model import is_within
from tierline.wording import Text
from tierline.work_orders import rules
from tierline.work_orders.model import Action, State, Step, Tally, Wanted, WorkOrder
from tierline.work_orders.titles import DONE, KINDS, OUTCOMES, RESULTS, STATES

SOON = timedelta(hours=6)
DUE_FIRST, LATEST_FIRST = "due_by", "-due_by"

OPEN = (State.RAISED, State.PASSED_ON, State.REPORTED)


class Shown(StrEnum):
    """What a list holds."""

    OPEN = "open"
    LATE = "late"
    SOON = "soon"
    MINE = "mine"
    RAISED = "raised"
    PASSED_ON = "passed_on"
    REPORTED = "reported"
    CLOSED = "closed"
    ALL = "all"


TITLES: Mapping[Shown, Text] = {
    Shown.OPEN: Text("Open", "未关闭"),
    Shown.LATE: Text("Late", "已超时"),
    Shown.SOON: Text("Due within 6 hours", "6 小时内到期"),
    Shown.MINE: Text("Named to me", "由我跟踪"),
    Shown.RAISED: Text("With the city", "待市分公司转派"),
    Shown.PASSED_ON: Text("With the county", "县分公司办理中"),
    Shown.REPORTED: Text("Back with the city", "已反馈"),
    Shown.CLOSED: Text("Closed", "已关闭"),
    Shown.ALL: Text("All", "全部"),
}


class Act(StrEnum):
    """What people do with an order, by the last part of its address."""

    PASS_ON = "pass-on"
    ASSIGN = "assign"
    REPORT = "report"
    CLOSE = "close"


@dataclass(frozen=True)
class Offer:
    """An act that whoever reads may do now, with its key."""

    act: Act
    title: Text
    key: str
    is_main: bool


@dataclass(frozen=True)
class Row:
    """An order of the queue."""

    order: WorkOrder
    number: str
    at_site: Text
    kind: Text
    state: Text
    outcome: Text | None


@dataclass(frozen=True)
class Stop:
    """A site on the way of an order; `is_here` where it lies now."""

    title: Text
    is_here: bool


@dataclass(frozen=True)
class Done:
    """A step of the history: what was done, where it came to lie, and by whom."""

    step: Step
    title: Text
    from_site: Text
    to_site: Text
    result: Text | None
    who: Text

    @property
    def has_moved(self) -> bool:
        """True where the order went to another site."""
        return self.step.from_site != self.step.to_site


def wanted(asked: Asked[Shown], site: str, actor: Actor, now: datetime) -> tuple[Wanted, str]:
    """What a list is to hold, and its order: what is due first, or what was due last."""
    found = Wanted(OPEN, site=site, assignee_id=asked.person)
    match asked.state:
        case Shown.OPEN:
            return found, DUE_FIRST
        case Shown.LATE:
            return replace(found, due_before=now), DUE_FIRST
        case Shown.SOON:
            return replace(found, due_from=now, due_before=now + SOON), DUE_FIRST
        case Shown.MINE:
            return replace(found, assignee_id=actor.id), DUE_FIRST
        case Shown.CLOSED:
            return replace(found, states=(State.CLOSED,)), LATEST_FIRST
        case Shown.ALL:
            return replace(found, states=()), LATEST_FIRST
    return replace(found, states=(State(asked.state.value),)), DUE_FIRST


def counts(tally: Tally) -> tuple[Count, ...]:
    """The numbers at the head of the page."""
    late, soon = tally.late, tally.due_soon
    return (
        Count(Shown.LATE, Text("late", "已超时"), late, "bad" if late else "", "i-late"),
        Count(Shown.SOON, Text("due within 6 hours", "6 小时内到期"), soon, "warn" if soon else "", "i-warn"),
        Count(Shown.OPEN, Text("open", "未关闭"), tally.open, "", "i-run"),
    )


def row(order: WorkOrder, number: str, at_site: Text) -> Row:
    """An order as the queue shows it."""
    outcome = OUTCOMES[order.outcome] if order.outcome else None
    return Row(order, number, at_site, KINDS[order.kind], STATES[order.state], outcome)


def way(order: WorkOrder, titles: Mapping[str, Text]) -> list[Stop]:
    """The sites that the order goes through, each once, from the province down."""
    sites = dict.fromkeys((order.sites.province, order.sites.city, order.sites.county, order.at_site))
    return [Stop(titles[site], site == order.at_site) for site in sorted(sites)]


def history(steps: Sequence[Step], names: Mapping[str, Text], titles: Mapping[str, Text]) -> list[Done]:
    """The steps of an order, the last one first."""
    return [
        Done(
            step,
            DONE[step.action],
            titles[step.from_site],
            titles[step.to_site],
            RESULTS[step.result] if step.result else None,
            names[step.actor_id],
        )
        for step in reversed(steps)
    ]


def offers(order: WorkOrder, actor: Actor) -> list[Offer]:
    """What the actor may do with the order now, the main act first. Clause: ENT-06."""
    possible = rules.possible(order.state)
    handles = actor.may("work_order:handle")
    directs = handles and is_within(order.sites.city, actor.site)
    is_here = is_within(order.at_site, actor.site)
    follows = order.assignee is not None and order.assignee.id == actor.id
    found = []
    if Action.PASS_ON in possible and directs:
        found.append(Offer(Act.PASS_ON, Text("Pass on", "转派"), "p", order.state is State.RAISED))
    if Action.REPORT in possible and is_here and (handles or follows):
        found.append(Offer(Act.REPORT, Text("Report a contact", "反馈联系情况"), "r", True))
    if Action.ASSIGN in possible and is_here and handles:
        found.append(Offer(Act.ASSIGN, Text("Name who follows", "指定跟踪人"), "a", False))
    if Action.CLOSE in possible and directs:
        found.append(Offer(Act.CLOSE, Text("Close", "关闭"), "c", order.state is State.REPORTED))
    return sorted(found, key=lambda offer: not offer.is_main)
