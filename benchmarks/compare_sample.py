"""Compare a sample operator with the figures it was made after: a Markdown table of measured and generated.

    tierline sample --out FOLDER --lines 400000 --until 2026-10 --seed 1
    python benchmarks/compare_sample.py FOLDER

Everything is measured on the written files, over the last eight billed months where the figure is one of
bills. Shares are of lines unless said otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tierline.datasets.sample import figures

Measured = tuple[str, object, object]
MEASURED_MONTHS = 8
AT_WHOLE = list(figures.WHOLE)
AT_CLASS = list(figures.BY_CLASS)
AT_VARIATION = [0.25, 0.5, 0.75, 0.95]


class Sample:
    """A sample operator, with one row of spend for each line that was billed in the last eight months."""

    def __init__(self, folder: Path) -> None:
        self.base = duckdb.connect()
        run = self.base.execute
        run(f"CREATE VIEW lines AS FROM '{folder}/subscribers/*.parquet'")
        run(f"CREATE VIEW bills AS FROM '{folder}/bills/*.parquet'")
        (last,) = self.base.execute("SELECT max(month) FROM bills").fetchall()[0]
        run(
            f"""CREATE TABLE spend AS
            SELECT lines.*, mean, deviation, billed_months, least,
                   date_diff('month', joined_on, DATE '{last}') + 1 AS tenure,
                   product IN ('mobile_2g', 'mobile_3g', 'mobile_4g', 'mobile_5g', 'mobile_bundle') AS mobile,
                   starts_with(site, '{figures.CAPITAL}.') AS capital
            FROM lines JOIN (
                SELECT subscriber_id, avg(billed::DOUBLE) AS mean, stddev_samp(billed::DOUBLE) AS deviation,
                       count(*) AS billed_months, min(billed) AS least
                FROM bills WHERE month > DATE '{last}' - INTERVAL {MEASURED_MONTHS} MONTH GROUP BY ALL
            ) USING (subscriber_id)"""
        )
        run(
            """CREATE TABLE steps AS
            SELECT *, lag(billed) OVER same AS before,
                   lag(month) OVER same = month - INTERVAL 1 MONTH AS follows,
                   billed / nullif(avg(billed::DOUBLE) OVER three, 0) AS to_mean_before
            FROM bills
            WINDOW same AS (PARTITION BY subscriber_id ORDER BY month),
                   three AS (same ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING)"""
        )
        self.last = last

    def one(self, what: str, rest: str) -> object:
        """The single value of `SELECT what FROM rest`, rounded for reading."""
        (value,) = self.base.execute(f"SELECT {what} FROM {rest}").fetchall()[0]
        if isinstance(value, list):
            return tuple(round(float(part), 3) for part in value)
        return round(float(value), 4)

    def compared(self) -> Iterator[Measured]:
        """Name, measured, generated."""
        for place, where, known in (
            ("Beijing", "capital", figures.BEIJING_SPEND_YUAN),
            ("Sichuan", "NOT capital", figures.SICHUAN_SPEND_YUAN),
        ):
            here = self.one(f"quantile_cont(mean, {AT_WHOLE})", f"spend WHERE mobile AND {where}")
            yield f"mobile spend after {place}, yuan: 1, 5, 25, 50, 75, 95, 99%", known, here
        yield (
            "median tenure, months, of mobile spend under 30, under 90, from 90 yuan (Beijing)",
            figures.TENURE_BY_SPEND,
            tuple(
                self.one(
                    "median(tenure)", f"spend WHERE mobile AND capital AND mean >= {low} AND mean < {high}"
                )
                for low, high in ((0, 30), (30, 90), (90, 1e9))
            ),
        )
        yield (
            "deviation / mean of 8 bills: 25, 50, 75, 95%",
            figures.VARIATION,
            self.one(
                f"quantile_cont(deviation / mean, {AT_VARIATION})",
                f"spend WHERE mobile AND billed_months = {MEASURED_MONTHS} AND mean > 0",
            ),
        )
        yield (
            "bill / mean of the three before: 5, 25, 50, 75, 95% (Beijing)",
            figures.BILL_TO_MEAN_BEFORE,
            self.one(
                f"quantile_cont(to_mean_before, {AT_CLASS})",
                f"""steps JOIN spend USING (subscriber_id) WHERE mobile AND capital
                AND month = DATE '{self.last}' AND to_mean_before * billed > 0""",
            ),
        )
        yield (
            "months without a bill among 8, of mobile lines billed at all",
            figures.SICHUAN_MISSING_MONTHS,
            self.one(f"1 - avg(billed_months) / {MEASURED_MONTHS}", "spend WHERE mobile"),
        )
        yield (
            "mobile lines with a refund in 8 months",
            figures.REFUND_LINES_IN_8_MONTHS,
            self.one("avg((least < 0)::INT)", "spend WHERE mobile"),
        )
        yield (
            "refund / usual bill: 50, 75, 90%",
            figures.REFUND_TO_USUAL_BILL,
            self.one(
                "quantile_cont(-billed / usual, [0.5, 0.75, 0.9])",
                """bills JOIN (
                    SELECT subscriber_id, median(billed) AS usual FROM bills WHERE billed > 0 GROUP BY ALL
                ) USING (subscriber_id) WHERE billed < 0""",
            ),
        )
        yield (
            "postpaid mobile lines that leave a part of the bill before unpaid",
            figures.ARREARS_SHARE,
            self.one(
                "avg((paid < before)::INT)",
                """steps JOIN lines USING (subscriber_id)
                WHERE payment = 'postpaid' AND starts_with(product, 'mobile') AND follows AND before > 0""",
            ),
        )
        yield (
            "5G among 2G, 4G, 5G, by fifth of spend (Beijing)",
            figures.FIVE_G_SHARE_BY_SPEND_FIFTH,
            self.one(
                "list(part ORDER BY fifth)",
                """(SELECT fifth, avg((product = 'mobile_5g')::INT) AS part FROM (
                    SELECT product, ntile(5) OVER (ORDER BY mean) AS fifth FROM spend
                    WHERE capital AND product IN ('mobile_2g', 'mobile_4g', 'mobile_5g')) GROUP BY ALL)""",
            ),
        )
        yield (
            "contract, of mobile 3G to 5G, by charge band (Iranian)",
            figures.CONTRACT_SHARE_BY_CHARGE,
            self.one(
                "list(part ORDER BY band)",
                f"""(SELECT band, avg((contract_kind IS NOT NULL)::INT) AS part FROM (
                    SELECT contract_kind, {self._band("place")} AS band FROM (
                        SELECT contract_kind, percent_rank() OVER same AS place FROM spend
                        WHERE product IN ('mobile_3g', 'mobile_4g', 'mobile_5g')
                        WINDOW same AS (PARTITION BY capital ORDER BY mean))) GROUP BY ALL)""",
            ),
        )
        fixed = "spend WHERE product IN ('fixed_line', 'broadband') AND status <> 'closed'"
        tenure = self.one(f"quantile_cont(tenure, {AT_CLASS})", fixed)
        yield (
            "tenure of fixed lines and broadband, months: 5, 25, 50, 75, 95% (IBM)",
            figures.FIXED_TENURE_MONTHS,
            tenure,
        )
        yield (
            "rank correlation of tenure and charge, broadband from the second month on (IBM)",
            figures.FIXED_TENURE_TO_CHARGE,
            self.one(
                "corr(a, b)",
                """(SELECT rank() OVER (ORDER BY tenure) AS a, rank() OVER (ORDER BY mean) AS b
                FROM spend WHERE product = 'broadband' AND status <> 'closed' AND tenure > 1)""",
            ),
        )

    @staticmethod
    def _band(place: str) -> str:
        shares = figures.CONTRACT_BAND_SHARES
        return " + ".join(f"({place} >= {sum(shares[:number])})::INT" for number in range(1, len(shares)))


def readable(value: object) -> str:
    """A figure, or some with commas between them."""
    return ", ".join(f"{part:g}" for part in (value if isinstance(value, tuple) else (value,)))


def main() -> int:
    """Print the table."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("Name the folder of a sample: python benchmarks/compare_sample.py FOLDER", file=sys.stderr)
        return 2
    print("| figure | measured | generated |\n|---|---|---|")
    for name, known, found in Sample(Path(sys.argv[1])).compared():
        print(f"| {name} | {readable(known)} | {readable(found)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
