"""Carries out a mapping: a foreign file becomes subscribers, bills and given grades, all or nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tierline.datasets.imports.lines import Reading
from tierline.datasets.imports.mapping import (
    Constant,
    ImportMapping,
    SameAs,
    Value,
)
from tierline.datasets.imports.report import ImportReport
from tierline.datasets.imports.source import Source
from tierline.datasets.imports.values import half_up
from tierline.datasets.new_folder import check_free, whole_or_nothing


def import_file(mapping: ImportMapping, source: Path, out: Path) -> ImportReport:
    """Write the datasets that `mapping` makes of `source`, and import.json, into `out`; report what was done.

    `out` is a new or an empty folder. Raises what imports/errors.py holds, FolderInUse and FolderNotWritten;
    `out` is then as it was before.
    """
    # Asked before a long file is read, not only before it is written.
    check_free(out)
    reading = Reading(mapping)
    file = Source(source, mapping.source)
    reading.read(file)
    report = _report(reading, source.name, file.digest())
    with whole_or_nothing(out) as draft:
        if mapping.subscribers:
            reading.subscribers.write(draft / "subscribers.parquet")
        if mapping.bills:
            (draft / "bills").mkdir()
            for month, table in reading.bills.by_month.items():
                table.write(draft / "bills" / f"{month:%Y-%m}.parquet")
        if mapping.given_grades:
            reading.given_grades.write(draft / "given_grades.parquet")
        if mapping.facts:
            reading.facts.write(draft / "facts.parquet")
        told = json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n"
        (draft / "import.json").write_text(told, encoding="utf-8", newline="\n")
    return report


def _report(reading: Reading, source: str, digest: str) -> ImportReport:
    """What was read, left out and gathered."""
    mapping = reading.mapping
    return ImportReport(
        mapping=mapping.name,
        title=mapping.title,
        mapping_digest=mapping.digest,
        source=source,
        source_digest=digest,
        read=reading.read_rows,
        left_out=tuple(
            (rule.reason, count) for rule, count in zip(mapping.leave_out, reading.left_out, strict=True)
        ),
        subscribers=reading.subscribers.rows,
        bills={f"{month:%Y-%m}": table.rows for month, table in sorted(reading.bills.by_month.items())},
        given_grades=(reading.given_grades.rows, reading.without_grade) if mapping.given_grades else None,
        below_zero={f"bills.{name}": count for name, count in reading.bills.below_zero.items()},
        facts=tuple(mapping.facts),
        moved=mapping.source.moved,
        fen_per_unit=mapping.source.money.fen,
        scaled_because=mapping.source.money.because,
        stated=_stated(mapping),
    )


def _stated(mapping: ImportMapping) -> dict[str, str]:
    """The figures that do not come from the source: constants, and columns of bills taken from another."""
    stated = {name: _plain(cell[0].value) for name, cell in mapping.cells() if isinstance(cell[0], Constant)}
    same = {
        f"bills.{name}": f"bills.{figure.column}"
        for name, figure in mapping.figures()
        if isinstance(figure, SameAs)
    }
    return stated | same


def _plain(value: Value) -> str:
    """A value as a mapping file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return str(Decimal(half_up(value)).scaleb(-2))
    return str(value)
