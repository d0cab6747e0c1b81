"""A small base that a test spoils: forty lines and twelve months of bills, which queries change.

The phone numbers are invented and all begin with PHONE, so that a message can be searched for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tierline.datasets.contract import DATASETS
from tierline.errors import InputError
from tierline.grading.plan import Plan, planned
from tierline.grading.run import Request, run
from tierline.policy.model import Version
from tierline.wording import Language

PHONE = "1380000"
MONTH = date(2026, 11, 1)

GOOD = {
    "subscribers": f"""
        SELECT CAST(i AS BIGINT) AS subscriber_id, '{PHONE}' || lpad(CAST(i AS VARCHAR), 4, '0') AS msisdn,
            'public' AS segment, 'mobile_4g' AS product, 'gotone' AS brand, 'postpaid' AS payment,
            'ordinary' AS account_kind, CAST(NULL AS VARCHAR) AS plan_kind, true AS real_name,
            DATE '2024-01-10' AS joined_on, 'active' AS status, CAST(NULL AS DATE) AS closed_on,
            '65.6501.650102' AS site, CAST(1 AS TINYINT) AS vanity_class, false AS vanity_secured,
            CAST(NULL AS VARCHAR) AS contract_kind, CAST(58 AS INTEGER) AS contract_plan,
            CAST(NULL AS DATE) AS contract_ends_on, CAST(2 AS SMALLINT) AS bonus_products
        FROM range(1, 41) AS r(i) ORDER BY i""",
    "bills": """
        SELECT CAST(i AS BIGINT) AS subscriber_id, CAST(m AS DATE) AS month,
            CAST(100 + i AS DECIMAL(12,2)) AS billed, CAST(20 + 8 * i AS DECIMAL(12,2)) AS mobile_billed,
            CAST(90 + i AS DECIMAL(12,2)) AS paid, CAST(i % 3 AS SMALLINT) AS suspensions
        FROM range(1, 41) AS r(i), range(DATE '2025-11-01', DATE '2026-11-01', INTERVAL 1 MONTH) AS s(m)
        ORDER BY m, i""",
    "memberships": """
        SELECT CAST(i AS BIGINT) AS subscriber_id, 'unicom-star' AS scheme, 'two_star' AS tier,
            DATE '2025-12-01' AS since, DATE '2026-11-30' AS ends_on, 'rated' AS source
        FROM range(1, 21) AS r(i) ORDER BY i""",
    "special_grades": """
        SELECT CAST(i AS BIGINT) AS subscriber_id, 'loyal' AS grade FROM range(1, 5) AS r(i) ORDER BY i""",
}


def write(
    folder: Path, changes: Mapping[str, str] | None = None, form: str = "parquet"
) -> dict[str, list[str]]:
    """Writes the four datasets and gives their paths. A change is a query over the good dataset."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"threads": 1})
    for name, sql in GOOD.items():
        connection.execute(f"CREATE TEMP VIEW {name} AS {sql}")
    options = "(FORMAT parquet)" if form == "parquet" else "(FORMAT csv, HEADER true)"
    paths = {}
    for name in GOOD:
        target = folder / f"{name}.{form}"
        query = (changes or {}).get(name, f"SELECT * FROM {name}")
        connection.execute(f"COPY ({query}) TO '{target}' {options}")
        paths[name] = [str(target)]
    return paths


def replaced(dataset: str, condition: str, column: str, value: str) -> str:
    """The query that puts a value into a column of the rows that meet a condition."""
    case = f"CASE WHEN {condition} THEN {value} ELSE {column} END"
    return f"SELECT * REPLACE ({case} AS {column}) FROM {dataset}"


def request(paths: Mapping[str, Sequence[str]], out: Path, **options: Any) -> Request:
    """A run over the paths, in three parts."""
    given: dict[str, Any] = {"schemes": ("unicom-star",), "month": MONTH, "threads": 1, "memory_mib": 512}
    return Request(paths=paths, out=out, **{**given, "part_lines": 16, **options})


def refusal(
    folder: Path, changes: Mapping[str, str], out: Path | None = None, **options: Any
) -> tuple[InputError, str]:
    """The error that the spoilt base is refused with, and its English sentence."""
    paths = write(folder / "in", changes)
    return refused(request(paths, out or folder / "out", **options))


def refused(asked: Request) -> tuple[InputError, str]:
    """The error that a run is refused with, and its English sentence; neither language tells a number."""
    with pytest.raises(InputError) as caught:
        run(asked)
    english, chinese = (caught.value.message(language) for language in Language)
    assert PHONE not in english + chinese
    assert english != chinese
    assert "{" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    return caught.value, english


def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets runs of the same policy share their statements: compiling takes longer than a small run."""

    def shared(versions: Sequence[Version], *rest: Any, **options: bool) -> Plan:
        of_versions = ((version.scheme, version.starts_on) for version in versions)
        key = (*of_versions, *rest, *sorted(options.items()))
        if key not in PLANS:
            PLANS[key] = planned(versions, *rest, **options)
        return PLANS[key]

    monkeypatch.setattr("tierline.grading.run.planned", shared)


PLANS: dict[Any, Plan] = {}


def content(folder: Path) -> dict[str, bytes]:
    """Every byte below a folder by path, hidden ones too, so that nothing half done goes unseen."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def results(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the three results."""
    connection = duckdb.connect(config={"threads": 1})
    return {
        name: connection.execute(
            f"SELECT * FROM read_parquet('{folder}/{name}/*.parquet') ORDER BY subscriber_id, since"
        ).fetchall()
        for name in ("grades", "memberships", "events")
    }


REQUIRED = [(name, column.name) for name in GOOD for column in DATASETS[name].columns if not column.nullable]
NULLABLE = [(name, column.name) for name in GOOD for column in DATASETS[name].columns if column.nullable]
