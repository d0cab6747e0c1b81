"""One run of `tierline grade` in this process, with the processor time of each kind of statement.

    python -m benchmarks.grade_once --base benchmarks/work/lines-1000000 --out DIR [--checks]

Prints JSON: for each kind how often it was carried out and the CPU seconds of the threads that waited for it.
An engine has one thread, which is the one that asks it, so that these are the engine's seconds too. `rest` is
what the process used beside: the start of Python, the command's own work, publishing.
"""

from __future__ import annotations

import argparse
import inspect
import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bases import MONTH, SCHEME, Base


class Profile:
    """CPU seconds and counts by kind, gathered from several threads."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.times: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._inside = threading.local()

    def watch(self, owner: Any, name: str, kind: Callable[..., str]) -> None:
        """Time every call of a function or method; what it calls in turn counts as part of it."""
        plain = getattr(owner, name)

        def timed(*args: Any, **options: Any) -> Any:
            if getattr(self._inside, "busy", False):
                return plain(*args, **options)
            self._inside.busy = True
            named, started = kind(*args, **options), time.thread_time()
            try:
                return plain(*args, **options)
            finally:
                self._inside.busy = False
                with self._lock:
                    self.seconds[named] += time.thread_time() - started
                    self.times[named] += 1

        setattr(owner, name, timed)

    def as_json(self) -> dict[str, Any]:
        """The kinds, the most expensive first, then the rest and the total of the process."""
        total = time.process_time()
        kinds = [
            {"kind": kind, "times": self.times[kind], "cpu_seconds": round(seconds, 4)}
            for kind, seconds in sorted(self.seconds.items(), key=lambda one: -one[1])
        ]
        rest = total - sum(self.seconds.values())
        kinds.append({"kind": "rest", "times": 1, "cpu_seconds": round(rest, 4)})
        return {"kinds": kinds, "cpu_seconds": round(total, 4)}


def _asker(engine: Any, sql: str) -> str:
    """Queries are told apart by the function that asks them."""
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame is not None else None
    return f"ask: {frame.f_code.co_name if frame is not None else '?'}"


def profiled(base: Base, out: Path, *, checks: bool) -> dict[str, Any]:
    """Grade the measured month of a base into `out`, and say where the time went."""
    profile = Profile()
    started = time.process_time()
    from tierline.grading import digests, run
    from tierline.grading.engines.duckdb import DuckDB

    profile.seconds["load Ibis and DuckDB"] += time.process_time() - started
    profile.times["load Ibis and DuckDB"] += 1
    profile.watch(run, "planned", lambda *_, **__: "compile the policy")
    profile.watch(run, "prepared", lambda *_: "look at the inputs")
    profile.watch(digests, "digested", lambda *_, **__: "digest the inputs")
    profile.watch(DuckDB, "keep", lambda engine, name, sql: f"hold {name}")
    profile.watch(DuckDB, "view", lambda engine, name, sql: "name a view")
    profile.watch(DuckDB, "write", lambda engine, sql, types, order, target: f"write {target.parent.name}")
    profile.watch(DuckDB, "rows", _asker)
    paths = {
        "subscribers": [str(base.subscribers)],
        "bills": [str(file) for file in base.bills[1:]],
        "memberships": [str(base.memberships)],
        "special_grades": [str(base.special_grades)],
    }
    run.run(
        run.Request(
            (SCHEME,), MONTH, paths, out, is_checked=checks, is_digested=checks, threads=2, memory_mib=512
        )
    )
    return profile.as_json()


def main(arguments: Sequence[str] | None = None) -> None:
    """Grade once and print the profile."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checks", action="store_true", help="with checks and digests")
    asked = parser.parse_args(arguments)
    print(json.dumps(profiled(Base(asked.base, 0), asked.out, checks=asked.checks)))


if __name__ == "__main__":
    main()
