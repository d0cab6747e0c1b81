"""A task by itself: how far it is, calling it off, and what an open page fetches of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.browser import ON_SQLITE
from tests.console.visits import text_of, visitor
from tests.service.actors import actor
from tests.service.api import Api
from tierline.tasks import running, service
from tierline.tasks.errors import WorkerLost
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import Task

pytestmark = ON_SQLITE

OPERATIONS = actor("operations", site="65")
RUNNER = "one"
ASKED = {"month": "2026-12", "scheme": "unicom-star"}
PART = {"HX-Request": "true"}


def task(api: Api, kind: str = "verify", asked: dict[str, Any] | None = None) -> Task:
    """A task that waits in the queue."""
    with api.database.write() as connection:
        return service.ask(connection, OPERATIONS, kind, asked or ASKED, now=api.clock.now)


def begun(api: Api, kind: str = "verify", done: int = 0, whole: int = 0) -> Task:
    """A task under way."""
    made = task(api, kind)
    with api.database.write() as connection:
        running.take(connection, KINDS, RUNNER, now=api.clock.now)
        running.tell(connection, made.id, RUNNER, done, whole, "verifying")
    return made


def test_a_task_says_how_far_it_is_in_both_languages(api: Api) -> None:
    made = begun(api, done=30, whole=40)
    page = visitor(api, OPERATIONS).get(f"/tasks/{made.id}")
    assert "December 2026: China Unicom star grade" in text_of(page)
    assert "75% Running it again, lines: 30 of 40" in text_of(page)
    assert "正在重跑，户数：30 / 40" in text_of(visitor(api, OPERATIONS, "zh").get(f"/tasks/{made.id}"))


def test_a_task_that_nobody_works_on_says_so_and_whom_to_ask(api: Api) -> None:
    first = task(api)
    api.clock.forward(seconds=1)
    second = task(api, "verify", {**ASKED, "month": "2026-11"})
    somebody = visitor(api, OPERATIONS)
    assert "Waits for the worker to begin it." in text_of(somebody.get(f"/tasks/{second.id}"))
    api.clock.forward(seconds=31)
    for made in (first, second):
        page = text_of(somebody.get(f"/tasks/{made.id}"))
        assert "Nobody works on it. No worker was heard of for 3" in page
        assert "Call it off" in page
    assert "当前无人执行。" in text_of(visitor(api, OPERATIONS, "zh").get(f"/tasks/{second.id}"))
    with api.database.write() as connection:
        running.take(connection, KINDS, RUNNER, now=api.clock.now)
    assert "Waits for another task to end." in text_of(somebody.get(f"/tasks/{second.id}"))
    assert "Has begun." in text_of(somebody.get(f"/tasks/{first.id}"))
    api.clock.forward(seconds=31)
    assert "Nobody works on it." in text_of(somebody.get(f"/tasks/{first.id}"))
    assert "Nobody works on it." in text_of(somebody.get(f"/tasks/{second.id}"))


def test_an_open_page_fetches_a_part_until_the_task_has_ended_and_is_then_loaded_anew(api: Api) -> None:
    made = begun(api)
    client = visitor(api, OPERATIONS).client
    part = client.get(f"/tasks/{made.id}?anew=1", headers=PART)
    assert "<html" not in part.text
    assert f'hx-get="/tasks/{made.id}?watch=1&amp;anew=1"' in part.text
    assert "HX-Refresh" not in part.headers
    with api.database.write() as connection:
        running.fail(connection, made.id, RUNNER, WorkerLost(), now=api.clock.now)
    assert client.get(f"/tasks/{made.id}?anew=1", headers=PART).headers["HX-Refresh"] == "true"
    ended = client.get(f"/tasks/{made.id}", headers=PART)
    assert "HX-Refresh" not in ended.headers
    assert "hx-trigger" not in ended.text
    assert "not done" in text_of(ended)
    assert 'hx-swap-oob="innerHTML:#said"' in ended.text


def test_a_task_is_called_off_once_and_says_so(api: Api) -> None:
    made = task(api)
    somebody = visitor(api, OPERATIONS)
    page = somebody.get(f"/tasks/{made.id}")
    after = somebody.send(page, f"/tasks/{made.id}/cancel")
    assert "It was called off. Nothing half done was left." in text_of(after)
    again = somebody.send(page, f"/tasks/{made.id}/cancel", key="another")
    assert again.status_code == 200


def test_a_task_under_way_is_called_off_within_seconds(api: Api) -> None:
    made = begun(api)
    somebody = visitor(api, OPERATIONS)
    page = somebody.send(somebody.get(f"/tasks/{made.id}"), f"/tasks/{made.id}/cancel")
    assert "Is being called off" in text_of(page)
    assert "/cancel" not in page.text


def test_verification_that_found_differences_shows_the_rows(api: Api) -> None:
    made = begun(api)
    difference = {
        "result": "grades",
        "problem": None,
        "only_recorded": 1,
        "only_again": 1,
        "columns": ["subscriber_id", "arpu"],
        "recorded": [["7", "1"]],
        "again": [["7", None]],
    }
    result = {
        "is_equal": False,
        "changed_inputs": ["2026-11.parquet"],
        "changed_versions": [["duckdb", "1.0", "2.0"]],
        "policy_matches": False,
        "differences": [difference, {**difference, "problem": {"en": "no file", "zh": "无文件"}}],
    }
    with api.database.write() as connection:
        running.end_well(connection, made.id, RUNNER, result, now=api.clock.now)
    page = text_of(visitor(api, OPERATIONS).get(f"/tasks/{made.id}"))
    assert "Different: run again, the month does not give the same rows." in page
    assert "grades: 1 rows only as recorded, 1 only when run again" in page
    assert "recorded 7 1 again 7 —" in page
    assert "2026-11.parquet was changed or written anew since the run." in page
    assert "grades: no file." in page


def test_a_refused_grading_shows_the_rows_that_were_refused(api: Api) -> None:
    made = task(api, "grade", {"month": "2026-12", "schemes": ["unicom-star", "of-our-own"]})
    refused = {
        "dataset": "bills",
        "column": "amount",
        "rows": 3,
        "problem": {"en": "is empty", "zh": "为空"},
        "examples": ["row 3", "row 9"],
    }
    with api.database.write() as connection:
        running.take(connection, KINDS, RUNNER, now=api.clock.now)
        error = WorkerLost()
        running.fail(connection, made.id, RUNNER, error, now=api.clock.now, result={"refused": [refused]})
    page = text_of(visitor(api, OPERATIONS).get(f"/tasks/{made.id}"))
    assert "China Unicom star grade, of-our-own" in page
    assert "Nothing was graded. Have the rows below mended" in page
    assert "bills, amount: is empty; 3 rows, such as found row 3 row 9" in page
    assert "mostly for want of memory" not in page  # what the rows say better


@pytest.mark.clause("CHN-11")
@pytest.mark.parametrize("who", [actor("operations", site="41"), actor("agent", site="")])
def test_a_task_of_another_site_or_of_a_kind_that_one_may_not_see_is_not_there(api: Api, who: Any) -> None:
    made = task(api)
    assert visitor(api, who).get(f"/tasks/{made.id}").status_code == 404
    assert visitor(api, who).get("/tasks/nonsense").status_code == 404


def test_who_may_only_look_cannot_call_it_off(api: Api) -> None:
    made = task(api)
    analyst = visitor(api, actor("policy_analyst", site=""))
    page = analyst.get(f"/tasks/{made.id}")
    assert "/cancel" not in page.text
