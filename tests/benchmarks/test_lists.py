"""What the measurement of lists rests on: tables are filled, lists answer what is asked, marks judge."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from benchmarks.lists import ROLES, questions_of
from benchmarks.lists_pages import lists
from benchmarks.lists_report import FIRST, dearest, rendered
from benchmarks.lists_rows import CITY, fill
from tests.console.visits import visitor
from tests.service.actors import actor
from tests.service.api import Api
from tierline.sites.conditions import within
from tierline.work_orders.store import work_orders

ROWS = 400


def test_every_list_is_filled_and_answers_all_that_it_is_asked(api: Api) -> None:
    fill(api.database, ROWS, api.clock())
    reader = actor(*ROLES, site="")
    pages, systems = visitor(api, reader), api.client(reader)
    for each in lists(api.clock()):
        for what, query in questions_of(each, api.database).items():
            asked = systems if each.path.startswith("/api/") else pages
            answer = asked.get(each.address(query))
            assert answer.status_code == 200, f"{each.name}, {what}"
            if what == "deep in it" and asked is pages:
                assert answer.text.count("<tr>") > 10, each.name
    with api.database.read() as connection:
        orders = connection.execute(
            select(func.count()).where(within(work_orders.c.county, CITY))
        ).scalar_one()
    assert orders == pytest.approx(ROWS / 6, rel=0.1)


def costs(cpu_ms: float, *, first: float = 5.0) -> dict[str, dict[str, dict[str, float]]]:
    return {
        FIRST: {"headquarters": {"cpu_ms": first, "ms": first}},
        "a rare act": {"city": {"cpu_ms": cpu_ms, "ms": 2 * cpu_ms}},
    }


@pytest.mark.parametrize(
    ("found", "mark"),
    [
        (costs(100.0), "met"),
        (costs(100.1), "**missed**"),
        # A slow or busy machine is told by the first page, which is dear there too.
        (costs(200.0, first=10.0), "met"),
        (costs(200.1, first=10.0), "**missed**"),
        (costs(1.0, first=100.1), "**missed**"),
    ],
)
def test_a_page_is_judged_by_its_own_time_and_by_that_of_the_first(found, mark):
    machine = {
        "cpu": "a processor", "cores": 2, "memory_gib": 8, "python": "3.11",
        "commit": None, "changed_since_commit": None,
    }  # fmt: skip
    about = {"machine": machine, "load_before": (0, 0, 0), "load_after": (0, 0, 0)}
    text = rendered({**about, "rows": 1000, "rounds": 3, "measured": {"sqlite": {"audit trail": found}}})
    row = next(line for line in text.splitlines() if line.startswith("| audit trail |"))
    assert row.endswith(f"| {mark} |")
    assert f"| {dearest(found).what} |" in row
