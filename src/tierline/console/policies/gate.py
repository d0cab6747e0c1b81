"""Where a draft stands on its way to policy: what is done, what runs, and what is missing. Clause: GOV-04."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tierline.policy.model import Rates
from tierline.policy_desk.model import DraftShown, DraftState, Revision, Step
from tierline.policy_desk.simulation import Simulation
from tierline.rights.model import Actor
from tierline.tasks.model import Task
from tierline.wording import Text


class Passing(StrEnum):
    """What a stage of the gate says: passed, the one that is on, not yet, or in the way."""

    OK = "ok"
    NOW = "now"
    YET = "yet"
    BAD = "bad"


STAGES = ("drafted", "checked", "simulated", "approved", "published")


@dataclass(frozen=True)
class Gate:
    """The stages of a draft. `simulation` is the last finished one, `task` the one asked for last."""

    stages: Mapping[str, Passing]
    simulation: Simulation | None
    task: Task | None
    submission: Revision | None
    decision: Revision | None

    @property
    def is_simulated(self) -> bool:
        """True where exactly what the draft says was simulated."""
        return self.simulation is not None and self.simulation.is_of_draft


def gate(
    shown: DraftShown,
    errors: int,
    simulation: Simulation | None,
    task: Task | None,
    last: Revision,
) -> Gate:
    """The gate of a draft as it is saved; `last` is its last revision."""
    draft = shown.draft
    decided = draft.state in (DraftState.APPROVED, DraftState.PUBLISHED)
    submitted = decided or draft.state is DraftState.SUBMITTED
    is_simulated = submitted or (simulation is not None and simulation.is_of_draft)
    is_checked = submitted or (shown.is_readable and not errors)
    is_published = draft.state is DraftState.PUBLISHED
    passed = (bool(shown.changed) or submitted, is_checked, is_simulated, decided, is_published)
    stages: dict[str, Passing] = {}
    for name, is_passed in zip(STAGES, passed, strict=True):
        is_on = Passing.NOW not in stages.values() and Passing.BAD not in stages.values()
        stages[name] = Passing.OK if is_passed else Passing.NOW if is_on else Passing.YET
    if not is_checked:
        stages["checked"] = Passing.BAD
    return Gate(
        stages,
        simulation,
        task,
        last if last.step is Step.SUBMIT else None,
        last if last.step in (Step.APPROVE, Step.REJECT) else None,
    )


@dataclass(frozen=True)
class Act:
    """Something that may be done next. `refusal` says why not now; "" in both languages where it may be."""

    step: str
    refusal: Text


NOTHING = Text("", "")
OWN = Text(
    "You asked for this approval yourself; somebody else gives it.", "本次审批由您提交，须由他人批准。"
)
NOT_CHANGED = Text("Change a cell and save it first.", "请先修改单元格并保存。")
FAULTY = Text("Mend what is marked first.", "请先更正标出的内容。")
NOT_SIMULATED = Text("Simulate this revision first.", "请先模拟本次修订。")
RUNNING = Text("A simulation is under way.", "模拟正在进行。")
OF_SITES = Text(
    "A scheme of sites is simulated and submitted on the command line.", "站点评定方案须用命令行模拟和提交。"
)
BEHIND = Text(
    "The policy in force has changed since. Save the draft again first.", "现行政策已变更，请先重新保存草案。"
)


def acts(shown: DraftShown, found: Gate, actor: Actor, rates: Rates) -> dict[str, Act]:
    """What the actor sees as buttons, by step; what they may never do is not among them."""
    possible = shown.possible
    may: dict[str, Act] = {}
    if actor.may("policy:draft") and Step.SUBMIT in possible:
        unusable = OF_SITES if rates is Rates.SITE else _unusable(shown)
        running = RUNNING if found.task is not None and found.task.is_open else NOTHING
        may["simulate"] = Act("simulate", unusable if unusable.en else running)
        waits = unusable if unusable.en else NOTHING if found.is_simulated else NOT_SIMULATED
        may["submission"] = Act("submission", waits)
    if actor.may("policy:approve") and Step.APPROVE in possible:
        may["approval"] = Act("approval", OWN if _is_own(found, actor) else NOTHING)
    # Who handed it in takes it back; anybody else rejects it.
    if Step.REJECT in possible and actor.may("policy:draft" if _is_own(found, actor) else "policy:approve"):
        may["rejection"] = Act("rejection", NOTHING)
    if actor.may("policy:publish") and Step.PUBLISH in possible:
        may["publication"] = Act("publication", NOTHING)
    if actor.may("policy:draft") and Step.DROP in possible:
        may["dropping"] = Act("dropping", NOTHING)
    return may


def _is_own(found: Gate, actor: Actor) -> bool:
    return found.submission is not None and found.submission.actor_id == actor.id


def _unusable(shown: DraftShown) -> Text:
    """Why a draft can be neither simulated nor submitted as it is saved."""
    if shown.is_behind:
        return BEHIND
    if not shown.is_readable:
        return FAULTY
    return NOTHING if shown.changed else NOT_CHANGED
