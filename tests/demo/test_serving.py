"""Serving a demo: it answers, stops at once when told to, and leaves nothing behind."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.demo.conftest import MadeDemo
from tierline.demo.commands import demo as demo_command
from tierline.demo.errors import DemoMissing
from tierline.demo.installation import PASSWORD
from tierline.settings import read_settings
from tierline.wording import Language


def children_of(pid: int) -> list[int]:
    """The processes that one has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def is_at_work(pid: int) -> bool:
    """True for a process that has not ended; one whose end nobody has asked for yet is still listed."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGKILL])
def test_a_served_demo_answers_and_leaves_no_process_when_it_is_stopped(
    told: signal.Signals, demo: MadeDemo, tmp_path: Path
) -> None:
    folder = tmp_path / "served"  # a worker goes on with it, which others still look at
    shutil.copytree(demo.folder, folder)
    command = [sys.executable, "-m", "tierline", "demo", "--serve-only", "--out", str(folder)]
    served = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = ""
    assert served.stdout is not None
    try:
        while not (address := re.search(r"Served at (\S+) ", said)):
            line = served.stdout.readline()
            assert line, said
            said += line
        with urllib.request.urlopen(f"{address[1]}health/ready", timeout=10) as answer:
            status = answer.status
        children = children_of(served.pid)
        served.send_signal(told)
        said += served.stdout.read()
        code = served.wait(30)
    finally:
        served.kill()
        served.wait()

    # Killed, it cannot wait for its children.
    ends_by = time.monotonic() + (30 if told is signal.SIGKILL else 0)
    while any(map(is_at_work, children)) and time.monotonic() < ends_by:
        time.sleep(0.05)
    is_told = told is not signal.SIGKILL
    assert (status, len(children), code) == (200, 2, 0 if is_told else -told)
    assert [pid for pid in children if is_at_work(pid)] == []
    logs = "".join((folder / f"{name}.log").read_text("utf-8") for name in ("serve", "worker"))
    assert "Traceback" not in said + logs
    assert PASSWORD in said
    assert demo.service.lines["owes_one_month"].msisdn in said
    assert demo.service.lines["owes_one_month"].msisdn not in logs


def test_a_folder_without_a_demo_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(DemoMissing):
        demo_command(tmp_path, serve_only=True, lang=Language.EN)


def test_other_commands_work_on_the_demo_by_its_environment(
    demo: MadeDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in (demo.folder / "service.env").read_text("utf-8").splitlines():
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, shlex.split(value)[0])

    assert read_settings() == demo.service.settings
    answer = subprocess.run(
        [sys.executable, "-m", "tierline", "audit", "verify"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0
    assert re.search(r"\d seals? with \d+ entries walked", answer.stdout)
