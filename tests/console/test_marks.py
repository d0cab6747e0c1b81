"""What `benchmarks.console` measures of a million lines, held of two thousand: memory, and the first paint.

Both hold at any number of lines, and with wide margins: a server that kept 8 KiB of each view would be found
out, and a page is there in a fifth of the second that it may take.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pytest

from benchmarks.console import Line, lines_of, painted, served, viewed
from benchmarks.console_report import MOST_GROWTH_MIB, MOST_PAINT_MS, growth
from benchmarks.installation import Installation, installed
from benchmarks.service import graded
from tests.console.browser import without_browser

pytestmark = pytest.mark.slow

LINES = 2_000


@dataclass(frozen=True)
class Console:
    """A service in a process of its own, with lines that have tiers, and an agent who is signed in."""

    installation: Installation
    server: subprocess.Popen[bytes]
    lines: list[Line]
    token: str


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    work = tmp_path_factory.mktemp("marks")
    base, folders = graded(work, LINES)
    with installed("sqlite", work) as installation:
        server, token = served(installation, folders)
        yield Console(installation, server, lines_of(base), token)


def test_the_memory_of_the_server_is_flat_over_a_thousand_views_of_whole_pages(console: Console) -> None:
    memory = viewed(console.installation, console.server, console.lines, console.token)
    assert growth(memory) <= MOST_GROWTH_MIB, memory


def test_the_customer_page_is_painted_within_a_second(console: Console) -> None:
    times = painted(console.installation, console.lines, console.token)
    if times is None:
        without_browser()
    assert median(times) < MOST_PAINT_MS, times
