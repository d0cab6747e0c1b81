"""`/policies` and `/policies/{scheme}`: what is in force and what waits; and how a draft is begun."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from tierline.console.errors import PageUnknown
from tierline.console.forms import Form
from tierline.console.policies import words
from tierline.console.policies.editor import columns_of, gives_tiers
from tierline.console.policies.shown import HITS
from tierline.console.policies.version import sentences
from tierline.console.visit import ANSWER, KnownVisit, Visit
from tierline.errors import TierlineError
from tierline.policy.phrases import BASES
from tierline.policy_desk import packs, service
from tierline.policy_desk.draft_routes import TEXT
from tierline.policy_desk.head_counts import OF_TIERS, head_counts, rungs_of
from tierline.policy_desk.model import PackShown, VersionShown, VersionState
from tierline.web.problems import status_of

router = APIRouter()

Scheme = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$")]
From = Annotated[str, Query(alias="from", max_length=10, pattern=r"^[0-9-]*$")]


class BeginForm(BaseModel):
    """A draft: what it is called, and the day from which its version holds."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="", max_length=200, pattern=TEXT, examples=["Thresholds of 2027"])
    starts_on: date = Field(examples=["2027-01-01"])


@router.get("/policies")
def list_policies(visit: KnownVisit) -> Response:
    """The schemes with their versions, drafts that wait, and the state of the log."""
    with visit.read() as connection:
        found = packs.packs(connection, visit.actor, visit.settings, now=visit.now)
    return visit.page(
        "policies/list.html", packs=found, versions=words.VERSIONS, states=words.STATES, logs=words.LOGS
    )


@router.get("/policies/{scheme}")
def show_policy(visit: KnownVisit, scheme: Scheme, starts_on: From = "") -> Response:
    """A version as printed rules; by default the one in force."""
    with visit.read() as connection:
        pack = packs.pack(connection, visit.actor, visit.settings, scheme, now=visit.now)
        history = packs.history(connection, visit.actor, visit.settings, scheme)
    version = _version(pack, starts_on)
    heads = head_counts(visit.actor, visit.settings, scheme)
    if heads is not None and heads.version != version.head.starts_on:
        heads = None
    return visit.page(
        "policies/policy.html",
        pack=pack,
        version=version,
        tiers=dict(version.tiers),
        sections=sentences(version),
        heads=heads,
        rungs=heads and rungs_of(version.blocks, heads.by_tier, heads.beside),
        counted=OF_TIERS,
        history=history[:20],
        acts=words.ACTS,
        versions=words.VERSIONS,
        states=words.STATES,
        logs=words.LOGS,
        hits=HITS,
        bases=BASES,
        columns_of=columns_of,
        gives_tiers=gives_tiers,
    )


@router.get("/policies/{scheme}/begin")
def show_begin(visit: KnownVisit, scheme: Scheme) -> Response:
    """The form by which a draft is begun."""
    return _begin_page(visit, scheme, Form())


@router.post("/policies/{scheme}/begin")
def post_begin(visit: KnownVisit, scheme: Scheme) -> Response:
    """Begin a draft and go to it."""
    found = visit.filled(BeginForm)
    if found.body is None:
        return _begin_page(visit, scheme, found.form, 422)
    body = found.body
    try:
        key = visit.once_by_form(
            lambda connection: {
                "done": "begun",
                "id": service.begin(
                    connection,
                    visit.actor,
                    visit.settings,
                    scheme,
                    body.starts_on.isoformat(),
                    title=body.title,
                    now=visit.now,
                ).id,
            }
        )
    except TierlineError as error:
        return _begin_page(visit, scheme, found.form.refused(error, visit.language), status_of(error))
    with visit.read() as connection:
        begun = visit.told(connection, key)
    return visit.led_to(f"/policies/drafts/{begun['id']}", **{ANSWER: key})


def _begin_page(visit: Visit, scheme: str, form: Form, status: int = 200) -> Response:
    visit.actor.require("policy:draft")
    with visit.read() as connection:
        pack = packs.pack(connection, visit.actor, visit.settings, scheme, now=visit.now)
    if visit.wants_part and status == 200:
        return visit.part("policies/begin.html", "act", status, pack=pack, form=form)
    return visit.page("policies/begin.html", status, pack=pack, form=form)


def _version(pack: PackShown, starts_on: str) -> VersionShown:
    """The version of a day; the one in force, else the first one that will be. Raises PageUnknown."""
    if starts_on:
        for version in pack.versions:
            if version.head.starts_on.isoformat() == starts_on:
                return version
        raise PageUnknown()
    for version in pack.versions:
        if version.head.state is VersionState.IN_FORCE:
            return version
    return pack.versions[0]
