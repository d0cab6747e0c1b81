"""kill -9 at any moment: a folder holds the earlier result whole, or the later, and the next run succeeds."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.grading import small_base
from tests.grading.child import dies_before
from tests.grading.processes import (
    PART_LINES,
    data_of,
    ended,
    grade_arguments,
    has_no_litter,
    seen,
    started,
    tierline,
    wait_until_stopped,
)
from tierline.grading.publication import Publication
from tierline.grading.run import Request, run

Content = Mapping[str, str]

ONE = {"grades/part-0.parquet": "rows", "grades/part-1.parquet": "more rows", "summary.json": "{}"}
OTHER = {"grades/part-0.parquet": "other rows", "summary.json": "{1}", "policy.yaml": "terms"}
TWO_SCHEMES = {"star/summary.json": "{}", "star/grades/part-0.parquet": "a", "vip/summary.json": "{2}"}
ONE_OF_THEM = {"star/summary.json": "{3}", "star/grades/part-0.parquet": "b"}


def publish(folder: Path, content: Content, dies_at: int = 0) -> None:
    """Publishes a content, schemes that are not in it carried over; dies before a step if one is named."""
    if dies_at:
        dies_before(dies_at)
    with Publication(folder) as publication:
        for name, text in content.items():
            path = publication.staging / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        if "star/summary.json" in content:
            publication.carry_over({name.partition("/")[0] for name in content})
        publication.publish()


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        pytest.param({}, ONE, ONE, id="first"),
        pytest.param(ONE, OTHER, OTHER, id="again"),
        pytest.param(ONE, TWO_SCHEMES, TWO_SCHEMES, id="schemes over one"),
        pytest.param(TWO_SCHEMES, ONE, ONE, id="one over schemes"),
        pytest.param(TWO_SCHEMES, ONE_OF_THEM, TWO_SCHEMES | ONE_OF_THEM, id="some of the schemes"),
    ],
)
def test_before_every_step_of_a_publication_the_folder_is_whole(
    earlier: Content, later: Content, expected: Content, tmp_path: Path
) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tierline.grading.publication", "tests.grading.test_crash"])
    found = []
    while not found or found[-1][0] == -signal.SIGKILL:
        folder = tmp_path / str(len(found)) / "out"
        if earlier:
            # Twice, so that there is a content before the present one to be removed too.
            publish(folder, earlier)
            publish(folder, earlier)
        process = processes.Process(target=publish, args=(folder, later, len(found) + 1))
        process.start()
        process.join()

        now = {name: content.decode() for name, content in seen(folder).items()}
        assert now in (earlier, expected), len(found)
        found.append((process.exitcode, now == expected))

        publish(folder, OTHER)
        assert {name: content.decode() for name, content in seen(folder).items()} == OTHER
        assert has_no_litter(folder)

    assert found[-1] == (0, True)
    is_new = [new for _, new in found]
    assert is_new == sorted(is_new), "once the new content is there it stays"
    # Reading and writing files and folders, links, the switch and the clearing away are steps.
    assert len(found) > 15


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs, other inputs of the same lines, and the runs of both: `in`, `in-later`, `out`, `later`."""
    folder = tmp_path_factory.mktemp("base")
    paths = small_base.write(folder / "in")
    run(small_base.request(paths, folder / "out", part_lines=PART_LINES))
    dearer = {
        "bills": "SELECT * REPLACE (CAST(mobile_billed + 100 AS DECIMAL(12,2)) AS mobile_billed) FROM bills"
    }
    run(
        small_base.request(
            small_base.write(folder / "in-later", dearer), folder / "later", part_lines=PART_LINES
        )
    )
    assert data_of(seen(folder / "out")) != data_of(seen(folder / "later"))
    return folder


def later_request(base: Path, out: Path) -> Request:
    paths = {name: [str(base / "in-later" / f"{name}.parquet")] for name in small_base.GOOD}
    return small_base.request(paths, out, part_lines=PART_LINES)


@pytest.mark.parametrize("parts", [1, 2])
def test_a_run_killed_between_its_parts_leaves_the_earlier_result(
    parts: int, base: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(base / "out", out, symlinks=True)
    process = started(grade_arguments(later_request(base, out)), moment=f"part {parts}")
    wait_until_stopped(process)
    assert len(list(out.glob(".tierline/2/grades/*.parquet"))) == parts

    process.kill()

    assert ended(process).code == -signal.SIGKILL
    assert seen(out) == seen(base / "out")
    run(later_request(base, out))
    assert data_of(seen(out)) == data_of(seen(base / "later"))
    assert has_no_litter(out)


@pytest.mark.parametrize(
    "moment",
    ["os.mkdir .scratch", "open summary.json", "os.symlink next", "os.rename current"],
)
def test_a_run_killed_before_it_is_published_leaves_the_earlier_result(
    moment: str, base: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(base / "out", out, symlinks=True)

    killed = tierline(*grade_arguments(later_request(base, out)), moment=moment, signal="SIGKILL")

    assert killed.code == -signal.SIGKILL
    assert seen(out) == seen(base / "out")
    run(later_request(base, out))
    assert data_of(seen(out)) == data_of(seen(base / "later"))
    assert has_no_litter(out)
