"""One site explained, as data: every number, every rule of each criterion, and the rules of the levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tierline.datasets.source import files_at
from tierline.grading.errors import NoRunThere, RatingDayOutside
from tierline.grading.explain.asked import day_of, month_of
from tierline.grading.explain.errors import InputGone, OptionMissing, SchemeAmbiguous
from tierline.grading.explain.explanation import ChangedFile, Recorded
from tierline.grading.explain.one_line import recorded_row, rows_of
from tierline.grading.explain.rule_trace import RuleRead, read_table, score_lines
from tierline.grading.measured.case import Site, SiteCase, rate_site
from tierline.grading.measured.dataset import NAME, SITE_ID, measurements_of
from tierline.grading.measured.errors import SiteUnknown
from tierline.grading.model import Rating
from tierline.grading.months import first_day
from tierline.grading.recorded import RecordedRun, recorded_runs
from tierline.grading.request import RATING_DAY
from tierline.policy.load import in_force
from tierline.policy.model import Pack, Rates, ScoreSum, SiteCriterion, Version
from tierline.policy.publication.rating import rated_by
from tierline.policy.vocabulary import SCORE
from tierline.tables.model import Rule
from tierline.wording import Text

OPTION = "--measurements"


@dataclass(frozen=True)
class CriterionGiven:
    """A criterion, the tier that it gives the site, and its rules as they read on the site, best first."""

    criterion: SiteCriterion
    tier: str | None
    rules: tuple[RuleRead, ...]


@dataclass(frozen=True)
class SiteExplanation:
    """Everything that there is to say of one site at one rating; `rules` are those of the levels."""

    pack: Pack
    case: SiteCase
    criteria: tuple[CriterionGiven, ...]
    score_lines: tuple[tuple[Rule, Fraction], ...]
    rules: tuple[RuleRead, ...]
    recorded: Recorded | None = None


@dataclass(frozen=True)
class AskedSites:
    """What is to be explained: the rating, the version, the files; `run` where a finished one is asked."""

    pack: Pack
    version: Version
    rating: Rating
    files: tuple[str, ...]
    run: RecordedRun | None = None
    changed: tuple[ChangedFile, ...] = ()


def from_options(
    scheme: str | None, month: str | None, rated_on: str | None, given: Sequence[str], policies: Path | None
) -> AskedSites:
    """What the options name. Raises OptionMissing, OptionRefused, and what packs and files may raise."""
    for option, value in {"--scheme": scheme, "--month": month, OPTION: given}.items():
        if not value:
            raise OptionMissing(option=option)
    assert scheme is not None and month is not None
    first = month_of(month)
    day = day_of(rated_on) if rated_on else first.replace(day=RATING_DAY)
    if (day.year, day.month) != (first.year, first.month):
        raise RatingDayOutside(day=day, month=month)
    ((pack, version),) = rated_by(policies, (scheme,), day, Rates.SITE)
    return AskedSites(pack, version, Rating(first, day), files_at(measurements_of(version), given))


def from_run(folder: Path, scheme: str | None, given: Sequence[str]) -> AskedSites:
    """What a finished run was made from; paths in `given` take the place of those that it recorded.

    Raises NoRunThere, SchemeAmbiguous, and InputGone where a file is no longer there.
    """
    runs = {run.scheme: run for run in recorded_runs(folder, Rates.SITE)}
    if scheme is None and len(runs) > 1:
        raise SchemeAmbiguous(path=folder, known=", ".join(runs))
    run = runs.get(scheme or next(iter(runs)))
    if run is None:
        problem = Text(f"it holds {', '.join(runs)}", f"其中有 {'、'.join(runs)}")
        raise NoRunThere(path=folder, problem=problem)
    pack = run.pack()
    version = in_force(pack, run.rated_on)
    rating = Rating(run.month, run.rated_on)
    if given:
        return AskedSites(pack, version, rating, files_at(measurements_of(version), given), run)
    files, changed = _recorded_files(run)
    return AskedSites(pack, version, rating, files, run, changed)


def _recorded_files(run: RecordedRun) -> tuple[tuple[str, ...], tuple[ChangedFile, ...]]:
    changed = []
    for file in run.files[NAME]:
        try:
            now = Path(file.path).stat()
        except OSError:
            raise InputGone(dataset=NAME, path=file.path, folder=run.folder, option=OPTION) from None
        if (now.st_size, now.st_mtime_ns) != (file.bytes, file.modified_ns):
            changed.append(ChangedFile(NAME, file.path))
    return tuple(file.path for file in run.files[NAME]), tuple(changed)


def explained(asked: AskedSites, site_id: int) -> SiteExplanation:
    """The explanation of one site of what was asked for. Raises SiteUnknown, and as files may."""
    import duckdb

    with closing(duckdb.connect()) as connection:
        dataset = measurements_of(asked.version)
        month = first_day(asked.rating.number - 1)
        rows = rows_of(connection, dataset, {NAME: asked.files}, site_id)
        found = [row for row in rows if row["month"] == month]
        if not found:
            path = ", ".join(asked.files[:3])
            raise SiteUnknown(site_id=site_id, month=f"{month:%Y-%m}", path=path)
        run = asked.run
        row = recorded_row(connection, run.content, site_id, SITE_ID) if run else None
    numbers = {one.name: found[0][one.name] for one in asked.version.measurements}
    case = rate_site(asked.version, asked.rating, Site(site_id, found[0]["site"], numbers))
    recorded = None
    if run is not None:
        now: Mapping[str, object] = case.row()
        differs = () if row is None else tuple(name for name in now if row.get(name) != now[name])
        is_pack_changed = asked.pack.digest != run.policy_digest
        recorded = Recorded(str(run.folder), row, asked.changed, differs, is_pack_changed)
    return explain_case(asked.pack, case, recorded)


def explain_case(pack: Pack, case: SiteCase, recorded: Recorded | None = None) -> SiteExplanation:
    """The explanation of a case under its pack."""
    version, names = case.version, frozenset((*case.values, SCORE))
    criteria = tuple(
        CriterionGiven(
            one, case.given(one.name), _best_first(read_table(one.table, case.values, names), version)
        )
        for one in version.site_criteria
    )
    score = version.score
    lines = tuple(score_lines(score.table, case.values)) if isinstance(score, ScoreSum) else ()
    rules = _best_first(read_table(version.tier, case.values, names), version)
    return SiteExplanation(pack, case, criteria, lines, rules, recorded)


def _best_first(rules: Sequence[RuleRead], version: Version) -> tuple[RuleRead, ...]:
    return tuple(sorted(rules, key=lambda rule: version.ranking.index(str(rule.outcome))))
