"""The rows of a dataset held against the contract: what the footers do not prove is counted in the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tierline.datasets.contract import CHANGED_LINES, MEMBERSHIPS, SUBSCRIBERS, Column, Kind
from tierline.datasets.errors import SeveralRefused, ValuesRefused
from tierline.datasets.footers import RowGroup
from tierline.datasets.source import EMPTY, INTEGER_BITS, MONEY_DIGITS, Source, always_fits, literal, quoted
from tierline.errors import InputError
from tierline.wording import Language, Text

EXAMPLES = 5
"""How many of the rows that break a rule are shown."""

LONGEST_SHOWN = 60

LONG_NUMBER = re.compile(r"[0-9]{7,}")
"""In a column of words, this is most likely a phone number that slipped into it."""

NOT_FILLED = Text("empty, and expected to be filled", "为空，应有值")
NO_DAY = Text("expected a day from 0001-01-01 to 9999-12-31", "应为 0001-01-01 至 9999-12-31 之间的日期")


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
    """Bad rows, counted by dataset, column and problem, with those of the lowest ids of each."""

    counts: dict[tuple[str, str, Text], int] = field(default_factory=dict)
    examples: dict[tuple[str, str, Text], list[str]] = field(default_factory=dict)

    def add(self, dataset: str, column: str, problem: Text, rows: int, examples: Iterable[str]) -> None:
        """Count `rows` more, and keep the lowest examples."""
        key = (dataset, column, problem)
        self.counts[key] = self.counts.get(key, 0) + rows
        # Parts end in any order; the message must not depend on it.
        self.examples[key] = sorted([*self.examples.get(key, ()), *examples], key=_by_number)[:EXAMPLES]

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
                examples="; ".join(self.examples[dataset, column, problem]),
            )
            for (dataset, column, problem), rows in sorted(self.counts.items(), key=lambda item: item[0][:2])
        ]  # fmt: skip
        if len(errors) == 1:
            return errors[0]
        texts = (("\n".join(one.message(language) for one in errors)) for language in Language)
        return SeveralRefused(list=Text(*texts), refusals=errors)


def _by_number(example: str) -> tuple[int, str]:
    digits = example.split(" ", 1)[0]
    return (int(digits) if re.fullmatch("-?[0-9]{1,20}", digits) else 0, example)


def example(subscriber_id: object, *shown: object) -> str:
    """A bad row as a message has it: its id, and what is wrong in it, on one line and not too long."""
    words = " ".join(" ".join("NULL" if value is None else str(value) for value in shown).split())
    printable = "".join(letter if letter.isprintable() else "?" for letter in words)
    cut = printable if len(printable) <= LONGEST_SHOWN else printable[: LONGEST_SHOWN - 1] + "…"
    return f"{'NULL' if subscriber_id is None else subscriber_id} ({cut})"


def masked(text: str) -> str:
    """A text without the long numbers in it."""
    return LONG_NUMBER.sub("***", text)


def shown_text(name: str) -> str:
    """The SQL of a column of words as a message may show it."""
    long_number = literal(LONG_NUMBER.pattern)
    return f"left(regexp_replace({quoted(name)}, {long_number}, '***', 'g'), {LONGEST_SHOWN + 1})"


def id_checks(source: Source) -> list[Check]:
    """What has to be counted before anything else: a row without a proper id belongs to no part of a run."""
    return list(_form_checks(source, source.dataset.column(source.dataset.id)))


def checks_of(source: Source) -> list[Check]:
    """What has to be counted in the rows of a source, after what its footers and id_checks prove."""
    found = []
    for column in source.dataset.columns:
        if column.name != source.dataset.id and column.name in source.types:
            found += [*_form_checks(source, column), *_domain_checks(source, column)]
    if source.dataset in (SUBSCRIBERS, CHANGED_LINES):
        problem = Text("empty although the status is closed", "状态为 closed 却为空")
        found.append(Check("closed_on", problem, "status = 'closed' AND closed_on IS NULL", "status"))
    if source.dataset is MEMBERSHIPS and source.types.get("ends_on", EMPTY) != EMPTY:
        shown = "since || '..' || ends_on"
        found.append(Check("ends_on", Text("before since", "早于 since"), "ends_on < since", shown))
    return found


def _form_checks(source: Source, column: Column) -> Iterable[Check]:
    """Whether a column is filled, and whether its values fit their type."""
    name, groups = quoted(column.name), source.row_groups
    if not column.nullable and not all(group.is_filled(column.name) for group in groups if group.rows):
        yield Check(column.name, NOT_FILLED, f"{name} IS NULL", "NULL")
    found = source.types[column.name]
    if not always_fits(found, column.kind) and not _hold(groups, column.name, _ends_fit(column.kind)):
        problem = Text(f"does not fit {column.kind}", f"超出 {column.kind} 的范围")
        condition = f"{name} IS NOT NULL AND TRY_CAST({name} AS {column.kind}) IS NULL"
        yield Check(column.name, problem, condition, f"CAST({name} AS VARCHAR)")


def _ends_fit(kind: Kind) -> Callable[[int, int], bool]:
    limit = 10**MONEY_DIGITS if kind is Kind.MONEY else 2 ** (INTEGER_BITS.get(kind, 1) - 1)
    least = 1 - limit if kind is Kind.MONEY else -limit
    return lambda first, last: least <= first and last < limit


def _domain_checks(source: Source, column: Column) -> Iterable[Check]:
    """Whether the values of a column are ones that the contract knows."""
    name, groups = quoted(column.name), source.row_groups
    shown = "'-'" if column.personal else f"CAST({name} AS VARCHAR)"
    if column.values:
        listed = ", ".join(literal(v) if isinstance(v, str) else str(v) for v in column.values)
        expected = ", ".join(str(value) for value in column.values)
        if not _hold(groups, column.name, _all_among(column.values)):
            problem = Text(f"expected one of {expected}", f"应为 {expected} 之一")
            yield Check(
                column.name,
                problem,
                f"{name} NOT IN ({listed})",
                shown_text(column.name) if column.kind is Kind.VARCHAR else shown,
            )
    if column.least is not None:
        floor = column.least
        if not _hold(groups, column.name, lambda first, last: first >= floor):
            problem = Text(f"expected at least {floor}", f"应不小于 {floor}")
            yield Check(column.name, problem, f"{name} < {floor}", shown)
    if column.most is not None:
        ceiling = column.most
        if not _hold(groups, column.name, lambda first, last: last <= ceiling):
            problem = Text(f"expected at most {ceiling}", f"应不大于 {ceiling}")
            yield Check(column.name, problem, f"{name} > {ceiling}", shown)
    if column.kind is Kind.DATE and source.types[column.name] != EMPTY:
        filled = [group for group in groups if group.rows and not group.is_empty(column.name)]
        if not all(group.days(column.name) for group in filled):
            condition = f"{name} NOT BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
            yield Check(column.name, NO_DAY, condition, shown)
        if column.first_of_month and not all(_is_one_month(group, column.name) for group in filled):
            problem = Text("expected the first day of a month", "应为月份首日")
            yield Check(column.name, problem, f"day({name}) <> 1", shown)


def _all_among(values: tuple[str | int, ...]) -> Callable[[int, int], bool]:
    return lambda first, last: last - first < len(values) and all(n in values for n in range(first, last + 1))


def _hold(groups: Iterable[RowGroup], column: str, holds: Callable[[int, int], bool]) -> bool:
    """True where the footers prove something of every whole number of a column."""
    for group in groups:
        ends = group.whole(column)
        if group.rows and not group.is_empty(column) and (ends is None or not holds(*ends)):
            return False
    return True


def _is_one_month(group: RowGroup, column: str) -> bool:
    """True where the footer proves that every row of the group is of one month, by its first day."""
    days = group.days(column)
    return days is not None and days[0] == days[1] and days[0].day == 1
