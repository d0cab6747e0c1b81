"""The dataset of measurements: one row for a site or cell and month, with the numbers a version names."""

from __future__ import annotations

from tierline.datasets.contract import Column, Dataset, Kind
from tierline.policy.model import MeasuredKind, Measurement, Version

NAME = "measurements"
SITE_ID = "site_id"


def measurements_of(version: Version) -> Dataset:
    """The dataset that a version rates by. A number that was not measured is empty."""
    fixed = (
        Column(SITE_ID, Kind.BIGINT),
        Column("site", Kind.VARCHAR),
        Column("month", Kind.DATE, first_of_month=True),
    )
    return Dataset(
        NAME, key=(SITE_ID, "month"), columns=(*fixed, *(_column(one) for one in version.measurements))
    )


def _column(measurement: Measurement) -> Column:
    name = measurement.name
    match measurement.kind:
        case MeasuredKind.SHARE:
            return Column(name, Kind.MONEY, nullable=True, least=0, most=100)
        case MeasuredKind.COUNT:
            return Column(name, Kind.INTEGER, nullable=True, least=0)
        case MeasuredKind.DECIMAL:
            return Column(name, Kind.MONEY, nullable=True)


def unit_of(measurement: Measurement) -> int:
    """How many whole units of one a measured number is held in: hundredths, or wholes of a count."""
    return 1 if measurement.kind is MeasuredKind.COUNT else 100
