"""CSV: what is good is read exactly, the rest is refused without a phone number in the message."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tierline.datasets.contract import BILLS, SPECIAL_GRADES, SUBSCRIBERS
from tierline.datasets.csv_reading import as_parquet
from tierline.datasets.errors import LineBroken
from tierline.errors import InputError
from tierline.wording import Language

HEAD = ",".join(column.name for column in BILLS.columns)
LINE = ",".join(column.name for column in SUBSCRIBERS.columns)


def read(text: str | bytes, dataset: object = BILLS) -> list[tuple[object, ...]]:
    """The rows that are kept of a CSV file."""
    with TemporaryDirectory() as place:
        file = Path(place) / "given.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        connection = duckdb.connect(config={"threads": 1})
        kept = as_parquet(connection, dataset, (str(file),), Path(place))  # type: ignore[arg-type]
        return connection.execute(f"SELECT * FROM '{kept}'").fetchall()


@given(
    st.lists(
        st.tuples(
            st.integers(-(2**63), 2**63 - 1),
            st.dates().map(lambda day: day.replace(day=1)),
            *[st.decimals("-9999999999.99", "9999999999.99", places=2)] * 3,
            st.integers(0, 2**15 - 1),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_every_value_comes_back_exactly(rows: list[tuple[object, ...]]) -> None:
    text = "\n".join([HEAD, *(",".join(str(value) for value in row) for row in rows)])

    found = read(text)

    assert sorted(found) == sorted(rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_says_what_stands_between_the_values(delimiter: str) -> None:
    text = f"{HEAD}\n1,2026-10-01,10.5,8,10.00,0\n".replace(",", delimiter)

    (found,) = read(text)

    assert found[0] == 1
    assert found[2:5] == (Decimal("10.50"), Decimal("8.00"), Decimal("10.00"))


def test_quotes_hold_what_stands_between_them() -> None:
    text = 'note,grade,subscriber_id\n"a ""b"", c\nd",loyal,"7"\n,"loyal",8\n'

    assert read(text, SPECIAL_GRADES) == [(7, "loyal"), (8, "loyal")]


def test_a_broken_line_is_numbered_and_not_shown() -> None:
    text = f"{LINE}\n1,13800000001,public\n"

    with pytest.raises(LineBroken) as caught:
        read(text, SUBSCRIBERS)

    for language in Language:
        told = caught.value.message(language)
        assert "13800000001" not in told
        assert "2" in told


PIECES = st.sampled_from(
    [
        HEAD,
        "\n",
        "\r\n",
        "\r",
        ",",
        '"',
        '""',
        ";",
        "1",
        "2026-10-01",
        "0.005",
        "-",
        "\0",
        "é",
        "中",
        "\ufeff",
        " ",
        "1380000",
    ]
)


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(PIECES, max_size=60).map(lambda pieces: (HEAD + "\n" + "".join(pieces)).encode()),
        st.lists(PIECES, max_size=30).map(lambda pieces: "".join(pieces).encode()),
    )
)
@example(HEAD.encode() + b"\n1,2,3\r4,5\n6")
@example((HEAD + "," * 5000).encode())
@example((HEAD + "\n" + '"' + "1380000" * 40000).encode())
@example((HEAD + "\n" + "1" * 3_000_000).encode())
def test_no_text_ends_in_anything_but_an_error_of_ours(text: bytes) -> None:
    told: list[str] = []
    try:
        read(text)
    except InputError as error:
        told = [error.message(language) for language in Language]

    assert not [sentence for sentence in told if "1380000" in sentence]
