"""Going through a base part by part: several engines side by side, each with a part of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from tierline.datasets.layout import Part
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.errors import ThreadsRefused

LEAST_MEMORY_MIB = 128
"""What an engine needs for a part of the usual size."""

Result = TypeVar("Result")


def resources(threads: int | None, memory_mib: int) -> tuple[int, int]:
    """How many engines may work side by side, and their memory in MiB. Raises ThreadsRefused.

    Without a number of threads, one for each processor, as far as the memory goes.
    """
    most = max(1, memory_mib // LEAST_MEMORY_MIB)
    if threads is None:
        threads = min(os.cpu_count() or 1, most)
    if threads < 1:
        raise ThreadsRefused(option="--threads", found=threads, expected=">= 1")
    if memory_mib < LEAST_MEMORY_MIB * threads:
        raise ThreadsRefused(
            option="--memory-limit",
            found=f"{memory_mib}MiB",
            expected=f">= {LEAST_MEMORY_MIB * threads}MiB",
        )
    return threads, memory_mib


def through_parts(
    parts: Sequence[Part],
    work: Callable[[DuckDB, Part], Result],
    threads: int,
    memory_mib: int,
    scratch: Path,
) -> Generator[Result]:
    """What `work` gives for each part, as soon as it is there, in no order; `memory_mib` is for each engine.

    Where `work` raises, or the reader stops early and closes the iterator, the other engines are interrupted.
    """
    engines: list[DuckDB] = []
    local = threading.local()
    lock = threading.Lock()

    def one(part: Part) -> Result:
        engine = getattr(local, "engine", None)
        if engine is None:
            engine = local.engine = DuckDB(memory_mib=memory_mib, scratch=scratch)
            with lock:
                engines.append(engine)
        return work(engine, part)

    pool = ThreadPoolExecutor(min(threads, len(parts)))
    try:
        pending: set[Future[Result]] = {pool.submit(one, part) for part in parts}
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for engine in engines:
            engine.interrupt()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for engine in engines:
            engine.close()
