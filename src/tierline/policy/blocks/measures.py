"""The block `measures`: named figures of a line, in the order in which results show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from tierline.policy.citing import KEYS, Block, Citing, entered
from tierline.policy.conditions import Inputs
from tierline.policy.ladders import ONE_WINS, line_of
from tierline.policy.model import Measure, Rounding, TableMeasure, WindowMeasure
from tierline.policy.reading import Place
from tierline.policy.vocabulary import ATTRIBUTES, BILL_COLUMNS, MONEY_COLUMNS, SCORE, TAKEN, Attribute, Kind
from tierline.tables.model import DecisionTable, HitPolicy
from tierline.wording import Text

Named = TypeVar("Named")

WINDOW_MONTHS = (1, 60)

NOT_TAKEN = Text("a name that means nothing else yet", "尚未另有含义的名称")
A_FACTOR = Text("a factor from 0 to 99.99 with at most two decimals", " 0 到 99.99、至多两位小数的系数")
SUM_OR_MEAN = Text("a sum or a mean, not both", " sum 或 mean，二者不可并用")
A_WINDOW = Text(
    "last_months: only a sum over all months goes without", " last_months：只有全部月份的合计可省略"
)
ROUNDED_MEAN = Text("no rounding: only a mean is rounded", "不写 rounded：仅均值可取整")


def measures(block: Block) -> tuple[Measure, ...]:
    """The figures that the block defines; what cannot be read is left out and kept as a mistake."""
    return named(block, _measure)


def named(block: Block, read: Callable[[str, Place, Citing], Named]) -> tuple[Named, ...]:
    """What stands under each name of a block; what cannot be read is left out and kept as a mistake."""
    keys = {key: (key_place, value) for key, key_place, value in block.place.pairs()}
    citing = block.citing.at(block.place, {key: value for key, (_, value) in keys.items() if key in KEYS})
    found: list[Named] = []
    for name, (key_place, place) in keys.items():
        with citing.register.going_on():
            if name not in KEYS:
                if key_place.name() in TAKEN:
                    key_place.refuse(NOT_TAKEN)
                found.append(read(name, place, citing))
    return tuple(found)


def measure_names(block: Block) -> tuple[str, ...]:
    """The names that the block gives, those of faulty measures too, so that one mistake makes no others."""
    return tuple(name for name, _, _ in block.place.pairs() if name not in KEYS)


def inputs_of_tiers(names: tuple[str, ...], known: tuple[Measure, ...], *, has_score: bool) -> Inputs:
    """What a line of the score or the tiers may name: attributes, measures, the score where there is one."""
    titles = {measure.name: measure.title for measure in known}
    figures = {name: Attribute(Kind.NUMBER, titles.get(name, Text(name, name))) for name in names}
    score = {SCORE: SCORED} if has_score else {}
    inputs: Mapping[str, Attribute] = {**ATTRIBUTES, **figures, **score}
    return Inputs(inputs, exact_means(known))


def exact_means(known: tuple[Measure, ...]) -> frozenset[str]:
    """The measures that are means of which rules see the exact quotient."""
    return frozenset(
        each.name
        for each in known
        if isinstance(each, WindowMeasure) and each.is_mean and each.rounding is Rounding.NONE
    )


SCORED = Attribute(Kind.NUMBER, Text("score", "得分"))


def _measure(name: str, place: Place, citing: Citing) -> Measure:
    is_table = place.is_mapping and any(key == "from" for key, _, _ in place.pairs())
    return _of_a_table(name, place, citing) if is_table else _over_a_window(name, place, citing)


def _over_a_window(name: str, place: Place, citing: Citing) -> WindowMeasure:
    known = ("title", "sum", "mean", "last_months", "on_network", "rounded", "from")
    keys, here = entered(place, citing, known, ("title",))
    if ("sum" in keys) == ("mean" in keys):
        place.refuse(SUM_OR_MEAN, ", ".join(keys))
    is_mean = "mean" in keys
    column = keys["mean"].one_of(MONEY_COLUMNS) if is_mean else keys["sum"].one_of(tuple(BILL_COLUMNS))
    last_months = keys["last_months"].whole(*WINDOW_MONTHS) if "last_months" in keys else None
    on_network = "on_network" in keys and keys["on_network"].truth()
    if last_months is None and (is_mean or on_network):
        place.refuse(A_WINDOW, ", ".join(keys))
    if "rounded" in keys and not is_mean:
        keys["rounded"].refuse(ROUNDED_MEAN)
    return WindowMeasure(
        name,
        keys["title"].bilingual(),
        column,
        is_mean,
        last_months,
        on_network,
        rounding=keys["rounded"].one_of(tuple(Rounding)) if "rounded" in keys else Rounding.NONE,
        citation=here.citation(place),
    )


def _of_a_table(name: str, place: Place, citing: Citing) -> TableMeasure:
    keys, here = entered(place, citing, ("title", "from"), ("title", "from"))
    lines = keys["from"].items() if keys["from"].is_list else [keys["from"]]
    rules = [
        rule for line in lines for rule in line_of(line, here, Inputs(ATTRIBUTES), factor, ONE_WINS).rules
    ]
    inputs = tuple(dict.fromkeys(key for rule in rules for key in rule.tests))
    # Rungs come highest first, so that the first that holds is the highest that is reached.
    table = DecisionTable(name, inputs, (name,), tuple(rules), HitPolicy.FIRST)
    return TableMeasure(name, keys["title"].bilingual(), table, here.citation(place))


def factor(place: Place) -> Decimal:
    """A figure of a table, as results can hold it: DECIMAL(4,2)."""
    found = place.number()
    if not 0 <= found < 100 or found != round(found, 2):
        place.refuse(A_FACTOR)
    return found
