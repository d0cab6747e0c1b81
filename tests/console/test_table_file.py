"""What a file of lines holds may be opened by a spreadsheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tierline.console.table_file import written


def test_a_text_that_a_spreadsheet_would_calculate_is_guarded_and_numbers_are_not() -> None:
    cells = [
        "=1+1",
        "+86",
        "-x",
        "@sum",
        "\tx",
        "plain, with a comma",
        -3,
        Decimal("-1.50"),
        None,
        date(2026, 12, 6),
    ]
    assert written([cells]) == (b"'=1+1,'+86,'-x,'@sum,'\tx,\"plain, with a comma\",-3,-1.50,,2026-12-06\r\n")
