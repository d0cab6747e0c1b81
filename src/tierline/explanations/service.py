"""Why a line has its tiers and what comes next: what the service holds, beside the runs that gave it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from tierline.explanations.ahead import ahead_of, changes_of, following_of, kept_and_lost, ways_of
from tierline.explanations.errors import SchemeNotThere
from tierline.explanations.held import held_text, to_come
from tierline.explanations.model import Rated, Sentence, Told, Withheld
from tierline.explanations.rulers import figures_of, rulers_of
from tierline.explanations.runs import Found, Reader, reader
from tierline.explanations.why import reason_of
from tierline.explanations.words import WITHHELD
from tierline.grading.explain.case import Case
from tierline.grading.explain.explanation import Explanation, explain_case
from tierline.grading.months import month_number
from tierline.lines import service as lines
from tierline.lines.model import Line, Membership
from tierline.policy.titles import scheme_title, tier_titles, titles_in
from tierline.publishing import service as publishing
from tierline.publishing.model import Publication
from tierline.rights.model import Actor
from tierline.settings import Settings

CLAUSES_OF = {Withheld.FORMER_OWNER: ("GRD-20", "GOV-01")}
NOTHING = Found(None, None, None)


def explain(
    connection: Connection,
    actor: Actor,
    line: Line,
    now: datetime,
    settings: Settings,
    scheme: str | None = None,
) -> tuple[Told, ...]:
    """The explanation of a line in each scheme that it holds something in, or that a run was published of.

    In the order of the names of the schemes, or of the one that is named. Raises SchemeNotThere.
    """
    actor.require("entitlement:read")
    terms = lines.memberships_of_owner(connection, line, zone=settings.time_zone)
    published = publishing.last_of_schemes(connection)
    today = now.astimezone(settings.time_zone).date()
    running = [one for one in terms if one.ends_on is None or one.ends_on >= today]
    known = sorted({*published, *(one.scheme for one in running)})
    if scheme is not None and scheme not in known:
        raise SchemeNotThere(field="query.scheme", scheme=scheme[:60], known=", ".join(known) or "-")
    owned_from = lines.owned_from(connection, line, zone=settings.time_zone)
    with ExitStack() as stack:
        runs = None
        if settings.runs is not None and published and not line.is_closed:
            runs = stack.enter_context(reader(settings.runs, line.id, owned_from))
        asked = _Asked(line, terms, today, published, runs)
        return tuple(asked.told(one) for one in known if scheme in (None, one))


@dataclass(frozen=True)
class _Asked:
    """All that is known of a line when it is explained."""

    line: Line
    terms: Sequence[Membership]
    today: date
    published: dict[str, Publication]
    runs: Reader | None = field(repr=False)

    def told(self, scheme: str) -> Told:
        """The explanation in one scheme."""
        terms = [one for one in self.terms if one.scheme == scheme]
        later = [] if self.line.is_closed else [one for one in terms if one.since > self.today]
        found = self._found(scheme, terms)
        pack, case = found.asked.pack if found.asked else None, found.case
        told = Told(
            scheme=scheme,
            title=pack.title if pack else scheme_title(scheme),
            titles=titles_in(pack) if pack else tier_titles(scheme),
            # On the day of its closing a line still has its terms in the record, and nothing from them.
            held=None if self.line.is_closed else next(iter(lines.in_force(terms, self.today)), None),
            monthly_tier=case.given.tier if case is not None and case.version.life is None else None,
            rated=None,
            withheld=found.withheld,
            why=(),
            to_come=tuple(later),
        )
        first = (held_text(self.line, told, _clauses(case)), *to_come(told, _clauses(case)))
        if case is None or pack is None or found.withheld is not None:
            return replace(told, why=(*first, *_withheld(found)), following=tuple(_kept(told, case)))
        over = max(0, month_number(self.today) - case.rating.number)
        explanation = explain_case(pack, case, over=over)
        return replace(
            told,
            rated=rated_of(explanation),
            why=(*first, *reason_of(explanation)),
            changes=tuple(changes_of(explanation)),
            following=tuple(following_of(explanation)),
        )

    def _found(self, scheme: str, terms: Sequence[Membership]) -> Found:
        if self.line.is_closed:
            return NOTHING
        if scheme not in self.published:
            return Found(None, None, Withheld.NOT_PUBLISHED)
        if self.runs is None:
            return Found(None, None, Withheld.RUN_GONE)
        return self.runs.found(self.published[scheme], terms)


def rated_of(explanation: Explanation) -> Rated:
    """What the run made of the line, as a page draws it."""
    case = explanation.case
    return Rated(
        month=case.rating.month,
        rated_on=case.rating.rated_on,
        policy=case.version.starts_on,
        digest=explanation.pack.digest,
        reason=case.ineligible_reason,
        tier=case.given.tier,
        figures=figures_of(case),
        rulers=rulers_of(case) if case.eligible else (),
        ways=ways_of(explanation) if case.eligible else (),
        ahead=ahead_of(explanation),
    )


def _clauses(case: Case | None) -> tuple[str, ...]:
    """What says how long a tier of the scheme holds."""
    if case is None:
        return ()
    life = case.version.life
    return (life.citations["ends"].clause if life else case.version.citation.clause,)


def _withheld(found: Found) -> Iterator[Sentence]:
    if found.withheld is not None:
        yield Sentence(WITHHELD[found.withheld], CLAUSES_OF.get(found.withheld, ()))


def _kept(told: Told, case: Case | None) -> Iterator[Sentence]:
    """What can be said of a tier without a figure of anybody."""
    if told.held is not None and case is not None and case.version.life is not None:
        yield from kept_and_lost(case)
