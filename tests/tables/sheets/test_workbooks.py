"""Workbooks as Excel writes them: typed and merged cells, formulas, sheets, and files that are none."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.xml.constants import SHEET_MAIN_NS

from tierline.tables.errors import TableError
from tierline.tables.model import DecisionTable, Equal, HitPolicy, Rule
from tierline.tables.sheets.csv_file import read_csv
from tierline.tables.sheets.errors import CellRefused, SheetUnreadable
from tierline.tables.sheets.xlsx_reading import MOST_UNPACKED, read_xlsx
from tierline.tables.sheets.xlsx_writing import write_xlsx
from tierline.wording import Language

HEAD = [["table", "t"], ["hit policy", "first"], ["role", "input", "output"], ["name", "spend", "tier"]]
SMALL = DecisionTable("t", ("spend",), ("tier",), (Rule({}, ("gold",)),), HitPolicy.FIRST)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _book(*rows: list[object], head: list[list[object]] = HEAD) -> Workbook:
    book = Workbook()
    assert book.active is not None
    for row in [*head, *rows]:
        book.active.append(row)
    return book


def _read(book: Workbook) -> DecisionTable:
    (table,) = read_xlsx(_saved(book), "t.xlsx")
    return table


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (450, Decimal(450)),
        (0.1 + 0.2, Decimal("0.3")),
        (1234567.89, Decimal("1234567.89")),
        (1.10, Decimal("1.1")),
        (True, True),
        (date(2026, 11, 1), date(2026, 11, 1)),
        (datetime(2026, 11, 1), date(2026, 11, 1)),  # noqa: DTZ001 - a workbook has no zones
        ('"gold"', "gold"),
        ("450", Decimal(450)),
    ],
)
def test_a_cell_is_the_value_that_excel_shows(cell, value):
    table = _read(_book([1, cell, 1]))
    assert table.rules[0].tests == {"spend": Equal(value)}


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("=B4*2", "t.xlsx, sheet Sheet, cell B5: found a formula; expected the value itself"),
        ("#N/A", "cell B5: found an error (#N/A); expected the value itself"),
        (datetime(2026, 11, 1, 8, 30), "cell B5: found a time of day (2026-11-01 08:30:00)"),  # noqa: DTZ001
    ],
)
def test_what_is_no_value_is_refused_with_sheet_and_cell(cell, told):
    with pytest.raises(CellRefused) as refused:
        _read(_book([1, cell, 1]))
    assert told in refused.value.message(Language.EN)


def test_a_merged_cell_holds_for_every_row_that_it_covers():
    book = _book([1, '"gotone"', 1], [2, None, 2], [3, '"m_zone"', 3])
    book.active.merge_cells("B5:B6")
    assert [rule.tests["spend"] for rule in _read(book).rules] == [
        Equal("gotone"),
        Equal("gotone"),
        Equal("m_zone"),
    ]


def test_a_name_merged_over_the_sheet_is_one_name():
    book = _book([1, 5, 1])
    book.active.merge_cells("B1:C1")
    assert _read(book).name == "t"


def test_every_sheet_that_holds_anything_is_read_in_order():
    book = _book([1, 5, 1])
    other = book.create_sheet("Other")
    for row in [["table", "u"], *HEAD[1:], [1, 6, 2]]:
        other.append(row)
    book.create_sheet("Sheet3")
    assert [table.name for table in read_xlsx(_saved(book), "t.xlsx")] == ["t", "u"]


def test_a_written_workbook_can_be_worked_in():
    """The head stays in view, cells are texts, and the hit policy is chosen from a list."""
    book = load_workbook(io.BytesIO(write_xlsx([SMALL], Language.EN)))
    sheet = book["t"]
    assert sheet.freeze_panes == "B5"
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}
    (choice,) = sheet.data_validations.dataValidation
    assert str(choice.sqref) == "B2"
    assert "priority" in choice.formula1


def test_sheets_have_names_that_excel_allows_and_tells_apart():
    names = ["a/b:c", "A/B:C", "history", "", "n" * 40, "n" * 41]
    tables = [DecisionTable(name, (), ("x",), (), HitPolicy.FIRST) for name in names]
    content = write_xlsx(tables, Language.EN)
    titles = load_workbook(io.BytesIO(content)).sheetnames
    assert titles == ["a_b_c", "A_B_C 2", "history 2", "table", "n" * 31, "n" * 29 + " 2"]
    assert read_xlsx(content, "t.xlsx") == tuple(tables)


def test_a_workbook_saved_again_by_another_program_says_the_same():
    book = load_workbook(io.BytesIO(write_xlsx([SMALL], Language.ZH)))
    assert read_xlsx(_saved(book), "t.xlsx") == (SMALL,)


# ---------------------------------------------------------------- files that are none


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def _with_sheet(xml: str) -> bytes:
    """A workbook whose one sheet is this XML."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(_saved(_book([1, 5, 1])))) as packed:
        parts = {part.filename: packed.read(part) for part in packed.infolist()}
    parts["xl/worksheets/sheet1.xml"] = xml.encode()
    return _packed(parts)


SPACE = f'xmlns="{SHEET_MAIN_NS}"'
CELL = "<v>1</v></c></row></sheetData></worksheet>"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is empty. `tierline table export`"),
        (b"table,t\n", "it is no XLSX workbook. Open it in a spreadsheet"),
        (OLD, "the old binary form (.xls)"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "protected by a password. Save it without"),
        (_packed({"a.txt": b"a"}), "the workbook is damaged"),
        (_packed({"a.txt": bytes(MOST_UNPACKED + 1)}), "unpacks to more than 64 MB"),
        (_packed({f"{n}.txt": b"" for n in range(1001)}), "unpacks to more than"),
        (_saved(Workbook()), "none of its sheets holds anything"),
        (_with_sheet("<worksheet"), "the workbook is damaged"),
        (
            _with_sheet(f'<worksheet {SPACE}><sheetData><row r="1048576"><c r="A1048576">{CELL}'),
            "the sheet Sheet has more than 20000 rows or 256 columns",
        ),
        (
            _with_sheet(f'<worksheet {SPACE}><sheetData><row r="1"><c r="XFD1">{CELL}'),
            "the sheet Sheet has more than 20000 rows or 256 columns",
        ),
        (
            _with_sheet(
                f'<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet {SPACE}>'
                f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>'
                "</worksheet>"
            ),
            "the workbook is damaged",
        ),
    ],
)
def test_a_file_that_is_no_workbook_of_tables_is_refused_with_what_to_do(content, told):
    with pytest.raises(SheetUnreadable) as refused:
        read_xlsx(content, "t.xlsx")
    assert told in refused.value.message(Language.EN)
    assert refused.value.message(Language.ZH)


def test_a_merge_of_the_whole_sheet_takes_no_time():
    book = _book([1, 5, 1])
    content = _saved(book)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="D1:XFD1048576"/></mergeCells>'
    (table,) = read_xlsx(_with_sheet(xml.replace("</sheetData>", merged)), "t.xlsx")
    assert len(table.rules) == 1
    many = merged.replace("D1:XFD1048576", "A1:C5").replace(
        "/>", "/>" + '<mergeCell ref="A1:C5"/>' * 100_000, 1
    )
    with pytest.raises(SheetUnreadable, match="damaged"):
        read_xlsx(_with_sheet(xml.replace("</sheetData>", many)), "t.xlsx")


WORKBOOK = write_xlsx([SMALL], Language.EN)


@settings(max_examples=60)
@given(at=st.integers(0, len(WORKBOOK) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_workbook_is_refused_or_read_and_never_a_crash(at, byte, cut):
    content = WORKBOOK[:at] if cut else WORKBOOK[:at] + bytes([byte]) + WORKBOOK[at + 1 :]
    with suppress(TableError):
        read_xlsx(content, "t.xlsx")


WORKSHEET = zipfile.ZipFile(io.BytesIO(WORKBOOK)).read("xl/worksheets/sheet1.xml").decode()


@settings(max_examples=60)
@given(data=st.data())
def test_a_strange_sheet_is_refused_or_read_and_never_a_crash(data):
    """Damage inside the XML, which a checksum would otherwise catch first."""
    at = data.draw(st.integers(0, len(WORKSHEET) - 1))
    piece = data.draw(st.sampled_from(["", "9", "<", 't="s"', 't="b"', 't="d"', 't="e"', "A0", "ZZZZ1", "é"]))
    length = data.draw(st.integers(0, 12))
    content = _with_sheet(WORKSHEET[:at] + piece + WORKSHEET[at + length :])
    with suppress(TableError):
        read_xlsx(content, "t.xlsx")


@settings(max_examples=150)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"table,t\n{text}".encode()))
def test_any_bytes_as_csv_are_refused_or_read_and_never_a_crash(content):
    with suppress(TableError):
        read_csv(content, "t.csv")
