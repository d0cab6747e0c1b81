"""The lines of a month as a file, in the words of whoever takes it out: see docs/months.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tierline.console.months.words import CHANGES, REASONS
from tierline.console.table_file import BEGINNING, Cell, written
from tierline.months.model import LineGraded
from tierline.months.titles import Names
from tierline.policy.vocabulary import Change
from tierline.wording import Language, Text

LINE = (
    Text("line", "线路"),
    Text("number", "号码"),
    Text("site code", "站点编码"),
    Text("site", "站点"),
    Text("product", "产品"),
    Text("months with us", "在网月数"),
)
SCORE = Text("score", "得分")
BEFORE = Text("tier before", "变动前等级")
TIER = Text("tier", "等级")
TERM = (Text("change", "变动"), Text("since", "起始日"), Text("ends on", "到期日"))
REASON = Text("not rated because", "未评定原因")


@dataclass(frozen=True)
class LineFile:
    """How lines are written: their scheme's names and a language."""

    names: Names
    language: Language

    @property
    def head(self) -> list[Cell]:
        """The names of the columns."""
        measures = self.names.measures.values()
        of_tier = (BEFORE, TIER, *TERM) if self.names.has_memberships else (TIER,)
        titles = (*LINE, *measures, SCORE, *of_tier, REASON)
        return [title.read(self.language) for title in titles]

    def row(self, line: LineGraded, site: Text) -> list[Cell]:
        """The cells of a line at a site of this name; without a tier, a figure or a day a cell is empty."""
        of_tier: list[Cell] = [self._tier(line.rated_tier)]
        if self.names.has_memberships:
            # One that was kept is no event, and was the same before.
            before = line.previous_tier or (line.tier if line.change is Change.KEPT else None)
            of_tier = [
                self._tier(before),
                self._tier(line.tier),
                self._change(line.change),
                line.since,
                line.ends_on,
            ]
        return [
            line.subscriber_id,
            line.msisdn,
            line.site,
            site.read(self.language),
            line.product,
            line.tenure_months,
            *(line.figures.get(name) for name in self.names.measures),
            line.score,
            *of_tier,
            REASONS[line.ineligible_reason].read(self.language) if line.ineligible_reason else None,
        ]

    def _tier(self, name: str | None) -> str | None:
        return self.names.tier(name).read(self.language) if name else None

    def _change(self, change: Change) -> str | None:
        return CHANGES[change].read(self.language) if change is not Change.NONE else None

    def pieces(
        self,
        batches: Iterable[Sequence[LineGraded]],
        site_name: Callable[[str], Text],
    ) -> Iterator[bytes]:
        """The file, a piece for each batch, with the mark by which Excel knows UTF-8."""
        yield BEGINNING + written([self.head])
        for lines in batches:
            yield written(self.row(line, site_name(line.site)) for line in lines)
