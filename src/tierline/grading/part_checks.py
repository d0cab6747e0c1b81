"""The contract held against the rows of one part: domains, keys, overlaps, rows of unknown lines."""

from __future__ import annotations

from collections.abc import Sequence

from tierline.datasets.checks import EXAMPLES, Check, Findings, example, shown_text
from tierline.datasets.contract import (
    BILLS,
    CORRECTED_BILLS,
    MEMBERSHIPS,
    SPECIAL_GRADES,
    SUBSCRIBERS,
    Dataset,
)
from tierline.datasets.layout import Part
from tierline.datasets.source import Source, between, literal, quoted
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.model import Rating
from tierline.grading.months import first_day
from tierline.grading.window import MONTH_BITS, Reach
from tierline.policy.model import Version
from tierline.wording import Text

TWICE = Text("more than one row for the same; expected at most one", "同一项有多行，最多应有一行")


def bad_rows(engine: DuckDB, source: Source, part: Part, checks: Sequence[Check], findings: Findings) -> None:
    """Counts the rows of the part that meet a condition that none may meet."""
    files = source.touching(part.first, part.last)
    if files:
        rows = f"(FROM {source.scan(files)} WHERE {between(part.first, part.last)})"
        counted(engine, source, rows, checks, findings)


def counted(engine: DuckDB, source: Source, rows: str, checks: Sequence[Check], findings: Findings) -> None:
    """Counts which of the rows meet a condition that none may meet, and keeps the first of them."""
    if not checks:
        return
    counts = ", ".join(f"count(*) FILTER (WHERE {check.condition})" for check in checks)
    for check, count in zip(checks, engine.rows(f"SELECT {counts} FROM {rows}")[0], strict=True):
        if count:
            shown = check.shown
            if source.dataset in (BILLS, CORRECTED_BILLS) and check.column != "month":
                shown = f"left(CAST(month AS VARCHAR), 7), {shown}"
            sample = engine.rows(
                f"SELECT {quoted(source.dataset.id)}, {shown} FROM {rows} WHERE {check.condition}"
                f" ORDER BY ALL LIMIT {EXAMPLES}"
            )
            examples = [example(*row) for row in sample]
            findings.add(source.dataset.name, check.column, check.problem, count, examples)


def is_ascending(engine: DuckDB, table: str) -> bool:
    """True where the rows of a table are in order of subscriber_id, each at most once."""
    return not engine.rows(
        "SELECT count(*) FROM"
        f" (SELECT subscriber_id <= lag(subscriber_id) OVER () AS bad FROM {table}) WHERE bad"
    )[0][0]


def repeated_lines(engine: DuckDB, findings: Findings) -> None:
    """Counts subscribers that stand more than once."""
    repeated(engine, SUBSCRIBERS.name, SUBSCRIBERS, findings)


def special_grades(engine: DuckDB, findings: Findings) -> None:
    """Counts special grades of lines that have more than one."""
    repeated(engine, SPECIAL_GRADES.name, SPECIAL_GRADES, findings)


def repeated(engine: DuckDB, table: str, dataset: Dataset, findings: Findings) -> None:
    """Counts lines that stand more than once in a table with the rows of a dataset."""
    several = f"SELECT subscriber_id, count(*) AS n FROM {table} GROUP BY 1 HAVING count(*) > 1"
    extra = engine.rows(f"SELECT coalesce(sum(n - 1), 0) FROM ({several})")[0][0]
    if extra:
        first = engine.rows(f"{several} ORDER BY 1 LIMIT {EXAMPLES}")
        findings.add(
            dataset.name, "subscriber_id", TWICE, int(extra), [example(one, f"{n}x") for one, n in first]
        )


def bills(engine: DuckDB, rating: Rating, reach: Reach, findings: Findings) -> None:
    """Counts bills that share a line and a month: `sums` tells of the near months, a query of the others."""
    near = _near(rating)
    suspects = []
    if engine.rows("SELECT count(*) FROM sums WHERE bill_rows <> bit_count(month_bits)")[0][0]:
        suspects.append(near)
    if not _all_near(rating, reach):
        suspects.append(f"NOT ({near})")
    for condition in suspects:
        repeated_bills(engine, f"bills WHERE {condition}", findings)


def repeated_bills(engine: DuckDB, rows: str, findings: Findings) -> None:
    """Counts bills among the rows that share a line and a month."""
    several = f"SELECT subscriber_id, month, count(*) AS n FROM {rows} GROUP BY ALL HAVING count(*) > 1"
    extra = engine.rows(f"SELECT coalesce(sum(n - 1), 0) FROM ({several})")[0][0]
    if extra:
        first = engine.rows(
            f"SELECT subscriber_id, left(CAST(month AS VARCHAR), 7), n FROM ({several})"
            f" ORDER BY ALL LIMIT {EXAMPLES}"
        )
        examples = [example(one, f"{month}, {n}x") for one, month, n in first]
        findings.add(BILLS.name, "subscriber_id, month", TWICE, int(extra), examples)


def unknown_bills(engine: DuckDB, lines: str, rating: Rating, reach: Reach) -> int:
    """How many bills are of lines that are not in the table `lines`."""
    if _all_near(rating, reach):
        all_rows = engine.rows("SELECT coalesce(sum(bill_rows), 0) FROM sums")[0][0]
        known = engine.rows(f"SELECT coalesce(sum(bill_rows), 0) FROM {lines}")[0][0]
        return int(all_rows - known)
    return unknown_rows(engine, lines, BILLS.name, "true")


def unknown_rows(engine: DuckDB, lines: str, table: str, condition: str) -> int:
    """How many rows of a dataset that meet a condition are of lines that are not in the table `lines`."""
    sql = f"SELECT count(*) FROM {table} ANTI JOIN {lines} USING (subscriber_id) WHERE {condition}"
    return int(engine.rows(sql)[0][0])


def unknown_memberships(engine: DuckDB, scheme: str, rating: Rating) -> int:
    """How many memberships of a scheme are of lines that are not in `graded`.

    Every line there shows the one that runs and the one that waits, so that for these counting is enough, and
    only the few that have ended are looked up.
    """
    of_scheme = f"scheme = {literal(scheme)}"
    ended = f"ends_on < DATE {literal(rating.rated_on.isoformat())}"
    columns = {row[0] for row in engine.rows("DESCRIBE graded")}
    shown = " + ".join(f"count({name})" for name in ("running_rank", "waiting_rank") if name in columns)
    current, past = engine.rows(
        f"SELECT count(*) FILTER (WHERE ({ended}) IS NOT TRUE), count(*) FILTER (WHERE {ended})"
        f" FROM memberships WHERE {of_scheme}"
    )[0]
    known = engine.rows(f"SELECT {shown} FROM graded")[0][0]
    looked_up = unknown_rows(engine, "graded", MEMBERSHIPS.name, f"{of_scheme} AND {ended}") if past else 0
    return int(current - known) + looked_up


def _near(rating: Rating) -> str:
    """The SQL condition that a month has a bit of its own in the sums."""
    return f"month >= {_day(rating.number - MONTH_BITS)} AND month < {_day(rating.number)}"


def _all_near(rating: Rating, reach: Reach) -> bool:
    return reach.first >= rating.number - MONTH_BITS and reach.last < rating.number


def memberships(engine: DuckDB, versions: Sequence[Version], rating: Rating, findings: Findings) -> None:
    """Counts memberships that have a tier that their scheme does not know, or start too late."""
    for version in versions:
        if version.life is None:
            continue
        ranking = ", ".join(literal(name) for name in version.ranking)
        scheme = f"scheme = {literal(version.scheme)}"
        problem = Text(
            f"expected a tier of {version.scheme}: {', '.join(version.ranking)}",
            f"应为 {version.scheme} 的等级：{', '.join(version.ranking)}",
        )
        day = f"DATE {literal(rating.rated_on.isoformat())}"
        # Mostly there are none, which one reading of the rows tells.
        unknown, later = engine.rows(
            f"SELECT count(*) FILTER (WHERE tier NOT IN ({ranking})), count(*) FILTER (WHERE since > {day})"
            f" FROM memberships WHERE {scheme}"
        )[0]
        if unknown:
            _memberships_where(engine, f"{scheme} AND tier NOT IN ({ranking})", "tier", problem, findings)
        if not later:
            continue
        # A fall that the last run decided on waits behind the running membership; anything else that starts
        # after the rating day comes from a later run.
        follows = (
            f"month(since) = {rating.month.month} AND year(since) = {rating.month.year} AND"
            " (subscriber_id, since) IN (SELECT (subscriber_id, ends_on + 1) FROM memberships"
            f" WHERE {scheme} AND since <= {day} AND ends_on >= {day})"
        )
        late = Text(
            f"starts after the rating day {rating.rated_on}: this is the state after a later run",
            f"始于评定日 {rating.rated_on} 之后：这是更晚一次运行之后的状态",
        )
        _memberships_where(engine, f"{scheme} AND since > {day} AND NOT ({follows})", "since", late, findings)


def _memberships_where(
    engine: DuckDB, condition: str, column: str, problem: Text, findings: Findings
) -> None:
    count = engine.rows(f"SELECT count(*) FROM memberships WHERE {condition}")[0][0]
    if count:
        shown = shown_text(column) if column == "tier" else column
        first = engine.rows(
            f"SELECT subscriber_id, {shown} FROM memberships WHERE {condition} ORDER BY 1, 2 LIMIT {EXAMPLES}"
        )
        examples = [example(*row) for row in first]
        findings.add(MEMBERSHIPS.name, column, problem, int(count), examples)


def overlaps(engine: DuckDB, findings: Findings, dataset: Dataset = MEMBERSHIPS) -> None:
    """Counts memberships of one line and scheme that overlap, or other rows of that form."""
    # Only lines with several memberships in a scheme can overlap, and they are few.
    several = f"SELECT subscriber_id, scheme FROM {dataset.name} GROUP BY ALL HAVING count(*) > 1"
    overlapping = (
        "SELECT subscriber_id, scheme, since FROM (SELECT subscriber_id, scheme, since,"
        " max(coalesce(ends_on, DATE '9999-12-31')) OVER (PARTITION BY subscriber_id, scheme ORDER BY since"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until"
        f" FROM {dataset.name} SEMI JOIN ({several}) USING (subscriber_id, scheme))"
        " WHERE since <= taken_until"
    )
    count = engine.rows(f"SELECT count(*) FROM ({overlapping})")[0][0]
    if count:
        problem = Text("overlaps another of the same line and scheme", "与同一线路同一方案的另一段重叠")
        first = engine.rows(
            f"SELECT subscriber_id, {shown_text('scheme')}, since FROM ({overlapping})"
            f" ORDER BY ALL LIMIT {EXAMPLES}"
        )
        examples = [example(*row) for row in first]
        findings.add(dataset.name, "since, ends_on", problem, int(count), examples)


def _day(number: int) -> str:
    return f"DATE {literal(first_day(number).isoformat())}"
