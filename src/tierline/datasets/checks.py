"""The rows of a dataset held against the contract: what the footers prove is taken from them, the rest is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tierline.datasets.contract import INTEGERS, MEMBERSHIPS, SUBSCRIBERS, Column, Kind
from tierline.datasets.errors import SeveralRefused, ValuesRefused
from tierline.datasets.source import RANGES, RowGroup, Source, literal, quoted
from tierline.errors import InputError
from tierline.wording import Language, Text

EXAMPLES = 5
"""How many of the rows that break a rule are shown."""


@dataclass(frozen=True)
class Check:
    """A condition, in SQL over the columns of a dataset, that no row may meet."""

    column: str
    problem: Text
    condition: str
    shown: str
    """The SQL of what is shown of a bad row beside its id; never personal data."""


@dataclass
class Findings:
    """Bad rows, counted by dataset, column and problem, with the first of each."""

    counts: dict[tuple[str, str, Text], int] = field(default_factory=dict)
    examples: dict[tuple[str, str, Text], list[str]] = field(default_factory=dict)

    def add(self, dataset: str, column: str, problem: Text, rows: int, examples: Iterable[str]) -> None:
        """Count `rows` more, and keep their examples while there is room."""
        key = (dataset, column, problem)
        self.counts[key] = self.counts.get(key, 0) + rows
        kept = self.examples.setdefault(key, [])
        kept += list(examples)[: EXAMPLES - len(kept)]

    def merge(self, other: Findings) -> None:
        """Take over what another part of the run found."""
        for key, rows in other.counts.items():
            self.add(*key, rows, other.examples[key])

    def __bool__(self) -> bool:
        return bool(self.counts)

    def error(self) -> InputError:
        """The error that tells of all of them."""
        errors = [
            ValuesRefused(
                dataset=dataset, column=column, problem=problem, rows=rows,
                examples="; ".join(sorted(self.examples[dataset, column, problem], key=_by_number)[:EXAMPLES]),
            )
            for (dataset, column, problem), rows in sorted(self.counts.items(), key=lambda item: item[0][:2])
        ]  # fmt: skip
        if len(errors) == 1:
            return errors[0]
        texts = (("\n".join(one.message(language) for one in errors)) for language in Language)
        return SeveralRefused(list=Text(*texts))


def _by_number(example: str) -> tuple[int, str]:
    digits = example.split(" ", 1)[0]
    return (int(digits) if digits.lstrip("-").isdigit() else 0, example)


def checks_of(source: Source) -> list[Check]:
    """What has to be counted in the rows of a source, after what its footers prove."""
    found = []
    for column in source.dataset.columns:
        if column.name in source.types:
            found += list(_column_checks(source, column))
    if source.dataset is SUBSCRIBERS:
        found.append(
            Check(
                "closed_on",
                Text("empty although the status is closed", "状态为 closed 却为空"),
                "status = 'closed' AND closed_on IS NULL",
                "status",
            )
        )
    if source.dataset is MEMBERSHIPS:
        found.append(
            Check(
                "ends_on",
                Text("before since", "早于 since"),
                "ends_on < since",
                "scheme || ' ' || since || '..' || ends_on",
            )
        )
    return found


def _column_checks(source: Source, column: Column) -> Iterable[Check]:
    name = quoted(column.name)
    raw = "'-'" if column.personal else f"coalesce(CAST({name} AS VARCHAR), 'NULL')"
    groups = source.row_groups
    if not column.nullable and not all(_nulls(group, column.name) == 0 for group in groups):
        yield Check(
            column.name, Text("empty, and expected to be filled", "为空，应有值"), f"{name} IS NULL", "'NULL'"
        )
    typed = source.types[column.name]
    if typed != column.kind and typed != '"NULL"' and not _proven_to_fit(groups, column):
        problem = Text(f"does not fit {column.kind}", f"超出 {column.kind} 的范围")
        yield Check(
            column.name, problem, f"{name} IS NOT NULL AND TRY_CAST({name} AS {column.kind}) IS NULL", raw
        )
    if column.values:
        listed = ", ".join(literal(v) if isinstance(v, str) else str(v) for v in column.values)
        expected = ", ".join(str(value) for value in column.values)
        problem = Text(f"expected one of {expected}", f"应为 {expected} 之一")
        yield Check(column.name, problem, f"{name} NOT IN ({listed})", raw)
    if column.least is not None and not _at_least(groups, column.name, column.least):
        problem = Text(f"expected at least {column.least}", f"应不小于 {column.least}")
        yield Check(column.name, problem, f"{name} < {column.least}", raw)
    if column.first_of_month and not all(_is_one_month(group, column.name) for group in groups):
        problem = Text("expected the first day of a month", "应为月份首日")
        yield Check(column.name, problem, f"day({name}) <> 1", raw)


def _nulls(group: RowGroup, column: str) -> int | None:
    found = group.statistics.get(column)
    return None if found is None else found.nulls


def _at_least(groups: Iterable[RowGroup], column: str, least: int) -> bool:
    return all((ends := group.whole(column)) is not None and ends[0] >= least for group in groups)


def _is_one_month(group: RowGroup, column: str) -> bool:
    """True where the footer proves that every row of the group is of one month, by its first day."""
    days = group.days(column)
    return days is not None and days[0] == days[1] and days[0].day == 1


def _proven_to_fit(groups: Iterable[RowGroup], column: Column) -> bool:
    """True where the footers prove that a wider whole number fits."""
    if column.kind is Kind.VARCHAR:
        return True
    if column.kind not in INTEGERS:
        return False
    limit = RANGES[column.kind]
    ends = [group.whole(column.name) for group in groups]
    return all(one is not None and one[0] >= -limit and one[1] < limit for one in ends)
