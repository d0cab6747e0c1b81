"""Writing a piece of a run's differences in one transaction, with the duties that follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from tierline.duties import service as duties
from tierline.duties.model import NewDuty
from tierline.lines import ranges
from tierline.policy.vocabulary import Change, Duty
from tierline.publishing import rules
from tierline.publishing.comparing import OF_LINES, OF_TERMS, Differences
from tierline.publishing.model import Counts
from tierline.publishing.run_files import RunFiles


def apply(connection: Connection, run: RunFiles, piece: Differences, *, now: datetime) -> Counts:
    """Write whole lines, of which those that are there already are locked.

    An IntegrityError says that a line was added by somebody else meanwhile.
    """
    scheme = run.identity.scheme
    ranges.add_lines(connection, piece["new"])
    ranges.change_lines(connection, piece["changed"])
    ranges.remove_memberships(connection, scheme, piece["gone"])
    ranges.change_memberships(connection, scheme, piece["altered"])
    ranges.add_memberships(connection, scheme, piece["begun"])
    ranges.remove_overrides(connection, scheme, piece["hand_gone"])
    ranges.change_overrides(connection, scheme, piece["hand_altered"])
    ranges.add_overrides(connection, scheme, piece["hand_begun"])
    written = {row[0] for kind in OF_LINES for row in piece[kind]}
    ranges.count_on(connection, {row[0] for kind in OF_TERMS for row in piece[kind]} - written)
    return Counts(
        lines_new=len(piece["new"]),
        lines_changed=len(piece["changed"]),
        memberships_begun=len(piece["begun"]),
        memberships_changed=len(piece["altered"]),
        memberships_removed=len(piece["gone"]),
        overrides_begun=len(piece["hand_begun"]),
        overrides_changed=len(piece["hand_altered"]),
        overrides_removed=len(piece["hand_gone"]),
        duties_owed=duties.owe(connection, list(_owed(run, piece)), now=now),
    )


def _owed(run: RunFiles, piece: Differences) -> Iterator[NewDuty]:
    """One for each duty of each event. Clause: GRD-13."""
    for line_id, change, tier, previous_tier, product, names in piece["events"]:
        for name in names:
            because = [rule for rule in run.duties if rule.duty is Duty(name) and change in rule.changes]
            yield NewDuty(
                line_id=line_id,
                scheme=run.identity.scheme,
                month=run.identity.month,
                change=Change(change),
                tier=tier or "",
                previous_tier=previous_tier or "",
                duty=Duty(name),
                due_on=rules.due_on(because, run.identity.month),
                notices=rules.notices(because, product),
            )
