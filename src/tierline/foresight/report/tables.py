"""The tables beneath the pictures, as rows of text that the template only sets out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tierline.foresight.page.matrix import Cell, moved_cell
from tierline.foresight.report.figures import count, month, share, signed
from tierline.foresight.report.model import Coming, Flows, Leaving, SchemeReport, Spread
from tierline.foresight.report.month_pictures import duties_of, shown_months
from tierline.foresight.report.words import CAME_OTHERWISE, LEAVING, NO_TIER, WORDS
from tierline.foresight.simulation.bands import SPEND_TITLES, SPEND_YUAN, TENURE_TITLES, TENURE_YEARS
from tierline.foresight.statistics.model import Series
from tierline.grading.months import full_years, last_day, month_number
from tierline.policy.phrases import CHANGES, DUTIES
from tierline.policy.vocabulary import Change
from tierline.wording import Language


@dataclass(frozen=True)
class Table:
    """A head and rows of text, the first column words; `caption` stands above and `sums` below, if any."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    sums: Sequence[str] = ()
    caption: str = ""


@dataclass(frozen=True)
class Matrix:
    """The head, a row for each tier with its sum, and the sums below."""

    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell], str]]
    sums: Sequence[str]


def tiers_table(report: SchemeReport, language: Language) -> Table:
    """A row for each month, a column for each tier that anybody ever held."""
    names = {tier: title for tier, title in report.series.tiers.items() if _is_held(report, tier)}
    head = [WORDS["month"].read(language), *(title.read(language) for title in names.values())]
    head += [WORDS["members_column"].read(language), WORDS["change_column"].read(language)]
    rows = [
        [
            month(one.month),
            *(count(one.after[tier]) for tier in names),
            count(one.members),
            "" if one.change is None else signed(one.change),
        ]
        for one in report.months
    ]
    return Table(head, rows)


def _is_held(report: SchemeReport, tier: str) -> bool:
    return any(one.after[tier] for one in report.months)


def flows_matrix(series: Series, flows: Flows, language: Language) -> Matrix:
    """Who stood where and stands where; lines without a tier on both sides are of no interest."""
    order: list[str | None] = [tier for tier in series.tiers if any(tier in pair for pair in flows.lines)]
    order.append(None)
    rank = {tier: number for number, tier in enumerate(order)}
    most = max(flows.moved().values(), default=0)

    def cell(before: str | None, after: str | None) -> Cell:
        lines = flows.lines.get((before, after), 0)
        if before == after:
            return Cell("") if before is None else Cell(count(lines), kind="same")
        way = "up" if rank[after] < rank[before] else "down"
        return moved_cell(count(lines), lines, way, most)

    titles = [(NO_TIER if tier is None else series.tiers[tier]).read(language) for tier in order]
    rows = [
        (title, [cell(before, after) for after in order], count(flows.from_tier(before)))
        for title, before in zip(titles, order, strict=True)
    ]
    sums = [*(count(flows.to_tier(after)) for after in order), count(sum(flows.lines.values()))]
    return Matrix(titles, rows, sums)


def spread_table(spread: Spread, language: Language) -> Table:
    """Rated lines by the bands of spend, the highest first, and of time on the network."""
    cells: Counter[tuple[int, int]] = Counter()
    for (yuan, months), lines in spread.lines.items():
        cells[_band(SPEND_YUAN, yuan), _band(TENURE_YEARS, full_years(months))] += lines
    columns = range(len(TENURE_TITLES))
    rows = []
    for band in reversed(range(len(SPEND_TITLES))):
        here = [cells[band, column] for column in columns]
        rows.append([SPEND_TITLES[band].read(language), *map(count, here), count(sum(here))])
    sums = [sum(cells[band, column] for band in range(len(SPEND_TITLES))) for column in columns]
    whole = WORDS["all"].read(language)
    head = ["", *(title.read(language) for title in TENURE_TITLES), whole]
    return Table(head, rows, [whole, *map(count, sums), count(sum(sums))])


def _band(bounds: Sequence[int], value: int) -> int:
    return sum(value >= bound for bound in bounds)


def coming_table(report: SchemeReport, language: Language) -> Table:
    """A row for each month: members before, who came, rose, fell and left, members after."""
    if not report.last.run.has_memberships:
        return _gained_table(report, language)
    has_other = any(one.came[Coming.OTHER] for one in report.months)
    ways = [way for way in Leaving if way is not Leaving.OTHER or any(one.left[way] for one in report.months)]
    head = [
        WORDS["month"],
        WORDS["members_before"],
        WORDS["joined"],
        *([CAME_OTHERWISE] if has_other else []),
    ]
    head += [*(LEAVING[way] for way in ways), WORDS["members_after"]]
    changes = (Change.RISEN, Change.FALLEN, Change.RENEWED)
    head += [CHANGES[change] for change in changes]
    rows = []
    for one in report.months:
        assert one.before is not None
        figures = [sum(one.before.values()), one.came[Coming.JOINED]]
        figures += [one.came[Coming.OTHER]] if has_other else []
        figures += [
            *(one.left[way] for way in ways),
            one.members,
            *(one.changed(change) for change in changes),
        ]
        rows.append([month(one.month), *map(count, figures)])
    return Table([title.read(language) for title in head], rows)


def _gained_table(report: SchemeReport, language: Language) -> Table:
    head = [
        WORDS[name].read(language) for name in ("month", "members_before", "members_after", "change_column")
    ]
    rows = [
        [
            month(one.month),
            count(sum((one.before or {}).values())),
            count(one.members),
            signed(one.change or 0),
        ]
        for one in shown_months(report)
    ]
    return Table(head, rows)


def duties_table(report: SchemeReport, language: Language) -> Table:
    """A row for each month, a column for each duty, and the day by which it is owed."""
    duties = duties_of(report)
    head = [WORDS["month"], WORDS["due_by"], *(DUTIES[duty] for duty in duties), WORDS["all_column"]]
    rows = [
        [
            month(one.month),
            last_day(month_number(one.month)).isoformat(),
            *(count(one.duties.get(duty, 0)) for duty in duties),
            count(sum(one.duties.values())),
        ]
        for one in report.months
    ]
    return Table([title.read(language) for title in head], rows)


def figures(report: SchemeReport, language: Language) -> list[tuple[str, str, str]]:
    """The figures at a glance: name, figure, and what it is measured by."""
    last, counts = report.last, report.last.run.recorded.counts
    lines, before = int(counts["lines"]), last.before
    moved = [count(last.changed(name)) for name in ("risen", "fallen")]
    found = [
        ("lines", count(lines), WORDS["lines_small"].read(language, month=month(last.month))),
        ("rated", count(int(counts["eligible"])), _of_lines(int(counts["eligible"]), lines, language)),
        ("members", count(last.members), _of_lines(last.members, lines, language)),
    ]
    if last.change is None or before is None or not any(before.values()):
        found.append(("change", "–", WORDS["change_unknown"].read(language)))
    else:
        small = WORDS["change_small"].read(
            language, share=share(last.change, sum(before.values()), 2, plus="+")
        )
        found.append(("change", signed(last.change), small))
    if last.run.has_memberships:
        small = WORDS["moved_small"].read(language, month=month(last.month))
        found.append(("moved", f"▲ {moved[0]}  ▼ {moved[1]}", small))
    return [(WORDS[name].read(language), figure, small) for name, figure, small in found]


def _of_lines(part: int, lines: int, language: Language) -> str:
    return WORDS["of_lines"].read(language, share=share(part, lines))
