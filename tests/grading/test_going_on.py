"""A run that was stopped goes on with the parts that are left, where the same is asked of the same inputs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.grading import small_base
from tests.grading.processes import (
    PART_LINES,
    data_of,
    grade_arguments,
    has_no_litter,
    seen,
    tierline,
)
from tierline.datasets.errors import ValuesRefused
from tierline.errors import InputError
from tierline.grading.part import PartWork
from tierline.grading.run import Request, run
from tierline.wording import Language, Text


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs in `in`, their run in `out`, and in `stopped` one killed with its first part finished."""
    folder = tmp_path_factory.mktemp("base")
    paths = small_base.write(folder / "in")
    run(request_over(paths, folder / "out"))
    killed(request_over(paths, folder / "stopped"), "part 2")
    return folder


def inputs(base: Path) -> dict[str, list[str]]:
    return {name: [str(base / "in" / f"{name}.parquet")] for name in small_base.GOOD}


def request_over(paths: Mapping[str, Sequence[str]], out: Path, **options: object) -> Request:
    return small_base.request(paths, out, **{"part_lines": PART_LINES, **options})


def killed(asked: Request, moment: str) -> None:
    """Has a process of the request killed at a moment."""
    assert tierline(*grade_arguments(asked), moment=moment, signal="SIGKILL").code < 0


@pytest.fixture(autouse=True)
def _compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    small_base.compiled_once(monkeypatch)


@pytest.fixture
def stopped(base: Path, tmp_path: Path) -> Path:
    """A folder with a run that was killed: its first part is finished, its second was not recorded."""
    return Path(shutil.copytree(base / "stopped", tmp_path / "out", symlinks=True))


@pytest.fixture
def carried_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the parts that this process carries out."""
    numbers: list[int] = []
    original = PartWork.carried_out

    def noted(work: PartWork, engine: Any, part: Any, **named: Any) -> Any:
        numbers.append(part.number)
        return original(work, engine, part, **named)

    monkeypatch.setattr(PartWork, "carried_out", noted)
    return numbers


# ---------------------------------------------------------------- the same asked again


def test_a_run_that_was_killed_goes_on_with_the_parts_that_are_left(
    base: Path, stopped: Path, carried_out: list[int]
) -> None:
    told: list[Text] = []

    (summary,) = run(request_over(inputs(base), stopped), told=told.append)

    assert carried_out == [1, 2]
    assert [text.read(Language.EN) for text in told] == [
        "1 of 3 parts were finished before; going on with the rest."
    ]
    assert data_of(seen(stopped)) == data_of(seen(base / "out"))
    assert has_no_litter(stopped)
    assert summary.data["lines"] == 40


def test_a_run_that_went_on_tells_what_an_uninterrupted_one_tells(base: Path, stopped: Path) -> None:
    (went_on,) = run(request_over(inputs(base), stopped))
    (whole,) = run(request_over(inputs(base), stopped))

    told = [{**one.data, "seconds": 0, "steps": {}} for one in (went_on, whole)]
    assert told[0] == told[1]
    steps = [one["step"] for one in went_on.data["steps"]["each"]]
    assert steps == ["inputs", "checks", "rating", "results"]


def test_threads_and_memory_may_be_others_when_a_run_goes_on(
    base: Path, stopped: Path, carried_out: list[int]
) -> None:
    run(request_over(inputs(base), stopped, threads=2, memory_mib=300))

    assert sorted(carried_out) == [1, 2]
    assert data_of(seen(stopped)) == data_of(seen(base / "out"))


@pytest.mark.parametrize("moment", ["open summary.json", "os.rename current"])
def test_a_run_killed_between_its_last_part_and_its_publication_only_publishes(
    moment: str, base: Path, tmp_path: Path, carried_out: list[int]
) -> None:
    asked = request_over(inputs(base), tmp_path / "out")
    killed(asked, moment)
    assert not seen(asked.out)

    run(asked)

    assert carried_out == []
    assert data_of(seen(asked.out)) == data_of(seen(base / "out"))
    assert has_no_litter(asked.out)


def test_schemes_of_one_call_go_on_together_and_others_stay_in_the_folder(
    base: Path, tmp_path: Path, carried_out: list[int]
) -> None:
    out = tmp_path / "out"
    run(request_over(inputs(base), out, schemes=("unicom-card", "unicom-vip")))
    asked = request_over(inputs(base), out, schemes=("unicom-star", "cmcc-credit"))
    run(replace(asked, out=tmp_path / "whole"))
    carried_out.clear()
    for moment in ("part 2", "os.link part-00001.parquet"):
        killed(asked, moment)

    run(asked)

    assert carried_out == []
    others = {name: one for name, one in data_of(seen(out)).items() if name.startswith("unicom-card")}
    assert len(others) == 9
    assert data_of(seen(tmp_path / "whole")).items() <= data_of(seen(out)).items()
    assert has_no_litter(out)


def test_csv_and_scattered_input_are_prepared_once_and_give_the_same(base: Path, tmp_path: Path) -> None:
    paths = small_base.write(tmp_path / "in", form="csv")
    asked = request_over(paths, tmp_path / "out")
    killed(asked, "part 2")
    prepared = sorted((asked.out / ".tierline" / "work" / "inputs").iterdir())
    assert {path.name for path in prepared} >= {"bills-from-csv.parquet", "subscribers-from-csv.parquet"}
    before = [path.stat().st_ino for path in prepared]

    # Stopped again, and later, so that what it has prepared can be looked at.
    killed(asked, "open summary.json")

    assert [path.stat().st_ino for path in prepared] == before
    run(asked)
    assert data_of(seen(asked.out)) == data_of(seen(base / "out"))
    assert has_no_litter(asked.out)


# ---------------------------------------------------------------- something else asked


@pytest.mark.parametrize(
    "change",
    [
        {"month": date(2026, 10, 1), "memberships": False},
        {"rated_on": date(2026, 11, 6)},
        {"is_checked": False},
        {"is_digested": False},
        {"part_lines": 8},
        {"schemes": ("cmcc-credit",)},
        {"memberships": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_call_begins_anew(
    change: dict[str, object], base: Path, stopped: Path, tmp_path: Path, carried_out: list[int]
) -> None:
    paths, options = inputs(base), dict(change)
    if not options.pop("memberships", True):
        del paths["memberships"]
    asked = request_over(paths, stopped, **options)
    told: list[Text] = []

    run(asked, told=told.append)

    anew = list(carried_out)
    run(replace(asked, out=tmp_path / "elsewhere"))
    assert anew == carried_out[len(anew) :]
    assert anew[0] == 0
    assert told == []
    assert data_of(seen(stopped)) == data_of(seen(tmp_path / "elsewhere"))
    assert has_no_litter(stopped)


@pytest.fixture
def bills_of_another_time(base: Path) -> Iterator[None]:
    bills = base / "in" / "bills.parquet"
    state = bills.stat()
    os.utime(bills, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    yield
    os.utime(bills, ns=(state.st_atime_ns, state.st_mtime_ns))


@pytest.mark.usefixtures("bills_of_another_time")
def test_inputs_that_were_changed_meanwhile_are_graded_from_the_beginning(
    base: Path, stopped: Path, carried_out: list[int]
) -> None:
    run(request_over(inputs(base), stopped))

    assert carried_out == [0, 1, 2]


def test_a_policy_that_was_changed_meanwhile_is_applied_from_the_beginning(
    base: Path, stopped: Path, tmp_path: Path, carried_out: list[int]
) -> None:
    policies = tmp_path / "policies"
    policies.mkdir()
    pack = (resources.files("tierline.policy") / "packs" / "unicom-star.yaml").read_text("utf-8")
    (policies / "unicom-star.yaml").write_text(pack + "\n# Approved anew.\n", "utf-8")

    run(request_over(inputs(base), stopped, policies=policies))

    assert carried_out == [0, 1, 2]


def without_record(out: Path) -> None:
    (out / ".tierline" / "work" / "part-00000.json").unlink()


def half_a_record(out: Path) -> None:
    (out / ".tierline" / "lock").write_text('{"content": "1", "as')


def torn_part(out: Path) -> None:
    (out / ".tierline" / "work" / "part-00000.json").write_text('{"lines": 1')


def without_content(out: Path) -> None:
    shutil.rmtree(out / ".tierline" / "1")


@pytest.mark.parametrize("loss", [without_record, torn_part, half_a_record, without_content])
def test_what_a_failing_disk_has_lost_is_done_again(
    loss: Callable[[Path], None], base: Path, stopped: Path, carried_out: list[int]
) -> None:
    loss(stopped)

    run(request_over(inputs(base), stopped))

    assert carried_out == [0, 1, 2]
    assert data_of(seen(stopped)) == data_of(seen(base / "out"))
    assert has_no_litter(stopped)


def test_what_a_process_left_half_written_is_never_published(base: Path, stopped: Path) -> None:
    (stopped / ".tierline" / "1" / "grades" / "tmp_part-00001.parquet").write_bytes(b"half")

    run(request_over(inputs(base), stopped))

    assert data_of(seen(stopped)) == data_of(seen(base / "out"))


# ---------------------------------------------------------------- bad rows


def test_bad_rows_that_were_found_before_are_told_by_the_call_that_goes_on(tmp_path: Path) -> None:
    spoilt = small_base.replaced("subscribers", "subscriber_id IN (1, 40)", "product", "'fax'")
    paths = small_base.write(tmp_path / "in", {"subscribers": spoilt})
    _, whole = small_base.refused(request_over(paths, tmp_path / "whole"))
    asked = request_over(paths, tmp_path / "out")
    killed(asked, "part 2")

    error, told = small_base.refused(asked)

    assert isinstance(error, ValuesRefused)
    assert told == whole
    assert "bad rows: 2" in told
    assert not asked.out.joinpath(".tierline").exists()


def test_bad_input_keeps_no_part(base: Path, stopped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: object, **named: object) -> None:
        raise ValuesRefused(dataset="bills", column="paid", problem="bad", rows=1, examples="1 (x)")

    monkeypatch.setattr(PartWork, "carried_out", refused)

    with pytest.raises(InputError):
        run(request_over(inputs(base), stopped))

    assert not stopped.joinpath(".tierline").exists()
