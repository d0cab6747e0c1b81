"""From decision tables to the rows of a sheet, and only such rows as read back the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tierline.tables.errors import TableError
from tierline.tables.model import DecisionTable, HitPolicy, Rule
from tierline.tables.notation import normalised
from tierline.tables.sheets import words
from tierline.tables.sheets.cells import written_output, written_rank, written_test, written_text
from tierline.tables.sheets.errors import NotWritable
from tierline.tables.sheets.reading import tables_in
from tierline.tables.sheets.sheet import MOST_COLUMNS, MOST_ROWS, Sheet
from tierline.tables.sheets.words import Label, Role
from tierline.wording import Language, Text

NOT_THE_SAME = Text(
    "Read again, it would not say the same: its domains speak of columns that it does not have, or of whole"
    " numbers only.",
    "重新读取后含义不同:其取值说明涉及表中没有的列,或限定为整数。",
)
TOO_MUCH = Text(
    f"It has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns.",
    f"其行数超过 {MOST_ROWS} 或列数超过 {MOST_COLUMNS}。",
)
TEXTS: dict[Role, Callable[[Rule], str]] = {
    Role.CLAUSE: lambda rule: rule.clause,
    Role.BASIS: lambda rule: rule.basis,
    Role.NOTE: lambda rule: rule.note,
}


def as_read(table: DecisionTable) -> DecisionTable:
    """The table with every test in the shape that the parser gives: this is what a sheet keeps, whole."""
    rules = tuple(
        replace(rule, tests={name: normalised(test) for name, test in rule.tests.items()})
        for rule in table.rules
    )
    domains = {
        name: replace(domain, allowed=None if domain.allowed is None else normalised(domain.allowed))
        for name, domain in table.domains.items()
    }
    return replace(table, rules=rules, domains=domains)


def rows_of(table: DecisionTable, language: Language) -> list[list[str]]:
    """The rows of a table, its words in `language`. Raises NotWritable where reading would lose something."""
    rows = _rows(table, language)
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise NotWritable(table=table.name, problem=TOO_MUCH)
    try:
        found = tables_in(Sheet(table.name, "", rows))
    except TableError as error:
        problem = Text(error.message(Language.EN), error.message(Language.ZH))
        raise NotWritable(table=table.name, problem=problem) from None
    if found != (as_read(table),):
        raise NotWritable(table=table.name, problem=NOT_THE_SAME)
    return rows


def _rows(table: DecisionTable, language: Language) -> list[list[str]]:
    def label(word: Label) -> str:
        return words.LABELS[word].read(language)

    rows = [
        [label(Label.TABLE), written_text(table.name)],
        [label(Label.HIT_POLICY), words.HIT_POLICIES[table.hit_policy].read(language)],
    ]
    if table.aggregation is not None:
        rows.append([label(Label.AGGREGATION), words.AGGREGATIONS[table.aggregation].read(language)])
    rankings = [table.ranking, *table.further_rankings]
    if any(rankings):
        rows += [[label(Label.RANKING), *map(written_rank, ranking)] for ranking in rankings]
    if table.default is not None:
        rows.append([label(Label.DEFAULT), *map(written_output, table.default)])
    texts = [role for role, text in TEXTS.items() if any(map(text, table.rules))]
    roles = [*(Role.INPUT for _ in table.inputs), *(Role.OUTPUT for _ in table.outputs), *texts]
    names = [*table.inputs, *table.outputs]
    rows.append([label(Label.ROLE), *(words.ROLES[role].read(language) for role in roles)])
    rows.append([label(Label.NAME), *map(written_text, names), *("" for _ in texts)])
    rows += _domains(table, names, language)
    for number, rule in enumerate(table.rules, start=1):
        tests = (written_test(rule.tests[name]) if name in rule.tests else "" for name in table.inputs)
        outputs = map(written_output, rule.outputs)
        rows.append([str(number), *tests, *outputs, *(_text(TEXTS[role](rule)) for role in texts)])
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _domains(table: DecisionTable, names: list[str], language: Language) -> list[list[str]]:
    """The rows of types and of allowed values, where any column has one."""
    domains = [table.domains.get(name) for name in names]
    rows = []
    if any(domain is not None for domain in domains):
        types = [words.TYPES[domain.kind].read(language) if domain else "" for domain in domains]
        rows.append([words.LABELS[Label.TYPE].read(language), *types])
    allowed = [written_test(domain.allowed) if domain and domain.allowed else "" for domain in domains]
    if any(allowed):
        rows.append([words.LABELS[Label.ALLOWED].read(language), *allowed])
    return rows


def _text(text: str) -> str:
    return written_text(text) if text else ""


HIT_POLICY_WORDS = {
    language: tuple(words.HIT_POLICIES[policy].read(language) for policy in HitPolicy)
    for language in Language
}
"""What may stand beside `hit policy`, for a list to choose from."""
