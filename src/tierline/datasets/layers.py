"""A dataset with what lies over it: changed lines over the lines, corrected bills over the bills.

The queries read a base that they are given and the table of the layer by its name. Lines keep the order of
the base, with new ones behind it, because few of them change.
"""

from __future__ import annotations

from tierline.datasets.contract import BILLS, CHANGED_LINES, CORRECTED_BILLS, SUBSCRIBERS
from tierline.datasets.sql_text import quoted

LINE_COLUMNS = tuple(quoted(column.name) for column in SUBSCRIBERS.columns)
BILL_COLUMNS = tuple(quoted(column.name) for column in BILLS.columns)


def lines_as_changed(base: str) -> str:
    """The lines of a query, each as the table `changed_lines` has it, without those that are removed."""
    top = CHANGED_LINES.name
    columns = ", ".join(
        f"CASE WHEN c.subscriber_id IS NULL THEN b.{name} ELSE c.{name} END AS {name}"
        for name in LINE_COLUMNS
    )
    return (
        f"SELECT {columns} FROM ({base}) AS b LEFT JOIN {top} AS c USING (subscriber_id)"
        " WHERE c.removed IS NOT TRUE"
        f" UNION ALL SELECT {', '.join(LINE_COLUMNS)} FROM {top}"
        f" ANTI JOIN (SELECT subscriber_id FROM ({base})) USING (subscriber_id) WHERE removed IS NOT TRUE"
    )


def bills_as_corrected(base: str) -> str:
    """The bills of a query, those of the table `corrected_bills` in place of the same line's and month's."""
    columns = ", ".join(BILL_COLUMNS)
    return (
        f"SELECT {columns} FROM ({base}) ANTI JOIN {CORRECTED_BILLS.name} USING (subscriber_id, month)"
        f" UNION ALL SELECT {columns} FROM {CORRECTED_BILLS.name}"
    )
