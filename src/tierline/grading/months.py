"""Calendar months as numbers, so that windows and terms are plain additions."""

from __future__ import annotations

from datetime import date, timedelta


def month_number(day: date) -> int:
    """Months since year 0; consecutive months have consecutive numbers."""
    return day.year * 12 + day.month - 1


def first_day(number: int) -> date:
    """The first day of the month of that number."""
    return date(number // 12, number % 12 + 1, 1)


def last_day(number: int) -> date:
    """The last day of the month of that number."""
    return first_day(number + 1) - timedelta(days=1)


def day_of_month(number: int, day: int) -> date:
    """The `day`-th of the month of that number."""
    return first_day(number).replace(day=day)


def tenure_months(joined_on: date, month: int) -> int:
    """Calendar months from the joining month to `month`, both counted; 0 or less before the joining month."""
    return month - month_number(joined_on) + 1


def full_years(tenure: int) -> int:
    """Full years by calendar month, of a tenure in months; below 0 before the joining month."""
    return (tenure - 1) // 12


def last_term_month(ends_on: date) -> int:
    """The last month that ends on or before `ends_on`. Clause: GRD-06, where terms end on the 8th."""
    return month_number(ends_on + timedelta(days=1)) - 1
