"""Rules as the lines of a pack: a `table` for those with one citation, `each` for a multiple of an input."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import groupby

from tierline.interchange.citations import Citations, Cited, citation_lines, cited, quoted
from tierline.interchange.errors import OutputWanted, TableUnfit
from tierline.policy.model import Basis
from tierline.policy.reading import NAME
from tierline.tables.model import Anything, DecisionTable, HitPolicy, Multiple, Output, Rule
from tierline.tables.notation import scalar_text, text_of
from tierline.wording import Text

YAML_WORDS = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
"""Words that YAML may take for something else."""

NO_INPUTS = Text(
    "it asks for nothing, and a table of a pack has at least one input",
    "它没有任何输入，而政策包中的表至少要有一个输入",
)
GIVES_A_LIST = Text(
    "its hit policy {policy} gives a list, which no pack can say",
    "其命中策略 {policy} 给出列表，政策包无法表达",
)
ASKED_TOO = Text(
    "rule gives a multiple of {name} and asks for it as well; a line of a pack does one of the two",
    "有规则既给出 {name} 的倍数又以它为条件；政策包的一行只能二者取一",
)


def lines_of(
    table: DecisionTable, rules: Sequence[Rule], citations: Citations = cited, above: Cited | None = None
) -> list[str]:
    """The lines of a part of a pack, a list in YAML; `rules` are what `table` became. Raises TableUnfit.

    A citation that stands `above` the lines is not written with each of them.
    """
    if not table.inputs:
        raise TableUnfit(table=table.name, problem=NO_INPUTS)
    lines: list[str] = []
    for (source, is_plain), group in groupby(rules, key=lambda rule: (citations(rule), _is_plain(rule))):
        if source.note and source.basis in ("", Basis.SOURCE):
            lines.append(f"# {source.note}")
        citation = [] if source == above else [f"  {line}" for line in citation_lines(source, table.name)]
        for line in [_table(table, list(group))] if is_plain else [_each(table, rule) for rule in group]:
            lines += [*line, *citation]
    return lines


def text_of_tables(tables: Sequence[DecisionTable]) -> str:
    """Tables in the form of a pack, each under its name; their order is theirs to be kept by who reads them.

    Raises TableUnfit, OutputWanted for a table that has no such form.
    """
    parts = []
    for table in tables:
        if len(table.outputs) > 1:
            raise OutputWanted(table=table.name, known=", ".join(table.outputs))
        gives_lists = (HitPolicy.OUTPUT_ORDER, HitPolicy.RULE_ORDER, HitPolicy.COLLECT)
        if table.hit_policy in gives_lists and table.aggregation is None:
            policy = table.hit_policy.value
            problem = Text(GIVES_A_LIST.en.format(policy=policy), GIVES_A_LIST.zh.format(policy=policy))
            raise TableUnfit(table=table.name, problem=problem)
        said = " ".join(filter(None, (table.hit_policy.value, table.aggregation and table.aggregation.value)))
        default = f", default {_outcome(table.default[0])}" if table.default else ""
        lines = [f"{quoted(table.name)}: # {said}{default}", *lines_of(table, table.rules)]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _is_plain(rule: Rule) -> bool:
    return not isinstance(rule.outputs[0], Multiple)


def _table(table: DecisionTable, rules: list[Rule]) -> list[str]:
    asked = [name for name in table.inputs if any(_asks(rule, name) for rule in rules)]
    # A row that asks for nothing stands under any input; one that the table asks for is known to the pack.
    inputs = asked or [next(filter(partial(_is_asked, table), table.inputs), table.inputs[0])]
    rows = [[_cell(text_of(rule.tests.get(name, Anything()))) for name in inputs] for rule in rules]
    widths = [max(len(row[at]) for row in rows) + 1 for at in range(len(inputs))]
    lines = ["- table:", f"    inputs: [{', '.join(map(_word, inputs))}]", "    rules:"]
    for row, rule in zip(rows, rules, strict=True):
        cells = " ".join(f"{cell},".ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"    - [{cells} {_outcome(rule.outputs[0])}]")
    return lines


def _each(table: DecisionTable, rule: Rule) -> list[str]:
    output = rule.outputs[0]
    assert isinstance(output, Multiple)
    if _asks(rule, output.of):
        problem = Text(ASKED_TOO.en.format(name=output.of), ASKED_TOO.zh.format(name=output.of))
        raise TableUnfit(table=table.name, problem=problem)
    lines = [f"- {_word(output.of)}: {{each: {output.by:f}}}"]
    where = [
        f"{_word(name)}: {{test: {_cell(text_of(test))}}}"
        for name, test in rule.tests.items()
        if _asks(rule, name)
    ]
    return [*lines, f"  where: {{{', '.join(where)}}}"] if where else lines


def _is_asked(table: DecisionTable, name: str) -> bool:
    return any(_asks(rule, name) for rule in table.rules)


def _asks(rule: Rule, name: str) -> bool:
    return not isinstance(rule.tests.get(name, Anything()), Anything)


def _cell(test: str) -> str:
    """A test as a pack shows it best: in single quotation marks where it has double ones of its own."""
    return f"'{test}'" if '"' in test and "'" not in test and test.isprintable() else quoted(test)


def _outcome(output: Output) -> str:
    if isinstance(output, Decimal):
        return format(output, "f")
    if isinstance(output, str):
        return _word(output)
    assert not isinstance(output, Multiple)
    return quoted(scalar_text(output)) if isinstance(output, date) else scalar_text(output)


def _word(word: str) -> str:
    """A name as YAML: as it stands where it can, else in quotation marks."""
    return word if NAME.fullmatch(word) and word not in YAML_WORDS else quoted(word)
