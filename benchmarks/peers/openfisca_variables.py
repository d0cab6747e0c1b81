"""The score of unicom-star as variables of openfisca-core, twice: with the library's floats and in whole fen.

Values of type float are float32 in this library and those of type int are int32. The first set is how its
packages are written; the second keeps to whole numbers, which are never rounded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from benchmarks.peers.policy import FACTORS, LEAST_TENURE_MONTHS, STARS, WINDOW_MONTHS

Line = build_entity(key="line", plural="lines", label="A line", is_person=True)
NONE = -1
"""The rank of no tier."""


def _billed(line, name, period):
    """What was billed in the months of the window that the line was on the network."""
    before = line("tenure_months", period) - 1
    return sum(line(name, period.offset(-back)) * (back <= before) for back in range(1, WINDOW_MONTHS + 1))


def _months(line, period):
    return np.clip(line("tenure_months", period) - 1, 1, WINDOW_MONTHS)


class mobile_billed(Variable):
    """Yuan billed for mobile services in the month."""

    value_type = float
    entity = Line
    definition_period = DateUnit.MONTH


class tenure_months(Variable):
    """Calendar months on the network, the joining month and this one both counted."""

    value_type = int
    entity = Line
    definition_period = DateUnit.MONTH


class may_be_rated(Variable):
    """Whether segment, product and status let the line be rated."""

    value_type = bool
    entity = Line
    definition_period = DateUnit.MONTH


class eligible(Variable):
    """Whether the line is rated this month."""

    value_type = bool
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        return line("may_be_rated", period) * (line("tenure_months", period) >= LEAST_TENURE_MONTHS)


class arpu(Variable):
    """Mean mobile bill of the last twelve months on the network, in whole yuan, half up."""

    value_type = float
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        return np.floor(_billed(line, "mobile_billed", period) / _months(line, period) + 0.5)


class tenure_factor(Variable):
    """The factor for full years on the network."""

    value_type = float
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        before = line("tenure_months", period) - 1
        steps = [before >= least for least, _ in FACTORS]
        return np.select(steps, [factor / 20 for _, factor in FACTORS], 0)


class score(Variable):
    """Arpu times factor."""

    value_type = float
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        return line("arpu", period) * line("tenure_factor", period)


class rank(Variable):
    """The rank of the tier by score; -1 where the line is not rated or has none."""

    value_type = int
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        score = line("score", period)
        found = np.select([score >= least / 20 for least, _ in STARS], [rank for _, rank in STARS], NONE)
        return np.where(line("eligible", period), found, NONE)


class mobile_fen(Variable):
    """Whole fen billed for mobile services in the month."""

    value_type = int
    entity = Line
    definition_period = DateUnit.MONTH


class whole_arpu(Variable):
    """The same mean in whole numbers throughout."""

    value_type = int
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        months = _months(line, period)
        return (2 * _billed(line, "mobile_fen", period) + 100 * months) // (200 * months)


class factor_twentieths(Variable):
    """The same factor in twentieths."""

    value_type = int
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        before = line("tenure_months", period) - 1
        return np.select([before >= least for least, _ in FACTORS], [factor for _, factor in FACTORS], 0)


class score_twentieths(Variable):
    """The same score in twentieths."""

    value_type = int
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        return line("whole_arpu", period) * line("factor_twentieths", period)


class whole_rank(Variable):
    """The rank of the tier by that score."""

    value_type = int
    entity = Line
    definition_period = DateUnit.MONTH

    def formula(line, period):
        score = line("score_twentieths", period)
        found = np.select([score >= least for least, _ in STARS], [rank for _, rank in STARS], NONE)
        return np.where(line("eligible", period), found, NONE)


COMMON: Sequence[type[Variable]] = (tenure_months, may_be_rated, eligible)
AS_FLOATS: Sequence[type[Variable]] = (mobile_billed, arpu, tenure_factor, score, rank)
AS_WHOLE_NUMBERS: Sequence[type[Variable]] = (
    mobile_fen,
    whole_arpu,
    factor_twentieths,
    score_twentieths,
    whole_rank,
)
