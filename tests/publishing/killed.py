"""Publishes folders again and again, each time in a process that is killed at some statement, until done.

The processes are forks of this one, which has loaded everything and opened nothing, so that each is quick.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import event

import tierline.publishing.publisher as _loaded  # noqa: F401  # what the forks need, loaded once
from tests.publishing.runs import publisher
from tests.service.databases import settings_for
from tierline.database.connect import connect

MOST_KILLS = 200


def published_or_killed(url: str, folder: Path, now: datetime, statements: int) -> bool:
    """Publishes in a fork that kills itself before so many statements; True where it came to its end."""
    child = os.fork()
    if child == 0:
        settings = settings_for(url)
        database = connect(settings)
        numbers = count(1)

        @event.listens_for(database.engine, "before_cursor_execute")
        @event.listens_for(database.engine, "commit")
        def strike(*_given: object) -> None:
            if next(numbers) == statements:
                os.kill(os.getpid(), signal.SIGKILL)

        publisher(database, settings, now).publish(folder)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def main() -> None:
    """url, seed, then folders with the moment of each; prints how often a publisher was killed."""
    url, seed, *rest = sys.argv[1:]
    rng = random.Random(int(seed))
    kills = 0
    for folder, now in zip(rest[::2], rest[1::2], strict=True):
        while not published_or_killed(url, Path(folder), datetime.fromisoformat(now), rng.randint(8, 40)):
            kills += 1
            assert kills < MOST_KILLS
    print(kills)


if __name__ == "__main__":
    main()
