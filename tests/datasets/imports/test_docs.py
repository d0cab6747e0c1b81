"""The examples of the import pages are run, and the two languages show the same ones."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tierline.datasets.imports.carry_out import import_file
from tierline.datasets.imports.mapping_reading import parse

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ["import.md", "import.zh-CN.md"]


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_the_example_gives_the_bills_that_the_page_shows(page, tmp_path):
    (source,), (shown,) = blocks(page, "csv"), blocks(page, "text")
    (tmp_path / "source.csv").write_text(source, encoding="utf-8")

    report = import_file(
        parse(blocks(page, "yaml")[0].encode(), "example.yaml"), tmp_path / "source.csv", tmp_path / "out"
    )

    bills = [
        row for path in (tmp_path / "out" / "bills").iterdir() for row in pq.read_table(path).to_pylist()
    ]
    found = sorted((bill["subscriber_id"], f"{bill['month']:%Y-%m}", bill["billed"]) for bill in bills)
    expected = [line.split() for line in shown.splitlines()[1:]]
    assert found == [(int(i), month, Decimal(amount)) for i, month, amount in expected]
    assert [count for _, count in report.left_out] == [1]


def test_the_example_of_charges_sums_them_by_month(tmp_path):
    (tmp_path / "source.csv").write_text(
        "customer,day,amount\n7,20220131,1.50\n7,20220101,2.50\n7,20220301,1\n"
    )

    import_file(
        parse(blocks(PAGES[0], "yaml")[1].encode(), "charges.yaml"), tmp_path / "source.csv", tmp_path / "out"
    )

    january = pq.read_table(tmp_path / "out" / "bills" / "2022-01.parquet").to_pylist()
    assert [(bill["subscriber_id"], bill["billed"]) for bill in january] == [(7, Decimal("4.00"))]


@pytest.mark.parametrize("language", ["csv", "yaml", "text"])
def test_both_languages_show_the_same_examples(language):
    assert blocks(PAGES[0], language) == blocks(PAGES[1], language) != []
