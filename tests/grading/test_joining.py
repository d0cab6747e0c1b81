"""Several processes share the parts of one run: each part is taken once, one publishes, all end well."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.grading import small_base
from tests.grading.processes import (
    PART_LINES,
    data_of,
    ended,
    grade_arguments,
    has_no_litter,
    seen,
    started,
    wait_until_stopped,
)
from tierline.grading.asked import Asked
from tierline.grading.errors import RunDiffers, RunUnderWay
from tierline.grading.part import PartWork
from tierline.grading.publication import Publication
from tierline.grading.run import Request, run
from tierline.grading.run_lock import RunLock
from tierline.grading.run_messages import FINISHED
from tierline.grading.takings import Takings
from tierline.wording import Language, Text

SHARING = "Sharing the work of a run that is under way"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs in `in`, and their run in `out`."""
    folder = tmp_path_factory.mktemp("base")
    run(small_base.request(small_base.write(folder / "in"), folder / "out", part_lines=PART_LINES))
    return folder


@pytest.fixture
def asked(base: Path, tmp_path: Path) -> Request:
    """A call that joins."""
    paths = {name: [str(base / "in" / f"{name}.parquet")] for name in small_base.GOOD}
    return small_base.request(paths, tmp_path / "out", part_lines=PART_LINES, is_joining=True)


def taken(takings: Path) -> Counter[int]:
    """How often each part was begun, by whatever process."""
    return Counter(int(line.split()[0]) for line in takings.read_text().splitlines())


def wait_until_begun(takings: Path, parts: int) -> None:
    """Waits until so many parts were begun."""
    while not takings.exists() or taken(takings).total() < parts:
        time.sleep(0.01)


def wait_until_it_shares(process: subprocess.Popen[str]) -> None:
    """Waits until a process has told that it shares the work of others."""
    assert process.stderr is not None
    assert process.stderr.readline().startswith(SHARING)


# ---------------------------------------------------------------- each part once


def test_two_processes_take_each_part_once_and_both_end_with_the_summary(
    asked: Request, base: Path, tmp_path: Path
) -> None:
    takings = tmp_path / "takings"
    # Nobody has to know at the beginning that others will join.
    first = started(grade_arguments(replace(asked, is_joining=False)), moment="part 1", takings=takings)
    wait_until_stopped(first)
    second = started(grade_arguments(asked), takings=takings)
    wait_until_it_shares(second)
    wait_until_begun(takings, 3)

    first.send_signal(signal.SIGCONT)

    both = [ended(first), ended(second)]
    assert [one.code for one in both] == [0, 0]
    assert all("40 lines, 40 eligible" in one.out for one in both)
    assert both[0].out == both[1].out
    assert taken(takings) == Counter([0, 1, 2])
    assert data_of(seen(asked.out)) == data_of(seen(base / "out"))
    assert has_no_litter(asked.out)


def test_a_part_whose_process_died_is_done_by_another(asked: Request, base: Path, tmp_path: Path) -> None:
    takings = tmp_path / "takings"
    first = started(grade_arguments(asked), moment="part 1", takings=takings)
    wait_until_stopped(first)
    second = started(grade_arguments(asked), takings=takings)
    wait_until_it_shares(second)
    wait_until_begun(takings, 3)

    first.kill()

    assert ended(first).code == -signal.SIGKILL
    assert ended(second).code == 0
    assert taken(takings) == Counter([0, 0, 1, 2])
    assert data_of(seen(asked.out)) == data_of(seen(base / "out"))
    assert has_no_litter(asked.out)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_three_processes_of_which_one_is_killed_come_to_the_whole_result(
    seed: int, asked: Request, tmp_path: Path
) -> None:
    chance, takings = random.Random(seed), tmp_path / "takings"
    three = [started(grade_arguments(asked), takings=takings, part_lines=3) for _ in range(3)]
    wait_until_begun(takings, chance.randint(1, 14))
    time.sleep(chance.uniform(0, 0.05))

    chance.choice(three).kill()

    codes = [ended(one).code for one in three]
    assert sorted(codes) in ([-signal.SIGKILL, 0, 0], [0, 0, 0])
    begun = taken(takings)
    assert begun.keys() == set(range(14))
    assert begun.total() <= 15, "only the part of the one that died is begun again"
    whole = replace(asked, out=tmp_path / "whole", part_lines=3, is_joining=False)
    run(whole)
    assert data_of(seen(asked.out)) == data_of(seen(whole.out))
    assert has_no_litter(asked.out)


# ---------------------------------------------------------------- one publishes


@pytest.mark.parametrize("moment", ["os.rename current", "shutil.rmtree work"])
def test_where_the_one_that_publishes_is_killed_another_ends_it(
    moment: str, asked: Request, base: Path, tmp_path: Path
) -> None:
    takings = tmp_path / "takings"
    first = started(grade_arguments(asked), moment=moment, takings=takings)
    wait_until_stopped(first)
    second = started(grade_arguments(asked), takings=takings)
    if moment != "shutil.rmtree work":
        wait_until_it_shares(second)

    first.kill()

    assert ended(first).code == -signal.SIGKILL
    last = ended(second)
    assert last.code == 0
    assert "40 lines, 40 eligible" in last.out
    assert taken(takings) == Counter([0, 1, 2])
    assert data_of(seen(asked.out)) == data_of(seen(base / "out"))
    assert has_no_litter(asked.out)


def test_one_who_comes_when_all_is_done_tells_the_summary(
    asked: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = run(asked)
    published, told = seen(asked.out), list[Text]()
    with monkeypatch.context() as patched:
        patched.delattr(PartWork, "carried_out")

        (late,) = run(asked, told=told.append)

    assert late == first
    assert told == [FINISHED]
    assert seen(asked.out) == published
    assert has_no_litter(asked.out)
    (again,) = run(replace(asked, is_joining=False))
    assert again.data["seconds"] != first.data["seconds"], "without joining the same is done again"


# ---------------------------------------------------------------- who may not join, who leaves


def test_one_who_asks_for_something_else_is_refused_and_told_what_differs(
    asked: Request, base: Path, tmp_path: Path
) -> None:
    first = started(grade_arguments(asked), moment="part 1")
    wait_until_stopped(first)
    bills = Path(shutil.copy(base / "in" / "bills.parquet", tmp_path))
    other = replace(
        asked, month=date(2026, 10, 1), rated_on=None, paths={**asked.paths, "bills": [str(bills)]}
    )

    with pytest.raises(RunDiffers) as caught:
        run(other)

    expected = "--month: 2026-11 ≠ 2026-10; --rated-on: 2026-11-05 ≠ 2026-10-05; "
    english, chinese = (caught.value.message(language) for language in Language)
    assert f"was asked for something else (there ≠ here): {expected}" in english
    assert f"与本次要求不同（彼 ≠ 此）：{expected}" in chinese
    first.send_signal(signal.SIGCONT)
    assert ended(first).code == 0
    assert data_of(seen(asked.out)) == data_of(seen(base / "out"))


def test_a_process_that_is_stopped_leaves_the_run_to_the_others(
    asked: Request, base: Path, tmp_path: Path
) -> None:
    takings = tmp_path / "takings"
    first = started(grade_arguments(asked), moment="part 1", takings=takings)
    wait_until_stopped(first)
    second = started(grade_arguments(asked), moment="part 1", takings=takings)
    wait_until_it_shares(second)
    wait_until_stopped(second)

    second.send_signal(signal.SIGINT)
    second.send_signal(signal.SIGCONT)

    left = ended(second)
    assert left.code == 130
    assert "Other processes go on with this run." in left.said
    first.send_signal(signal.SIGCONT)
    assert ended(first).code == 0
    # The one that left may have begun its next part.
    assert taken(takings) in (Counter([0, 1, 2]), Counter([0, 1, 2, 2]))
    assert data_of(seen(asked.out)) == data_of(seen(base / "out"))
    assert has_no_litter(asked.out)


def test_bad_rows_that_one_process_finds_are_told_by_all_and_nothing_stays(
    asked: Request, tmp_path: Path
) -> None:
    spoilt = small_base.replaced("subscribers", "subscriber_id IN (1, 40)", "product", "'fax'")
    paths = small_base.write(tmp_path / "in", {"subscribers": spoilt})
    arguments = grade_arguments(replace(asked, paths=paths))
    first = started(arguments, moment="part 1")
    wait_until_stopped(first)
    second = started(arguments)
    wait_until_it_shares(second)

    first.send_signal(signal.SIGCONT)

    for one in (ended(first), ended(second)):
        assert one.code == 2
        assert "subscribers, product: bad rows: 2" in one.said
    assert not asked.out.joinpath(".tierline").exists()


def test_a_lock_that_is_lost_on_the_way_from_alone_to_shared_is_taken_again_by_one_who_joins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, times = RunLock.share, []

    def lost_once(lock: RunLock) -> bool:
        times.append(1)
        if len(times) == 1:
            lock.release()
        return len(times) > 1 and share(lock)

    monkeypatch.setattr(RunLock, "share", lost_once)
    nothing = Asked({}, ())

    with Publication(tmp_path / "a", nothing, joins=True) as publication:
        assert publication.scratch.is_dir()

    times.clear()
    with pytest.raises(RunUnderWay), Publication(tmp_path / "b", nothing):
        pytest.fail("a folder that another run has")


# ---------------------------------------------------------------- a piece of work


def test_a_piece_is_taken_by_one_at_a_time_and_never_again_once_it_is_done(tmp_path: Path) -> None:
    one, other = (Takings(tmp_path, lambda: False) for _ in range(2))
    with one.taken("a") as is_ours, other.taken("a") as is_theirs, other.taken("b") as is_another:
        assert (is_ours, is_theirs, is_another) == (True, False, True)
    with other.taken("a") as is_theirs:
        assert is_theirs
        other.finish("a", {"lines": 3})

    assert not one.is_free("a")
    assert one.record("a") == {"lines": 3}
    assert one.done("") == {"a"}


def test_many_threads_do_a_piece_once(tmp_path: Path) -> None:
    takings, made = Takings(tmp_path, lambda: False), []

    def make() -> int:
        made.append(threading.get_ident())
        time.sleep(0.05)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(takings.once("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 1
    assert found == [7] * 8


def test_nothing_is_taken_once_the_work_is_over(tmp_path: Path) -> None:
    assert not Takings(tmp_path, lambda: True).is_free("a")
    assert not Takings(tmp_path / "gone", lambda: False).is_free("a")
