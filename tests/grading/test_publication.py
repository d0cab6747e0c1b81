"""Publishing into a folder: whose it is, what is refused, what is left behind, and when the disk has it."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.grading.processes import has_no_litter, seen
from tierline.errors import TierlineError
from tierline.grading.engines.errors import DiskFull, EngineFault
from tierline.grading.errors import FolderTaken, FolderUnwritable, RunUnderWay
from tierline.grading.publication import Publication, content_of
from tierline.wording import Language

ONE = {"grades/part-0.parquet": "rows", "summary.json": "{}"}
OTHER = {"grades/part-0.parquet": "other rows", "summary.json": "{1}"}
STAR, VIP = {"star/summary.json": "{}", "star/grades/part-0.parquet": "a"}, {"vip/summary.json": "{2}"}


def stage(publication: Publication, content: Mapping[str, str]) -> None:
    for name, text in content.items():
        path = publication.staging / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def publish(folder: Path, content: Mapping[str, str]) -> None:
    with Publication(folder) as publication:
        stage(publication, content)
        if "summary.json" not in content:
            publication.carry_over({name.partition("/")[0] for name in content})
        publication.publish()


def give_up(folder: Path, content: Mapping[str, str], reason: BaseException) -> None:
    with Publication(folder) as publication:
        stage(publication, content)
        raise reason


def read(folder: Path) -> dict[str, str]:
    return {name: content.decode() for name, content in seen(folder).items()}


def said(error: TierlineError) -> str:
    """What an error says in English, after a look that it says it in Chinese too."""
    assert any("\u4e00" <= letter <= "\u9fff" for letter in error.message(Language.ZH))
    return error.message(Language.EN)


# ---------------------------------------------------------------- where the folder lies


def test_missing_parents_are_made(tmp_path: Path) -> None:
    publish(tmp_path / "a" / "b", ONE)

    assert read(tmp_path / "a" / "b") == ONE


@pytest.mark.parametrize("below", ["", "out", "out/2026-11"])
def test_a_file_in_the_way_is_refused_and_kept(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(FolderUnwritable) as caught:
        publish(tmp_path / "file" / below, ONE)

    assert str(tmp_path / "file" / below) in said(caught.value)
    assert "a file of that name is in the way" in said(caught.value)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_named_by_a_link_is_written_through_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    publish(tmp_path / "link", ONE)
    publish(tmp_path / "link", OTHER)

    assert read(tmp_path / "real") == OTHER
    assert (tmp_path / "link").is_symlink()


def test_a_link_to_nowhere_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")

    with pytest.raises(FolderUnwritable):
        publish(tmp_path / "link", ONE)

    assert [path.name for path in tmp_path.iterdir()] == ["link"]


@pytest.mark.parametrize("out", [".", "out", "deep/out", "../here/out"])
def test_a_relative_folder_is_that_of_the_current_one(
    out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    publish(Path(out), ONE)
    publish(Path(out), OTHER)

    assert read(tmp_path / "here" / out) == OTHER
    assert has_no_litter(tmp_path / "here" / out)


def test_a_result_may_be_moved_as_a_whole(tmp_path: Path) -> None:
    publish(tmp_path / "out", ONE)

    (tmp_path / "out").rename(tmp_path / "archive")

    assert read(tmp_path / "archive") == ONE


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of 256 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_folder_may_be_a_mount_point(small_disk: Path) -> None:
    publish(small_disk, ONE)
    publish(small_disk, OTHER)

    assert read(small_disk) == OTHER


def test_a_full_disk_is_told_and_the_earlier_content_kept(small_disk: Path) -> None:
    publish(small_disk / "out", ONE)

    with pytest.raises(DiskFull) as caught:
        publish(small_disk / "out", {"grades/part-0.parquet": "x" * 300_000, "summary.json": "{}"})

    assert "No space left on device" in said(caught.value)
    assert read(small_disk / "out") == ONE
    assert has_no_litter(small_disk / "out")


# ---------------------------------------------------------------- what is not ours


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_something_else_of_our_name_is_refused_and_kept(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "grades"
    if kind == "file":
        place.write_text("mine")
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("elsewhere")

    with pytest.raises(FolderTaken) as caught:
        publish(tmp_path, ONE)

    assert "grades" in said(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["grades"]
    assert place.is_symlink() == (kind == "link")


def test_a_name_is_checked_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text("mine")

    with Publication(tmp_path) as publication, pytest.raises(FolderTaken):
        publication.check_names(["grades", "summary.json"])

    assert (tmp_path / "summary.json").read_text() == "mine"


def test_other_files_of_a_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "stale").symlink_to("nowhere")

    publish(tmp_path, ONE)
    publish(tmp_path, STAR)

    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "stale").is_symlink()


@pytest.mark.parametrize("place", [".tierline", ".tierline/1"])
def test_a_file_where_our_store_would_be_is_kept(place: str, tmp_path: Path) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")

    with pytest.raises(FolderUnwritable):
        publish(tmp_path, ONE)

    assert path.read_text() == "mine"


# ---------------------------------------------------------------- names that come and go


def test_schemes_that_a_call_leaves_out_stay(tmp_path: Path) -> None:
    publish(tmp_path, STAR | VIP)

    publish(tmp_path, {"star/summary.json": "{3}"})

    assert read(tmp_path) == {"star/summary.json": "{3}"} | VIP
    assert has_no_litter(tmp_path)


def test_schemes_stay_where_files_cannot_have_two_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*paths: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    publish(tmp_path, STAR)
    monkeypatch.setattr(os, "link", refused)

    publish(tmp_path, VIP)

    assert read(tmp_path) == STAR | VIP


@pytest.mark.parametrize(("first", "second"), [(STAR | VIP, ONE), (ONE, STAR | VIP)])
def test_a_result_of_the_other_form_takes_the_place_of_all(
    first: Mapping[str, str], second: Mapping[str, str], tmp_path: Path
) -> None:
    publish(tmp_path, first)

    publish(tmp_path, second)

    assert read(tmp_path) == second
    assert has_no_litter(tmp_path)


def test_a_link_that_someone_removed_comes_back(tmp_path: Path) -> None:
    publish(tmp_path, ONE)
    (tmp_path / "grades").unlink()

    publish(tmp_path, OTHER)

    assert read(tmp_path) == OTHER


# ---------------------------------------------------------------- giving up, and what comes between


def test_a_folder_that_was_not_there_is_gone_again_when_a_run_gives_up(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        give_up(tmp_path / "a" / "b", ONE, ZeroDivisionError())

    assert list(tmp_path.iterdir()) == []


def test_giving_up_leaves_the_earlier_content(tmp_path: Path) -> None:
    publish(tmp_path, ONE)

    with pytest.raises(KeyboardInterrupt):
        give_up(tmp_path, OTHER, KeyboardInterrupt())

    assert read(tmp_path) == ONE
    assert has_no_litter(tmp_path)


@pytest.mark.parametrize("step", ["symlink", "replace", "fsync"])
@pytest.mark.parametrize("earlier", [{}, ONE])
def test_a_step_that_the_system_refuses_is_told_and_undone(
    step: str, earlier: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if earlier:
        publish(tmp_path / "out", earlier)

    def refused(*given: object, **named: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, step, refused)
        with pytest.raises(FolderUnwritable) as caught:
            publish(tmp_path / "out", OTHER)

    assert "Input/output error" in said(caught.value)
    assert read(tmp_path / "out") == earlier
    assert (tmp_path / "out").exists() == bool(earlier)


def test_a_file_elsewhere_is_not_blamed_on_the_folder(tmp_path: Path) -> None:
    with pytest.raises(EngineFault) as caught, Publication(tmp_path / "out"):
        (tmp_path / "bills.csv").open()

    assert f"{tmp_path / 'bills.csv'}: No such file" in said(caught.value)


def test_of_two_into_one_folder_the_second_is_refused(tmp_path: Path) -> None:
    with Publication(tmp_path / "out") as first:
        with pytest.raises(RunUnderWay) as caught, Publication(tmp_path / "out"):
            pytest.fail("two runs at once")
        stage(first, ONE)
        first.publish()

    assert "Another run is writing into" in said(caught.value)
    assert read(tmp_path / "out") == ONE
    publish(tmp_path / "out", OTHER)
    assert read(tmp_path / "out") == OTHER


def test_a_lock_on_a_file_that_is_gone_keeps_nobody_out_and_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    flock = fcntl.flock

    def flock_too_late(handle: int, operation: int) -> None:
        # The run before gives up between the opening of the file and its locking.
        (tmp_path / ".tierline" / "lock").unlink()
        flock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", flock_too_late)

    with pytest.raises(RunUnderWay), Publication(tmp_path):
        pytest.fail("a lock that another run cannot see")


def test_a_reader_keeps_the_content_that_it_opened_while_another_is_published(tmp_path: Path) -> None:
    publish(tmp_path, ONE)
    content = content_of(tmp_path)
    assert content is not None

    publish(tmp_path, OTHER)

    assert read(content) == ONE
    publish(tmp_path, OTHER)
    assert not content.exists()


def test_everything_is_on_disk_before_the_content_is_switched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[Path] = []
    before_switch: list[Path] = []
    fsync, replace = os.fsync, os.replace

    def noted(handle: int) -> None:
        forced.append(Path(f"/proc/self/fd/{handle}").readlink())
        fsync(handle)

    def switched(source: Path, target: Path) -> None:
        before_switch.extend(forced)
        forced.clear()
        replace(source, target)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not tell the names of open files")
    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", switched)

    folder = tmp_path / "a" / "out"
    publish(folder, ONE)

    staged = folder / ".tierline" / "1"
    everything = {staged, staged / "grades", staged / "grades" / "part-0.parquet", staged / "summary.json"}
    on_the_way = {folder / ".tierline", folder, folder.parent, tmp_path}
    assert everything | on_the_way <= set(before_switch)
    assert forced == [folder / ".tierline"]
