"""One output column of a compiled table: the kind of its values, and one unit for all its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

import ibis

from tierline.tables.columns import Column, Ratio, column_kind, whole
from tierline.tables.decide import kind_of
from tierline.tables.errors import NotCompilable
from tierline.tables.model import DecisionTable, Kind, Multiple, Output
from tierline.tables.notation import scalar_text
from tierline.wording import Text

_TYPES = {Kind.STRING: "string", Kind.BOOLEAN: "boolean", Kind.DATE: "date", Kind.NUMBER: "int64"}


@dataclass(frozen=True)
class OutcomeColumn:
    """How the outputs of one column are written: numbers as whole numbers of 1/`unit`, the rest as it is."""

    place: Text
    kind: Kind
    unit: int
    columns: Mapping[str, Column]

    def null(self) -> ibis.Value:
        return ibis.null(_TYPES[self.kind])

    def value(self, output: Output | Fraction) -> ibis.Value:
        """The output as an expression; for a number, the numerator over `unit`."""
        if output is None:
            return self.null()
        if isinstance(output, Multiple):
            return self._multiple(output)
        if isinstance(output, Decimal | Fraction):
            number = whole(int(Fraction(output) * self.unit), self.place)
            # A literal has the type that an engine gives it: Ibis drops a cast to the type that it assumes.
            return ibis.literal(number, "int32" if -(2**31) <= number < 2**31 else "int64")
        return ibis.literal(output, _TYPES[self.kind])

    def finished(self, expression: ibis.Value) -> Column:
        """The column as callers see it: numbers are a Ratio of 64 bits."""
        if self.kind is not Kind.NUMBER:
            return expression
        return Ratio(expression.cast("int64"), self.unit)

    def _multiple(self, output: Multiple) -> ibis.Value:
        numerator = ratio_of(output, self.columns, self.place).numerator
        factor = whole(int(_share(output, self.columns, self.place) * self.unit), self.place)
        return numerator if factor == 1 else numerator.cast("int64") * ibis.literal(factor, "int64")


def outcome_column(table: DecisionTable, position: int, columns: Mapping[str, Column]) -> OutcomeColumn:
    """The column of the output at `position`. Raises NotCompilable where its outputs are of several kinds."""
    name = table.outputs[position]
    place = Text(en=f"Table {table.name}, output {name}", zh=f"决策表 {table.name} 输出 {name}")
    kinds: dict[Kind, Output] = {}
    unit = 1
    for output in _outputs(table, position):
        if isinstance(output, Multiple):
            kinds.setdefault(Kind.NUMBER, output)
            unit = lcm(unit, _share(output, columns, place).denominator)
        elif output is not None:
            kinds.setdefault(kind_of(output), output)
            if isinstance(output, Decimal):
                unit = lcm(unit, Fraction(output).denominator)
    if len(kinds) > 1:
        shown = [output_text(output) for output in kinds.values()]
        found = Text(
            en=f"outputs of several kinds ({', '.join(shown)})", zh=f"多种类型的输出({'、'.join(shown)})"
        )
        expected = Text(en="one kind in each output column", zh="每个输出列只有一种类型")
        raise NotCompilable(place=place, found=found, expected=expected)
    return OutcomeColumn(place, next(iter(kinds), Kind.STRING), whole(unit, place), columns)


def ratio_of(output: Multiple, columns: Mapping[str, Column], place: Text) -> Ratio:
    """The input that is multiplied. Raises NotCompilable unless it holds numbers."""
    column = columns[output.of]
    if isinstance(column, Ratio):
        return column
    kind = column_kind(column, place).value
    found = Text(en=f"a multiple of the input {output.of} ({kind})", zh=f"输入 {output.of}({kind})的倍数")
    expected = Text(en="a multiple of an input that holds numbers", zh="数字类输入的倍数")
    raise NotCompilable(place=place, found=found, expected=expected)


def output_text(output: Output) -> str:
    """An output as an analyst writes it."""
    if isinstance(output, Multiple):
        return f"{scalar_text(output.by)} * {output.of}"
    return scalar_text(output)


def _share(output: Multiple, columns: Mapping[str, Column], place: Text) -> Fraction:
    """What one whole unit of the input's numerator adds to the output."""
    ratio = ratio_of(output, columns, place)
    if isinstance(ratio.denominator, int):
        return Fraction(output.by) / (ratio.denominator * ratio.unit)
    found = Text(
        en=f"a multiple of {output.of}, whose denominator differs from row to row",
        zh=f"{output.of} 的倍数(其分母逐行不同)",
    )
    expected = Text(en="a multiple of an input with one denominator", zh="分母固定的输入的倍数")
    raise NotCompilable(place=place, found=found, expected=expected)


def _outputs(table: DecisionTable, position: int) -> Iterator[Output]:
    for rule in table.rules:
        yield rule.outputs[position]
    if table.default is not None:
        yield table.default[position]
