"""Starts tierline in processes of its own, which stop or die where a test wants it."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.grading import child
from tierline.grading.publication import STORE, content_of
from tierline.grading.run import Request

LONGEST_SECONDS = 240
PART_LINES = 16
"""Lines of a part, so that the forty lines of the small base make three."""


@dataclass(frozen=True)
class Ended:
    """What is left of a process: its exit code, the number of a signal below zero, and what it said."""

    code: int
    out: str
    said: str


def grade_arguments(asked: Request) -> list[str]:
    """The command line of a request."""
    arguments = ["grade", "--month", f"{asked.month:%Y-%m}", "--out", str(asked.out)]
    arguments += ["--join"] if asked.is_joining else []
    arguments += [word for scheme in asked.schemes for word in ("--scheme", scheme)]
    for name, paths in asked.paths.items():
        arguments += [word for path in paths for word in (f"--{name.replace('_', '-')}", path)]
    if asked.after is not None:
        arguments += ["--after", str(asked.after)]
    return [*arguments, "--threads", str(asked.threads), "--memory-limit", f"{asked.memory_mib}MB"]


def started(
    arguments: Sequence[str],
    *,
    moment: str = "",
    signal: str = "SIGSTOP",
    limits: Callable[[], None] | None = None,
    takings: Path | None = None,
    part_lines: int = PART_LINES,
    **options: Any,
) -> subprocess.Popen[str]:
    """A process of tierline; at `moment` it sends itself `signal`. `limits` are set before it begins.

    Which parts it takes is added to the file `takings`.
    """
    environment = os.environ | {child.MOMENT: moment, child.SIGNAL: signal, child.PART_LINES: str(part_lines)}
    if takings is not None:
        environment[child.TAKINGS] = str(takings)
    return subprocess.Popen(
        # Without -P the folder of the file would come first, whose modules are named like Python's own.
        [sys.executable, "-P", child.__file__, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limits,
        **options,
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    """Waits for the end of a process; a traceback is never right."""
    out, said = process.communicate(timeout=LONGEST_SECONDS)
    assert "Traceback" not in said, said
    return Ended(process.returncode, out, said)


def tierline(*arguments: str, **options: Any) -> Ended:
    """Carries out a command in a process of its own."""
    return ended(started(arguments, **options))


def wait_until_stopped(process: subprocess.Popen[str]) -> None:
    """Waits until a process has stopped itself at its moment."""
    found = os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    assert found is not None
    assert found.si_code == os.CLD_STOPPED, process.communicate()


def bound_by_permissions() -> None:
    """Take from the process to come, where it is root's, the right to write what nobody may write."""
    drop_from_bounding_set, override_permissions = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounding_set, override_permissions, 0, 0, 0)


def is_closed(folder: Path) -> bool:
    """True where a process that is bound by permissions cannot make anything in a folder."""
    attempt = "import os, sys; os.mkdir(sys.argv[1])"
    command = [sys.executable, "-c", attempt, str(folder / "attempt")]
    found = subprocess.run(command, preexec_fn=bound_by_permissions, capture_output=True, check=False)
    return found.returncode != 0


def seen(folder: Path) -> dict[str, bytes]:
    """Every byte that a reader finds in a folder, by path; what is hidden or leads nowhere is not found."""
    found = {}
    for root, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(root) / name
            if not name.startswith(".") and path.exists():
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def data_of(found: dict[str, bytes]) -> dict[str, bytes]:
    """Of what was seen, the data: a summary tells how long the run took."""
    return {name: content for name, content in found.items() if name.endswith(".parquet")}


def has_no_litter(folder: Path) -> bool:
    """True where a folder holds a content, at most one before it, a lock, and links that lead somewhere."""
    content = content_of(folder)
    assert content is not None
    links = {path.name for path in content.iterdir()}
    kept = {"current", "lock", content.name, str(int(content.name) - 1)}
    return {path.name for path in folder.iterdir()} == links | {STORE} and {
        path.name for path in (folder / STORE).iterdir()
    } <= kept
