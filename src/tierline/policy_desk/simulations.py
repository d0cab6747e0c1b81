"""Finished simulations: the whole of one as a page shows it, and the lists behind its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from tierline.database.errors import CursorWrong, SortUnknown
from tierline.database.paging import Listing, Page
from tierline.lines import service as lines
from tierline.lines.model import Line
from tierline.policy_desk import store
from tierline.policy_desk.errors import CellOfMatrixUnknown, SimulationUnknown
from tierline.policy_desk.results import SO_FAR, folder_of, read_json, result_of
from tierline.policy_desk.simulation import NONE, LinesAsked, SimulatedLine, Simulation, SoFar
from tierline.policy_desk.simulation_reading import simulation_of, so_far_of
from tierline.rights.model import Actor
from tierline.settings import Settings
from tierline.sites.model import is_within
from tierline.tasks.model import State, Task

FILE = "simulation.json"
SORT = "line_id"
"""The one order of a list: files hold ever higher ids, so that no page costs more than another."""
EFFECTS = ("moves", "term", "later")
LINE_ID = re.compile(r"[0-9]{1,18}")
FIGURE = re.compile(r"(present|draft)_\w+")
SHOWN = (
    "subscriber_id",
    "product",
    "site",
    "tenure_months",
    "effect",
    "previous_tier",
    "present_tier",
    "draft_tier",
    "present_change",
    "draft_change",
    "present_ends_on",
    "draft_ends_on",
    "causes",
)
BESIDE = ("rated_tier", "ineligible_reason", "since")
"""Columns of the list that are no figures and are not shown."""


def simulation(connection: Connection, actor: Actor, settings: Settings, task_id: str) -> Simulation:
    """What came of a simulation. Raises SimulationUnknown until it is finished."""
    actor.require("policy:read")
    data = read_json(result_of(settings, task_id) / FILE)
    digest = data["draft"]["sha256"]
    found = store.revision_of_digest(connection, digest)
    if found is None:
        raise SimulationUnknown()
    draft_id, revision = found
    draft = store.find(connection, draft_id)
    is_of_draft = draft is not None and draft.digest == digest
    return simulation_of(data, task_id, draft_id, revision, is_of_draft=is_of_draft)


def so_far(actor: Actor, settings: Settings, task: Task) -> tuple[SoFar, ...]:
    """The months that a simulation has done while it is under way; none before the first, and afterwards."""
    actor.require("policy:read")
    if task.state is not State.RUNNING:
        return ()
    try:
        return so_far_of(read_json(folder_of(settings, task.id) / SO_FAR)["months"])
    except SimulationUnknown:
        return ()


def simulated_lines(
    connection: Connection,
    actor: Actor,
    settings: Settings,
    task_id: str,
    asked: LinesAsked,
    listing: Listing,
) -> Page[SimulatedLine]:
    """A page of the lines that differ, by their ids, at the actor's site and below it. Clause: CHN-11.

    Raises SimulationUnknown, CellOfMatrixUnknown, SortUnknown and CursorWrong.
    """
    actor.require("policy:read")
    if listing.sort not in ("", SORT):
        raise SortUnknown(found=listing.sort[:40], known=SORT)
    folder = result_of(settings, task_id)
    data = read_json(folder / FILE)
    conditions, values = _conditions(actor, asked, data, listing)
    rows = _rows(_files(folder, asked, data), conditions, values, listing.limit + 1)
    shown, has_more = rows[: listing.limit], len(rows) > listing.limit
    known = lines.of_ids(connection, [row["subscriber_id"] for row in shown])
    items = [_line(row, known.get(row["subscriber_id"]), actor) for row in shown]
    return Page(items, str(items[-1].line_id) if has_more else None)


def _files(folder: Path, asked: LinesAsked, data: Mapping[str, Any]) -> list[str]:
    months = [one["month"] for one in data["results"]]
    month = asked.month or months[0]
    if month not in months:
        raise CellOfMatrixUnknown(field="month", known=", ".join(months))
    return sorted(str(path) for path in (folder / "lines" / month).glob("*.parquet"))


def _conditions(
    actor: Actor, asked: LinesAsked, data: Mapping[str, Any], listing: Listing
) -> tuple[list[str], list[object]]:
    """Conditions in SQL and their values; words that are none of the simulation's are refused."""
    tiers = (*(tier["name"] for tier in data["tiers"]), NONE)
    causes = tuple(cause["name"] for cause in data["causes"])
    conditions: list[str] = []
    values: list[object] = []

    def add(condition: str, *given: object) -> None:
        conditions.append(condition)
        values.extend(given)

    for field, value, known in (
        ("present", asked.present, tiers),
        ("draft", asked.draft, tiers),
        ("cause", asked.cause, causes),
        ("effect", asked.effect, EFFECTS),
    ):
        if value and value not in known:
            raise CellOfMatrixUnknown(field=field, known=", ".join(known) or "-")
    for side, tier in (("present", asked.present), ("draft", asked.draft)):
        if tier == NONE:
            add(f"{side}_tier IS NULL")
        elif tier:
            add(f"{side}_tier = ?", tier)
    if asked.cause:
        add("list_contains(causes, ?)", asked.cause)
    if asked.effect:
        add("effect = ?", asked.effect)
    for site in {actor.site, asked.site} - {""}:
        add("(site = ? OR starts_with(site, ?))", site, f"{site}.")
    if listing.after:
        if not LINE_ID.fullmatch(listing.after):
            raise CursorWrong()
        add("subscriber_id > ?", int(listing.after))
    return conditions, values


def _rows(
    files: Sequence[str], conditions: Sequence[str], values: Sequence[object], most: int
) -> list[dict[str, Any]]:
    import duckdb

    if not files:
        return []
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    # Files hold ever higher ids, so that most row groups behind the page are passed over by their bounds.
    sql = f"SELECT * FROM read_parquet(?) {where} ORDER BY subscriber_id LIMIT {most}"
    config: dict[str, Any] = {"threads": 2, "memory_limit": "256MiB", "autoinstall_known_extensions": False}
    with duckdb.connect(config=config) as engine:
        found = engine.execute(sql, [list(files), *values])
        names = [str(column[0]) for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _line(row: Mapping[str, Any], line: Line | None, actor: Actor) -> SimulatedLine:
    # A line may have moved to another city since the month that was simulated.
    is_seen = line is not None and is_within(line.site, actor.site)
    figures: dict[str, Decimal | int] = {
        name: value
        for name, value in row.items()
        if FIGURE.fullmatch(name)
        and name not in SHOWN
        and name.partition("_")[2] not in BESIDE
        and value is not None
    }
    return SimulatedLine(
        line_id=row["subscriber_id"],
        number=lines.shown_number(line) if line is not None and is_seen else "",
        product=row["product"],
        site=row["site"],
        tenure_months=row["tenure_months"],
        effect=row["effect"],
        previous_tier=row["previous_tier"] or "",
        present_tier=row["present_tier"] or "",
        draft_tier=row["draft_tier"] or "",
        present_change=row["present_change"] or "",
        draft_change=row["draft_change"] or "",
        present_ends_on=row["present_ends_on"],
        draft_ends_on=row["draft_ends_on"],
        causes=tuple(row["causes"] or ()),
        figures=figures,
    )
