"""An outlook on the screen: what is at stake, where and why, and whom to call first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tierline.foresight.outlook import words
from tierline.foresight.outlook.model import BANDS, Keep
from tierline.grading.explain.words import COLUMNS
from tierline.wording import Language, Text

Json = Mapping[str, Any]

MOST_SITES = 10


def render(data: Json, out: Path | None, language: Language) -> None:
    """Print what an outlook found on standard output."""
    console = Console(highlight=False, markup=False)
    console.print(_head(data, language), style="bold", soft_wrap=True)
    console.print(_paragraph(data, language), soft_wrap=not console.is_terminal)
    for note in _notes(data, language):
        console.print(note, style="yellow", soft_wrap=True)
    if data["rated_anew"]:
        console.print()
        _print(console, _ahead(data, language))
        if data["kept_by_spend"]["lines"]:
            console.print(words.BANDS_TOLD.read(language), style="dim", soft_wrap=True)
    if data["not_kept_by_spend"]:
        console.print("\n" + words.WHY.read(language), style="bold")
        _print(console, _reasons(data, language))
    if len(data["sites"]) > 1:
        console.print("\n" + words.SITES.read(language), style="bold")
        _print(console, _sites(data, language))
    if data["first"]:
        console.print("\n" + words.FIRST.read(language), style="bold")
        _print(console, _first(data, language))
        _print_below(console, data, out, language)
    if out is not None:
        console.print("\n" + words.WRITTEN.read(language, folder=out), soft_wrap=True)


def _head(data: Json, language: Language) -> str:
    first, last = data["ahead"][0]["month"], data["ahead"][-1]["month"]
    span = (words.MONTHS if first != last else words.ONE_MONTH).read(language, first=first, last=last)
    facts = {name: data[name] for name in ("scheme", "month", "rated_on")}
    return words.HEAD.read(language, title=data["title"][language.value], span=span, **facts)


def _paragraph(data: Json, language: Language) -> str:
    if not data["rated_anew"]:
        return words.NOBODY.read(language, lines=data["lines"])
    said = words.ANEW.read(
        language, **{name: data[name] for name in ("rated_anew", "lines", "kept", "fallen", "lapsed")}
    )
    if data["ended"]:
        said += words.ENDED.read(language, ended=data["ended"])
    by_spend = data["kept_by_spend"]
    between = " " if language is Language.EN else ""
    if by_spend["lines"]:
        bands = _bands(by_spend, language)
        more = _yuan(data["more_monthly"])
        said += between + words.CALL.read(language, lines=by_spend["lines"], bands=bands, more=more)
    urgent = data["ahead"][0]["kept_by_spend"]["lines"]
    if urgent:
        first = data["ahead"][0]["month"]
        said += between + words.URGENT.read(language, lines=urgent, first=first, month=data["month"])
    if data["not_kept_by_spend"]:
        said += words.NOT_BY_SPEND.read(language, lines=data["not_kept_by_spend"])
    return said


def _bands(by_spend: Json, language: Language) -> str:
    said = [
        (words.FURTHER if number else words.UP_TO).read(language, lines=by_spend[f"within_{yuan}"], yuan=yuan)
        for number, yuan in enumerate(BANDS)
    ]
    said.append(words.BEYOND.read(language, lines=by_spend[f"beyond_{BANDS[-1]}"], yuan=BANDS[-1]))
    return (", " if language is Language.EN else "，").join(said)


def _notes(data: Json, language: Language) -> list[str]:
    notes = []
    if data["run"] is None and "memberships" not in data["inputs"]:
        notes.append(words.NO_MEMBERSHIPS.read(language, month=data["month"]))
    ending = next((one["month"] for one in data["ahead"] if not one["new_terms"]), None)
    if ending is not None:
        notes.append(words.NO_NEW_TERMS.read(language, month=ending))
    if data["changed_inputs"]:
        notes.append(words.CHANGED.read(language, files=len(data["changed_inputs"]), run=data["run"]))
    if data["is_pack_changed"]:
        notes.append(words.PACK_CHANGED.read(language, run=data["run"]))
    return notes


# ---------------------------------------------------------------- tables


def _ahead(data: Json, language: Language) -> Table:
    """A row for each month and tier: what becomes of the lines, and by how much."""
    titles = _titles(data, language)
    has_closed = bool(data["ended"])
    table = _table([words.MONTH, words.TIER], language)
    outcomes = [words.RATED, words.KEPT, words.FALLEN, words.LAPSED, *([words.CLOSED] if has_closed else [])]
    bands = [Text(*(text.format(yuan=yuan) for text in _both(words.WITHIN_YUAN))) for yuan in BANDS]
    for title in (*outcomes, *bands, words.BEYOND_YUAN, words.NO_SPEND):
        table.add_column(title.read(language), justify="right")
    names = ["rated_anew", "kept", "fallen", "lapsed", *(["ended"] if has_closed else [])]
    for month in data["ahead"]:
        for number, one in enumerate(month["tiers"]):
            counts = [one[name] for name in names]
            counts += list(one["kept_by_spend"].values())[1:]
            counts.append(one["not_kept_by_spend"])
            figures = [f"{count:,}" if count else "-" for count in counts]
            table.add_row("" if number else month["month"], titles[one["tier"]], *figures)
    return table


def _both(text: Text) -> tuple[str, str]:
    return text.en, text.zh


def _reasons(data: Json, language: Language) -> Table:
    table = _table([words.REASON, words.KEEPS], language)
    table.add_column(words.LINES.read(language), justify="right")
    for one in data["reasons"]:
        needed = words.EITHER.read(language).join(
            f"{each['is'][language.value]} ({each['clause']})" for each in one["has_to_be"] or ()
        )
        said = words.KEPT_BY[one["kept_by"]]
        keeps = said.read(language, needed=needed) if one["kept_by"] == Keep.CHANGE else said.read(language)
        table.add_row(words.REASONS[one["reason"]].read(language), keeps, f"{one['lines']:,}")
    return table


def _sites(data: Json, language: Language) -> Table:
    table = _table([words.SITE], language)
    bands = [Text(*(text.format(yuan=yuan) for text in _both(words.WITHIN_YUAN))) for yuan in BANDS]
    for title in (words.LOST, words.BY_SPEND, *bands, words.BEYOND_YUAN):
        table.add_column(title.read(language), justify="right")
    for one in data["sites"][:MOST_SITES]:
        counts = [one["lines"], *one["kept_by_spend"].values()]
        table.add_row(one["site"], *(f"{count:,}" if count else "-" for count in counts))
    return table


def _first(data: Json, language: Language) -> Table:
    titles = {**_titles(data, language), None: words.NO_TIER.read(language)}
    table = _table([words.LINE, words.SITE, words.TIER, words.MONTH, words.THEN], language)
    for title in (words.NOW, words.NEEDS, words.MORE):
        table.add_column(title.read(language), justify="right")
    for one in data["first"]:
        table.add_row(
            str(one["subscriber_id"]),
            one["site"],
            titles[one["tier"]],
            one["rating_month"],
            titles[one["tier_then"]],
            _yuan(one["present_monthly"]),
            f"{one['least_monthly']:,}",
            f"+{_yuan(one['more_monthly'])}",
        )
    return table


def _print_below(console: Console, data: Json, out: Path | None, language: Language) -> None:
    """What the amounts are, and how many lines are not shown."""
    columns = (", " if language is Language.EN else "、").join(
        COLUMNS[name].read(language) for name in data["spend"]
    )
    console.print(words.AMOUNTS.read(language, columns=columns, month=data["month"]), soft_wrap=True)
    more = data["kept_by_spend"]["lines"] - len(data["first"])
    if more:
        text = words.REST if out is None else words.REST_WRITTEN
        console.print(text.read(language, more=more), soft_wrap=True)


def _titles(data: Json, language: Language) -> dict[str | None, str]:
    return {one["name"]: one["title"][language.value] for one in data["tiers"]}


def _table(titles: Sequence[Text], language: Language) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in titles:
        table.add_column(title.read(language), no_wrap=True)
    return table


def _print(console: Console, table: Table) -> None:
    """A table too wide for the screen goes over its edge, where rich would cut figures off."""
    width = Console(width=10_000).measure(table).maximum
    Console(width=max(console.width, width), highlight=False, markup=False).print(table)


def _yuan(written: str) -> str:
    return f"{Decimal(written):,.2f}"
