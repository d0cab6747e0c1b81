"""The nouns of a service standard: a matrix of rows and cells, in dated versions, with its amendments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from tierline.entitlements.model import Cell, Handling, Quota, Term
from tierline.policy.model import Citation, Entry
from tierline.wording import Text

ALL = "all"
"""Stands for every column with a privilege, where terms are given."""


@dataclass(frozen=True)
class VisitPlace:
    """A place at which a service is had, and the site in whose charge it is. Clause: ENT-14."""

    name: str
    title: Text
    site: str


@dataclass(frozen=True)
class Row:
    """One service of a matrix. An empty tuple of products, payments or statuses stands for all of them."""

    name: str
    title: Text
    handling: Handling
    cells: Mapping[str, Cell]
    citation: Citation
    products: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    places: tuple[VisitPlace, ...] = ()


@dataclass(frozen=True)
class ReadAs:
    """A tier without a column of its own, and the column that holds for it."""

    column: str
    title: Text


@dataclass(frozen=True)
class SchemeServed:
    """A scheme whose tiers are columns of a standard, or are read as one of them.

    Its members on the products `without` have nothing by the standard.
    """

    name: str
    citation: Citation
    without: tuple[str, ...] = ()
    read_as: Mapping[str, ReadAs] = field(default_factory=dict)


@dataclass(frozen=True)
class RowVersion:
    """The rows that hold from a day on: each in place of the one of its name; None takes a row away.

    `new_terms` is False once the schemes of the standard grant no new terms, so that nobody is told to hope.
    """

    starts_on: date
    citation: Citation
    rows: Mapping[str, Row | None]
    new_terms: bool


@dataclass(frozen=True)
class Standard:
    """One service standard: its columns with their titles, and its rows by dated versions, oldest first.

    Without schemes its columns are segments. `local` names the services, or `service.term`, that a site may
    change. Clauses: GOV-02, GOV-04.
    """

    name: str
    title: Text
    owner: str
    columns: Mapping[str, Text]
    schemes: Mapping[str, SchemeServed]
    local: tuple[str, ...]
    versions: tuple[RowVersion, ...]
    entries: tuple[Entry, ...]
    text: str
    digest: str
    path: str

    @property
    def is_by_segment(self) -> bool:
        """True where the columns are segments of customers."""
        return not self.schemes


@dataclass(frozen=True)
class NewTerms:
    """Terms of one name that take the place of those in the cells of a row. None stands for no quota.

    `values` are by column; that of `all` is for every column with a privilege that is not named itself.
    """

    name: str
    values: Mapping[str, Term | Quota | None]


RowChange = Row | tuple[NewTerms, ...] | None
"""What an amendment says of a service: a whole row, new terms in the row that holds, or that it ends."""


@dataclass(frozen=True)
class Amendment:
    """A change of a standard from its day of issue on, at `site` and below it. Clauses: GOV-02, GOV-04."""

    number: int
    """Later ones have higher numbers."""
    standard: str
    site: str
    issued_on: date
    changes: Mapping[str, RowChange]
    text: str


@dataclass(frozen=True)
class InForce:
    """A standard as it holds on one day at one site; `starts_on` is that of its version."""

    standard: Standard
    starts_on: date
    rows: Mapping[str, Row]
    new_terms: bool


@dataclass(frozen=True, eq=False)
class Matrices:
    """All standards as they hold on one day at one site. Compared by identity: answers are kept by it."""

    standards: tuple[InForce, ...]

    @property
    def services(self) -> tuple[str, ...]:
        """Every service that some standard has a row for, in the order of the standards."""
        return tuple(dict.fromkeys(name for each in self.standards for name in each.rows))

    @cached_property
    def limited(self) -> frozenset[str]:
        """The services of which some column has a quota."""
        rows = (row for each in self.standards for row in each.rows.values())
        return frozenset(row.name for row in rows if any(cell.quota for cell in row.cells.values()))

    def row(self, service: str) -> Row | None:
        """The first row of that service."""
        return next((each.rows[service] for each in self.standards if service in each.rows), None)
