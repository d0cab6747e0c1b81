"""What the demo's billing system reports of a line."""

from __future__ import annotations

from tierline.demo.accounts import BILLING
from tierline.demo.cast import CastLine
from tierline.demo.stage import Stage
from tierline.reconnections import billing
from tierline.reconnections.model import BillingEvent, EventKind


def falls_behind(stage: Stage, line: CastLine, months: int = 1) -> None:
    """Report a line's arrears of some months, and that it is suspended for them."""
    _report(stage, line, EventKind.ARREARS, months=months, owed_fen=months * monthly_fen(line))
    _report(stage, line, EventKind.SUSPENDED_FOR_ARREARS)


def uses(stage: Stage, line: CastLine, fen: int) -> None:
    """Report what a line used of its credit."""
    _report(stage, line, EventKind.USAGE, fen=fen)


def pays(stage: Stage, line: CastLine) -> None:
    """Report that a line has paid all that it owed."""
    _report(stage, line, EventKind.PAYMENT, fen=monthly_fen(line))


def monthly_fen(line: CastLine) -> int:
    """What a month of a line costs here; invented, and the same each time."""
    return 8_800 + line.id % 70 * 100


def _report(
    stage: Stage, line: CastLine, kind: EventKind, *, fen: int = 0, months: int = 0, owed_fen: int = 0
) -> None:
    event = BillingEvent(
        source=BILLING,
        event_id=f"{line.id}-{kind}-{stage.now:%Y%m%d%H%M%S}",
        kind=kind,
        at=stage.now,
        line_id=line.id,
        fen=fen,
        arrears_months=months,
        arrears_fen=owed_fen,
    )
    with stage.write() as connection:
        billing.report(connection, stage.settings, stage.who(BILLING), [event], now=stage.now)
