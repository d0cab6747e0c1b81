"""The folder of a finished run, written by the reference: what explain reads, without the engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from tests.grading.operator import Operator, write_operator
from tests.grading.reference import Result, grade
from tierline.policy.load import bundled_packs, in_force


def write_run(folder: Path, inputs: Path, scheme: str, operator: Operator) -> Result:
    """Writes the datasets into `inputs` and the run of one scheme into `folder`; answers with its rows."""
    written = write_operator(inputs, operator)
    result = grade(
        scheme,
        operator.month,
        operator.rated_on,
        operator.subscribers,
        operator.bills,
        operator.memberships,
        operator.special_grades,
    )
    version = in_force(bundled_packs()[scheme], operator.rated_on)
    for name in ("grades", "memberships", "events"):
        (folder / name).mkdir(parents=True)
    _write_grades(folder / "grades" / "part-0.parquet", result.grades)
    pack = (resources.files("tierline.policy") / "packs" / f"{scheme}.yaml").read_bytes()
    (folder / "policy.yaml").write_bytes(pack)
    summary = {
        "scheme": scheme,
        "month": f"{operator.month:%Y-%m}",
        "rated_on": operator.rated_on.isoformat(),
        "policy": {
            "scheme": scheme,
            "version": version.starts_on.isoformat(),
            "sha256": hashlib.sha256(pack).hexdigest(),
            "file": "policy.yaml",
        },
        "inputs": {name: _recorded(path) for name, path in written.items()},
    }
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return result


def _recorded(path: Path) -> dict[str, Any]:
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    return {
        "given": [str(path)],
        "files": [
            {"path": str(file), "bytes": file.stat().st_size, "modified_ns": file.stat().st_mtime_ns}
            for file in files
        ],
    }


def _write_grades(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def kind(name: str) -> pa.DataType:
        found = {type(row[name]) for row in rows if row[name] is not None}
        if name == "score" or Decimal in found:
            return pa.decimal128(14, 2)
        if name in ("since", "ends_on", "month"):
            return pa.date32()
        return pa.int64() if name == "subscriber_id" else pa.int32() if int in found else None

    columns = {name: pa.array([row[name] for row in rows], kind(name)) for name in rows[0]}
    pq.write_table(pa.table(columns), path)
