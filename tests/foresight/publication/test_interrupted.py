"""kill -9 before any change of the disk, and several at once: every step is done once, or not at all."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.grading.child import dies_before
from tests.policy.harbour import HARBOUR
from tests.policy.publication.folder import DRAFT, NOW, Folder, again, content, folder_at
from tierline.foresight.publication.errors import DraftTooEarly, PublicationUnfinished
from tierline.foresight.publication.service import decide, publish, submit
from tierline.policy.publication.errors import NotAsPublished, NothingSubmitted
from tierline.policy.publication.model import Act
from tierline.policy.publication.rating import rated_by
from tierline.policy.publication.review import reviewed

TODAY = "2026-11-28"
FROM_TODAY = DRAFT.replace("2027-01-01", TODAY)
"""A version that is in force on the day of its issue: a cut between pack and entry is noticed at once."""


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.foresight.publication.test_interrupted"])
    return found


def submitted(folder: Folder, by: str = "li") -> None:
    draft = folder.path.parent / "draft.yaml"
    submit(folder.step(by), draft, folder.path.parent / "simulated")


STEPS: dict[Act, Callable[[Folder], object]] = {
    Act.SUBMITTED: submitted,
    Act.APPROVED: lambda folder: decide(folder.step("wang"), Act.APPROVED, "harbour"),
    Act.REJECTED: lambda folder: decide(folder.step("wang"), Act.REJECTED, "harbour"),
    Act.PUBLISHED: lambda folder: publish(folder.step("li"), "harbour"),
}
BEFORE = {
    Act.SUBMITTED: [],
    Act.APPROVED: [Act.SUBMITTED],
    Act.REJECTED: [Act.SUBMITTED],
    Act.PUBLISHED: [Act.SUBMITTED, Act.APPROVED],
}


def prepared(place: Path, act: Act) -> Folder:
    """A folder in which everything is done that comes before an act."""
    folder = folder_at(place)
    (folder.path / "pier.yaml").unlink()
    folder.simulate(folder.draft(FROM_TODAY), version=TODAY)
    for each in BEFORE[act]:
        STEPS[each](folder)
    return folder


def carried_out(place: Path, act: Act, dies_at: int) -> None:
    """The step in a process of its own, which dies before one of its changes of the disk."""
    folder = again(place)
    dies_before(dies_at)
    STEPS[act](folder)


@pytest.mark.clause("GOV-04")
@pytest.mark.parametrize("act", list(STEPS))
def test_a_step_that_is_killed_anywhere_is_done_once_by_the_next_call(act, processes, tmp_path):
    number, code, cuts = 0, -signal.SIGKILL, 0
    while code == -signal.SIGKILL:
        number += 1
        place = tmp_path / str(number)
        folder = prepared(place, act)
        process = processes.Process(target=carried_out, args=(place, act, number))
        process.start()
        process.join()
        code = process.exitcode

        acts = [entry.deed.act for entry in reviewed(folder.path).entries] if folder.log.exists() else []
        is_placed = folder.pack.read_text("utf-8") == FROM_TODAY
        assert is_placed or folder.pack.read_text("utf-8") == HARBOUR
        if is_placed and act not in acts:
            cuts += 1
            with pytest.raises(NotAsPublished, match="cut short: run tierline policy publish harbour"):
                rated_by(folder.path, ["harbour"], date.fromisoformat(TODAY))
        if act not in acts:
            STEPS[act](folder)

        acts = [entry.deed.act for entry in reviewed(folder.path).entries]
        assert acts == [Act.OPENED, *BEFORE[act], act]
        assert reviewed(folder.path).is_sound
        assert (folder.pack.read_text("utf-8") == FROM_TODAY) is (act is Act.PUBLISHED)
        assert not [name for name in content(folder.path) if name.endswith(".upcoming")]

    assert code == 0
    assert number > 3
    assert (cuts > 0) is (act is Act.PUBLISHED)


# ---------------------------------------------------------------- a publication that was cut short


@pytest.fixture
def cut(tmp_path: Path) -> Folder:
    """The approved draft lies in the place of the pack, and its entry was never written."""
    folder = prepared(tmp_path, Act.PUBLISHED)
    folder.pack.write_text(FROM_TODAY, "utf-8")
    return folder


def test_what_was_cut_short_is_finished_before_anything_else(cut):
    with pytest.raises(PublicationUnfinished):
        STEPS[Act.REJECTED](cut)
    with pytest.raises(NotAsPublished, match="cut short"):
        submitted(cut)

    STEPS[Act.PUBLISHED](cut)

    assert reviewed(cut.path).is_sound


@pytest.mark.clause("GOV-04")
def test_what_was_cut_short_and_is_too_late_by_now_is_put_back(cut):
    with pytest.raises(DraftTooEarly):
        cut.publish(now=NOW + timedelta(days=1))

    assert cut.pack.read_text("utf-8") == HARBOUR
    assert reviewed(cut.path).is_sound


def test_a_draft_that_somebody_put_in_place_before_its_approval_is_not_policy_by_that(tmp_path):
    folder = prepared(tmp_path, Act.APPROVED)
    folder.pack.write_text(FROM_TODAY, "utf-8")
    with pytest.raises(NotAsPublished, match="Put back the pack as it was published"):
        rated_by(folder.path, ["harbour"], date.fromisoformat(TODAY))

    STEPS[Act.APPROVED](folder)
    STEPS[Act.PUBLISHED](folder)

    assert reviewed(folder.path).is_sound


# ---------------------------------------------------------------- at once


def at_once(place: Path, act: Act, barrier) -> None:
    folder = again(place)
    barrier.wait()
    try:
        STEPS[act](folder)
    except NothingSubmitted:
        raise SystemExit(3) from None


@pytest.mark.parametrize(("act", "done"), [(Act.SUBMITTED, 6), (Act.PUBLISHED, 1)])
def test_steps_at_once_come_one_after_the_other(act, done, processes, tmp_path):
    folder = prepared(tmp_path, act)
    barrier = processes.Barrier(6)
    started = [processes.Process(target=at_once, args=(tmp_path, act, barrier)) for _ in range(6)]
    for process in started:
        process.start()
    for process in started:
        process.join()

    assert sorted(process.exitcode for process in started) == [0] * done + [3] * (6 - done)
    review = reviewed(folder.path)
    assert review.is_sound
    assert [entry.deed.act for entry in review.entries].count(act) == done
    assert [entry.number for entry in review.entries] == list(range(1, len(review.entries) + 1))
