"""The manual lists the functions of FEEL that are read, and those that are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tierline.tables.expressions.functions.registry import FUNCTIONS, NOT_READ

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("page", ["decision-tables.md", "decision-tables.zh-CN.md"])
def test_the_manual_lists_every_function_that_is_read(page):
    text = (DOCS / page).read_text("utf-8")
    rows = [line for line in text.splitlines() if "`sqrt`" in line or "`sum`" in line or "`string`" in line]
    rows += [line for line in text.splitlines() if "`duration`" in line or "`contains`" in line]
    rows += [line for line in text.splitlines() if "`meets`" in line]

    listed = {name for line in rows for name in re.findall(r"`([^`]+)`", line)}

    assert listed == set(FUNCTIONS)
    assert not listed & NOT_READ
