"""The demo's next month: thresholds computed anew, and the draft tried before it holds. Clause: GRD-19."""

from __future__ import annotations

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import typer

from tierline.foresight.calibration.commands import calibrate
from tierline.foresight.simulation.commands import simulate
from tierline.wording import Language, Text

STARTS_ON_DAY = 20
SHARES = ("five_star=0.03", "four_star=0.10", "three_star=0.17", "two_star=0.30")
"""Invented targets: which shares are right is the operator's to say."""

FOLDER, PRICES, DRAFT, SIMULATION = "next", "prices.yaml", "draft.yaml", "simulation"

CALIBRATED = Text(
    "Next month: thresholds computed anew from target shares, as a draft from {day}",
    "下月：按目标占比重新测算阈值，形成自 {day} 起的草案",
)
SIMULATED = Text(
    "The draft tried on all lines before it is in force: who moves, why, and what it costs",
    "草案生效前在全部线路上试算：谁的等级变动、原因与费用",
)


def recalibrated(out: Path, scheme: str, month: date, memberships: Path, language: Language) -> None:
    """Calibrate the scheme for a month on the demo's lines, simulate the draft, and print both."""
    asked, starts_on = f"{month:%Y-%m}", month.replace(day=STARTS_ON_DAY).isoformat()
    folder = out / FOLDER
    folder.mkdir()
    bundled = resources.files("tierline.demo") / PRICES
    with resources.as_file(bundled) as prices:
        shutil.copyfile(prices, folder / PRICES)
    subscribers, bills = [str(out / "input" / "subscribers")], [str(out / "input" / "bills")]
    held, special = [str(memberships)], [str(out / "input" / "special_grades.parquet")]
    typer.echo("\n" + CALIBRATED.read(language, day=starts_on) + "\n")
    calibrate(
        scheme,
        asked,
        subscribers,
        bills,
        held,
        special,
        share=list(SHARES),
        start=starts_on,
        write=folder / DRAFT,
        lang=language,
    )
    typer.echo("\n" + SIMULATED.read(language) + "\n")
    simulate(
        [scheme],
        asked,
        subscribers,
        bills,
        folder / SIMULATION,
        folder / DRAFT,
        held,
        special,
        as_in_force=True,
        prices=folder / PRICES,
        lang=language,
    )
