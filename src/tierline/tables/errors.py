"""What decision tables refuse. Rules are numbered from 1 in every sentence, as a reader counts them."""

from __future__ import annotations

from tierline.errors import InputError
from tierline.wording import Text


class TableError(InputError):
    """A decision table, or what was asked of it, is at fault. Facts that are Texts follow the language."""


class ParseError(TableError):
    """A cell is no S-FEEL unary test. Facts: excerpt, position (from 1), found, expected."""

    text = Text(
        en="The test {excerpt!r} cannot be read at character {position}: found {found}, expected "
        "{expected}. Correct the cell.",
        zh="无法读懂条件 {excerpt!r},问题在第 {position} 个字符:实际为 {found},应为{expected}。请改正该单"
        "元格。",
    )


class NotFinite(TableError):
    """A bound or an output is NaN or infinite. Facts: found."""

    text = Text(
        en="The number {found} cannot stand in a decision table: a finite decimal number was expected. "
        "Write the figure itself.",
        zh="决策表中不能出现数值 {found}:应为有限的十进制数。请直接写出该数字。",
    )


class MixedInterval(TableError):
    """The ends of an interval are of two kinds. Facts: low, high."""

    text = Text(
        en="An interval runs from {low} to {high}: both ends were expected to be numbers, or both dates. "
        "Give both ends the same kind.",
        zh="区间从 {low} 到 {high}:两端应同为数字或同为日期。请让两端类型一致。",
    )


class EmptyInterval(TableError):
    """No value lies in an interval. Facts: low, high."""

    text = Text(
        en="An interval from {low} to {high} holds no value: the lower end was expected first, and an "
        "interval of one value includes both its ends. Exchange the ends, or write the one value alone.",
        zh="从 {low} 到 {high} 的区间不含任何值:应先写下限,只含一个值的区间须两端都闭合。请对调两端,或只写"
        "该值。",
    )


class EmptyChoice(TableError):
    """A disjunction has no tests."""

    text = Text(
        en="A list of tests is empty, so it could never hold: at least one test was expected. Add a test, "
        "or write '-' where any value will do.",
        zh="条件列表为空,永远不会成立:至少应有一个条件。请补上条件;若任意值均可,请写“-”。",
    )


class NoOutputs(TableError):
    """A table decides nothing. Facts: table."""

    text = Text(
        en="Table {table} names no output: at least one was expected. Name what the table decides.",
        zh="决策表 {table} 没有输出列:至少应有一列。请写明该表决定什么。",
    )


class RepeatedColumn(TableError):
    """Two columns share a name. Facts: table, column."""

    text = Text(
        en="Table {table} names the column {column} more than once: every input and every output was "
        "expected once. Remove or rename one of them.",
        zh="决策表 {table} 中列 {column} 出现多次:每个输入列、输出列只应出现一次。请删除或改名其中之一。",
    )


class UnknownInput(TableError):
    """A rule uses an input that its table does not have. Facts: table, rule, column, known."""

    text = Text(
        en="Table {table}, rule {rule}: it uses the input {column}, but the inputs of the table are: "
        "{known}. Correct the name, or add the input to the table.",
        zh="决策表 {table} 规则 {rule}:使用了输入 {column},而该表的输入为:{known}。请改正名称,或在表中加入"
        "该输入。",
    )


class OutputCount(TableError):
    """A rule or the default has too few or too many outputs. Facts: table, where (Text), found, expected."""

    text = Text(
        en="Table {table}, {where}: it gives {found} outputs, and {expected} were expected, one for each "
        "output column. Add what is missing or remove what is too much.",
        zh="决策表 {table} {where}:给出了 {found} 个输出,应为 {expected} 个,每个输出列一个。请补齐或删去多"
        "余的输出。",
    )


class AggregationMisplaced(TableError):
    """An aggregation stands beside a hit policy other than collect. Facts: table, aggregation, hit_policy."""

    text = Text(
        en="Table {table}: the aggregation {aggregation} stands beside the hit policy {hit_policy}, and "
        "was expected with collect only. Change the hit policy to collect, or drop the aggregation.",
        zh="决策表 {table}:聚合方式 {aggregation} 与命中策略 {hit_policy} 同用,而聚合只能配合 collect。请"
        "把命中策略改为 collect,或去掉聚合。",
    )


class AggregationOfMany(TableError):
    """An aggregation over several output columns. Facts: table, aggregation, found."""

    text = Text(
        en="Table {table}: the aggregation {aggregation} has {found} output columns, and exactly one was "
        "expected. Split the table, one for each output.",
        zh="决策表 {table}:聚合方式 {aggregation} 有 {found} 个输出列,应恰为一列。请按输出拆分该表。",
    )


class NotANumber(TableError):
    """Something that is no number is to be calculated with. Facts: table, where (Text), found."""

    text = Text(
        en="Table {table}, {where}: found {found} where a number was expected, because the figure is "
        "calculated with. Write a number, or choose a hit policy that does not calculate.",
        zh="决策表 {table} {where}:此处要参与计算,应为数字,实际为 {found}。请写数字,或改用不做计算的命中策"
        "略。",
    )


class RankingMissing(TableError):
    """No output has a ranking, or more rankings are given than outputs. Facts: table, hit_policy, found
    (outputs), ranked (rankings).
    """

    text = Text(
        en="Table {table}: the hit policy {hit_policy} needs the values of an output ranked, best first, and "
        "at most one ranking for each output; found {found} outputs and {ranked} rankings. List the values "
        "of the output that decides, best first.",
        zh="决策表 {table}:命中策略 {hit_policy} 需要某个输出的取值排序(最优在前),且每个输出至多一个排序;"
        "实际有 {found} 个输出、{ranked} 个排序。请按从优到劣列出起决定作用的输出的取值。",
    )


class RankingMisplaced(TableError):
    """A ranking that the hit policy never looks at. Facts: table, hit_policy."""

    text = Text(
        en="Table {table}: a ranking is given, but the hit policy {hit_policy} takes none; it was "
        "expected with priority and output_order only. Drop the ranking, or change the hit policy.",
        zh="决策表 {table}:给出了排序,但命中策略 {hit_policy} 不使用排序,只有 priority 与 output_order 使"
        "用。请去掉排序,或更换命中策略。",
    )


class NotRanked(TableError):
    """An output that the ranking does not place. Facts: table, rule, found, ranking."""

    text = Text(
        en="Table {table}, rule {rule}: its output {found} has no place in the ranking: {ranking}. Add it "
        "to the ranking, or correct the output.",
        zh="决策表 {table} 规则 {rule}:输出 {found} 不在排序之中:{ranking}。请把它加入排序,或改正该输出。",
    )


class RepeatedRank(TableError):
    """A value has two places in a ranking. Facts: table, found."""

    text = Text(
        en="Table {table}: the ranking names {found} more than once, and every value was expected once. "
        "Remove all but its right place.",
        zh="决策表 {table}:排序中 {found} 出现多次,每个值只应出现一次。请只保留正确的位置。",
    )


class DefaultOfCount(TableError):
    """A count has a default, which could never be used. Facts: table."""

    text = Text(
        en="Table {table}: a count has a default, but where no rule holds the count is 0, so none was "
        "expected. Drop the default.",
        zh="决策表 {table}:计数带有默认值,但无规则成立时计数即为 0,不应再有默认值。请去掉默认值。",
    )


class MissingInput(TableError):
    """A table is asked without one of its inputs. Facts: table, column, known."""

    text = Text(
        en="Table {table} needs the input {column}, and was handed only: {known}. Hand it in; a value "
        "that is not known is null.",
        zh="决策表 {table} 需要输入 {column},实际只提供了:{known}。请提供该输入;未知的值写作空值。",
    )


class Conflict(TableError):
    """Rules that hold together contradict the hit policy. Facts: table, hit_policy, rules, expected."""

    text = Text(
        en="Table {table}: the rules {rules} hold for the same case, and the hit policy {hit_policy} "
        "expects {expected}. Make the rules exclude each other, or choose another hit policy.",
        zh="决策表 {table}:规则 {rules} 对同一情形同时成立,而命中策略 {hit_policy} 要求{expected}。请让这"
        "些规则互斥,或改用其他命中策略。",
    )


class NotCompilable(TableError):
    """A table, or a cell, has no form as a column expression. Facts: the Texts place, found, expected."""

    text = Text(
        en="{place}: {found} cannot be evaluated for a whole base; expected was {expected}. Change the "
        "table, or decide its cases one at a time.",
        zh="{place}:无法对整个用户群计算{found};应为{expected}。请修改该表,或逐个情形判定。",
    )


class TooEntangled(TableError):
    """A rule that falls into too many pieces without those before it. Facts: table, rule, most."""

    text = Text(
        en="Table {table}, rule {rule}: without the cases of the rules before it, the table falls into more "
        "than {most} pieces. Let the rules exclude each other, or put the best outcome first.",
        zh="决策表 {table} 规则 {rule}:除去前面规则的情形后,该表将拆成 {most} 条以上。请让规则互斥,或把最优"
        "结果放在前面。",
    )
