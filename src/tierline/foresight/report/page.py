"""The report as one page of HTML in one language, with its pictures inside."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from shlex import quote
from typing import Any

from tierline import __version__
from tierline.foresight.page.frame import filled_page
from tierline.foresight.report import quality_tables, sentences, tables
from tierline.foresight.report.figures import count, month
from tierline.foresight.report.flow_picture import flow_picture
from tierline.foresight.report.model import SchemeReport
from tierline.foresight.report.month_pictures import (
    coming_picture,
    coverage_picture,
    duties_of,
    duties_picture,
    shown_months,
    tiers_picture,
)
from tierline.foresight.report.spread_picture import spread_picture
from tierline.foresight.report.tables import Matrix, Table
from tierline.foresight.report.words import WORDS
from tierline.pictures.picture import Picture
from tierline.policy.phrases import VALUES, listed
from tierline.wording import Language


@dataclass(frozen=True)
class Section:
    """One section: the sentence, the picture, the tables beneath it, and notes."""

    name: str
    title: str
    aside: str
    sentence: str
    picture: Picture | None = None
    tables: Sequence[Table] = ()
    matrix: Matrix | None = None
    notes: Sequence[str] = field(default=())


def page(reports: Sequence[SchemeReport], language: Language) -> str:
    """The whole page. The same runs give the same bytes."""
    words = {name: text.read(language) for name, text in WORDS.items()}
    return filled_page(
        "tierline.foresight.report",
        language,
        w=words,
        title=" · ".join(report.series.title.read(language) for report in reports),
        schemes=[_scheme(report, language) for report in reports],
        version=__version__,
        foot=WORDS["foot"].read(language, version=__version__),
        image=_image,
    )


def _image(picture: Picture) -> str:
    """The picture as an address that holds all of it: letters of one picture cannot meet another's."""
    return "data:image/svg+xml;base64," + b64encode(picture.svg().encode("utf-8")).decode("ascii")


def _scheme(report: SchemeReport, language: Language) -> Mapping[str, Any]:
    first, last = report.months[0].month, report.last.month
    months = month(last)
    if first != last:
        months = WORDS["to"].read(language, first=month(first), last=month(last))
    return {
        "name": report.series.scheme,
        "title": report.series.title.read(language),
        "kind": WORDS["kind" if report.last.run.has_memberships else "kind_rated"].read(language),
        "months": months,
        "lead": sentences.lead(report, language),
        "figures": tables.figures(report, language),
        "policies": quality_tables.policies(report, language),
        "sections": sections_of(report, language),
        "commands": _commands(report),
    }


def _commands(report: SchemeReport) -> list[str]:
    folders = [quote(str(one.run.recorded.folder)) for one in report.months]
    return [f"tierline verify {folders[-1]}", f"tierline statistics {' '.join(folders)}"]


def sections_of(report: SchemeReport, language: Language) -> list[Section]:
    """The sections of a scheme, in order."""
    return [
        _tiers(report, language),
        _flows(report, language),
        _spread(report, language),
        _coming(report, language),
        _duties(report, language),
        _quality(report, language),
    ]


def _tiers(report: SchemeReport, language: Language) -> Section:
    said = sentences.tiers(report, language)
    title = WORDS["tiers" if len(report.months) > 1 else "tiers_one"].read(language)
    return Section(
        "tiers",
        title,
        WORDS["tiers_aside"].read(language),
        said,
        tiers_picture(report, said, language) if any(one.members for one in report.months) else None,
        [tables.tiers_table(report, language)],
    )


def _flows(report: SchemeReport, language: Language) -> Section:
    title, flows = WORDS["flows"].read(language), report.flows
    if flows is None:
        return Section("flows", title, "", WORDS["flows_single"].read(language))
    said = sentences.flows(report.series, flows, language)
    days = {"first": month(report.months[0].month), "last": month(report.last.month)}
    aside = WORDS["flows_aside_after" if flows.opens_after else "flows_aside"].read(language, **days)
    moved = bool(flows.moved())
    return Section(
        "flows",
        title,
        aside if moved else "",
        said,
        flow_picture(report.series, flows, said, language) if moved else None,
        matrix=tables.flows_matrix(report.series, flows, language),
        notes=() if moved else [WORDS["flows_none"].read(language)],
    )


def _spread(report: SchemeReport, language: Language) -> Section:
    title, spread, last = WORDS["spread"].read(language), report.spread, report.last
    days = {"month": month(last.month)}
    if spread is None:
        return Section("spread", title, "", WORDS["spread_none"].read(language, **days))
    said = sentences.spread(spread, last.version, language)
    beside = sentences.beside(last.version)
    else_said = ""
    if beside:
        else_said = WORDS["spread_else"].read(language, names=listed(beside).read(language))
    product = VALUES[spread.product].read(language) if spread.product in VALUES else spread.product
    notes = [WORDS["spread_note"].read(language, product=product, else_said=else_said, **days)]
    if not any(spread.bounds.values()):
        notes = [WORDS["spread_no_bounds"].read(language)]
    return Section(
        "spread",
        title,
        WORDS["spread_aside"].read(language, **days),
        said,
        spread_picture(report.series, spread, said, language),
        [tables.spread_table(spread, language)],
        notes=notes,
    )


def _coming(report: SchemeReport, language: Language) -> Section:
    has_memberships, shown = report.last.run.has_memberships, shown_months(report)
    name = "coming" if has_memberships else "coming_rated"
    title, aside = WORDS[name].read(language), WORDS[f"{name}_aside"].read(language)
    if not has_memberships and not shown:
        return Section("coming", title, "", WORDS["coming_single"].read(language))
    notes = [] if has_memberships else [WORDS["coming_rated_note"].read(language)]
    table = [tables.coming_table(report, language)]
    first = report.months[0]
    if first not in shown and has_memberships:
        all_joined = {"month": month(first.month), "n": count(first.changed("joined"))}
        notes.append(WORDS["coming_first"].read(language, **all_joined))
        if not shown:
            return Section("coming", title, "", notes.pop(), tables=table)
    said = sentences.coming(report, language)
    return Section("coming", title, aside, said, coming_picture(report, said, language), table, notes=notes)


def _duties(report: SchemeReport, language: Language) -> Section:
    title = WORDS["duties"].read(language)
    if not report.last.version.duties:
        return Section("duties", title, "", WORDS["duties_none"].read(language))
    said = sentences.duties(report, language)
    if not duties_of(report):
        return Section("duties", title, "", said)
    first, shown, notes = report.months[0], shown_months(report), []
    if shown and first not in shown:
        left_out = {"month": month(first.month), "n": count(sum(first.duties.values()))}
        notes.append(WORDS["duties_first"].read(language, **left_out))
    return Section(
        "duties",
        title,
        WORDS["duties_aside"].read(language),
        said,
        duties_picture(report, said, language),
        [tables.duties_table(report, language)],
        notes=notes,
    )


def _quality(report: SchemeReport, language: Language) -> Section:
    said = sentences.quality(report, language)
    return Section(
        "quality",
        WORDS["quality"].read(language),
        WORDS["quality_aside"].read(language),
        said,
        coverage_picture(report, said, language),
        [quality_tables.coverage_table(report, language), quality_tables.runs_table(report, language)],
        notes=quality_tables.warnings(report, language),
    )
