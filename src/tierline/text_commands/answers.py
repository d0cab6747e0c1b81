"""What each command does: it calls the use case that a person at a counter would, and writes the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tierline.entitlements import service as entitlements
from tierline.entitlements.model import Decision
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.messages import service as messages
from tierline.messages.templates import Fact
from tierline.policy.titles import tier_title
from tierline.reconnections import service as reconnections
from tierline.rights.model import Actor
from tierline.service_passwords.model import Channel, Shown
from tierline.settings import Settings
from tierline.text_commands.model import Action, Outcome
from tierline.text_commands.policy import code_of
from tierline.wording import Text

DO_NOT_DISTURB = "do_not_disturb"


@dataclass(frozen=True)
class Asking:
    """A customer who has sent a command. `key` is the message's own, under which it is answered once."""

    connection: Connection
    settings: Settings
    actor: Actor
    line: Line
    now: datetime
    key: str

    def answer(self, template: str, facts: Mapping[str, Fact] | None = None) -> None:
        """Write the answer to the customer."""
        messages.tell(
            self.connection, self.settings, self.line, template, facts or {}, now=self.now, key=self.key
        )


def tell_tiers(asking: Asking) -> Outcome:
    """The tiers that the line holds today."""
    day = asking.now.astimezone(asking.settings.time_zone).date()
    held = lines.memberships(asking.connection, asking.line.id, day)
    if not held:
        asking.answer("answer_no_tier")
        return Outcome.CARRIED_OUT
    titles = [(tier_title(each.scheme, each.tier), each.ends_on) for each in held]
    tiers = Text(
        ", ".join(title.en + (f" until {ends_on}" if ends_on else "") for title, ends_on in titles),
        "，".join(title.zh + (f"（至{ends_on}）" if ends_on else "") for title, ends_on in titles),
    )
    asking.answer("answer_tiers", {"tiers": tiers})
    return Outcome.CARRIED_OUT


def tell_entitlements(asking: Asking) -> Outcome:
    """What the line may have beyond what everybody has, with how often it is left."""
    decisions = entitlements.check(asking.connection, asking.actor, asking.line, asking.now, asking.settings)
    had = [each for each in decisions if each.is_granted and each.level.is_privilege]
    if not had:
        asking.answer("answer_no_entitlements")
        return Outcome.CARRIED_OUT
    services = Text(
        ", ".join(each.title.en + (f" ({each.left} left)" if each.left is not None else "") for each in had),
        "，".join(each.title.zh + (f"（剩{each.left}次）" if each.left is not None else "") for each in had),
    )
    asking.answer("answer_entitlements", {"services": services})
    return Outcome.CARRIED_OUT


def reconnect(asking: Asking) -> Outcome:
    """An emergency reconnection; where it is granted, its own message is the answer. Clause: ENT-04."""
    # Whoever writes from the line has it in hand, as a customer has who is signed in by it.
    answer = reconnections.request(
        asking.connection,
        asking.settings,
        asking.actor,
        asking.line.msisdn,
        Shown(Channel.ONLINE),
        now=asking.now,
    )
    if answer.refusal is None:
        return Outcome.CARRIED_OUT
    asking.answer("answer_reconnection_refused", {"reason": answer.refusal.sentence})
    return Outcome.REFUSED


def _switch(asking: Asking, is_on: bool) -> Outcome:
    used = entitlements.use(
        asking.connection,
        asking.actor,
        asking.line,
        DO_NOT_DISTURB,
        now=asking.now,
        settings=asking.settings,
        is_on=is_on,
    )
    if isinstance(used, Decision):
        asking.answer("answer_refused", {"reason": used.says})
        return Outcome.REFUSED
    on, off = code_of(Action.DO_NOT_DISTURB_ON), code_of(Action.DO_NOT_DISTURB_OFF)
    asking.answer(f"answer_do_not_disturb_{'on' if is_on else 'off'}", {"on": on, "off": off})
    return Outcome.CARRIED_OUT


def switch_on(asking: Asking) -> Outcome:
    """Do-not-disturb from now on, for lines of a tier that has it. Clause: ENT-11."""
    return _switch(asking, is_on=True)


def switch_off(asking: Asking) -> Outcome:
    """Do-not-disturb no longer."""
    return _switch(asking, is_on=False)


ACTIONS: Mapping[Action, Callable[[Asking], Outcome]] = {
    Action.TIERS: tell_tiers,
    Action.ENTITLEMENTS: tell_entitlements,
    Action.RECONNECTION: reconnect,
    Action.DO_NOT_DISTURB_ON: switch_on,
    Action.DO_NOT_DISTURB_OFF: switch_off,
}
