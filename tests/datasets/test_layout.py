"""However the rows lie in their files, a run reads each of them once and decides the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.grading.small_base import compiled_once, request, results, write
from tierline.datasets.contract import BILLS, SUBSCRIBERS
from tierline.datasets.footers import RowGroup, Statistics
from tierline.datasets.layout import fullest, needs_order, opened, parts_of
from tierline.datasets.source import Form, Source
from tierline.grading.run import run

IDS = st.integers(-(2**63), 2**63 - 1)
FAR_APART = (
    "CASE subscriber_id WHEN 1 THEN -9223372036854775808 WHEN 40 THEN 9223372036854775807 WHEN 39 THEN 0"
    " WHEN 38 THEN 9007199254740993 WHEN 37 THEN 9007199254740992"
    " ELSE (20 - subscriber_id) * 1000000007 - 1 END"
)


def source(*groups: tuple[int, int, int]) -> Source:
    """Subscribers in one file, by the least id, the greatest and the number of rows of each run of rows."""
    known = tuple(
        RowGroup("a.parquet", rows, {"subscriber_id": Statistics(str(first), str(last), 0)})
        for first, last, rows in groups
    )
    return Source(SUBSCRIBERS, ("a.parquet",), {}, known, (Form(("a.parquet",), {}),))


@given(
    st.lists(st.tuples(IDS, IDS, st.integers(0, 1000)).map(lambda one: (min(one[:2]), max(one[:2]), one[2]))),
    st.integers(1, 300),
    IDS,
)
def test_every_id_lies_in_exactly_one_part(groups: list[tuple[int, int, int]], lines: int, one: int) -> None:
    parts = parts_of(source(*groups), lines)

    assert [part.number for part in parts] == list(range(len(parts)))
    holding = [
        part
        for part in parts
        if (part.first is None or part.first <= one) and (part.last is None or one <= part.last)
    ]
    assert len(holding) == 1


def test_parts_of_ordered_rows_hold_about_as_many_lines_as_asked() -> None:
    parts = parts_of(source(*((first, first + 9, 10) for first in range(0, 1000, 10))), 50)

    assert len(parts) == 20
    assert parts[1].first == 50


def test_the_fullest_part_is_seen_where_rows_lie_in_no_order() -> None:
    ordered = source(*((first, first + 9, 10) for first in range(0, 1000, 10)))
    scattered = source(*((first, 999, 100) for first in range(10)))

    assert fullest(ordered, parts_of(ordered, 50)) == 50
    assert fullest(scattered, parts_of(scattered, 100)) > 900


def test_ordered_rows_are_not_ordered_again_and_scattered_ones_are() -> None:
    ordered = source(*((first, first + 9, 10) for first in range(0, 1000, 10)))
    scattered = source(*((0, 999, 10) for _ in range(100)))
    parts = parts_of(ordered, 50)

    assert not needs_order(ordered, parts)
    assert needs_order(scattered, parts)


# ---------------------------------------------------------------- whole runs

SHAPES = st.fixed_dictionaries(
    {
        "files": st.integers(1, 4),
        "order": st.sampled_from(
            ["subscriber_id", "subscriber_id DESC", "hash(lying)", "month, subscriber_id"]
        ),
        "row_group": st.sampled_from([1, 2, 7, 40, 1_000_000]),
        "statistics": st.booleans(),
        "part_lines": st.sampled_from([1, 3, 16, 1000]),
        "form": st.sampled_from(["paths", "folder", "glob"]),
    }
)


def scattered(folder: Path, paths: dict[str, list[str]], shape: dict[str, Any]) -> dict[str, list[str]]:
    """The same rows in other files, in another order, with other ids; the order of lines stays unknown."""
    import pyarrow.parquet as pq

    found: dict[str, list[str]] = {}
    connection = duckdb.connect(config={"threads": 1})
    for name, (path,) in paths.items():
        target = folder / name
        target.mkdir(parents=True)
        order = shape["order"] if name == "bills" else shape["order"].replace("month, ", "")
        rows = connection.sql(f"SELECT * FROM '{path}' AS lying ORDER BY {order}, 1, 2").to_arrow_table()
        size = -(-rows.num_rows // shape["files"])
        for number in range(shape["files"]):
            pq.write_table(
                rows.slice(number * size, size),
                target / f"{number}.parquet",
                row_group_size=shape["row_group"],
                write_statistics=shape["statistics"],
            )
        found[name] = {
            "paths": [str(file) for file in sorted(target.iterdir())],
            "folder": [str(target)],
            "glob": [f"{target}/?.parquet"],
        }[shape["form"]]
    return found


@pytest.fixture(scope="module")
def far_apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small base under ids as far apart as there are, and its results, in order."""
    folder = tmp_path_factory.mktemp("far")
    changes = {
        name: f"SELECT * REPLACE (CAST({FAR_APART} AS BIGINT) AS subscriber_id) FROM {name} ORDER BY 1"
        for name in ("subscribers", "bills", "memberships", "special_grades")
    }
    write(folder / "in", changes)
    paths = {path.stem: [str(path)] for path in (folder / "in").iterdir()}
    run(request(paths, folder / "out", part_lines=1000))
    assert len(results(folder / "out")["grades"]) == 40
    return folder


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        compiled_once(monkeypatch)
        yield


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=SHAPES)
def test_results_do_not_depend_on_how_the_rows_lie(shape: dict[str, Any], far_apart: Path) -> None:
    with TemporaryDirectory() as place:
        paths = {path.stem: [str(path)] for path in (far_apart / "in").iterdir()}
        given_paths = scattered(Path(place) / "in", paths, shape)

        run(request(given_paths, Path(place) / "out", part_lines=shape["part_lines"]))

        assert results(Path(place) / "out") == results(far_apart / "out")


@pytest.mark.parametrize(("order", "is_ordered_anew"), [("subscriber_id", False), ("hash(lying)", True)])
def test_scattered_rows_are_ordered_once_and_the_summary_tells(
    order: str, is_ordered_anew: bool, tmp_path: Path
) -> None:
    paths = write(tmp_path / "good")
    shape = {"order": order, "files": 1, "row_group": 4, "statistics": True, "form": "paths"}
    run(request(paths, tmp_path / "good-out"))

    run(request(scattered(tmp_path / "in", paths, shape), tmp_path / "out", part_lines=4))

    inputs = json.loads((tmp_path / "out" / "summary.json").read_text())["inputs"]
    assert inputs["subscribers"]["put_in_order"] is is_ordered_anew
    assert inputs["bills"]["put_in_order"] is is_ordered_anew
    assert results(tmp_path / "out") == results(tmp_path / "good-out")


def test_files_without_statistics_are_read_whole(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    paths = write(tmp_path / "in")
    run(request(paths, tmp_path / "good"))
    for (path,) in paths.values():
        pq.write_table(pq.read_table(path), path, write_statistics=False)

    for part_lines in (16, 1000):
        run(request(paths, tmp_path / "out", part_lines=part_lines))

        assert results(tmp_path / "out") == results(tmp_path / "good")


def test_mixed_csv_and_parquet_are_one_dataset(tmp_path: Path) -> None:
    half = write(tmp_path / "a", {"bills": "FROM bills WHERE month < DATE '2026-05-01'"})["bills"]
    rest = write(tmp_path / "b", {"bills": "FROM bills WHERE month >= DATE '2026-05-01'"}, form="csv")[
        "bills"
    ]

    found = opened(duckdb.connect(), BILLS, half + rest, tmp_path)

    assert found.rows == 480
    days = [group.days("month") for group in found.row_groups]
    assert min(one[0] for one in days if one) == date(2025, 11, 1)
