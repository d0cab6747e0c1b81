"""Two years of months one after the other, each in full and after the one before it, their rows compared.

    python -m benchmarks.consecutive_months [--lines 1000000] [--months 24] [--work DIR]

In each month one line in a hundred changes, closes or turns out to have joined on another day, some join
behind the others and in between, some are removed, whose bills keep coming, and bills of two earlier months
are corrected. The months are of unicom-star, from March 2024 on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.bases import SCHEME, SEED
from benchmarks.next_month import differences
from benchmarks.report import keep
from benchmarks.run import ROOT, THREADS, TIERLINE, carried_out, machine, measured, told

FIRST = date(2024, 3, 1)
MONTHS_BEFORE = 12
FORM = "(FORMAT parquet, ROW_GROUP_SIZE 122880)"


def month_after(month: date, months: int) -> date:
    """The first day of the month so many later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class Operator:
    """An operator in a folder, whose lines and bills change from step to step."""

    folder: Path
    lines: int
    steps: int

    @property
    def now(self) -> Path:
        """All lines as they are after the last step."""
        return self.folder / "lines.parquet"

    def bills(self, step: int) -> list[Path]:
        """The last twelve months of bills before the month of a step, as they are now."""
        files = sorted((self.folder / "operator" / "bills").glob("*.parquet"))
        return files[step : step + MONTHS_BEFORE]

    def make(self) -> None:
        """Generate the operator anew."""
        from tierline.datasets.sample.generate import generate

        shutil.rmtree(self.folder, ignore_errors=True)
        months = MONTHS_BEFORE + self.steps
        until = month_after(FIRST, self.steps - 1)
        generate(self.folder / "operator", lines=self.lines, months=months, until=until, seed=SEED)
        shutil.copy(next((self.folder / "operator" / "subscribers").glob("*.parquet")), self.now)

    def pass_month(self, step: int) -> None:
        """Let the month of a step come: `changed` and `corrections` are what is new beside its bills."""
        import duckdb

        month = month_after(FIRST, step)
        changed, corrections = self.folder / "changed.parquet", self.folder / "corrections.parquet"
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1; SET memory_limit = '4GB'")
            connection.execute(f"CREATE VIEW lines AS FROM '{self.now}'")
            (last,) = connection.execute("SELECT max(subscriber_id) FROM lines").fetchall()[0]
            some = f"hash(subscriber_id * 64 + {step})"
            joined = f"DATE '{month_after(month, -1)}' + 6 AS joined_on, 'active' AS status,"
            joined += " CAST(NULL AS DATE) AS closed_on"
            connection.execute(f"""CREATE TABLE changed AS
                SELECT * EXCLUDE (k) REPLACE (
                    CASE WHEN k % 5 = 0 THEN 'closed' ELSE status END AS status,
                    CASE WHEN k % 5 = 0 THEN DATE '{month}' - 9 ELSE closed_on END AS closed_on,
                    CASE WHEN k % 5 = 1 THEN 'mobile_5g' ELSE product END AS product,
                    CASE WHEN k % 5 = 2 THEN '65.6501.650102' ELSE site END AS site,
                    CASE WHEN k % 5 = 3 THEN joined_on - 70 ELSE joined_on END AS joined_on),
                    k % 5 = 4 AND k % 11 = 0 AS removed
                FROM (SELECT *, {some} // 100 AS k FROM lines WHERE {some} % 100 = 0)
                UNION ALL SELECT * REPLACE ({last} + row_number() OVER () AS subscriber_id, {joined}), false
                FROM (FROM lines LIMIT {self.lines // 400})
                UNION ALL SELECT * REPLACE (subscriber_id + 1 AS subscriber_id, {joined}), false FROM lines
                WHERE {some} % 5000 = 1 AND subscriber_id + 1 NOT IN (SELECT subscriber_id FROM lines)""")
            connection.execute(f"COPY (FROM changed ORDER BY subscriber_id) TO '{changed}' {FORM}")
            draft = self.folder / "draft.parquet"
            connection.execute(f"""COPY (FROM lines ANTI JOIN changed USING (subscriber_id) UNION ALL
                SELECT * EXCLUDE (removed) FROM changed WHERE NOT removed ORDER BY subscriber_id)
                TO '{draft}' {FORM}""")
            draft.replace(self.now)
            for name, file in (("c1", self.bills(step)[-2]), ("c2", self.bills(step)[-6])):
                few = f"hash(subscriber_id * 64 + {step}) % 20000 = 7"
                dearer = ", ".join(
                    f"CAST({column} + 5 AS DECIMAL(12,2)) AS {column}"
                    for column in ("billed", "mobile_billed", "paid")
                )
                connection.execute(f"CREATE OR REPLACE TABLE m AS FROM '{file}'")
                connection.execute(f"CREATE TABLE {name} AS SELECT * REPLACE ({dearer}) FROM m WHERE {few}")
                connection.execute(f"""COPY (FROM m WHERE NOT ({few}) UNION ALL FROM {name}
                    ORDER BY subscriber_id) TO '{draft}' {FORM}""")
                draft.replace(file)
            connection.execute(f"COPY (FROM c1 UNION ALL FROM c2) TO '{corrections}' {FORM}")


def command(operator: Operator, step: int, out: Path, *, goes_on: bool) -> list[str]:
    """The command of a step, in full or after the step before."""
    month = month_after(FIRST, step).strftime("%Y-%m")
    folder = operator.folder
    special = ["--special-grades", str(folder / "operator" / "special_grades.parquet")]
    asked = ["grade", "--scheme", SCHEME, "--month", month, *special, "--threads", str(THREADS)]
    before = out.parent / f"{out.name.split('-')[0]}-{step - 1}"
    if goes_on and step:
        new = ["--bills", str(operator.bills(step)[-1]), "--bills", str(folder / "corrections.parquet")]
        changed = ["--changed-lines", str(folder / "changed.parquet")]
        return [*TIERLINE, *asked, "--after", str(before), *new, *changed, "--out", str(out)]
    bills = [word for file in operator.bills(step) for word in ("--bills", str(file))]
    held = ["--memberships", str(before / "memberships")] if step else []
    carry = ["--carry"] if goes_on else []
    return [*TIERLINE, *asked, "--subscribers", str(operator.now), *bills, *held, *carry, "--out", str(out)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Go through the months, and write what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument(
        "--work", type=Path, default=Path("benchmarks/work"), help="where the operator is kept"
    )
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--step", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--compare", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    work = (ROOT / asked.work).resolve()
    operator = Operator(work / f"months-{asked.lines}", asked.lines, asked.months + 1)
    if asked.compare:
        print(json.dumps(differences(*asked.compare)))
        return
    if asked.step is not None:
        operator.pass_month(asked.step) if asked.step else operator.make()
        return
    started, found = datetime.now(UTC), []
    options = ["--lines", str(asked.lines), "--months", str(asked.months), "--work", str(work)]
    module = [sys.executable, "-m", "benchmarks.consecutive_months", *options]
    out = operator.folder / "out"
    for step in range(asked.months + 1):
        carried_out([*module, "--step", str(step)])
        costs = {}
        for name in ("full", "next"):
            shutil.rmtree(out / f"{name}-{step - 2}", ignore_errors=True)
            cost = measured(command(operator, step, out / f"{name}-{step}", goes_on=name == "next"))
            costs[name] = round(cost.cpu_seconds, 2)
        places = [str(out / f"{name}-{step}") for name in ("next", "full")]
        unequal = json.loads(carried_out([*module, "--compare", *places]))
        found.append({"month": str(month_after(FIRST, step))[:7], "cpu_seconds": costs, "unequal": unequal})
        told(f"{found[-1]}")
    verified = carried_out([*TIERLINE, "verify", str(out / f"next-{asked.months}")]).strip()
    data = {"started_at": started.isoformat(timespec="seconds"), "lines": asked.lines, "machine": machine()}
    write(asked.results, started.date(), data | {"months": found, "verified": verified})
    shutil.rmtree(operator.folder)
    if any(one["unequal"] for one in found):
        sys.exit("Some months differ.")


def write(results: Path, day: date, data: dict[str, Any]) -> None:
    """Write the figures and the report, and print the report."""
    after = data["months"][1:]
    equal = sum(not one["unequal"] for one in after)
    lines = [
        f"# {len(after)} months one after the other, {day}",
        "",
        f"{data['lines']:,} lines; commit {data['machine']['commit']}. {equal} of {len(after)} months that"
        " go on from the one before have the rows of the full run, in its order. The last one, done again in"
        f" full from what it carried: `{data['verified']}`",
        "",
        "| month | full, CPU s | next, CPU s | unequal |",
        "|---|---|---|---|",
    ]
    for one in data["months"]:
        cpu = one["cpu_seconds"]
        lines.append(
            f"| {one['month']} | {cpu['full']:.2f} | {cpu['next']:.2f} | {'; '.join(one['unequal']) or '-'} |"
        )
    lines += ["", "The first month is a full run both times, once with `--carry`."]
    keep(ROOT / results, f"{day}-months", data, "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
