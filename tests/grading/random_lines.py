"""Random lines of an operator: every product, segment, kind and tenure, closings, numbers, contracts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.grading.reference_rating import first_day, last_day, month_number
from tierline.datasets.contract import SUBSCRIBERS

# Months at which a rule turns, and their neighbours; 0 is a line that joins in the month after M.
TENURES = (0, 1, 2, 6, 7, 8, 11, 12, 13, 14, 24, 25, 36, 37, 48, 49, 59, 60, 61, 120, 121, 300)
CLOSED_DAYS_AFTER_RATING = (-400, -62, -35, -20, -5, -2, -1, 0, 0, 1, 3, 40)
CONTRACT_PLANS = (None, 0, 66, 155, 156, 186, 226, 286, 385, 386, 585, 586, 886)
CONTRACT_ENDS_AFTER_RATING = (None, -300, -1, 0, 1, 300)
SITES = ("65.6501.650102", "65.6501.650103", "65.6502.650202", "41.4101.410102", "41.4103.410302")


def domain(column: str) -> tuple[Any, ...]:
    """Values that the data contract allows in a column of subscribers, None where it is nullable."""
    found = SUBSCRIBERS.column(column)
    return (*found.values, None) if found.nullable else found.values


def mostly(rng: Random, usual: Any, column: str, share: float) -> Any:
    """The usual value in a share of cases, else any that the contract allows."""
    return usual if rng.random() < share else rng.choice(domain(column))


def joined_on(rng: Random, month: date) -> date:
    """A day, so that the tenure at M is often one at which a rule turns."""
    tenure = rng.choice((rng.choice(TENURES), rng.choice(TENURES), rng.randint(1, 14), rng.randint(1, 300)))
    joining = month_number(month) + 1 - tenure
    first, last = first_day(joining), last_day(joining)
    return rng.choice((first, last, first + timedelta(days=rng.randrange(28))))


def random_line(rng: Random, subscriber_id: int, month: date, rated_on: date) -> dict[str, Any]:
    """One row of subscribers inside the data contract."""
    product = rng.choice((*domain("product"), "mobile_3g", "mobile_4g"))
    status = rng.choices(("active", "suspended", "closed"), (77, 11, 12))[0]
    # An active line may still carry the day on which it was once closed: it is not closed.
    has_closing = status == "closed" or rng.random() < 0.05
    closed_on = rated_on + timedelta(days=rng.choice(CLOSED_DAYS_AFTER_RATING)) if has_closing else None
    extras = 0.6 if product == "mobile_3g" else 0.15
    has_vanity, has_contract = rng.random() < extras, rng.random() < extras
    ends_after = rng.choice(CONTRACT_ENDS_AFTER_RATING) if has_contract else None
    handset = mostly(rng, "deposit_for_handset", "contract_kind", 0.6) if has_contract else None
    return {
        "subscriber_id": subscriber_id,
        "msisdn": f"000{subscriber_id % 10**8:08d}",
        "segment": mostly(rng, "public", "segment", 0.5),
        "product": product,
        "brand": rng.choice(domain("brand")),
        "payment": mostly(rng, "postpaid", "payment", 0.8),
        "account_kind": mostly(rng, "ordinary", "account_kind", 0.8),
        "plan_kind": mostly(rng, None, "plan_kind", 0.85),
        "real_name": rng.random() < 0.85,
        "joined_on": joined_on(rng, month),
        "status": status,
        "closed_on": closed_on,
        "site": rng.choice(SITES),
        "vanity_class": rng.choice(domain("vanity_class")) if has_vanity else None,
        "vanity_secured": rng.choice((True, True, False, None)) if has_vanity else None,
        "contract_kind": handset,
        "contract_plan": rng.choice(CONTRACT_PLANS) if has_contract else None,
        "contract_ends_on": None if ends_after is None else rated_on + timedelta(days=ends_after),
        "bonus_products": rng.choice((None, 0, 1, 2, 9, 10, 11, 40)),
    }
