"""A rating of sites: policy and measurements in, one result folder out, all of it or nothing.

It is a path of its own beside that of lines, which knows bills, memberships and parts. A million sites are
one query.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from typing import Any

from tierline.datasets.source import files_at
from tierline.grading.digests import check_unmoved, digested
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.measured.dataset import NAME, SITE_ID, measurements_of
from tierline.grading.measured.inputs import read
from tierline.grading.measured.plan import grade_types, grades
from tierline.grading.measured.request import SiteRequest, chosen
from tierline.grading.measured.summary import SiteSummary, counted, summary_of
from tierline.grading.publication import SCRATCH, Publication

GRADES, SUMMARY, POLICY = "grades", "summary.json", "policy.yaml"
RATED = "rated"


def run(request: SiteRequest) -> SiteSummary:
    """Carries out a rating and publishes its result in `out`.

    Raises as the run of lines does, MonthUnmeasured, and SchemeOfLines.
    """
    began = time.monotonic()
    pack, version = chosen(request)
    rating = request.rating
    with Publication(request.out) as publication:
        publication.check_names((GRADES, SUMMARY, POLICY))
        staging = publication.staging
        scratch = staging / SCRATCH
        for folder in (scratch, staging / GRADES):
            folder.mkdir()
        paths = files_at(measurements_of(version), request.paths)
        files = digested({NAME: paths}, is_digested=request.is_digested)[NAME]
        engine = DuckDB(memory_mib=request.memory_mib, scratch=scratch)
        try:
            source = read(engine, version, paths, rating, scratch, is_checked=request.is_checked)
            engine.keep(RATED, grades(version, rating))
            counts = counted(engine, version, RATED)
            target = staging / GRADES / "part-00000.parquet"
            engine.write(f"SELECT * FROM {RATED}", grade_types(version), SITE_ID, target)
        finally:
            engine.close()
        check_unmoved(files)
        summary = summary_of(
            pack, version, rating, counts, source, files,
            is_checked=request.is_checked, seconds=time.monotonic() - began,
        )  # fmt: skip
        (staging / SUMMARY).write_text(_as_json(summary.data), "utf-8")
        (staging / POLICY).write_text(pack.text, "utf-8")
        shutil.rmtree(scratch)
        publication.publish()
    return summary


def _as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
