"""What a dataset's files tell: names, types, ends of values; a broken one ends in an error of ours alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.grading.small_base import write
from tierline.datasets.contract import BILLS, DATASETS, SUBSCRIBERS, Kind
from tierline.datasets.errors import DatasetMissing
from tierline.datasets.footers import RowGroup, Statistics
from tierline.datasets.paths import files_at, listed
from tierline.datasets.source import always_fits, fits, inspected
from tierline.errors import TierlineError
from tierline.grading.engines.duckdb import faults


@pytest.mark.parametrize(
    ("found", "kind", "may", "must"),
    [
        ("BIGINT", Kind.BIGINT, True, True),
        ("INTEGER", Kind.BIGINT, True, True),
        ("UBIGINT", Kind.BIGINT, True, False),
        ("UINTEGER", Kind.INTEGER, True, False),
        ("UTINYINT", Kind.SMALLINT, True, True),
        ("UTINYINT", Kind.TINYINT, True, False),
        ("BIGINT", Kind.TINYINT, True, False),
        ("DOUBLE", Kind.BIGINT, False, False),
        ("VARCHAR", Kind.BIGINT, False, False),
        ("DECIMAL(12,2)", Kind.MONEY, True, True),
        ("DECIMAL(9,2)", Kind.MONEY, True, True),
        ("DECIMAL(10,0)", Kind.MONEY, True, True),
        ("DECIMAL(12,1)", Kind.MONEY, True, False),
        ("DECIMAL(18,2)", Kind.MONEY, True, False),
        ("DECIMAL(38,2)", Kind.MONEY, True, False),
        ("DECIMAL(38,0)", Kind.MONEY, False, False),
        ("DECIMAL(14,4)", Kind.MONEY, False, False),
        ("DECIMAL(5,3)", Kind.MONEY, False, False),
        ("UINTEGER", Kind.MONEY, True, True),
        ("BIGINT", Kind.MONEY, True, False),
        ("FLOAT", Kind.MONEY, False, False),
        ("TIMESTAMP", Kind.DATE, False, False),
        ("TINYINT", Kind.BOOLEAN, False, False),
        ("BLOB", Kind.VARCHAR, False, False),
    ],
)
def test_a_type_is_taken_where_no_value_would_be_rounded(
    found: str, kind: Kind, may: bool, must: bool
) -> None:
    assert fits(found, kind) is may
    if may:
        assert always_fits(found, kind) is must


@pytest.mark.parametrize(
    ("least", "most", "known"),
    [
        ("2026-01-01", "2026-02-01", True),
        ("0044-01-01 (BC)", "2026-01-01", False),
        ("2026-01-01", "infinity", False),
    ],
)
def test_days_beyond_the_calendar_are_not_taken_from_a_footer(least: str, most: str, known: bool) -> None:
    group = RowGroup("a", 1, {"month": Statistics(least, most, 0)})

    assert (group.days("month") is not None) is known


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (path,) = write(tmp_path / "in")["bills"]
    (tmp_path / "link.parquet").symlink_to(path)

    found = files_at(
        BILLS, [path, str(tmp_path / "in" / ".." / "in" / "bills.parquet"), str(tmp_path / "link.parquet")]
    )

    assert found == (path,)


def test_files_that_other_programs_leave_while_they_write_are_not_read(tmp_path: Path) -> None:
    for name in ("a.parquet", ".b.parquet", "_c.parquet"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "d.parquet").mkdir()

    assert files_at(BILLS, [str(tmp_path)]) == (str(tmp_path / "a.parquet"),)


def test_a_folder_of_folders_is_no_dataset(tmp_path: Path) -> None:
    (tmp_path / "month=2026-10").mkdir()
    (tmp_path / "month=2026-10" / "a.parquet").write_bytes(b"")

    with pytest.raises(DatasetMissing, match="not searched"):
        files_at(BILLS, [str(tmp_path)])


@example("\\?")
@example("?\\")
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=20))
def test_a_file_stands_for_itself_whatever_its_name(name: str) -> None:
    with TemporaryDirectory() as place:
        file = Path(place) / f"{name}.parquet"
        try:
            file.write_bytes(GOOD_FILE["x"])
        except OSError:
            return
        (Path(place) / "other.parquet").write_bytes(GOOD_FILE["y"])

        if "\\" in name and set(name) & set("*?["):
            with pytest.raises(DatasetMissing, match="rename it"):
                files_at(BILLS, [str(file)])
            return

        # As the room reads: a name such as `0=a` would give a column of its own.
        scan = f"read_parquet({listed([str(file)])}, hive_partitioning = false)"
        found = duckdb.connect().execute(f"SELECT * FROM {scan}").fetchall()

        assert found == [("x",)]


def _one_value(value: str) -> bytes:
    with TemporaryDirectory() as place:
        duckdb.execute(f"COPY (SELECT '{value}' AS v) TO '{place}/a.parquet' (FORMAT parquet)")
        return (Path(place) / "a.parquet").read_bytes()


GOOD_FILE = {value: _one_value(value) for value in "xy"}


# ---------------------------------------------------------------- broken bytes


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of a good file of each dataset."""
    folder = tmp_path_factory.mktemp("whole")
    changes = {"bills": "FROM bills LIMIT 60"}
    return {name: Path(path).read_bytes() for name, (path,) in write(folder, changes).items()}


Spoil = Callable[[bytes], bytes]


def _cut(share: float) -> Spoil:
    return lambda data: data[: int(len(data) * share)]


def _flipped(places: list[tuple[float, int]]) -> Spoil:
    def spoil(data: bytes) -> bytes:
        changed = bytearray(data)
        for share, bits in places:
            changed[int(len(changed) * share)] ^= bits
        return bytes(changed)

    return spoil


def _in_footer(places: list[tuple[float, int]]) -> Spoil:
    """Changes in the last part alone, where names, types and counts stand."""
    return lambda data: data[: len(data) // 2] + _flipped(places)(data[len(data) // 2 : -8]) + data[-8:]


SHARES = st.floats(0, 1, exclude_max=True)
PLACES = st.lists(st.tuples(SHARES, st.integers(1, 255)), min_size=1, max_size=12)
SPOILS = st.one_of(SHARES.map(_cut), PLACES.map(_flipped), PLACES.map(_in_footer))


def read_whole(dataset: str, file: Path) -> None:
    """Reads a file in the way of a run: footer, types, checks of the whole, every value of every column."""
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "512MiB"})
    try:
        found = inspected(connection, DATASETS[dataset], (str(file),))
        with faults():
            connection.execute(f"SELECT count(COLUMNS(*)) FROM ({found.select(None, None)})").fetchall()
    finally:
        connection.close()


@settings(max_examples=150)
@given(dataset=st.sampled_from(sorted(DATASETS)), spoil=SPOILS)
def test_no_spoilt_parquet_ends_in_anything_but_an_error_of_ours(
    dataset: str, spoil: Spoil, whole: dict[str, bytes]
) -> None:
    with TemporaryDirectory() as place:
        file = Path(place) / "spoilt.parquet"
        file.write_bytes(spoil(whole[dataset]))
        with suppress(TierlineError):
            read_whole(dataset, file)


def test_the_scan_of_files_that_differ_has_every_column_in_one_type(tmp_path: Path) -> None:
    changes = [
        "SELECT * EXCLUDE (brand) REPLACE (subscriber_id::INT AS subscriber_id) FROM subscribers"
        " WHERE subscriber_id < 9",
        "SELECT 1 AS more, * REPLACE (NULL::DOUBLE AS brand) FROM subscribers"
        " WHERE subscriber_id BETWEEN 9 AND 20",
        "FROM subscribers WHERE subscriber_id > 20",
    ]
    files = [
        write(tmp_path / str(n), {"subscribers": one})["subscribers"][0] for n, one in enumerate(changes)
    ]
    connection = duckdb.connect()

    found = inspected(connection, SUBSCRIBERS, tuple(files))

    described = connection.execute(f"DESCRIBE {found.select(None, None)}").fetchall()
    assert [(row[0], row[1]) for row in described] == [(one.name, one.kind) for one in SUBSCRIBERS.columns]
    counted = connection.execute(
        f"SELECT count(*), count(brand) FROM ({found.select(None, None)})"
    ).fetchall()
    assert counted == [(40, 20)]
