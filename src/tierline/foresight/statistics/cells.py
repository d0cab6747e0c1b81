"""Tables made of the moves of all parts, as SQL; whatever they are told by, they add up."""

from __future__ import annotations

from tierline.foresight.statistics.model import COUNTS, By, Dimension

PLUS = ("members_before", "new", "risen", "fallen", "moved_in", "other_in")
MINUS = ("risen_out", "fallen_out", "moved_out", "to_3g", "lapsed", "ended", "other_out")
STANDING = ("new", "risen", "fallen", "renewed", "kept", "other_in")
"""How those who are members afterwards came to their tier."""


def balance(by: By) -> str:
    """The condition under which a cell adds up; over several months nobody can be said to have been kept."""
    laws = [f"{' + '.join(PLUS)} - {' - '.join(MINUS)} = members_after"]
    if Dimension.MONTH in by:
        laws.append(f"{' + '.join(STANDING)} = members_after")
    return " AND ".join(laws)


KEYS = (Dimension.MONTH, Dimension.TIER, Dimension.PRODUCT, Dimension.SITE)


def cells(by: By, moves: str = "moves") -> str:
    """One row for each cell that somebody was in, came to or left; a key that is not told by is NULL.

    A move counts on two sides: where the line stood, and where it stands. Without months, members before are
    those before the first month, members after those after the last.
    """
    same = " AND ".join(
        ["true", *(f"{name}_before = {name}_after" for name in KEYS[1:] if name in by)],
    )
    counts = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in COUNTS)
    keys = ", ".join(KEYS)
    return f"""
        WITH told AS (
            SELECT *, {same} AS is_same,
                {"true" if Dimension.MONTH in by else "month = min(month) OVER ()"} AS is_first,
                {"true" if Dimension.MONTH in by else "month = max(month) OVER ()"} AS is_last
            FROM {moves}
        ), sides AS (
            SELECT {_keys("before", by)}, {_side(BEFORE)} FROM told WHERE tier_before IS NOT NULL
            UNION ALL
            SELECT {_keys("after", by)}, {_side(AFTER)} FROM told WHERE tier_after IS NOT NULL
        )
        SELECT {keys}, {counts} FROM sides GROUP BY ALL ORDER BY {keys}"""


BEFORE = {
    "members_before": "is_first",
    "risen_out": "kind = 'risen'",
    "fallen_out": "kind = 'fallen'",
    "moved_out": "kind IN ('kept', 'renewed') AND NOT is_same",
    "to_3g": "kind = 'to_3g'",
    "lapsed": "kind = 'lapsed'",
    "ended": "kind = 'ended'",
    "other_out": "kind IN ('other_out', 'rejoined')",
}
AFTER = {
    "members_after": "is_last",
    "new": "kind IN ('joined', 'rejoined', 'to_3g')",
    "new_from_2g": "kind = 'to_3g'",
    "risen": "kind = 'risen'",
    "fallen": "kind = 'fallen'",
    "renewed": "kind = 'renewed'",
    "kept": "kind = 'kept'",
    "moved_in": "kind IN ('kept', 'renewed') AND NOT is_same",
    "other_in": "kind = 'other_in'",
}


def _side(conditions: dict[str, str]) -> str:
    """The counts that one side of a move adds to; of the other side's, nothing."""
    return ", ".join(
        f"CASE WHEN {conditions[name]} THEN lines ELSE 0 END AS {name}"
        if name in conditions
        else f"0 AS {name}"
        for name in COUNTS
    )


def _keys(side: str, by: By) -> str:
    columns = [f"{'month' if Dimension.MONTH in by else 'CAST(NULL AS DATE)'} AS month"]
    columns += [f"{f'{name}_{side}' if name in by else 'NULL'} AS {name}" for name in KEYS[1:]]
    return ", ".join(columns)


def retention(by: By, retained: str = "retained") -> str:
    """One row for each snapshot, cell and day: how many there were, and what has become of them."""
    keys = ", ".join(f"{name if name in by else 'NULL'} AS {name}" for name in KEYS[1:])
    outcomes = ", ".join(
        f"CAST(sum(CASE WHEN outcome = '{name}' THEN lines ELSE 0 END) AS BIGINT) AS {name}"
        for name in ("same_or_better", "lower", "gone")
    )
    return f"""
        SELECT snapshot, {keys}, day, CAST(sum(lines) AS BIGINT) AS members, {outcomes},
            CAST(sum(CASE WHEN on_3g THEN lines ELSE 0 END) AS BIGINT) AS on_3g
        FROM {retained} GROUP BY ALL ORDER BY ALL"""
