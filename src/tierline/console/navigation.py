"""The pages that the head of every page leads to, each for whoever may see it. A new room adds its line."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.rights.model import Actor
from tierline.wording import Text


@dataclass(frozen=True)
class Entry:
    """A page of the head: its path is also that of all pages below it."""

    path: str
    title: Text
    permission: str

    def is_at(self, path: str) -> bool:
        """True for the page itself and those below it."""
        return path == self.path or path.startswith(f"{self.path}/")


ENTRIES = (
    Entry("/customers", Text("Customer", "客户"), "line:find"),
    Entry("/reconnections", Text("Reconnections", "紧急开机"), "reconnection:read"),
    Entry("/work-orders", Text("Work orders", "工单"), "work_order:read"),
    Entry("/appointments", Text("Appointments", "预约"), "appointment:read"),
    Entry("/messages", Text("Messages", "消息"), "message:read"),
    Entry("/policies", Text("Policy", "政策"), "policy:read"),
    Entry("/months", Text("Month", "月度评级"), "run:read"),
    Entry("/duties", Text("Duties", "待办职责"), "duty:read"),
    Entry("/audit", Text("Audit", "审计"), "audit:read"),
    Entry("/people", Text("People", "人员"), "person:read"),
    Entry("/sites", Text("Sites", "站点"), "site:manage"),
)


def seen_by(actor: Actor) -> tuple[Entry, ...]:
    """The entries for somebody."""
    return tuple(entry for entry in ENTRIES if actor.may(entry.permission))
