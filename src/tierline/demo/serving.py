"""Serving a demo: `tierline serve` and `tierline worker` as children, which end with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from tierline.demo.child import STOPS_WITHIN_SECONDS
from tierline.demo.errors import DemoNotServed
from tierline.demo.installation import Installation

HOST = "127.0.0.1"
PORTS = (8321, 8322, 8323)
"""Of the service, of its metrics and of the worker's; where one is taken, any free one."""

STARTS_WITHIN_SECONDS = 60.0
ASK_AGAIN_SECONDS = 0.2
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(demo: Installation, ready: Callable[[str], None]) -> None:
    """Serve until told to stop by Ctrl-C or a signal; `ready` is told the address once it answers.

    Raises DemoNotServed where a child ends by itself, or never answers.
    """
    port, metrics, of_worker = _free_ports(PORTS)
    environment = os.environ | demo.variables
    environment |= {
        "TIERLINE_LISTEN_HOST": HOST,
        "TIERLINE_LISTEN_PORT": str(port),
        "TIERLINE_METRICS_PORT": str(metrics),
        "TIERLINE_PUBLIC_URL": f"http://{HOST}:{port}",
    }
    with _told_to_stop() as stop, ExitStack() as children:
        server = children.enter_context(_child(demo, "serve", (), environment))
        worker = children.enter_context(
            _child(demo, "worker", ("--metrics-port", str(of_worker)), environment)
        )
        running = {"serve": server, "worker": worker}
        if _answers(port, running, demo, stop):
            ready(f"http://{HOST}:{port}/")
        while not stop.wait(ASK_AGAIN_SECONDS):
            _check(running, demo)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set by any of the signals by which a terminal, a supervisor or a reader ends a command."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in STOPPING}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _child(
    demo: Installation, command: str, options: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours at work in the background; it has ended when the context is left."""
    with _log(demo, command).open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "tierline.demo.child", command, *options],
            env=environment,
            # Nothing is written to it: its end tells the child that we are gone, also when we were killed.
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C goes to all processes of a terminal; a child is to end when we say so, and once.
            start_new_session=True,
        )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        assert child.stdin is not None
        child.stdin.close()


def _answers(
    port: int, running: Mapping[str, subprocess.Popen[bytes]], demo: Installation, stop: threading.Event
) -> bool:
    """True once the service answers; False where we are told to stop before."""
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while not stop.wait(ASK_AGAIN_SECONDS):
        _check(running, demo)
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/health/ready", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise DemoNotServed(command="serve", log=_log(demo, "serve")) from None
    return False


def _check(running: Mapping[str, subprocess.Popen[bytes]], demo: Installation) -> None:
    for command, child in running.items():
        if child.poll() is not None:
            raise DemoNotServed(command=command, log=_log(demo, command))


def _log(demo: Installation, command: str) -> Path:
    return demo.folder / f"{command}.log"


def _free_ports(wanted: Sequence[int]) -> list[int]:
    """The wanted ports, any other in the place of one that is taken."""
    with ExitStack() as held:
        return [_free_port(held, port) for port in wanted]


def _free_port(held: ExitStack, port: int) -> int:
    for tried in (port, 0):
        one = held.enter_context(socket.socket())
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, tried))
        except OSError:
            continue
        return int(one.getsockname()[1])
    raise AssertionError("no port is free")
