"""A worker of tasks in a process of its own: python -m tests.console.month_worker URL FOLDER MOST_SECONDS."""

from __future__ import annotations

import sys
import threading
from datetime import datetime
from pathlib import Path

from tests.months.operator import NOW, settings_at
from tierline.database.connect import connect
from tierline.worker.commands import stopped_by_signals
from tierline.worker.task_runner import TaskRunner
from tierline.worker.tasks import KINDS


def now() -> datetime:
    """The moment at which the operator of these tests works."""
    return NOW


if __name__ == "__main__":
    url, folder, seconds = sys.argv[1:]
    settings = settings_at(Path(folder), url)
    stop = stopped_by_signals()
    # A parent that is gone cannot stop its children any more.
    alarm = threading.Timer(float(seconds), stop.set)
    alarm.daemon = True
    alarm.start()
    TaskRunner(connect(settings), settings, now, KINDS).run(stop)
