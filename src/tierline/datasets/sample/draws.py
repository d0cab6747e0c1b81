"""Drawing from measured percentiles: a standard normal goes in, a value of the measured spread comes out."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

REACH = 3.5
"""How many deviations from the middle a table goes; what lies beyond counts as its end."""
STEPS = 512


class Spread:
    """One or more measured spreads, each given by the values at the same percentiles.

    Between two percentiles, and beyond the outer ones, the value (or its logarithm) follows a straight line
    over the standard normal: so two spreads are tied together by tying their normals.
    """

    def __init__(
        self, shares: Sequence[float], classes: Sequence[Sequence[float]], *, log: bool, least: float
    ) -> None:
        normals = np.array([NormalDist().inv_cdf(share) for share in shares])
        self.grid = np.linspace(-REACH, REACH, STEPS + 1)
        tables = []
        for values in classes:
            known = np.maximum(np.array(values), least)
            known = np.log(known) if log else known
            line = np.interp(self.grid, normals, known)
            below, above = self.grid < normals[0], self.grid > normals[-1]
            first = (known[1] - known[0]) / (normals[1] - normals[0])
            last = (known[-1] - known[-2]) / (normals[-1] - normals[-2])
            line[below] = known[0] + first * (self.grid[below] - normals[0])
            line[above] = known[-1] + last * (self.grid[above] - normals[-1])
            tables.append(np.maximum(np.exp(line) if log else line, least))
        self.table = np.stack(tables)

    def at(self, normals: Floats, classes: Places | int = 0) -> Floats:
        """The value that each normal stands for, in its class."""
        place = (np.clip(normals, -REACH, REACH) + REACH) * (STEPS / (2 * REACH))
        low = np.minimum(place.astype(np.int64), STEPS - 1)
        part = place - low
        below = self.table[classes, low]
        found: Floats = below + part * (self.table[classes, low + 1] - below)
        return found

    def mixture_normals(self, weights: Sequence[float], values: Floats) -> Floats:
        """For each value, the normal of the same rank where the classes are mixed by these weights."""
        grid = np.geomspace(max(self.table.min(), 1e-3), self.table.max(), 4 * STEPS)
        ordinary = NormalDist()
        ranks = np.zeros(len(grid))
        cumulative = np.array([ordinary.cdf(point) for point in self.grid])
        for weight, line in zip(weights, self.table, strict=True):
            # A table that is level somewhere would give one value two ranks; the tiny slope keeps it one.
            ranks += weight * np.interp(grid, line + np.arange(len(line)) * 1e-9, cumulative)
        ranks = np.clip(ranks / sum(weights), 1e-4, 1 - 1e-4)
        normals = np.array([ordinary.inv_cdf(float(rank)) for rank in ranks])
        found: Floats = np.interp(np.log(np.maximum(values, grid[0])), np.log(grid), normals)
        return found


def choice(uniforms: Floats, shares: Sequence[float]) -> Places:
    """Which of the shares each uniform falls into; past their sum, the place after the last."""
    return np.searchsorted(np.cumsum(shares), uniforms, side="right")
