"""A month after another that was stopped goes on, and leaves what the month before holds as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.grading.after import FIRST, month_of
from tests.grading.after import request as month
from tests.grading.passing_months import Operator
from tests.grading.processes import data_of, has_no_litter, seen
from tierline.datasets.contract import CHANGED_LINES
from tierline.grading.engines.errors import DiskFull
from tierline.grading.part import PartWork
from tierline.grading.run import Request, run
from tierline.wording import Language, Text

SCHEME = ("unicom-vip",)


@pytest.fixture(params=["changed lines", "the same lines"])
def asked(tmp_path: Path, request: pytest.FixtureRequest) -> Request:
    """A month that follows on one in `before`, in several parts; the same lines are carried on by links."""
    operator = Operator(seed=11, lines=90, first=FIRST)
    first = operator.written(tmp_path / "in" / "0", FIRST, [], [])
    run(month(SCHEME, FIRST, first.whole, tmp_path / "before", is_carried_on=True))
    changes = operator.passes_to(month_of(1))
    second = operator.written(tmp_path / "in" / "1", month_of(1), *changes)
    new = {
        name: paths
        for name, paths in second.new.items()
        if name != CHANGED_LINES.name or request.param == "changed lines"
    }
    return month(SCHEME, month_of(1), new, tmp_path / "out", after=tmp_path / "before")


@pytest.mark.parametrize("finished", [0, 1, 2])
def test_a_month_after_another_goes_on_from_a_part_that_was_written_and_not_recorded(
    finished: int, asked: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(tmp_path / "before")
    original, done = PartWork.carried_out, []

    def stopping(work: PartWork, engine: Any, part: Any, **named: Any) -> Any:
        found = original(work, engine, part, **named)
        if len(done) == finished:
            raise DiskFull(problem="no room for the record of the part")
        done.append(part.number)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(PartWork, "carried_out", stopping)
        with pytest.raises(DiskFull):
            run(asked)
    told: list[Text] = []
    run(asked, told=told.append)
    went_on = data_of(seen(tmp_path / "out"))
    whole = month(SCHEME, asked.month, asked.paths, tmp_path / "whole", after=asked.after)
    run(whole)

    assert any(f"{finished} of" in text.read(Language.EN) for text in told) == (finished > 0)
    assert went_on == data_of(seen(tmp_path / "whole"))
    assert has_no_litter(tmp_path / "out")
    assert digests(tmp_path / "before") == before


def test_a_stopped_month_begins_anew_where_the_month_before_is_another_one(
    asked: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any, **_named: Any) -> Any:
        raise DiskFull(problem="no room")

    original = PartWork.carried_out
    calls: list[int] = []

    def once(work: PartWork, engine: Any, part: Any, **named: Any) -> Any:
        calls.append(part.number)
        return original(work, engine, part, **named) if len(calls) == 1 else full()

    with monkeypatch.context() as patch:
        patch.setattr(PartWork, "carried_out", once)
        with pytest.raises(DiskFull):
            run(asked)
    operator = Operator(seed=12, lines=90, first=FIRST)
    other = operator.written(tmp_path / "in" / "other", FIRST, [], [])
    run(month(SCHEME, FIRST, other.whole, tmp_path / "before", is_carried_on=True))
    told: list[Text] = []

    run(asked, told=told.append)

    assert told == []


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
