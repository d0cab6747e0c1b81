"""`tierline simulate`: parse, simulate, tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tierline.grading.command_options import (
    Checks,
    Digests,
    Json,
    Lang,
    Memberships,
    MemoryLimit,
    Month,
    Policies,
    RatedOn,
    RequiredBills,
    RequiredSubscribers,
    SpecialGrades,
    Threads,
)
from tierline.grading.commands import day_of, mebibytes_of, month_of, progress_bar
from tierline.grading.model import Transition
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

HELP = Text(
    "Try a draft policy on the whole base: who moves, why, and what it costs.",
    "在全量用户上试算政策草案：谁的等级变动、原因与费用。",
)

Scheme = Annotated[
    list[str],
    typer.Option(
        "--scheme",
        help=_(
            "The scheme of the draft; twice to compare two packs.", "草案所属方案；给出两次则比较两个政策包。"
        ),
    ),
]
Draft = Annotated[
    Path | None, typer.Option("--policy", metavar="DRAFT.yaml", help=_("The draft.", "政策草案。"))
]
Out = Annotated[Path, typer.Option("--out", help=_("The folder for the result.", "结果文件夹。"))]
Months = Annotated[
    int,
    typer.Option(
        "--months",
        help=_("How many months to roll forward over, from --month on.", "自 --month 起连续模拟的月数。"),
    ),
]
TransitionOption = Annotated[
    Transition | None,
    typer.Option(
        "--transition",
        help=_(
            "What becomes of tiers held already: kept to the end of the term; rated now but only up (the"
            " default); rated now.",
            "已有等级如何过渡：保留至期满；立即重评但只升不降（默认）；立即重评。",
        ),
    ),
]
PricesOption = Annotated[
    Path | None,
    typer.Option(
        "--prices",
        metavar="PRICES.yaml",
        help=_("Yuan a line and month by tier and entitlement.", "各等级、各权益每线每月的金额（元）。"),
    ),
]
AsInForce = Annotated[
    bool,
    typer.Option(
        "--as-in-force",
        help=_(
            "Try the draft's last version as though it were in force.", "视同草案的最新版本已生效进行试算。"
        ),
    ),
]


def simulate(
    scheme: Scheme,
    month: Month,
    subscribers: RequiredSubscribers,
    bills: RequiredBills,
    out: Out,
    policy: Draft = None,
    memberships: Memberships = None,
    special_grades: SpecialGrades = None,
    rated_on: RatedOn = None,
    policies: Policies = None,
    months: Months = 1,
    transition: TransitionOption = None,
    prices: PricesOption = None,
    as_in_force: AsInForce = False,
    checks: Checks = True,
    digests: Digests = True,
    threads: Threads = None,
    memory_limit: MemoryLimit = "1GB",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Parse the options, simulate, and print what came of it, or the JSON."""
    from tierline.foresight.simulation.asked import Asked
    from tierline.foresight.simulation.service import simulated
    from tierline.grading.run import Request

    language = lang or preferred_language()
    request = Request(
        schemes=tuple(scheme),
        month=month_of(month),
        paths={
            "subscribers": subscribers,
            "bills": bills,
            "memberships": memberships or [],
            "special_grades": special_grades or [],
        },
        out=out,
        rated_on=day_of(rated_on) if rated_on else None,
        policies=policies,
        is_checked=checks,
        is_digested=digests,
        threads=threads,
        memory_mib=mebibytes_of(memory_limit),
    )
    asked = Asked(request, policy, months, transition, prices, as_in_force)
    with progress_bar(language, quiet=as_json) as progress:
        data = simulated(asked, progress)
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    from tierline.foresight.simulation.text import render

    render(data, out, language)
