"""A small invented scheme of sites, sites on every edge of its rules, and its rules once more by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from tests.policy.pier import PIER
from tierline.grading.measured.request import SiteRequest
from tierline.policy.load import read_pack

Row = dict[str, Any]

SCHEME = "pier"
MONTH, MEASURED_IN = date(2026, 11, 1), date(2026, 10, 1)

SIGNALS = (None, "-79.99", "-80", "-80.01", "-95.50", "-95.51", "-100", "-100.01", "0")
BUSY = (None, "0", "40", "40.01", "70.25", "70.26", "100")
FAULTS = (None, 0, 1, 2, 3, 12)
SITES = ("65.6501.650102", "65.6501.650103", "41.4101.410102")


def policies(folder: Path, text: str = PIER) -> Path:
    """A folder with the pack alone."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pier.yaml").write_text(text, "utf-8")
    return folder


def version(text: str = PIER) -> Any:
    return read_pack(text, "pier.yaml").versions[0]


def random_rows(seed: int, sites: int) -> list[Row]:
    """Measurements of so many sites in three months, in no order, on every edge of the rules."""
    rng = Random(seed)
    months = (date(2026, 9, 1), MEASURED_IN, MONTH)
    rows = [
        {
            "site_id": site_id,
            "site": rng.choice(SITES),
            "month": month,
            "signal_dbm": _decimal(rng.choice(SIGNALS)),
            "busy_share": _decimal(rng.choice(BUSY)),
            "faults": rng.choice(FAULTS),
        }
        for site_id in rng.sample(range(-5, 20 * sites), sites)
        for month in months
        if rng.random() < 0.9
    ]
    rng.shuffle(rows)
    return rows


def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written).quantize(Decimal("0.01"))


def write_csv(path: Path, rows: Iterable[Row]) -> Path:
    rows = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(
            {name: "" if value is None else value for name, value in row.items()} for row in rows
        )
    return path


def request(folder: Path, measurements: Path, **options: Any) -> SiteRequest:
    """A rating by the pier scheme; the result goes to folder/out."""
    given: dict[str, Any] = {"scheme": SCHEME, "month": MONTH, "policies": policies(folder / "policies")}
    return SiteRequest(paths=[str(measurements)], out=folder / "out", **{**given, **options})


# ---------------------------------------------------------------- the rules by hand


def expected(row: Row) -> Row:
    """The row of `grades` by a reading of the pack that shares nothing with the engine."""
    signal, busy, faults = row["signal_dbm"], row["busy_share"], row["faults"]
    reach = None
    if signal is not None:
        floors = ((Decimal(-80), "good"), (Decimal("-95.5"), "fair"), (Decimal(-100), "poor"))
        reach = next((tier for floor, tier in floors if signal >= floor), None)
    room = None
    if busy is not None:
        room = "good" if busy <= 40 else "fair" if busy <= Decimal("70.25") else "poor"
    care = None if faults is None else {0: "good", 1: "fair"}.get(faults, "poor")
    points = {"good": 3, "fair": 2, "poor": 1, None: 0}
    score = Decimal(points[reach] + points[room]) - Decimal(faults or 0) / 2
    tier = None
    if care != "poor" and score >= Decimal("3.5"):
        tier = "good" if score >= 5 else "fair"
    elif reach is not None and score >= 0:
        tier = "poor"
    return {
        "site_id": row["site_id"],
        "scheme": SCHEME,
        "month": MONTH,
        "signal_dbm": signal,
        "busy_share": busy,
        "faults": faults,
        "reach": reach,
        "room": room,
        "order": care,
        "score": score.quantize(Decimal("0.01")),
        "rated_tier": tier,
        "site": row["site"],
    }
