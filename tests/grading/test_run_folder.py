"""A run and its folder: the same bytes again, one run at a time, full disks, Ctrl-C, inputs in motion."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.grading import small_base
from tests.grading.processes import (
    PART_LINES,
    bound_by_permissions,
    data_of,
    ended,
    grade_arguments,
    has_no_litter,
    is_closed,
    seen,
    started,
    tierline,
    wait_until_stopped,
)
from tierline.grading.run import Request, run


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs in `in`, and their run in `out`."""
    folder = tmp_path_factory.mktemp("base")
    run(small_base.request(small_base.write(folder / "in"), folder / "out", part_lines=PART_LINES))
    return folder


def request_over(inputs: Path, out: Path, **options: object) -> Request:
    paths = {name: [str(inputs / f"{name}.parquet")] for name in small_base.GOOD}
    return small_base.request(paths, out, **{"part_lines": PART_LINES, **options})


@pytest.fixture
def out(base: Path, tmp_path: Path) -> Path:
    """A folder with the earlier result."""
    return Path(shutil.copytree(base / "out", tmp_path / "out", symlinks=True))


# ---------------------------------------------------------------- the same again


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_same_run_gives_the_same_bytes_whatever_the_threads(threads: int, base: Path, out: Path) -> None:
    run(request_over(base / "in", out, threads=threads))

    assert data_of(seen(out)) == data_of(seen(base / "out"))
    assert len(data_of(seen(out))) == 9


def test_the_order_of_the_input_rows_does_not_matter(base: Path, tmp_path: Path) -> None:
    backwards = {name: f"SELECT * FROM {name} ORDER BY subscriber_id DESC" for name in small_base.GOOD}
    paths = small_base.write(tmp_path / "in", backwards)

    run(small_base.request(paths, tmp_path / "out", part_lines=PART_LINES))

    assert small_base.results(tmp_path / "out") == small_base.results(base / "out")


def test_schemes_that_a_call_leaves_out_stay_in_the_folder(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(request_over(base / "in", out, schemes=("unicom-star", "cmcc-credit", "unicom-card")))
    earlier = seen(out)

    run(request_over(base / "in", out, schemes=("cmcc-credit", "unicom-star")))

    assert data_of(seen(out)) == data_of(earlier)
    assert seen(out)["unicom-card/summary.json"] == earlier["unicom-card/summary.json"]
    assert has_no_litter(out)


def test_one_scheme_takes_the_place_of_several(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(request_over(base / "in", out, schemes=("unicom-star", "cmcc-credit")))

    run(request_over(base / "in", out))

    assert data_of(seen(out)) == data_of(seen(base / "out"))
    assert has_no_litter(out)


# ---------------------------------------------------------------- one run at a time


def test_of_two_runs_into_one_folder_the_second_is_refused_and_the_first_is_whole(
    base: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = grade_arguments(request_over(base / "in", out))
    first = started(arguments, moment="part 1")
    wait_until_stopped(first)

    second = tierline(*arguments)

    assert second.code == 1
    assert f"Another run is writing into {out}" in second.said
    first.send_signal(signal.SIGCONT)
    assert ended(first).code == 0
    assert data_of(seen(out)) == data_of(seen(base / "out"))
    assert has_no_litter(out)


# ---------------------------------------------------------------- no room, no right


def no_file_above(size: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_disk_without_room_for_a_part_is_told_and_the_earlier_result_is_whole(
    base: Path, out: Path
) -> None:
    refused = tierline(*grade_arguments(request_over(base / "in", out)), limits=no_file_above(500))

    assert refused.code == 1
    assert refused.said.startswith("The disk is full")
    assert "make room and run again" in refused.said
    assert seen(out) == seen(base / "out")
    assert has_no_litter(out)


def test_parts_that_had_room_on_a_disk_stay_for_when_it_has_more(
    base: Path, out: Path, tmp_path: Path
) -> None:
    # In 5,000 bytes the engine can write its parts; the pack that comes last has no room.
    arguments = grade_arguments(request_over(base / "in", out))
    refused = tierline(*arguments, limits=no_file_above(5000))

    assert refused.code == 1
    assert "3 of 3 parts are finished and stay; the same call goes on with the rest." in refused.said
    assert "The disk is full" in refused.said
    assert seen(out) == seen(base / "out")

    again = tierline(*arguments, takings=tmp_path / "takings")

    assert again.code == 0
    assert "3 of 3 parts were finished before; going on with the rest." in again.said
    assert not (tmp_path / "takings").exists()
    assert data_of(seen(out)) == data_of(seen(base / "out"))
    assert has_no_litter(out)


def test_ordering_the_input_needs_room_too(out: Path, base: Path, tmp_path: Path) -> None:
    shuffled = {"bills": "SELECT * FROM bills ORDER BY hash(subscriber_id, month)"}
    small_base.write(tmp_path / "in", shuffled)

    refused = tierline(*grade_arguments(request_over(tmp_path / "in", out)), limits=no_file_above(500))

    assert refused.code == 1
    assert refused.said.startswith("The disk is full")
    assert seen(out) == seen(base / "out")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of 88 kB: enough for one result, too little for a second beside it."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=88k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_file_system_is_told_and_the_earlier_result_is_whole(base: Path, small_disk: Path) -> None:
    run(request_over(base / "in", small_disk))
    earlier = seen(small_disk)

    refused = tierline(*grade_arguments(request_over(base / "in", small_disk)))

    assert refused.code == 1
    assert "The disk is full" in refused.said
    assert "No space left on device" in refused.said
    assert seen(small_disk) == earlier


@pytest.mark.parametrize("where", ["out", "missing/out"])
def test_a_folder_that_may_not_be_written_is_told(where: str, base: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    shutil.copytree(base / "out", closed / "out", symlinks=True)
    for path in (closed / "out" / ".tierline", closed / "out", closed):
        path.chmod(0o555)
    (closed / "out" / ".tierline" / "lock").chmod(0o444)
    if not is_closed(closed):
        pytest.skip("this user may write anywhere")
    earlier = seen(closed)

    refused = tierline(
        *grade_arguments(request_over(base / "in", closed / where)), limits=bound_by_permissions
    )

    assert refused.code == 1
    assert f"{closed / where} cannot be written (reading or writing it is not allowed)" in refused.said
    assert seen(closed) == earlier


# ---------------------------------------------------------------- the user stops it


@pytest.mark.parametrize("moment", ["os.mkdir .scratch", "os.mkdir inputs"])
def test_ctrl_c_before_a_part_is_finished_ends_with_130_and_leaves_nothing_behind(
    moment: str, base: Path, out: Path
) -> None:
    process = started(grade_arguments(request_over(base / "in", out)), moment=moment)
    wait_until_stopped(process)

    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)

    assert ended(process).code == 130
    assert seen(out) == seen(base / "out")
    assert {path.name for path in (out / ".tierline").iterdir()} == {"1", "current", "lock"}


@pytest.mark.parametrize(
    ("language", "stays", "goes_on"),
    [
        ("en", "3 of 3 parts are finished and stay", "3 of 3 parts were finished before; going on"),
        ("zh", "已完成的 3/3 段予以保留", "此前已完成 3/3 段，继续其余部分"),
    ],
)
def test_ctrl_c_keeps_finished_parts_and_says_so(
    language: str, stays: str, goes_on: str, base: Path, out: Path
) -> None:
    arguments = [*grade_arguments(request_over(base / "in", out)), "--lang", language]
    process = started(arguments, moment="open summary.json")
    wait_until_stopped(process)

    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)

    stopped = ended(process)
    assert stopped.code == 130
    assert stays in stopped.said
    assert seen(out) == seen(base / "out")
    again = tierline(*arguments)
    assert goes_on in again.said
    assert data_of(seen(out)) == data_of(seen(base / "out"))
    assert has_no_litter(out)


# ---------------------------------------------------------------- inputs in motion


def cut_off(path: Path) -> None:
    os.truncate(path, 1000)


def written_anew(path: Path) -> None:
    small_base.write(path.parent, {"bills": "SELECT * REPLACE (0.00 AS mobile_billed) FROM bills"})


@pytest.mark.parametrize("change", [cut_off, written_anew])
def test_inputs_that_change_under_a_run_end_it_with_the_earlier_result_whole(
    change: Callable[[Path], None], base: Path, out: Path, tmp_path: Path
) -> None:
    inputs = Path(shutil.copytree(base / "in", tmp_path / "in"))
    process = started(grade_arguments(request_over(inputs, out)), moment="part 1")
    wait_until_stopped(process)

    change(inputs / "bills.parquet")

    process.send_signal(signal.SIGCONT)
    refused = ended(process)
    assert refused.code == 1
    assert "bills.parquet" in refused.said
    assert "Nothing of the earlier result was changed" in " ".join(refused.said.split())
    assert seen(out) == seen(base / "out")
    assert has_no_litter(out)


def test_inputs_that_are_away_for_a_while_end_a_run_and_their_return_lets_it_go_on(
    base: Path, out: Path, tmp_path: Path
) -> None:
    inputs = Path(shutil.copytree(base / "in", tmp_path / "in"))
    arguments = grade_arguments(request_over(inputs, out))
    process = started(arguments, moment="part 2")
    wait_until_stopped(process)

    (inputs / "bills.parquet").rename(tmp_path / "away")

    process.send_signal(signal.SIGCONT)
    refused = ended(process)
    assert refused.code == 1
    assert "bills.parquet" in refused.said
    assert seen(out) == seen(base / "out")
    (tmp_path / "away").rename(inputs / "bills.parquet")
    again = tierline(*arguments)
    assert "of 3 parts were finished before; going on with the rest." in again.said
    assert data_of(seen(out)) == data_of(seen(base / "out"))
    assert has_no_litter(out)
