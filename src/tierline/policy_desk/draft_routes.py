"""`/policy-drafts`: drafts, their cells and marks, and the steps by which they become policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tierline.interchange.forms import Form
from tierline.policy_desk import asking, calibrations, comparing, publication, service
from tierline.policy_desk.changes import Change
from tierline.policy_desk.comparing import Compared
from tierline.policy_desk.model import Draft, DraftShown, Revision
from tierline.policy_desk.routes import MonthGiven, plain
from tierline.tasks.routes import TaskShown
from tierline.tasks.routes import shown as task_shown
from tierline.web.call import SignedIn, Writing
from tierline.web.etags import VersionHeld, tag
from tierline.web.paging import ListingAsked, PageOf

router = APIRouter(prefix="/policy-drafts", tags=["policy drafts"])

DraftId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$", examples=["0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"])]
TaskIdGiven = Annotated[
    str, Field(pattern=r"^[0-9a-f-]{36}$", examples=["7d1f6a5e-2f4e-4a43-9b5c-0d7c7c1b6c11"])
]
# PostgreSQL keeps no text with a zero character in it.
TEXT = r"^[^\x00]*$"
ChangeGiven = Annotated[Change, Field(discriminator="kind")]


class Begin(BaseModel):
    """A draft of a scheme; its version holds from a day on, which can be changed later."""

    model_config = ConfigDict(extra="forbid")

    scheme: str = Field(max_length=60, pattern=r"^[a-z0-9-]+$", examples=["unicom-star"])
    starts_on: str = Field(max_length=200, pattern=TEXT, examples=["2027-01-01"])
    title: str = Field(default="", max_length=200, pattern=TEXT, examples=["Thresholds of 2027"])


class Edit(BaseModel):
    """Changes of cells, in order; what they say is kept right or wrong, and the marks say which."""

    model_config = ConfigDict(extra="forbid")

    changes: list[ChangeGiven] = Field(
        max_length=200,
        examples=[[{"kind": "set_cell", "block": "tier", "line": 0, "row": 0, "column": 0, "text": "270"}]],
    )


class SimulationAsked(BaseModel):
    """How many months are simulated, from which one on; by default from the latest that was graded.

    `transition`: tiers held can rise inside their terms (up), stay to their end (kept), are rated anew (now).
    """

    model_config = ConfigDict(extra="forbid")

    months: int = Field(default=1, ge=1, le=asking.MOST_MONTHS, examples=[1])
    month: MonthGiven | None = None
    transition: asking.TransitionName = Field(default="up", examples=["up"])


class Submission(BaseModel):
    """The simulation that a draft rests on, and why it is submitted."""

    model_config = ConfigDict(extra="forbid")

    simulation_id: TaskIdGiven
    reason: str = Field(default="", max_length=500, pattern=TEXT, examples=["Thresholds of 2027"])


class Decision(BaseModel):
    """Why a draft is approved, rejected or published."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=500, pattern=TEXT, examples=["As agreed on 27 November"])


class BoundGiven(BaseModel):
    """The bound of one tier."""

    model_config = ConfigDict(extra="forbid")

    tier: str = Field(max_length=60, pattern=r"^[a-z0-9_]+$", examples=["five_star"])
    bound: Decimal = Field(ge=0, max_digits=12, decimal_places=2, examples=["262.35"])


class Bounds(BaseModel):
    """Bounds that a calibration gave."""

    model_config = ConfigDict(extra="forbid")

    calibration_id: TaskIdGiven
    bounds: list[BoundGiven] = Field(min_length=1, max_length=50)


@router.get("", summary="Drafts 政策草案列表")
def list_drafts(
    call: SignedIn,
    listing: ListingAsked,
    scheme: Annotated[str, Query(max_length=60, pattern=r"^[a-z0-9-]*$", examples=["unicom-star"])] = "",
) -> PageOf[Draft]:
    """Drafts, the one changed last first. Sort by `changed_at` or `begun_at`."""
    with call.read() as connection:
        page = service.listed(connection, call.actor, call.settings, listing, scheme=scheme)
    return PageOf[Draft](items=list(page.items), next=page.next)


@router.post("", response_model=Draft, status_code=201, summary="Begin a draft 新建草案")
def begin(call: Writing, body: Begin) -> Response:
    """Begin a draft, which changes nothing yet."""
    return call.once(
        lambda connection: plain(
            Draft,
            service.begin(
                connection,
                call.actor,
                call.settings,
                body.scheme,
                body.starts_on,
                title=body.title,
                now=call.now,
            ),
        ),
        body,
        201,
    )


@router.get("/{draft_id}", summary="A draft with its marks 草案及标注")
def show_draft(call: SignedIn, draft_id: DraftId, response: Response) -> DraftShown:
    """A draft: its cells as typed, what is wrong at which of them, and what may be done now."""
    with call.read() as connection:
        found = service.get(connection, call.actor, call.settings, draft_id)
    tag(response, found.draft.version)
    return found


@router.get("/{draft_id}/revisions", summary="Revisions of a draft 草案修订记录")
def list_revisions(call: SignedIn, draft_id: DraftId, listing: ListingAsked) -> PageOf[Revision]:
    """Who changed a draft when, with what it then said, the latest first."""
    with call.read() as connection:
        page = service.revisions(connection, call.actor, call.settings, draft_id, listing)
    return PageOf[Revision](items=list(page.items), next=page.next)


@router.get("/{draft_id}/comparison", summary="A draft against what is in force 草案与现行政策比较")
def show_comparison(call: SignedIn, draft_id: DraftId) -> Compared:
    """What a draft changes, by block and row, as sentences, and as a unified diff."""
    with call.read() as connection:
        return comparing.compare(connection, call.actor, call.settings, draft_id)


@router.get("/{draft_id}/file", summary="A draft as a file 下载草案")
def show_file(
    call: SignedIn,
    draft_id: DraftId,
    form: Annotated[Literal["yaml", "dmn"], Query(description="YAML: the whole pack.")] = "yaml",
) -> Response:
    """The pack with the draft as YAML, or the tables of the new version as DMN."""
    with call.read() as connection:
        name, content = comparing.exported(connection, call.actor, call.settings, draft_id, Form(form))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.post("/{draft_id}/changes", response_model=Draft, summary="Edit a draft 编辑草案")
def edit(call: Writing, draft_id: DraftId, version: VersionHeld, body: Edit) -> Response:
    """Change cells, and save them as a revision. Without changes the draft comes onto the present pack."""
    return call.once(
        lambda connection: plain(
            Draft,
            service.edit(
                connection, call.actor, call.settings, draft_id, version, body.changes, now=call.now
            ),
        ),
        body,
    )


@router.post("/{draft_id}/bounds", response_model=Draft, summary="Take calibrated bounds 采用测算界值")
def take_bounds(call: Writing, draft_id: DraftId, version: VersionHeld, body: Bounds) -> Response:
    """Put the bounds of a calibration into the ladder of tiers, with the calibration as the reason."""
    bounds = [(one.tier, one.bound) for one in body.bounds]
    return call.once(
        lambda connection: plain(
            Draft,
            calibrations.take_bounds(
                connection,
                call.actor,
                call.settings,
                draft_id,
                version,
                body.calibration_id,
                bounds,
                now=call.now,
            ),
        ),
        body,
    )


@router.post("/{draft_id}/simulations", response_model=TaskShown, summary="Simulate a draft 模拟草案")
def simulate(call: Writing, draft_id: DraftId, body: SimulationAsked) -> Response:
    """Ask for a simulation of the draft as it stands: a task."""
    return call.once(
        lambda connection: task_shown(
            asking.ask_simulation(
                connection,
                call.actor,
                call.settings,
                draft_id,
                months=body.months,
                month=body.month,
                transition=body.transition,
                now=call.now,
            ),
            call.language,
        ),
        body,
    )


@router.post("/{draft_id}/submission", response_model=Draft, summary="Submit a draft 提交草案")
def submit(call: Writing, draft_id: DraftId, version: VersionHeld, body: Submission) -> Response:
    """Submit a draft for approval, with a simulation of exactly what it says."""
    return call.once(
        lambda connection: plain(
            Draft,
            publication.submit(
                connection,
                call.actor,
                call.settings,
                draft_id,
                version,
                body.simulation_id,
                body.reason,
                now=call.now,
            ),
        ),
        body,
    )


@router.post("/{draft_id}/{step}", response_model=Draft, summary="Decide on a draft 审批与发布草案")
def take_step(
    call: Writing,
    draft_id: DraftId,
    step: Literal["approval", "rejection", "publication"],
    version: VersionHeld,
    body: Decision,
) -> Response:
    """Approve a draft of somebody else, reject it or take it back, or publish an approved one."""
    steps = {
        "approval": publication.approve,
        "rejection": publication.reject,
        "publication": publication.publish,
    }
    return call.once(
        lambda connection: plain(
            Draft,
            steps[step](connection, call.actor, call.settings, draft_id, version, body.reason, now=call.now),
        ),
        body,
    )


@router.delete("/{draft_id}", response_model=Draft, summary="Drop a draft 放弃草案")
def drop(call: Writing, draft_id: DraftId, version: VersionHeld) -> Response:
    """Give a draft up; its revisions stay."""
    return call.once(
        lambda connection: plain(
            Draft, service.drop(connection, call.actor, call.settings, draft_id, version, now=call.now)
        )
    )
