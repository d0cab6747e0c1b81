"""Which months there are, and how each scheme's stands: graded, verified, published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from tierline.months import runs
from tierline.months.model import MonthListed, Published, Verified
from tierline.months.runs import Run
from tierline.policy.model import Rates
from tierline.publishing import service as publishing
from tierline.publishing.model import Publication
from tierline.publishing.model import State as PublicationState
from tierline.settings import Settings
from tierline.tasks import service as tasks
from tierline.tasks.model import State
from tierline.wording import Text


def key_of(month: date, scheme: str) -> str:
    """What tasks about a scheme's month are known by."""
    return f"{month:%Y-%m} {scheme}"


def months_listed(connection: Connection, settings: Settings, months: Sequence[date]) -> list[MonthListed]:
    """Every scheme's run of these months, in their order."""
    published = publishing.current(connection)
    return [
        listed_as(connection, run, published) for month in months for run in runs.of_month(settings, month)
    ]


def listed_as(connection: Connection, run: Run, published: Sequence[Publication]) -> MonthListed:
    """How a run stands."""
    summary, recorded = run.recorded.summary, run.recorded
    of_lines = recorded.rates is Rates.LINE
    return MonthListed(
        month=run.month,
        scheme=recorded.scheme,
        title=run.pack.title,
        rates=recorded.rates,
        rated_on=recorded.rated_on,
        policy_version=date.fromisoformat(summary["policy"]["version"]),
        policy_digest=recorded.policy_digest,
        lines=summary["lines"] if of_lines else summary["sites"],
        eligible=summary["eligible"] if of_lines else None,
        graded_at=run.graded_at,
        seconds=float(summary["seconds"]),
        schemes_in_run=len(summary.get("steps", {}).get("schemes", ())) or None,
        warnings=tuple(Text(**warning) for warning in summary.get("warnings", ())),
        published=_published(run, published),
        verified=_verified(connection, run),
    )


def _published(run: Run, published: Sequence[Publication]) -> Published:
    of_month = [
        one for one in published if (one.scheme, one.month) == (run.recorded.scheme, run.recorded.month)
    ]
    if not of_month:
        return Published.NO
    # Only now, because files are read for it.
    from tierline.publishing.run_files import digest_as_recorded

    digest = digest_as_recorded(run.recorded)
    for one in of_month:
        if one.digest == digest:
            return Published.UNDER_WAY if one.state is PublicationState.UNDER_WAY else Published.YES
    return Published.OTHERWISE


def _verified(connection: Connection, run: Run) -> Verified | None:
    """The last verification of this very run; one of a run that this one has replaced says nothing of it."""
    key = key_of(run.month, run.recorded.scheme)
    task = tasks.last(connection, "verify", key, [State.DONE])
    if task is None or task.result is None or task.result.get("run") != run.key:
        return None
    return Verified(task.id, task.ended_at or task.asked_at, bool(task.result["is_equal"]))
