"""`python -m tierline.demo.child COMMAND ...`: a command of ours that ends once whoever began it is gone.

It watches its standard input, a pipe of which the demo holds the other end. However the demo ends, also when
it is killed, the system closes that end.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

STOPS_WITHIN_SECONDS = 20.0
"""So long the command has to stop in order."""


def end_with_parent() -> None:
    """Wait for the end of standard input, and end the process then."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOPS_WITHIN_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    runpy.run_module("tierline", run_name="__main__")
