"""The data contract: which datasets a run reads, their columns, types and the values these may take.

A dataset, a column or a value outside the contract is refused, never guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tierline.policy.vocabulary import (
    ACCOUNT_KINDS,
    BRANDS,
    CONTRACT_KINDS,
    GROUPS,
    PAYMENTS,
    PLAN_KINDS,
    PRODUCTS,
    SEGMENTS,
    VANITY_CLASSES,
)
from tierline.policy.vocabulary import SPECIAL_GRADES as GRADES_BY_LIST


class Kind(StrEnum):
    """Types of columns; the value is the name that DuckDB gives the type."""

    BIGINT = "BIGINT"
    INTEGER = "INTEGER"
    SMALLINT = "SMALLINT"
    TINYINT = "TINYINT"
    MONEY = "DECIMAL(12,2)"
    VARCHAR = "VARCHAR"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"


INTEGERS = (Kind.BIGINT, Kind.INTEGER, Kind.SMALLINT, Kind.TINYINT)


@dataclass(frozen=True)
class Column:
    """One column. `values` is its whole domain where that is a list; `least` and `most` bound its numbers."""

    name: str
    kind: Kind
    nullable: bool = False
    values: tuple[str | int, ...] = ()
    least: int | None = None
    most: int | None = None
    first_of_month: bool = False
    personal: bool = False
    """Personal data: its values never reach a message."""


@dataclass(frozen=True)
class Dataset:
    """One dataset; one row per what `key` names."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def id(self) -> str:
        """The column that says whose a row is, of a line or of a site: messages name bad rows by it."""
        return self.key[0]

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def personal(self) -> tuple[str, ...]:
        """The names of the columns whose values never reach a message."""
        return tuple(column.name for column in self.columns if column.personal)


PRODUCT_GROUPS = GROUPS
"""Names under which a policy speaks of several products at once."""

SUBSCRIBERS = Dataset(
    "subscribers",
    key=("subscriber_id",),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("msisdn", Kind.VARCHAR, personal=True),
        Column("segment", Kind.VARCHAR, values=SEGMENTS),
        Column("product", Kind.VARCHAR, values=PRODUCTS),
        Column("brand", Kind.VARCHAR, nullable=True, values=BRANDS),
        Column("payment", Kind.VARCHAR, values=PAYMENTS),
        Column("account_kind", Kind.VARCHAR, values=ACCOUNT_KINDS),
        Column("plan_kind", Kind.VARCHAR, nullable=True, values=PLAN_KINDS),
        Column("real_name", Kind.BOOLEAN),
        Column("joined_on", Kind.DATE),
        Column("status", Kind.VARCHAR, values=("active", "suspended", "closed")),
        Column("closed_on", Kind.DATE, nullable=True),
        Column("site", Kind.VARCHAR),
        Column("vanity_class", Kind.TINYINT, nullable=True, values=VANITY_CLASSES),
        Column("vanity_secured", Kind.BOOLEAN, nullable=True),
        Column("contract_kind", Kind.VARCHAR, nullable=True, values=CONTRACT_KINDS),
        Column("contract_plan", Kind.INTEGER, nullable=True, least=0),
        Column("contract_ends_on", Kind.DATE, nullable=True),
        Column("bonus_products", Kind.SMALLINT, nullable=True, least=0),
    ),
)

BILLS = Dataset(
    "bills",
    key=("subscriber_id", "month"),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("month", Kind.DATE, first_of_month=True),
        Column("billed", Kind.MONEY),
        Column("mobile_billed", Kind.MONEY),
        Column("paid", Kind.MONEY),
        Column("suspensions", Kind.SMALLINT, least=0),
    ),
)

MEMBERSHIPS = Dataset(
    "memberships",
    key=("subscriber_id", "scheme", "since"),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("scheme", Kind.VARCHAR),
        Column("tier", Kind.VARCHAR),
        Column("since", Kind.DATE),
        Column("ends_on", Kind.DATE, nullable=True),
        Column("source", Kind.VARCHAR, values=("rated", "on_joining", "special")),
    ),
)

SPECIAL_GRADES = Dataset(
    "special_grades",
    key=("subscriber_id",),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("grade", Kind.VARCHAR, values=GRADES_BY_LIST),
    ),
)

DATASETS = {dataset.name: dataset for dataset in (SUBSCRIBERS, BILLS, MEMBERSHIPS, SPECIAL_GRADES)}

CHANGED_LINES = Dataset(
    "changed_lines",
    key=("subscriber_id",),
    columns=(*SUBSCRIBERS.columns, Column("removed", Kind.BOOLEAN, nullable=True)),
)
CORRECTED_BILLS = Dataset("corrected_bills", key=BILLS.key, columns=BILLS.columns)

OVERRIDES = Dataset(
    "overrides",
    key=("subscriber_id", "scheme", "since"),
    columns=(
        Column("subscriber_id", Kind.BIGINT),
        Column("scheme", Kind.VARCHAR),
        Column("tier", Kind.VARCHAR),
        Column("since", Kind.DATE),
        Column("ends_on", Kind.DATE),
        Column("reason", Kind.VARCHAR, personal=True),
        Column("set_by", Kind.VARCHAR, personal=True),
        Column("approved_by", Kind.VARCHAR, personal=True),
    ),
)
"""Tiers set by hand. No rule reads them, so they are none of DATASETS."""

LAYERS = {SUBSCRIBERS.name: CHANGED_LINES, BILLS.name: CORRECTED_BILLS}
"""What may lie over a dataset: its rows take the place of those with the same key, by the dataset's name."""

EVERY_DATASET = DATASETS | {one.name: one for one in (OVERRIDES, *LAYERS.values())}
