"""Scenes of emergency reconnection: one for each way that it can go. Clauses: ENT-04 to ENT-07."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from tierline.demo.cast import CastLine
from tierline.demo.halls import TIANSHAN
from tierline.demo.scenes import work_orders
from tierline.demo.scenes.billing import falls_behind, monthly_fen, pays, uses
from tierline.demo.stage import Scene, Stage
from tierline.reconnections import by_hand, service
from tierline.reconnections.model import Reconnection
from tierline.service_passwords.model import Channel, Shown
from tierline.work_orders.model import Result

AGENT, CLERK, SUPERVISOR, MANAGER, KASHGAR = "li.na", "zhao.min", "chen.gang", "sun.jie", "ma.hong"


def reconnect(stage: Stage, line: CastLine, by: str = AGENT) -> Reconnection:
    """What comes of asking: on the hotline from the line itself, or at a counter with a document."""
    if by == AGENT:
        shown = Shown(Channel.HOTLINE, calls_from=line.msisdn, is_confirmed=True)
    else:
        shown = Shown(Channel.HALL, is_confirmed=True)
    with stage.write() as connection:
        answer = service.request(connection, stage.settings, stage.who(by), line.msisdn, shown, now=stage.now)
    return answer.reconnection


def owes_one_month(stage: Stage, line: CastLine) -> Scene:
    """Suspended, and nobody has asked yet: for the reader to reconnect."""
    yield stage.before_end(days=1, hours=4)
    falls_behind(stage, line)


def two_months(stage: Stage, line: CastLine) -> Scene:
    """Asks, and is refused for two months of arrears."""
    yield stage.before_end(days=1, hours=7)
    falls_behind(stage, line, months=2)
    yield stage.before_end(hours=2, minutes=40)
    reconnect(stage, line)


def credit_running(stage: Stage, line: CastLine) -> Scene:
    """Prepaid and on, with a part of its credit used."""
    yield stage.before_end(days=1, hours=2)
    falls_behind(stage, line)
    yield stage.before_end(hours=20)
    reconnect(stage, line)
    yield stage.before_end(hours=6)
    uses(stage, line, 1_860)


def credit_ran_out(stage: Stage, line: CastLine) -> Scene:
    """Prepaid, and off again because the credit was used up before its days were."""
    yield stage.before_end(days=4, hours=1)
    falls_behind(stage, line)
    yield stage.before_end(days=3, hours=20)
    reconnect(stage, line)
    yield stage.before_end(days=3)
    uses(stage, line, 3_400)
    yield stage.before_end(days=2, hours=15)
    uses(stage, line, 12_000)


def paid_in_time(stage: Stage, line: CastLine) -> Scene:
    """Reconnected, paid the same day, and on for good."""
    yield stage.before_end(days=6, hours=5)
    falls_behind(stage, line)
    yield stage.before_end(days=6, hours=3)
    reconnect(stage, line)
    yield stage.before_end(days=5, hours=21)
    pays(stage, line)


def time_ran_out(stage: Stage, line: CastLine) -> Scene:
    """Promised to pay and did not: off again after its 48 hours."""
    yield stage.before_end(days=5, hours=2)
    falls_behind(stage, line)
    yield stage.before_end(days=5)
    order = _order(reconnect(stage, line, CLERK))
    yield stage.before_end(days=4, hours=22)
    work_orders.pass_on(stage, order, SUPERVISOR, MANAGER, "请今天联系客户")
    yield stage.before_end(days=4, hours=18)
    work_orders.report(stage, order, MANAGER, Result.PROMISED, "客户答应次日缴费")


def last_unpaid(stage: Stage, line: CastLine) -> Scene:
    """Never paid after the reconnection of last month, and is refused another."""
    midnight = stage.ends_at.astimezone(stage.settings.time_zone).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    yield midnight - timedelta(days=2, hours=15)
    falls_behind(stage, line)
    yield midnight - timedelta(days=2, hours=14)
    reconnect(stage, line)
    # The run that was published meanwhile has the line as it was on its first day, before billing acted.
    yield stage.published_at + timedelta(hours=3)
    falls_behind(stage, line)
    yield max(stage.before_end(hours=5), midnight + timedelta(minutes=1))
    reconnect(stage, line, CLERK)


def just_raised(stage: Stage, line: CastLine) -> Scene:
    """Reconnected this morning; the city has not passed its order on yet."""
    yield stage.before_end(hours=9)
    falls_behind(stage, line)
    yield stage.before_end(hours=3)
    reconnect(stage, line)


def at_the_hall(stage: Stage, line: CastLine) -> Scene:
    """Postpaid and on; a hall follows its order."""
    yield stage.before_end(days=1, hours=6)
    falls_behind(stage, line)
    yield stage.before_end(days=1, hours=1)
    order = _order(reconnect(stage, line, CLERK))
    yield stage.before_end(hours=23)
    work_orders.pass_on(stage, order, SUPERVISOR, MANAGER, "客户常去天山营业厅", TIANSHAN)
    yield stage.before_end(hours=4)
    work_orders.report(stage, order, MANAGER, Result.NOT_REACHED, "两次未接通")


def nearly_over(stage: Stage, line: CastLine) -> Scene:
    """Postpaid and on for less than an hour more; the order is back with the city, which has to decide."""
    yield stage.before_end(days=2, hours=2)
    falls_behind(stage, line)
    yield stage.before_end(days=1, hours=23, minutes=20)
    order = _order(reconnect(stage, line))
    yield stage.before_end(days=1, hours=21)
    work_orders.pass_on(stage, order, SUPERVISOR, MANAGER, "请确认缴费时间")
    yield stage.before_end(hours=5)
    work_orders.report(stage, order, MANAGER, Result.CLAIMS_PAID, "客户称已转账，尚未到账", is_last=True)


def extended(stage: Stage, line: CastLine) -> Scene:
    """Given a day more by the city, for a reason that stands in its history."""
    yield stage.before_end(days=1, hours=20)
    falls_behind(stage, line)
    yield stage.before_end(days=1, hours=18)
    found = reconnect(stage, line)
    yield stage.before_end(hours=7)
    until = (found.expires_at or stage.now) + timedelta(days=1)
    actor = stage.who(SUPERVISOR)
    with stage.write() as connection:
        found, _ = service.get(connection, actor, found.id)
        by_hand.extend(
            connection,
            stage.settings,
            actor,
            found.id,
            found.version,
            until,
            "客户住院，家属明日代缴",
            now=stage.now,
        )


def ended_by_hand(stage: Stage, line: CastLine) -> Scene:
    """Ended by the city, for the customer wanted it no more."""
    yield stage.before_end(days=3, hours=6)
    falls_behind(stage, line)
    yield stage.before_end(days=3, hours=4)
    found = reconnect(stage, line)
    yield stage.before_end(days=2, hours=20)
    actor = stage.who(SUPERVISOR)
    with stage.write() as connection:
        found, _ = service.get(connection, actor, found.id)
        by_hand.end(
            connection, stage.settings, actor, found.id, found.version, "客户要求停止临时开机", now=stage.now
        )


def kashgar_raised(stage: Stage, line: CastLine) -> Scene:
    """The same in another city."""
    yield stage.before_end(hours=11)
    falls_behind(stage, line)
    yield stage.before_end(hours=1, minutes=30)
    reconnect(stage, line)


def kashgar_passed_on(stage: Stage, line: CastLine) -> Scene:
    """Passed on within another city, and followed there."""
    yield stage.before_end(days=1, hours=22)
    falls_behind(stage, line)
    yield stage.before_end(days=1, hours=16)
    order = _order(reconnect(stage, line))
    yield stage.before_end(days=1, hours=14)
    work_orders.pass_on(stage, order, KASHGAR, KASHGAR, "本人跟进")
    yield stage.before_end(hours=26)
    work_orders.report(stage, order, KASHGAR, Result.PROMISED, "周末前缴清")


def kashgar_expired(stage: Stage, line: CastLine) -> Scene:
    """Prepaid in another city, its days over unpaid."""
    yield stage.before_end(days=8)
    falls_behind(stage, line)
    yield stage.before_end(days=7, hours=20)
    reconnect(stage, line)
    yield stage.before_end(days=7)
    uses(stage, line, monthly_fen(line) // 8)


def changji_settled(stage: Stage, line: CastLine) -> Scene:
    """Settled in a third city."""
    yield stage.before_end(days=4, hours=3)
    falls_behind(stage, line)
    yield stage.before_end(days=4)
    reconnect(stage, line)
    yield stage.before_end(days=2, hours=22)
    pays(stage, line)


def _order(reconnection: Reconnection) -> str:
    assert reconnection.work_order_id is not None
    return reconnection.work_order_id


SCENES: Mapping[str, Callable[[Stage, CastLine], Scene]] = {
    scene.__name__: scene
    for scene in (
        owes_one_month,
        two_months,
        credit_running,
        credit_ran_out,
        paid_in_time,
        time_ran_out,
        last_unpaid,
        just_raised,
        at_the_hall,
        nearly_over,
        extended,
        ended_by_hand,
        kashgar_raised,
        kashgar_passed_on,
        kashgar_expired,
        changji_settled,
    )
}
"""By the part of the line that plays it."""
