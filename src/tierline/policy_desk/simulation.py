"""The nouns of a simulation as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tierline.policy_desk.model import Sentence
from tierline.wording import Text

NONE = "none"
"""What having no tier is called."""


@dataclass(frozen=True)
class Side:
    """One of both policies: its scheme, the version that rates the first month, the digest of its text."""

    scheme: str
    title: Text
    version: date
    digest: str


@dataclass(frozen=True)
class Moved:
    """Lines whose tier differs, by direction. `gained` had none before, `lost` have none now."""

    lines: int
    up: int
    down: int
    across: int
    gained: int
    lost: int


@dataclass(frozen=True)
class Cell:
    """Lines with one tier under the present policy and one under the draft; NONE for no tier."""

    present: str
    draft: str
    lines: int


@dataclass(frozen=True)
class Place:
    """Lines of a city, a product or a band, and how many of them move. `value` is None where unknown."""

    value: str | Text | None
    lines: int
    moved: int
    up: int
    down: int
    across: int
    later: int


@dataclass(frozen=True)
class Amounts:
    """Yuan a month: what is added, what is taken away, and both together."""

    added: Decimal
    taken: Decimal
    net: Decimal


@dataclass(frozen=True)
class TierCosts:
    """What a tier costs under both policies, yuan a month."""

    tier: str
    present: Decimal
    draft: Decimal
    net: Decimal


@dataclass(frozen=True)
class Costs:
    """What entitlements cost where prices are known."""

    whole: Amounts
    by_entitlement: Mapping[str, Amounts]
    by_tier: tuple[TierCosts, ...]


@dataclass(frozen=True)
class CauseCount:
    """What one cause does in a month. Lines with several causes count under each of them.

    `alone`: the cause suffices and is needed; `together`: needed with another; `each`: either would do.
    """

    name: str
    lines: int
    alone: int
    together: int
    each: int
    moved: Moved
    other_term: int
    later: int
    sites: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Cause:
    """One thing that the draft changes: what is said of it before and after, with clauses."""

    name: str
    part: Text
    before: tuple[Sentence, ...]
    after: tuple[Sentence, ...]

    @property
    def clause(self) -> str:
        """The clause of what the draft says, else of what it takes away."""
        said = (*self.after, *self.before)
        return said[0].clause if said else ""


@dataclass(frozen=True)
class Month:
    """One month: the matrix of what lines come to hold, and the flows, those cells in which lines move.

    `other_term`: the same tier with another term. `later`: only the rated tier differs so far, because a term
    keeps the line's. `changes` are what the month does to lines, present and draft, such as joined or risen.
    """

    month: str
    rated_on: date
    lines: int
    moved: Moved
    other_term: int
    later: Moved
    matrix: tuple[Cell, ...]
    rated: tuple[Cell, ...]
    changes: tuple[Cell, ...]
    causes: tuple[CauseCount, ...]
    unexplained: int
    sites: tuple[Place, ...]
    products: tuple[Place, ...]
    tenure: tuple[Place, ...]
    spend: tuple[Place, ...]
    costs: Costs | None

    @property
    def flows(self) -> tuple[Cell, ...]:
        """The cells in which lines move, those with most of them first."""
        moving = (cell for cell in self.matrix if cell.present != cell.draft and cell.lines)
        return tuple(sorted(moving, key=lambda cell: -cell.lines))


@dataclass(frozen=True)
class SoFar:
    """What is known of a month while later months of the same simulation are still to come."""

    month: str
    lines: int
    moved: Moved
    later: int


@dataclass(frozen=True)
class Simulation:
    """A finished simulation. `tiers` are best first; `is_ranked` where an order holds them together.

    `transition` is what becomes of terms that run: up, kept or now. `others` are changes that move nobody.
    `is_of_draft`: the draft still says what was simulated.
    """

    task_id: str
    draft_id: str
    revision: int
    is_of_draft: bool
    present: Side
    draft: Side
    as_in_force: bool
    transition: str
    is_ranked: bool
    tiers: tuple[tuple[str, Text], ...]
    causes: tuple[Cause, ...]
    others: tuple[tuple[Sentence | None, Sentence | None], ...]
    months: tuple[Month, ...]
    entitlements: Mapping[str, Text]
    """What is priced, by its name; empty where no prices are known."""


# ---------------------------------------------------------------- lists of lines


@dataclass(frozen=True)
class LinesAsked:
    """Which lines of a month a list is to hold; what is "" does not narrow it.

    `present` and `draft` are the cell of the matrix, NONE for no tier; `cause` is the name of one; `effect`
    is moves, term or later; `site` takes in what lies below it. `month` is the first one where it is "".
    """

    month: str = ""
    present: str = ""
    draft: str = ""
    cause: str = ""
    effect: str = ""
    site: str = ""


@dataclass(frozen=True)
class SimulatedLine:
    """One line that differs. `number` is masked; "" where the service does not know the line, or not here.

    Tiers and changes are "" for none. `figures` are the measures and the score of both sides, by columns
    such as present_score.
    """

    line_id: int
    number: str
    product: str
    site: str
    tenure_months: int
    effect: str
    previous_tier: str
    present_tier: str
    draft_tier: str
    present_change: str
    draft_change: str
    present_ends_on: date | None
    draft_ends_on: date | None
    causes: tuple[str, ...]
    figures: Mapping[str, Decimal | int]
