"""tierline in a process of its own that stops or dies at a given moment."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

PART_LINES, MOMENT, SIGNAL = "TIERLINE_TEST_PART_LINES", "TIERLINE_TEST_MOMENT", "TIERLINE_TEST_SIGNAL"
TAKINGS = "TIERLINE_TEST_TAKINGS"

CHANGES = ("open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "shutil.rmtree")
"""What the interpreter tells of before it does it; the fsyncs between change nothing that can be read."""


def dies_before(step: int) -> None:
    """End this process, as kill -9 does, before its `step`-th change of the file system from now on."""
    left = step

    def count(event: str, details: tuple[object, ...]) -> None:
        nonlocal left
        if event in CHANGES:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def struck_at(event: str, name: str, number: signal.Signals) -> None:
    """Signal this process before it first does `event` to a path that ends in `name`."""
    waits = True

    def watch(found: str, details: tuple[object, ...]) -> None:
        nonlocal waits
        if waits and found == event and any(str(one).endswith(name) for one in details):
            waits = False
            os.kill(os.getpid(), number)

    sys.addaudithook(watch)


def struck_after_parts(parts: int, number: signal.Signals) -> None:
    """Signal this process when so many parts of a run are done."""
    from tierline.grading.part import PartWork

    carried_out, left = PartWork.carried_out, parts

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal left
        result = carried_out(*given, **named)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)
        return result

    PartWork.carried_out = counted  # type: ignore[method-assign]


def noting_parts(file: str) -> None:
    """Add a line to `file` for each part that this process begins: its number and the process's."""
    from tierline.grading.part import PartWork

    carried_out = PartWork.carried_out

    def noted(work: Any, engine: Any, part: Any, **named: Any) -> Any:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{part.number} {os.getpid()}\n".encode())
        os.close(handle)
        return carried_out(work, engine, part, **named)

    PartWork.carried_out = noted  # type: ignore[method-assign]


def main() -> None:
    """tierline as on the command line, in parts of the size and with the moment that its environment has."""
    import dataclasses

    from tierline.cli.main import main as tierline
    from tierline.grading import run as running

    # What a shell begins in the background ignores Ctrl-C, and so does all that it begins in turn.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if lines := os.environ.get(PART_LINES):
        whole = running.run
        running.run = lambda request, *others: whole(
            dataclasses.replace(request, part_lines=int(lines)), *others
        )
    if takings := os.environ.get(TAKINGS):
        noting_parts(takings)
    if moment := os.environ.get(MOMENT):
        event, _, name = moment.partition(" ")
        number = signal.Signals[os.environ[SIGNAL]]
        if event == "part":
            struck_after_parts(int(name), number)
        else:
            struck_at(event, name, number)
    tierline()


if __name__ == "__main__":
    main()
