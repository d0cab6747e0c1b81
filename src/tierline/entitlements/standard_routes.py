"""The service standards, their amendments and the places of visits, over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from tierline.entitlements import standards
from tierline.entitlements.json_forms import quota_json, term_json
from tierline.entitlements.matrix import InForce, Row
from tierline.entitlements.model import Cell, Handling, Issued, Level
from tierline.entitlements.routes import CLAUSE, QuotaShown, TermShown
from tierline.policy.model import Citation
from tierline.web.call import Call, SignedIn, Writing
from tierline.web.paging import ListingAsked, PageOf
from tierline.web.values import DayGiven
from tierline.wording import Language

router = APIRouter(tags=["service standards"])

Name = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$", examples=["unicom-vip-services"])]
On = Annotated[DayGiven | None, Query(description="A day; today by default.", examples=["2012-06-15"])]
SiteAsked = Annotated[
    str,
    Query(max_length=83, pattern=r"^([0-9A-Za-z]{1,20}(\.[0-9A-Za-z]{1,20}){0,3})?$", examples=["65"]),
]


class NoteShown(BaseModel):
    """What the source leaves open, what was chosen, and what else could be."""

    open: str
    chosen: str
    instead: str


class CellShown(BaseModel):
    """What one column has of a service."""

    column: str = Field(examples=["gold"])
    level: Level
    quota: QuotaShown | None
    terms: list[TermShown]
    clause: str = CLAUSE
    basis: str = Field(examples=["source"])
    note: NoteShown | None


class RowShown(BaseModel):
    """One service of a standard. An empty list of products, payments or statuses stands for all of them."""

    service: str = Field(examples=["sim_replacement"])
    title: str = Field(examples=["Free SIM replacement"])
    handling: Handling
    products: list[str]
    payments: list[str]
    statuses: list[str]
    places: list[str]
    clause: str = CLAUSE
    cells: list[CellShown]


class StandardShown(BaseModel):
    """A service standard in force."""

    name: str = Field(examples=["unicom-vip-services"])
    title: str = Field(examples=["Services for China Unicom VIP members"])
    owner: str = Field(examples=["customer_service"])
    starts_on: date
    schemes: list[str] = Field(description="Empty where the columns are segments.")
    columns: dict[str, str] = Field(examples=[{"gold": "gold"}])
    local: list[str] = Field(description="What a site may set anew.", examples=[["airport_lounge"]])


class StandardWhole(StandardShown):
    """A service standard with its matrix."""

    rows: list[RowShown]


class NewAmendment(BaseModel):
    """The YAML text of an amendment: `of`, `site` for local rules, and `services`."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        min_length=1,
        max_length=100_000,
        examples=[
            "of: unicom-vip-services\nclause: ENT-12\nbasis: source\nservices:\n  broadband_repair:\n"
            "    terms: {within_hours: {diamond: 24}}\n"
        ],
    )


class AmendmentShown(BaseModel):
    """An amendment as it was issued."""

    id: int = Field(examples=[1])
    standard: str = Field(examples=["unicom-vip-services"])
    site: str = Field(description="Empty for the whole operator.", examples=["65"])
    issued_on: date
    issued_at: datetime
    actor_id: str
    text: str


class LoungeShown(BaseModel):
    """A place of visits; `visits_this_year` by lines of your site, null for customers."""

    place: str = Field(examples=["urumqi"])
    service: str = Field(examples=["airport_lounge"])
    title: str = Field(examples=["Urumqi"])
    site: str = Field(examples=["65.6501"])
    visits_this_year: int | None = Field(examples=[12])


def _standard(found: InForce, language: Language) -> dict[str, object]:
    standard = found.standard
    return {
        "name": standard.name,
        "title": standard.title.read(language),
        "owner": standard.owner,
        "starts_on": found.starts_on,
        "schemes": list(standard.schemes),
        "columns": {name: title.read(language) for name, title in standard.columns.items()},
        "local": list(standard.local),
    }


def _row(row: Row, language: Language) -> RowShown:
    return RowShown(
        service=row.name,
        title=row.title.read(language),
        handling=row.handling,
        products=list(row.products),
        payments=list(row.payments),
        statuses=list(row.statuses),
        places=[place.name for place in row.places],
        clause=row.citation.clause,
        cells=[_cell(column, cell, language) for column, cell in row.cells.items()],
    )


def _cell(column: str, cell: Cell, language: Language) -> CellShown:
    return CellShown(
        column=column,
        level=cell.level,
        quota=QuotaShown.model_validate(quota_json(cell.quota)) if cell.quota else None,
        terms=[TermShown.model_validate(term_json(term)) for term in cell.terms],
        clause=cell.citation.clause,
        basis=cell.citation.basis.value,
        note=_note(cell.citation, language),
    )


def _note(citation: Citation, language: Language) -> NoteShown | None:
    said = citation.interpretation
    if said is None:
        return None
    return NoteShown(
        open=said.open.read(language), chosen=said.chosen.read(language), instead=said.instead.read(language)
    )


def _amendment(issued: Issued) -> AmendmentShown:
    return AmendmentShown.model_validate(issued, from_attributes=True)


def _today(call: Call) -> date:
    return call.now.astimezone(call.settings.time_zone).date()


@router.get("/service-standards", summary="Service standards 服务标准")
def list_standards(call: SignedIn, on: On = None) -> list[StandardShown]:
    """The standards in force on a day, all of them: there are only a few."""
    with call.read() as connection:
        found = standards.listed(connection, call.actor, on or _today(call), call.settings)
    return [StandardShown.model_validate(_standard(each, call.language)) for each in found]


@router.get("/service-standards/{name}", summary="One service standard 查看服务标准")
def show_standard(call: SignedIn, name: Name, on: On = None, site: SiteAsked = "") -> StandardWhole:
    """A standard as it holds on a day at a site, cell by cell, with clauses and basis."""
    with call.read() as connection:
        found = standards.get(connection, call.actor, name, on or _today(call), site, call.settings)
    rows = [_row(row, call.language) for row in found.rows.values()]
    return StandardWhole.model_validate({**_standard(found, call.language), "rows": rows})


@router.get("/service-standards/{name}/amendments", summary="Amendments 修订记录")
def list_amendments(call: SignedIn, name: Name, listing: ListingAsked) -> PageOf[AmendmentShown]:
    """What was issued, in the order of its numbers."""
    with call.read() as connection:
        page = standards.amendments(connection, call.actor, name, listing, call.settings)
    return PageOf[AmendmentShown](items=[_amendment(each) for each in page.items], next=page.next)


@router.post(
    "/service-standards/{name}/amendments",
    status_code=201,
    response_model=AmendmentShown,
    summary="Amend a standard 修订服务标准",
)
def amend_standard(call: Writing, name: Name, body: NewAmendment) -> Response:
    """Issue an amendment of the owning department, or local rules of a site; they hold from today on."""

    def use_case(connection: Connection) -> AmendmentShown:
        issued = standards.amend(
            connection, call.actor, name, body.text, now=call.now, settings=call.settings
        )
        return _amendment(issued)

    return call.once(use_case, body, 201)


@router.get("/lounges", summary="Places of visits 贵宾厅")
def list_lounges(call: SignedIn) -> list[LoungeShown]:
    """Every lounge with its place, and how often it was visited this year."""
    with call.read() as connection:
        found = standards.places(connection, call.actor, call.now, call.settings)
    return [
        LoungeShown(
            place=each.place.name,
            service=each.service,
            title=each.place.title.read(call.language),
            site=each.place.site,
            visits_this_year=each.visits,
        )
        for each in found
    ]
