"""The page of a draft, from the use cases of the desk to what its template shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi.responses import Response
from sqlalchemy import Connection

from tierline.console.formats import Formats
from tierline.console.forms import Form
from tierline.console.policies import words
from tierline.console.policies.editor import editor, refusal_marks
from tierline.console.policies.gate import acts, gate
from tierline.console.policies.matrix import NO_TIER, flows, matrix
from tierline.console.policies.said import said
from tierline.console.policies.shown import Editor, Heads
from tierline.console.policies.typed import picks
from tierline.console.tasks.view import task_view
from tierline.console.visit import Visit
from tierline.policy.phrases import filled
from tierline.policy.rating_statements import IN_FORCE
from tierline.policy_desk import asking, packs, service, simulations
from tierline.policy_desk.between import changes_between
from tierline.policy_desk.cells import Content
from tierline.policy_desk.errors import SimulationUnknown
from tierline.policy_desk.head_counts import head_counts, rungs_of
from tierline.policy_desk.marks import Weight
from tierline.policy_desk.model import DraftShown, PackShown, Sentence, Step
from tierline.policy_desk.simulation import NONE, CauseCount, Month, Simulation
from tierline.wording import Text

TEMPLATE = "policies/draft.html"


@dataclass(frozen=True)
class Theirs:
    """That somebody else saved a revision meanwhile: where what was typed differs from it."""

    changes: tuple[Text, ...]


@dataclass(frozen=True)
class CauseShown:
    """A cause with its figures; `up` and `down` are widths of its bar, of 100."""

    count: CauseCount
    before: tuple[Sentence, ...]
    after: tuple[Sentence, ...]
    clause: str
    up: float
    down: float


def path_of(draft_id: str) -> str:
    """The address of a draft."""
    return f"/policies/drafts/{draft_id}"


def shown_editor(
    visit: Visit, connection: Connection, shown: DraftShown, wanted: Content, pack: PackShown
) -> Editor:
    """The tables of a draft with what was typed, and the marks that it would have."""
    told = changes_between(shown.content, wanted)
    tried = shown
    if told.changes or told.refused:
        tried = service.tried(connection, visit.actor, visit.settings, shown.draft.id, told.changes)
    return editor(
        wanted,
        tried.sections,
        (*refusal_marks(told.refused), *tried.marks),
        pack.versions[-1],
        unsaved=len(told.changes) + len(told.refused),
        heads=_heads(visit, connection, shown, wanted, pack),
    )


def _heads(
    visit: Visit, connection: Connection, shown: DraftShown, wanted: Content, pack: PackShown
) -> Heads | None:
    """Lines beside the rows: of the simulation of exactly this draft, else of the last graded month.

    A simulation counts all lines of the operator; who sees a part of them is shown the graded month alone.
    """
    counted = head_counts(visit.actor, visit.settings, shown.draft.scheme)
    if counted is None or counted.version != pack.versions[-1].head.starts_on:
        return None
    present = rungs_of(wanted.base, counted.by_tier, counted.beside)
    simulation = _simulation(visit, connection, shown.draft.id)
    if simulation is None or not simulation.is_of_draft or wanted != shown.content or counted.site:
        return Heads(counted.month, counted.site, present, None)
    month = simulation.months[0]
    sides = (Counter[str](), Counter[str]())
    for cell in month.rated:
        for side, tier in zip(sides, (cell.present, cell.draft), strict=True):
            side[tier] += cell.lines
    return Heads(
        month.month,
        "",
        rungs_of(wanted.base, sides[0], counted.beside),
        rungs_of(wanted.blocks, sides[1], counted.beside),
    )


def draft_page(
    visit: Visit,
    draft_id: str,
    *,
    wanted: Content | None = None,
    form: Form | None = None,
    theirs: Theirs | None = None,
    focus: str = "",
    month: str = "",
    status: int = 200,
) -> Response:
    """The whole page; with `wanted`, what was typed into it stands there instead of what is saved."""
    with visit.read() as connection:
        shown = service.get(connection, visit.actor, visit.settings, draft_id)
        pack = packs.pack(connection, visit.actor, visit.settings, shown.draft.scheme, now=visit.now)
        facts = _beside(visit, connection, shown, pack, month)
        tables = shown_editor(visit, connection, shown, wanted or shown.content, pack)
        answer = visit.answer(connection)
    task = facts["task_view"]
    if answer and answer.get("done") == "asked" and task is not None and not task.task.is_open:
        # The page is loaded anew once the simulation has ended: that it was asked for is no news then.
        answer = None
    facts |= {"said": said(answer)}
    facts |= _editing(
        visit, shown, pack, replace(tables, focus=focus, picked=picks(visit.posted)), form, theirs
    )
    return visit.page(TEMPLATE, status, **facts)


def editor_part(
    visit: Visit, draft_id: str, wanted: Content, form: Form, theirs: Theirs | None, focus: str
) -> Response:
    """The tables alone, for a page that is open."""
    with visit.read() as connection:
        shown = service.get(connection, visit.actor, visit.settings, draft_id)
        pack = packs.pack(connection, visit.actor, visit.settings, shown.draft.scheme, now=visit.now)
        tables = shown_editor(visit, connection, shown, wanted, pack)
    facts = _editing(
        visit, shown, pack, replace(tables, focus=focus, picked=picks(visit.posted)), form, theirs
    )
    return visit.part(TEMPLATE, "editor", **facts)


def _editing(
    visit: Visit,
    shown: DraftShown,
    pack: PackShown,
    tables: Editor,
    form: Form | None,
    theirs: Theirs | None,
) -> dict[str, Any]:
    return {
        "shown": shown,
        "pack": pack,
        "editor": tables,
        "form": form or Form(),
        "theirs": theirs,
        "may_edit": visit.actor.may("policy:draft") and Step.EDIT in shown.possible,
    }


def _beside(
    visit: Visit, connection: Connection, shown: DraftShown, pack: PackShown, month: str
) -> dict[str, Any]:
    """What stands beside the tables: the gate, what may be done next, and what a simulation found."""
    actor, settings, draft = visit.actor, visit.settings, shown.draft
    last = service.revision(connection, actor, settings, draft.id, draft.version)
    task = asking.last_simulation(connection, actor, draft.id)
    simulation = _simulation(visit, connection, draft.id)
    errors = sum(mark.weight is Weight.ERROR for mark in shown.marks)
    found = gate(shown, errors, simulation, task, last)
    day = _day(draft.starts_on)
    name = draft.title
    if not name:
        of = Text("{scheme}, draft from {day}", "{scheme}，自 {day} 起的草案")
        name = filled(of, scheme=pack.head.title, day=draft.starts_on or "?").read(visit.language)
    return {
        "here": path_of(draft.id),
        "name": name,
        "day": Formats(visit.language, settings.time_zone).day(day) if day else "",
        "gate": found,
        "acts": acts(shown, found, actor, pack.head.rates),
        "counts": {weight.value: sum(mark.weight is weight for mark in shown.marks) for weight in Weight},
        "task_view": task_view(settings, actor, task) if task is not None else None,
        "so_far": simulations.so_far(actor, settings, task) if task is not None else (),
        "states": words.STATES,
        "directions": words.DIRECTIONS,
        "transitions": words.TRANSITIONS,
        "effects": words.EFFECTS,
        "can_calibrate": asking.can_calibrate(actor, settings, draft.scheme),
        **_found(visit, simulation, month),
    }


def _simulation(visit: Visit, connection: Connection, draft_id: str) -> Simulation | None:
    """The last finished simulation of a draft whose result is still there."""
    task = asking.last_simulation(connection, visit.actor, draft_id, is_done=True)
    if task is None:
        return None
    try:
        return simulations.simulation(connection, visit.actor, visit.settings, task.id)
    except SimulationUnknown:
        return None


def _found(visit: Visit, simulation: Simulation | None, name: str) -> dict[str, Any]:
    """What a simulation found, in the month of that name, or in the first."""
    if simulation is None:
        return {"simulation": None}
    month = next((one for one in simulation.months if one.month == name), simulation.months[0])
    titles = {**dict(simulation.tiers), NONE: NO_TIER}
    return {
        "simulation": simulation,
        "shown_month": month,
        "matrix": matrix(simulation, month),
        "flows": flows(simulation, month),
        "tier_names": {name: title.read(visit.language) for name, title in titles.items()},
        "causes": causes(simulation, month),
        # The day stands in the heading of the page.
        "others": [
            each for each in simulation.others if all(one is None or one.subject != IN_FORCE for one in each)
        ],
    }


def causes(simulation: Simulation, month: Month) -> Sequence[CauseShown]:
    """The causes of a month that concern any line, with their bars, the one of most lines first."""
    by_name = {cause.name: cause for cause in simulation.causes}
    counted = sorted(month.causes, key=lambda one: (-one.moved.lines, -one.lines, one.name))
    most = max((one.moved.up + one.moved.down for one in counted), default=0) or 1
    return [
        CauseShown(
            one,
            by_name[one.name].before,
            by_name[one.name].after,
            by_name[one.name].clause,
            round(100 * one.moved.up / most, 1),
            round(100 * one.moved.down / most, 1),
        )
        for one in counted
        if one.name in by_name and one.lines
    ]


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
