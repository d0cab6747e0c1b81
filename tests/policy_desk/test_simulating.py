"""Simulations of drafts: asked for, carried out, and read down to the lines behind each figure."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from tests.policy_desk.desk import BLUE_AT_130, LI, NOW, ONE_DATABASE, READER, WANG
from tests.service.actors import actor
from tests.service.base import add_line
from tierline.database.errors import CursorWrong
from tierline.database.paging import Listing
from tierline.foresight.simulation.errors import SeriesTooLong
from tierline.policy_desk import asking, carrying, simulations
from tierline.policy_desk.changes import SetCell
from tierline.policy_desk.errors import (
    BaseMissing,
    CellOfMatrixUnknown,
    DraftBehind,
    DraftFaulty,
    DraftUnchanged,
    MonthsOutside,
    RunsNotSet,
    SimulationUnknown,
)
from tierline.policy_desk.simulation import NONE, Cell, LinesAsked, SoFar
from tierline.rights.errors import PermissionMissing
from tierline.tasks import running
from tierline.tasks import service as tasks
from tierline.tasks.course import Course
from tierline.tasks.errors import TaskOpen
from tierline.tasks.kinds import KINDS
from tierline.tasks.model import State
from tierline.worker.task_runner import TaskRunner

CITY_OF_LINES = "65.6501"


def lines(desk, task, who=LI, limit=50, after="", **asked):
    with desk.database.read() as connection:
        return simulations.simulated_lines(
            connection, who, desk.settings, task.id, LinesAsked(**asked), Listing(limit, after)
        )


def simulation(desk, task, who=READER):
    with desk.database.read() as connection:
        return simulations.simulation(connection, who, desk.settings, task.id)


def test_a_simulation_tells_who_moves_why_and_by_which_clause_down_to_the_lines(desk):
    with desk.database.write() as connection:
        add_line(connection, 31, site="65.6501.650102")
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    task = desk.simulated(draft)

    found = simulation(desk, task)
    (month,) = found.months
    assert (task.state, task.result["moved"]["lines"]) == (State.DONE, 11)
    assert (found.draft_id, found.revision, found.is_of_draft) == (draft.id, 2, True)
    assert (found.draft.version, found.as_in_force) == (date(2027, 1, 1), True)
    assert (month.month, month.lines, month.moved.up, month.moved.down) == ("2026-11", 40, 11, 0)
    assert Cell("white", "blue", 11) in month.matrix
    assert month.flows == (Cell("white", "blue", 11),)
    (cause,) = found.causes
    assert (cause.clause, cause.after[0].says.en) == ("GRD-04", "spend: at least 130")
    assert [(one.name, one.lines, one.alone) for one in month.causes] == [(cause.name, 11, 11)]
    assert month.costs is None

    first = lines(desk, task, limit=4, present="white", draft="blue", cause=cause.name, effect="moves")
    assert [line.line_id for line in first.items] == [30, 31, 32, 33]
    known = first.items[1]
    assert (known.number, known.present_tier, known.draft_tier) == ("186****0031", "white", "blue")
    assert (known.site, known.causes) == ("65.6501.650102", (cause.name,))
    assert str(known.figures["present_spend"]) == "131.00"
    assert first.items[0].number == ""
    rest = lines(desk, task, limit=50, after=first.next, present="white")
    assert [line.line_id for line in rest.items] == list(range(34, 41))
    assert rest.next is None
    assert not lines(desk, task, present=NONE).items

    with pytest.raises(CellOfMatrixUnknown, match="expected one of blue, white, none"):
        lines(desk, task, present="green")
    for asked in ({"month": "2026-12"}, {"cause": "moon"}, {"effect": "'"}):
        with pytest.raises(CellOfMatrixUnknown):
            lines(desk, task, **asked)
    with pytest.raises(CursorWrong):
        lines(desk, task, after="1 OR 1")

    analyst = actor("policy_analyst", site=CITY_OF_LINES)
    assert len(lines(desk, task, analyst).items) == 11
    assert not lines(desk, task, actor("policy_analyst", site="65.6502")).items
    assert not lines(desk, task, site="65.65").items
    with pytest.raises(PermissionMissing):
        lines(desk, task, actor("supervisor", site=""))

    edited = desk.edit(draft, SetCell("tier", 0, 0, 0, "140"))
    assert not simulation(desk, task).is_of_draft
    with desk.database.read() as connection:
        assert asking.last_simulation(connection, READER, edited.id).id == task.id


@ONE_DATABASE
def test_where_prices_are_known_a_simulation_tells_what_the_draft_costs(desk, tmp_path):
    (tmp_path / "prices").mkdir()
    invented = "entitlements: {manager: {en: manager, zh: 经理}}\ntiers: {blue: {manager: 12.50}}\n"
    (tmp_path / "prices" / "harbour.yaml").write_text(invented, "utf-8")
    desk = replace(desk, settings=desk.settings.model_copy(update={"prices": tmp_path / "prices"}))
    # Carried out anew: an earlier result of the same draft has no costs.
    found = simulation(desk, desk.carry_out(desk.ask(desk.edit(desk.begin(), BLUE_AT_130))))
    (month,) = found.months
    assert month.costs.whole.net == month.costs.by_entitlement["manager"].added == 11 * Decimal("12.50")


@ONE_DATABASE
def test_of_the_star_scheme_a_changed_threshold_is_simulated_on_the_same_base(desk):
    draft = desk.edit(desk.begin("unicom-star"), SetCell("tier", 0, 0, 0, "270"))
    found = simulation(desk, desk.simulated(draft))
    (month,) = found.months
    # Line i scores 1.10 times (20 + 8 i): lines 28 only lie between 260 and 270.
    between = [i for i in range(1, 41) if 26_000 <= (20 + 8 * i) * 110 < 27_000]
    assert month.moved.lines + month.later.lines == len(between)
    assert found.causes[0].clause == "GRD-16"


@ONE_DATABASE
def test_what_cannot_be_simulated_is_said_plainly(desk):
    draft = desk.begin()
    with pytest.raises(DraftUnchanged):
        desk.ask(draft)
    faulty = desk.edit(draft, SetCell("tier", 0, 0, 0, "x"))
    with pytest.raises(DraftFaulty, match=r"1 of its places have to be mended first\. Found `x`"):
        desk.ask(faulty)
    good = desk.edit(faulty, BLUE_AT_130)
    for months in (0, 13):
        with pytest.raises(MonthsOutside):
            desk.ask(good, months=months)
    with pytest.raises(BaseMissing, match="there are runs of 2026-11"):
        desk.ask(good, month="2026-10")
    with pytest.raises(PermissionMissing):
        desk.ask(good, who=READER)
    blind = replace(desk, settings=desk.settings.model_copy(update={"runs": None}))
    with pytest.raises(RunsNotSet):
        blind.ask(good)
    pack = desk.settings.policies / "harbour.yaml"
    pack.write_text(pack.read_text("utf-8") + "# changed\n", "utf-8")
    with pytest.raises(DraftBehind):
        desk.ask(good)


def test_one_simulation_of_a_draft_is_under_way_at_a_time(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    desk.ask(draft)
    with pytest.raises(TaskOpen):
        desk.ask(draft, who=WANG)


@ONE_DATABASE
def test_more_months_than_the_bills_reach_fail_with_the_reason_and_leave_nothing(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    task = desk.ask(draft, months=12)
    with pytest.raises(SeriesTooLong, match="2026-10"):
        desk.carry_out(task)
    assert list(desk.settings.desk.iterdir()) == []
    with pytest.raises(SimulationUnknown):
        simulation(desk, task)


@ONE_DATABASE
def test_months_ahead_are_rated_from_later_bills_and_told_one_by_one(desk, graded, tmp_path, monkeypatch):
    later = tmp_path / "datasets" / "bills"
    later.mkdir(parents=True)
    bills = f"read_parquet('{graded.parent}/in/bills.parquet')"
    duckdb.sql(
        f"COPY (SELECT * REPLACE (DATE '2026-11-01' AS month) FROM {bills} WHERE month = DATE '2026-10-01')"
        f" TO '{later}/2026-11.parquet'"
    )
    desk = replace(desk, settings=desk.settings.model_copy(update={"datasets": tmp_path / "datasets"}))
    asked = desk.ask(desk.edit(desk.begin(), BLUE_AT_130), months=2, transition="now")
    running_task = replace(asked, state=State.RUNNING)
    told = []
    progress = Course.progress

    def and_look(course, *facts):
        progress(course, *facts)
        told.append(simulations.so_far(READER, desk.settings, running_task))

    monkeypatch.setattr(Course, "progress", and_look)
    task = desk.carry_out(asked)
    found = simulation(desk, task)
    assert [month.month for month in found.months] == ["2026-11", "2026-12"]
    assert found.transition == "now"
    first = found.months[0]
    assert told[0] == ()
    assert told[-1] == (SoFar("2026-11", first.lines, first.moved, first.later.lines),)
    # Once the whole is there, nothing is so far.
    assert simulations.so_far(READER, desk.settings, running_task) == ()


def now():
    return NOW


def slowly(course: Course) -> object:
    """The same, held up once its first progress is told."""
    original = Course.progress

    def held_up(self: Course, done: int, whole: int, stage: str = "") -> None:
        original(self, done, whole, stage)
        time.sleep(60)

    Course.progress = held_up  # type: ignore[method-assign]  # the process ends with this task
    return carrying.simulate(course)


@ONE_DATABASE
def test_a_simulation_that_is_called_off_leaves_nothing(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    task = desk.ask(draft)
    stop = threading.Event()
    runner = TaskRunner(desk.database, desk.settings, now, {"simulate": slowly})
    worker = threading.Thread(target=runner.run_once, args=(stop,))
    worker.start()
    try:
        wait_until(lambda: state_of(desk, task).stage == carrying.SIMULATING)
        assert (desk.settings.desk / task.id).exists()
        with desk.database.write() as connection:
            tasks.cancel(connection, LI, task.id, now=NOW)
    finally:
        worker.join(30)
        stop.set()
    assert state_of(desk, task).state is State.CANCELLED
    assert list(desk.settings.desk.iterdir()) == []


@ONE_DATABASE
def test_what_a_killed_simulation_has_left_goes_with_the_next_one(desk):
    draft = desk.edit(desk.begin(), BLUE_AT_130)
    task = desk.ask(draft)
    left = desk.settings.desk / task.id / "result"
    left.mkdir(parents=True)
    (left / "half.parquet").write_bytes(b"half")
    with desk.database.write() as connection:
        running.take(connection, KINDS, "lost", now=NOW)
        tasks.cancel(connection, LI, task.id, now=NOW)
        running.lose(connection, task.id, "lost", now=NOW)
    again = desk.carry_out(desk.ask(draft))
    assert [path.name for path in desk.settings.desk.iterdir()] == [again.id]


def state_of(desk, task):
    with desk.database.read() as connection:
        return tasks.get(connection, LI, task.id)


def wait_until(condition) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


@ONE_DATABASE
def test_a_result_that_is_not_whole_is_no_simulation(desk):
    with pytest.raises(SimulationUnknown), desk.database.read() as connection:
        simulations.simulation(connection, LI, desk.settings, "../../etc")
    folder = desk.settings.desk / "0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"
    folder.mkdir(parents=True)
    (folder / "simulation.json").write_text(json.dumps({"form": 1}), "utf-8")
    with pytest.raises(SimulationUnknown), desk.database.read() as connection:
        simulations.simulation(connection, LI, desk.settings, folder.name)
