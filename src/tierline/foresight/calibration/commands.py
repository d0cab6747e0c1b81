"""`tierline calibrate`: parse, call the use case, draft the new version, render."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tierline.errors import TierlineError
from tierline.grading import command_options as options
from tierline.grading import commands as grading
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "Compute thresholds from target shares or head counts, and draft the new version of the policy.",
    "按目标占比或数量测算阈值，并起草新的政策版本。",
)

Scheme = Annotated[str, typer.Option("--scheme", help=_("The scheme.", "方案。"))]
Share = Annotated[
    list[str] | None,
    typer.Option(
        "--share",
        metavar="TIER=SHARE",
        help=_(
            "A share of the eligible lines, such as five_star=0.02.", "占参评线路的比例，如 five_star=0.02。"
        ),
    ),
]
AtMost = Annotated[
    list[str] | None,
    typer.Option(
        "--at-most",
        metavar="TIER=LINES",
        help=_("At most so many lines, such as five_star=50000.", "至多若干条线路，如 five_star=50000。"),
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        help=_(
            "The day from which the new version holds; the day after the rating by default.",
            "新版本生效日；默认为评定日次日。",
        ),
    ),
]
Write = Annotated[
    Path | None,
    typer.Option(
        "--write",
        help=_("A new file for the pack with its new version.", "写出含新版本的政策包草案（新文件）。"),
    ),
]
History = Annotated[
    int,
    typer.Option(
        "--history",
        help=_(
            "For how many months before to compute them too; 0: none.", "同时回溯测算的月数；0 为不回溯。"
        ),
    ),
]


def calibrate(
    scheme: Scheme,
    month: options.Month,
    subscribers: options.RequiredSubscribers,
    bills: options.RequiredBills,
    memberships: options.Memberships = None,
    special_grades: options.SpecialGrades = None,
    rated_on: options.RatedOn = None,
    policies: options.Policies = None,
    share: Share = None,
    at_most: AtMost = None,
    start: From = None,
    write: Write = None,
    history: History = 12,
    checks: options.Checks = True,
    threads: options.Threads = None,
    memory_limit: options.MemoryLimit = "1GB",
    as_json: options.Json = False,
    lang: options.Lang = None,
) -> None:
    """Parse the options, calibrate, write the draft where asked, and print tables or JSON."""
    from tierline.foresight.calibration import wishes

    language = lang or preferred_language()
    wished = [wishes.share(each) for each in share or []] + [wishes.at_most(each) for each in at_most or []]
    starts_on = _start(start) if start else None
    # The engine takes most of a second to load, which the other commands need not wait for.
    from tierline.foresight.calibration.draft import draft_of
    from tierline.foresight.calibration.errors import BoundsNotFalling
    from tierline.foresight.calibration.service import Asked
    from tierline.foresight.calibration.service import calibrate as calibrated
    from tierline.grading.run import Request
    from tierline.policy import drafting
    from tierline.policy.errors import DraftImpossible

    if write is not None:
        drafting.check_target(write, policies, "--write")
    request = Request(
        schemes=(scheme,),
        month=grading.month_of(month),
        paths={
            "subscribers": subscribers,
            "bills": bills,
            "memberships": memberships or [],
            "special_grades": special_grades or [],
        },
        out=Path(),
        rated_on=grading.day_of(rated_on) if rated_on else None,
        policies=policies,
        is_checked=checks,
        threads=threads,
        memory_mib=grading.mebibytes_of(memory_limit),
    )
    with grading.progress_bar(language, quiet=as_json) as told:
        found = calibrated(Asked(request, wished, starts_on, history), told)
    draft: drafting.Draft | None = None
    problem: TierlineError | None = None
    try:
        draft = draft_of(found.pack, found.ladder, found.calibration)
    except (BoundsNotFalling, DraftImpossible) as error:
        problem = error
    if write is not None and draft is not None:
        drafting.write(draft, write, "--write")
    written = str(write) if draft is not None and write is not None else None
    shown = None if write is not None else problem
    if as_json:
        from tierline.foresight.calibration.as_json import as_json as plain

        typer.echo(
            json.dumps(plain(found.calibration, draft, problem, written), ensure_ascii=False, indent=1)
        )
    else:
        from tierline.foresight.calibration.text import render

        render(found.calibration, draft, shown, written, language)
    if write is not None and problem is not None:
        # The figures are worth showing all the same; that there is no draft is what the command ends with.
        raise problem


def _start(written: str) -> date:
    from tierline.foresight.calibration.errors import StartUnreadable
    from tierline.policy.reading import day_of

    found = day_of(written)
    if found is None:
        raise StartUnreadable(found=written)
    return found
