"""A worker of tasks in a process of its own: python -m tests.worker.task_child URL MOST_SECONDS."""

from __future__ import annotations

import sys
import threading

from tests.service.databases import settings_for
from tests.worker.carried import CARRIED, now
from tierline.database.connect import connect
from tierline.worker.commands import stopped_by_signals
from tierline.worker.task_runner import TaskRunner

if __name__ == "__main__":
    url, seconds = sys.argv[1:]
    settings = settings_for(url)
    stop = stopped_by_signals()
    # A parent that is gone cannot stop its children any more.
    alarm = threading.Timer(float(seconds), stop.set)
    alarm.daemon = True
    alarm.start()
    TaskRunner(connect(settings), settings, now, CARRIED).run(stop)
