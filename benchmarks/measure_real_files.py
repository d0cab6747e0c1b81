"""Measure again, on the real files, every figure that the sample operator rests on.

    python benchmarks/measure_real_files.py [FOLDER] [--check]

FOLDER holds the public files named in docs/sample-operator.md (by default ../shared/data beside the
checkout). Printed is `NAME = value` for every measured constant of tierline.datasets.sample.figures;
`--check` compares instead, names each constant that differs, and ends with 1 if any does.
Only aggregates are printed: shares, percentiles of a class, coefficients.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Table = list[dict[str, str]]

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"
BY_CLASS = (5, 25, 50, 75, 95)
WHOLE = (1, 5, 25, 50, 75, 95, 99)
STAR_CLASSES = (
    ("未评级",),
    ("准星",),
    ("一星",),
    ("二星",),
    ("三星",),
    ("银卡",),
    ("金卡",),
    ("白金卡", "钻石卡"),
)
"""The operator's star grades, low to high. The two highest are one class: the second has 7 rows."""
ARREARS_CLASSES = ((0, 1, 2, 3), (4,), (5,), (6, 7))
"""Star classes whose share of lines in arrears is measured together, as few rows are in arrears."""


def table(folder: Path, name: str) -> Table:
    """The rows of one file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def numbers(rows: Table, column: str) -> Numbers:
    """A column as numbers; NaN where it is blank or no number."""

    def number(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return float("nan")

    return np.array([number(row[column]) for row in rows])


def percentiles(values: Numbers, at: tuple[int, ...], digits: int = 2) -> tuple[float, ...]:
    """Percentiles of the values that are there."""
    return tuple(round(float(value), digits) for value in np.nanpercentile(values, at))


def ranks(values: Numbers) -> Numbers:
    """Ranks from 0, equal values sharing the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return ((last - count + last - 1) / 2)[place]


def rank_correlation(left: Numbers, right: Numbers) -> float:
    """Spearman's coefficient."""
    return float(np.corrcoef(ranks(left), ranks(right))[0, 1])


def weighted_median(values: Numbers, weights: Numbers) -> float:
    """The value up to which half of the weight lies."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])


def share(condition: NDArray[np.bool_]) -> float:
    """How often a condition holds."""
    return float(np.mean(condition))


def star_class(rows: Table) -> NDArray[np.int64]:
    """The star class of each row by its place in STAR_CLASSES; -1 where the file gives none."""
    place = {grade: number for number, grades in enumerate(STAR_CLASSES) for grade in grades}
    return np.array([place.get(row["客户星级标识"], -1) for row in rows])


def months_on_network(text: str, last: date) -> float:
    """Calendar months from the activation to `last`, both counted; NaN where the date is blank."""
    try:
        joined = date.fromisoformat(text[:10])
    except ValueError:
        return float("nan")
    return (last.year - joined.year) * 12 + last.month - joined.month + 1


def fifths(values: Numbers, condition: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """For each fifth of the values, low to high: how many rows meet the condition, and how many there are."""
    fifth = np.minimum(ranks(values) * 5 // len(values), 4)
    return [(int(condition[fifth == part].sum()), int((fifth == part).sum())) for part in range(5)]


def beijing(folder: Path) -> Iterator[tuple[str, object]]:
    """Star grades with their spend and tenure, 5G by spend, arrears, months at zero."""
    data = table(folder, "beijing_mobile_data_survey_2022_odd.csv")
    voice = table(folder, "beijing_mobile_voice_survey_2022_odd.csv")
    later = table(folder, "beijing_mobile_voice_predict_2022_odd.csv")

    spend = numbers(data, "近3个月平均消费（元）")
    tenure = np.array([months_on_network(row["码号资源-激活时间"], date(2022, 4, 30)) for row in data])
    grade = star_class(data)
    classes = range(len(STAR_CLASSES))
    yield "STAR_SHARES", tuple(round(share(grade == number), 4) for number in classes)
    yield "STAR_SPEND_YUAN", tuple(percentiles(spend[grade == number], BY_CLASS) for number in classes)
    yield "STAR_TENURE_MONTHS", tuple(percentiles(tenure[grade == number], BY_CLASS) for number in classes)
    yield "BEIJING_SPEND_YUAN", percentiles(spend, WHOLE)

    bill = numbers(voice, "当月ARPU")
    by_file = (
        fifths(spend, np.array([row["是否5G网络客户"] == "是" for row in data])),
        fifths(bill, np.array([row["4\\5G用户"] == "5G" for row in voice])),
    )
    yield (
        "FIVE_G_SHARE_BY_SPEND_FIFTH",
        tuple(
            round((first[0] + second[0]) / (first[1] + second[1]), 3)
            for first, second in zip(*by_file, strict=True)
        ),
    )
    # The activation date is blank more often in some grades: each dated row stands for its grade's share.
    dated = ~np.isnan(tenure)
    counts = [(share(grade == number), share(grade[dated] == number)) for number in classes]
    weight = np.array([every / with_date for every, with_date in counts])[grade]
    yield (
        "TENURE_BY_SPEND",
        tuple(
            weighted_median(tenure[rows], weight[rows])
            for low, high in ((0, 30), (30, 90), (90, np.inf))
            for rows in [dated & (spend >= low) & (spend < high)]
        ),
    )
    yield "TWO_G_SHARE", round(share(np.array([row["4\\5G用户"] == "2G" for row in voice])), 4)
    yield "HOME_BROADBAND_SHARE", round(share(numbers(voice, "ARPU（家庭宽带）") > 0), 4)

    known = ~np.isnan(numbers(voice, "当月欠费金额"))
    now, before = numbers(voice, "当月欠费金额")[known] > 0, numbers(voice, "前第3个月欠费金额")[known] > 0
    grade = star_class(voice)[known]
    yield "ARREARS_SHARE", round(share(now), 4)
    yield (
        "ARREARS_SHARE_BY_STAR",
        tuple(round(share(now[np.isin(grade, numbers_of_class)]), 4) for numbers_of_class in ARREARS_CLASSES),
    )
    # The file gives two months that lie three apart. Of a chain of two states, the cube of the second
    # eigenvalue is what a start in arrears still tells after three months; the monthly chain follows.
    after_arrears, after_none = share(now[before]), share(now[~before])
    still = (after_arrears - after_none) ** (1 / 3)
    in_the_long_run = after_none / (1 - after_arrears + after_none)
    yield "ARREARS_STAY", round(in_the_long_run + (1 - in_the_long_run) * still, 3)
    owed = numbers(voice, "当月欠费金额")[known] / np.maximum(bill[known], 1)
    yield "ARREARS_TO_BILL", percentiles(np.minimum(owed[now], 1), (25, 50, 75))

    current, earlier = numbers(later, "当月ARPU"), numbers(later, "前3月ARPU")
    yield "ZERO_MONTH_SHARE", round(share(np.concatenate([bill, current]) == 0), 4)
    both = (current > 1) & (earlier > 1)
    yield "BILL_TO_MEAN_BEFORE", percentiles(current[both] / earlier[both], BY_CLASS, 3)


def sichuan(folder: Path) -> Iterator[tuple[str, object]]:
    """The spread of monthly bills of ordinary numbers: between lines, and of one line over 8 months."""
    rows = [row for row in table(folder, "sichuan_mobile_arpu_2020_odd.csv") if row["label"] == "0"]
    mean, variance, least = (numbers(rows, name) for name in ("arpu_mean", "arpu_var", "arpu_min"))
    yield "SICHUAN_SPEND_YUAN", percentiles(mean, WHOLE)
    months = np.round(numbers(rows, "arpu_sum") / mean)
    yield "SICHUAN_MISSING_MONTHS", round(1 - float(np.mean(months)) / 8, 4)
    whole = (months == 8) & (mean > 0)
    variation = np.sqrt(variance[whole]) / mean[whole]
    bands = ((0, 20), (20, 40), (40, 80), (80, 150), (150, np.inf))
    inside = [(mean[whole] >= low) & (mean[whole] < high) for low, high in bands]
    yield "VARIATION_BY_SPEND", tuple(percentiles(variation[band], (25, 50, 75, 95), 3) for band in inside)
    yield "VARIATION", percentiles(variation, (25, 50, 75, 95), 3)
    yield "REFUND_LINES_IN_8_MONTHS", round(share(least < 0), 4)


def taiwan(folder: Path) -> Iterator[tuple[str, object]]:
    """How one month's bill hangs on the months before; how long a line is silent; the size of refunds."""
    rows = table(folder, "taiwan_credit_card_bills_2005_odd.csv")
    bills = np.stack([numbers(rows, f"BILL_AMT{number}") for number in range(6, 0, -1)], axis=1)
    logs = np.log(bills[(bills > 500).all(axis=1)])
    covariance = np.cov(logs.T)
    by_lag = np.array([np.mean(np.diag(covariance, lag)) for lag in range(6)])
    # A level of one's own, a part that fades from month to month, and a part of the month alone.
    fits = []
    for persistence in np.arange(0.40, 0.96, 0.01):
        design = np.stack([np.ones(5), persistence ** np.arange(1, 6)], axis=1)
        found, *_ = np.linalg.lstsq(design, by_lag[1:], rcond=None)
        fits.append((float(np.sum((design @ found - by_lag[1:]) ** 2)), float(persistence), found))
    _, persistence, (level, fading) = min(fits, key=lambda fit: fit[0])
    yield "MONTH_TO_MONTH", round(persistence, 2)
    yield "FADING_SHARE", round(float(fading / (by_lag[0] - level)), 2)

    silent = (bills == 0)[~(bills == 0).all(axis=1)]
    yield "SILENCE_STAY", round(float((silent[:, :-1] & silent[:, 1:]).sum() / silent[:, :-1].sum()), 3)
    some = (bills > 0).any(axis=1)
    usual = np.nanmedian(np.where(bills > 0, bills, np.nan)[some], axis=1)
    refunds = (-bills[some] / usual[:, None])[bills[some] < 0]
    yield "REFUND_TO_USUAL_BILL", percentiles(refunds, (50, 75, 90), 3)


def iranian(folder: Path) -> Iterator[tuple[str, object]]:
    """Contracts by charge, and the tenure of prepaid lines."""
    rows = table(folder, "iranian_telecom_churn.csv")
    charge, contract = numbers(rows, "Charge  Amount"), numbers(rows, "Tariff Plan") == 2
    bands = [np.minimum(charge, 4) == band for band in range(5)]
    yield "CONTRACT_BAND_SHARES", tuple(round(share(band), 4) for band in bands)
    yield "CONTRACT_SHARE_BY_CHARGE", tuple(round(share(contract[band]), 4) for band in bands)
    yield "PREPAID_TENURE_MONTHS", percentiles(numbers(rows, "Subscription  Length")[~contract], BY_CLASS)


def ibm(folder: Path) -> Iterator[tuple[str, object]]:
    """Tenure, charge and contract of fixed and broadband lines (a file made for teaching)."""
    rows = table(folder, "ibm_telco_customer_churn.csv")
    tenure, charge = numbers(rows, "tenure"), numbers(rows, "MonthlyCharges")
    yield "FIXED_TENURE_MONTHS", percentiles(np.maximum(tenure, 1), BY_CLASS)
    yield "FIXED_CHARGE_TO_MEDIAN", percentiles(charge / np.median(charge), BY_CLASS, 3)
    yield "FIXED_TENURE_TO_CHARGE", round(rank_correlation(tenure, charge), 3)
    left = np.array([row["Churn"] == "Yes" for row in rows])
    edges = (0, 7, 13, 25, 37, 61, 1000)
    bands = [(tenure >= low) & (tenure < high) for low, high in pairwise(edges)]
    yield "LEAVING_BY_TENURE", tuple(round(share(left[band]) / share(left), 3) for band in bands)
    one, two = (sum(row["Contract"] == name for row in rows) for name in ("One year", "Two year"))
    yield "TWO_YEAR_SHARE", round(two / (one + two), 3)


def measured(folder: Path) -> dict[str, object]:
    """Every figure under the name it has in tierline.datasets.sample.figures."""
    files = (beijing, sichuan, taiwan, iranian, ibm)
    return {name: value for file in files for name, value in file(folder)}


def main() -> int:
    """Print the figures, or compare them with those that the sample operator uses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--check", action="store_true", help="compare with figures.py")
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        print(f"{asked.folder}: no such folder. Name the one that holds the public files.", file=sys.stderr)
        return 2
    found = measured(asked.folder)
    if not asked.check:
        for name, value in found.items():
            print(f"{name} = {value!r}")
        return 0

    from tierline.datasets.sample import figures

    differing = [name for name, value in found.items() if getattr(figures, name, None) != value]
    for name in differing:
        print(f"{name}: measured {found[name]!r}, in use {getattr(figures, name, None)!r}")
    print(f"{len(found) - len(differing)} of {len(found)} figures are as measured")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
