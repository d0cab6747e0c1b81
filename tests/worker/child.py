"""A worker in a process of its own: python -m tests.worker.child URL MOST_SECONDS [deadly]."""

from __future__ import annotations

import sys
import threading

from tests.service.databases import settings_for
from tests.worker.effects import DEADLY, HANDLERS, NOW
from tierline.database.connect import connect
from tierline.worker.commands import stopped_by_signals
from tierline.worker.loop import Worker

if __name__ == "__main__":
    url, seconds, *deadly = sys.argv[1:]
    settings = settings_for(url)
    stop = stopped_by_signals()
    # A parent that is gone cannot stop its children any more.
    alarm = threading.Timer(float(seconds), stop.set)
    alarm.daemon = True
    alarm.start()
    Worker(connect(settings), settings, lambda: NOW, DEADLY if deadly else HANDLERS, {}).run(stop)
