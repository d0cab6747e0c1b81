"""Plain tables over a base: a version is made for them whose figures are those that their inputs name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tierline.linting.errors import InputsNotInBase
from tierline.policy.load import bundled_packs
from tierline.policy.model import Basis, Citation, Measure, Version, WindowMeasure
from tierline.policy.vocabulary import ATTRIBUTES
from tierline.tables.model import DecisionTable, HitPolicy, Rule

NOT_CITED = Citation("", Basis.EXAMPLE)


def version_for(tables: Sequence[DecisionTable]) -> Version:
    """A version that rates every line that is not closed, with the figures that the tables ask for.

    Raises InputsNotInBase for inputs that are neither attributes of a line nor figures of a pack that comes
    with tierline.
    """
    known = figures()
    wanted: dict[str, Measure] = {}
    for table in tables:
        unknown = [name for name in table.inputs if name not in ATTRIBUTES and name not in known]
        if unknown:
            raise InputsNotInBase(
                table=table.name, inputs=", ".join(unknown), known=", ".join(sorted({*ATTRIBUTES, *known}))
            )
        wanted |= {name: known[name] for name in table.inputs if name in known}
    inputs = tuple(dict.fromkeys(name for table in tables for name in table.inputs))
    # What a version tests is read of every line; a tier of its own it has none.
    all_inputs = DecisionTable(
        "inputs", inputs, ("none",), (Rule({}, ("none",)),), HitPolicy.PRIORITY, ranking=("none",)
    )
    return Version(
        scheme="tables",
        starts_on=date.min,
        citation=NOT_CITED,
        criteria=(),
        not_running_in=None,
        measures=tuple(wanted.values()),
        score=None,
        tiers=(),
        tier=all_inputs,
        on_joining=None,
        special=None,
        life=None,
        duties=(),
        thresholds_valid_months=None,
    )


def figures() -> Mapping[str, Measure]:
    """The figures over bills that packs define, by name; a name that means two things is left out."""
    found: dict[str, Measure] = {}
    doubtful = set()
    for pack in bundled_packs().values():
        for measure in pack.versions[-1].measures:
            if isinstance(measure, WindowMeasure):
                before = found.setdefault(measure.name, measure)
                if _means(before) != _means(measure):
                    doubtful.add(measure.name)
    return {name: measure for name, measure in found.items() if name not in doubtful}


def _means(measure: Measure) -> object:
    assert isinstance(measure, WindowMeasure)
    return (measure.column, measure.is_mean, measure.last_months, measure.on_network, measure.rounding)
