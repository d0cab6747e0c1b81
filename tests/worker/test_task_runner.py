"""Each task is carried out once, in a process that goes away with it, whoever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service.actors import actor
from tests.worker.carried import CARRIED, now
from tests.worker.test_loop import MOST_SECONDS, ROOT, wait_until
from tierline.database.connect import Database
from tierline.tasks import kinds, service
from tierline.tasks.kinds import Kind
from tierline.tasks.model import State, Task
from tierline.wording import Text
from tierline.worker.beside import Beside
from tierline.worker.task_runner import TaskRunner

OPERATIONS = actor("operations", site="")


@pytest.fixture(autouse=True)
def _kinds(monkeypatch) -> None:
    shown = {name: Kind(Text(name, name), "run:read", "run:carry_out") for name in CARRIED}
    monkeypatch.setattr(kinds, "KINDS", shown)
    monkeypatch.setattr(service, "KINDS", shown)


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "traces"
    made.mkdir()
    return made


def ask(database: Database, kind: str, folder: Path) -> Task:
    with database.write() as connection:
        return service.ask(connection, OPERATIONS, kind, {"folder": str(folder)}, now=now())


def get(database: Database, task: Task) -> Task:
    with database.read() as connection:
        return service.get(connection, OPERATIONS, task.id)


def cancel(database: Database, task: Task) -> None:
    with database.write() as connection:
        service.cancel(connection, OPERATIONS, task.id, now=now())


def begun(folder: Path) -> list[int]:
    """The processes that began a task."""
    return [int(path.suffix[1:]) for path in folder.iterdir()]


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def work(database, settings) -> None:
    """What a worker does that is called for once."""
    TaskRunner(database, settings, now, CARRIED).run_once(threading.Event())


def test_tasks_end_in_what_they_return_or_in_why_they_failed(database, settings, folder, capfd):
    kinds_asked = ("end", "refuse", "refuse_with_figures", "stumble")
    asked = {kind: ask(database, kind, folder) for kind in kinds_asked}
    work(database, settings)
    ended, refused, with_figures, stumbled = (get(database, asked[kind]) for kind in kinds_asked)
    assert ended.state is State.DONE
    assert ended.result["process"] != os.getpid()
    assert (ended.done, ended.whole, ended.stage) == (2, 2, "half")
    assert refused.state is State.FAILED
    assert refused.problem == Text("Found 3; expected more.", "仅有 3，应更多。")
    assert (with_figures.problem, with_figures.result) == (refused.problem, {"found": 3})
    assert stumbled.id in stumbled.problem.en
    assert "故障" in stumbled.problem.zh
    told = "".join(capfd.readouterr())
    assert "ValueError at" in told
    assert "18600000001" not in told + stumbled.problem.en


def test_a_task_whose_process_is_killed_is_begun_once_more(database, settings, folder):
    once, twice = ask(database, "die_once", folder), ask(database, "die", folder / "..")
    work(database, settings)
    assert (get(database, once).state, get(database, once).result) == (State.DONE, {"begun": 2})
    assert get(database, twice).state is State.FAILED
    assert "ended twice" in get(database, twice).problem.en


def test_a_task_under_way_shows_its_progress_and_ends_soon_after_it_is_called_off(
    database, settings, folder, monkeypatch, tmp_path
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    task = ask(database, "wait", folder)
    with Beside("tasks", TaskRunner(database, settings, now, CARRIED).run, threading.Event()):
        wait_until(lambda: get(database, task).done == 3)
        assert (get(database, task).whole, get(database, task).stage) == (8, "waiting")
        asked_at = time.monotonic()
        cancel(database, task)
        wait_until(lambda: get(database, task).state is State.CANCELLED)
        assert time.monotonic() - asked_at < 20  # it would go on for a minute
    assert not any(is_alive(process) for process in begun(folder))
    assert list(tmp_path.glob("tierline-task-*")) == []


def test_a_worker_that_is_told_to_stop_leaves_its_task_to_another(database, settings, folder):
    task = ask(database, "wait", folder)
    with Beside("tasks", TaskRunner(database, settings, now, CARRIED).run, threading.Event()):
        wait_until(lambda: begun(folder))
    assert get(database, task).state is State.QUEUED
    assert not is_alive(begun(folder)[0])


@contextmanager
def child(database: Database, folder: Path):
    """A worker in a process of its own, whose temporary files lie beside the folder of traces."""
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.worker.task_child", url, str(MOST_SECONDS)]
    environment = {**os.environ, "TMPDIR": str(folder.parent)}
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(MOST_SECONDS)


def test_the_process_of_a_task_ends_with_a_worker_that_is_killed(database, folder):
    ask(database, "wait", folder)
    with child(database, folder) as worker:
        wait_until(lambda: begun(folder))
        worker.send_signal(signal.SIGKILL)
        wait_until(lambda: not is_alive(begun(folder)[0]))
        wait_until(lambda: not list(folder.parent.glob("tierline-task-*")))


@pytest.mark.slow
def test_two_workers_carry_each_task_out_once(database, folder):
    asked = [ask(database, "end", folder) for _ in range(12)]
    with child(database, folder), child(database, folder):
        wait_until(lambda: all(not get(database, task).is_open for task in asked))
    assert {get(database, task).state for task in asked} == {State.DONE}
    assert len(begun(folder)) == len(asked)
