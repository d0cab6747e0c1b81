"""The months of a simulation, one after the other, each from what the one before left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tierline.datasets.checks import checks_of
from tierline.datasets.contract import MEMBERSHIPS
from tierline.datasets.layout import Part
from tierline.datasets.source import Source
from tierline.foresight.simulation.asked import Asked
from tierline.foresight.simulation.causes import causes_of
from tierline.foresight.simulation.components import Component, components, of_transition
from tierline.foresight.simulation.listing import listing_of
from tierline.foresight.simulation.part import Found, MonthWork, write_other_memberships
from tierline.foresight.simulation.plan import DRAFT, PRESENT, Month, compiled
from tierline.foresight.simulation.policies import Policies
from tierline.foresight.simulation.prices import Prices
from tierline.foresight.simulation.tallies import Tally
from tierline.grading.engines.duckdb import DuckDB
from tierline.grading.inputs import Inputs, continued
from tierline.grading.model import Rating, Transition
from tierline.grading.part import PartWork
from tierline.grading.parts import through_parts
from tierline.grading.run import Progress
from tierline.policy.model import Start
from tierline.policy.vocabulary import Change

ONE_DAY = timedelta(days=1)

Told = Callable[[Mapping[str, Any]], None]
"""What hears of a month, as simulation.json will have it."""


@dataclass
class Series:
    """The months of a simulation as they are worked through, each from the memberships of the one before."""

    asked: Asked
    policies: Policies
    prices: Prices | None
    staging: Path
    scratch: Path
    threads: int
    memory_mib: int
    progress: Progress
    told: Told
    inputs: Inputs
    known: list[Component]
    """The causes of all months, each by its bit."""
    done: int = 0

    def months(self) -> list[dict[str, Any]]:
        """What came of each month. Raises what was found in the rows."""
        ratings = self.asked.ratings()
        draft_inputs: Inputs | None = None
        found = []
        for number, rating in enumerate(ratings):
            inputs, engine = self.inputs, self._engine()
            try:
                if number:
                    before = ratings[number - 1]
                    inputs = self._continued(engine, rating, before, PRESENT)
                    draft_inputs = self._continued(engine, rating, before, DRAFT)
                elif len(ratings) > 1:
                    self._set_others_aside(engine)
            finally:
                engine.close()
            month = Month(
                pair=self.policies.on(rating.rated_on),
                rating=rating,
                draft_rating=self._draft_rating(number, ratings),
                reach=inputs.reach,
                given=inputs.given,
                given_draft=None if draft_inputs is None else draft_inputs.given,
                rolls_on=number + 1 < len(ratings),
            )
            found.append(self._month(number, month, inputs, draft_inputs))
            self.told(found[-1])
        return found

    def _engine(self) -> DuckDB:
        return DuckDB(memory_mib=self.memory_mib, scratch=self.scratch, threads=self.threads)

    def _draft_rating(self, number: int, ratings: Sequence[Rating]) -> Rating:
        """The rating under the draft: a transition is for the tiers held before the first month alone."""
        transition = self.asked.transition or Transition.UP
        if number == 0:
            return replace(ratings[0], transition=transition)
        if transition is not Transition.KEPT:
            return ratings[number]
        # What starts on the rating day was started by the draft, unless first tiers start a month later.
        first_day_held = ratings[0].rated_on
        life = self.policies.on(first_day_held).draft.life
        if life is not None and life.starts[Change.JOINED] is not Start.RATING_DAY:
            first_day_held += ONE_DAY
        return replace(ratings[number], transition=transition, begun_before=first_day_held)

    # ---------------------------------------------------------------- one month

    def _month(
        self, number: int, month: Month, inputs: Inputs, draft_inputs: Inputs | None
    ) -> dict[str, Any]:
        is_checked = self.asked.request.is_checked and number == 0
        tried = _components(month)
        bits = [self._bit(one, month) for one in tried]
        comparison = compiled(month, tried, counted=is_checked)
        folder = self._folder(month.rating, "causes") if month.rolls_on else None
        earlier = self._folder(self.asked.ratings()[number - 1], "causes") if number else None
        causes = causes_of(comparison, tried, bits, earlier, folder)
        lines = self.staging / "lines" / f"{month.rating.month:%Y-%m}"
        lines.mkdir(parents=True)
        checks = {name: checks_of(source) for name, source in inputs.sources.items()} if is_checked else {}
        work = MonthWork(
            comparison=comparison,
            base=PartWork(comparison.plan, inputs, month.rating, checks, is_checked, {}),
            causes=causes,
            listing=listing_of(comparison, self.known),
            lines=lines,
            left_behind={side: self._folder(month.rating, side) for side in comparison.memberships},
            draft_memberships=_memberships(draft_inputs),
        )
        whole = self._all_parts(work, inputs)
        if whole.checked.findings:
            raise whole.checked.findings.error()
        tally = Tally(month.pair, whole, tuple(self.known), self.prices)
        return {
            "month": f"{month.rating.month:%Y-%m}",
            "rated_on": month.rating.rated_on.isoformat(),
            "versions": {
                PRESENT: month.pair.present.starts_on.isoformat(),
                DRAFT: month.pair.draft.starts_on.isoformat(),
            },
            **tally.as_json(),
            "rows_of_unknown_lines": dict(sorted((name, n) for (_, name), n in whole.checked.unknown.items()))
            if is_checked
            else None,
        }

    def _bit(self, component: Component, month: Month) -> int:
        """The number of a cause, which a series keeps. Another of the same name is told by its month."""
        if component not in self.known:
            if component.name in {one.name for one in self.known}:
                component = replace(component, name=f"{component.name} ({month.rating.month:%Y-%m})")
            self.known.append(component)
        return self.known.index(component)

    def _all_parts(self, work: MonthWork, inputs: Inputs) -> Found:
        whole = Found()
        total = inputs.lines * self.asked.months

        def one(engine: DuckDB, part: Part) -> Found:
            return work.carried_out(engine, part, write=not whole.checked.findings)

        parts = through_parts(inputs.parts, one, self.threads, self.memory_mib // self.threads, self.scratch)
        with closing(parts) as results:
            for result in results:
                whole.merge(result)
                self.progress(self.done + whole.checked.lines, total)
        self.done += whole.checked.lines
        return whole

    # ---------------------------------------------------------------- from month to month

    def _folder(self, rating: Rating, name: str) -> Path:
        folder = self.scratch / f"{rating.month:%Y-%m}" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def _others(self) -> Path:
        return self.scratch / "others"

    def _set_others_aside(self, engine: DuckDB) -> None:
        """Memberships of the schemes that are not simulated stay as they were given."""
        source = self.inputs.sources.get(MEMBERSHIPS.name)
        if source is None or self.inputs.given.schemes <= {self.policies.present.scheme}:
            return
        for side, pack in ((PRESENT, self.policies.present), (DRAFT, self.policies.draft)):
            folder = self._others / side
            folder.mkdir(parents=True)
            write_other_memberships(engine, source, pack.scheme, folder / "part-00000.parquet")

    def _continued(self, engine: DuckDB, rating: Rating, before: Rating, side: str) -> Inputs:
        """The inputs of a side for a month: the memberships that it left behind in the one before."""
        files = [*self._folder(before, side).glob("*.parquet"), *(self._others / side).glob("*.parquet")]
        return continued(engine, self.inputs, rating, sorted(map(str, files)), self.scratch)


def _components(month: Month) -> tuple[Component, ...]:
    """The causes of a month: what the draft changes, and the transition to it."""
    found = components(month.pair.present, month.pair.draft, with_terms=month.pair.is_one_scheme)
    if not month.pair.is_ranked:
        # Rungs of tiers that no order holds together cannot be mixed.
        return ()
    transition = of_transition(month.draft_rating.transition)
    return found if transition is None else (*found, transition)


def _memberships(inputs: Inputs | None) -> Source | None:
    return None if inputs is None else inputs.sources.get(MEMBERSHIPS.name)
