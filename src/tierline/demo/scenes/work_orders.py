"""How the demo's people follow up the work order of a reconnection. Clause: ENT-06."""

from __future__ import annotations

from tierline.demo.stage import Stage
from tierline.work_orders import service as work_orders
from tierline.work_orders.model import Result


def pass_on(stage: Stage, order_id: str, by: str, to: str, note: str, site: str | None = None) -> None:
    """The city passes an order on to somebody, at the county of its line or at `site`."""
    actor = stage.who(by)
    with stage.write() as connection:
        order, _ = work_orders.get(connection, actor, order_id)
        work_orders.pass_on(
            connection,
            actor,
            order_id,
            order.version,
            stage.who(to).id,
            site=site,
            note=note,
            now=stage.now,
        )


def report(stage: Stage, order_id: str, by: str, result: Result, note: str, *, is_last: bool = False) -> None:
    """Whoever follows an order tells what came of a contact; the last time hands it back to the city."""
    actor = stage.who(by)
    with stage.write() as connection:
        order, _ = work_orders.get(connection, actor, order_id)
        work_orders.report(
            connection, actor, order_id, order.version, result, is_last=is_last, note=note, now=stage.now
        )
