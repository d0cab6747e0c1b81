"""`tierline explain`: parse, read one line, grade and explain it, show the page or the JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tierline.wording import Language, Text, preferred_language

if TYPE_CHECKING:
    from tierline.grading.explain.asked import Asked
    from tierline.grading.explain.explanation import Explanation
    from tierline.grading.explain.page import Page, Style
    from tierline.grading.measured.explaining import SiteExplanation

HELP = Text(
    en="Explain one line: figures, every rule with its clause, the ways to a better tier, what comes next.",
    zh="说明一条线路的评定：各项数据、逐条规则及条款、如何升级、今后变化。",
)
_FOLDER = Text(
    en="The folder of a finished run, or one that holds the folders of several schemes.",
    zh="已完成评定的结果文件夹，或存放多个方案结果的文件夹。",
)
_SUBSCRIBER = Text(en="The subscriber_id of the line.", zh="线路的 subscriber_id。")
_SITE = Text(
    en="The site_id of a site, where the scheme rates sites.", zh="站点的 site_id，用于评定站点的方案。"
)
_SCHEME = Text(en="The scheme; needed where there are several.", zh="方案；有多个方案时须指明。")
_MONTH = Text(en="The rating month, such as 2026-11.", zh="评定月，如 2026-11。")
_RATED_ON = Text(en="The rating day; by default the 5th of the month.", zh="评定日；默认为评定月 5 日。")
_DATASET = Text(
    en="{name}: a Parquet or CSV file, a folder or a glob; may be repeated.",
    zh="{name}：Parquet 或 CSV 文件、文件夹或通配符；可重复给出。",
)
_POLICIES = Text(
    en="A folder of policy packs instead of the bundled ones.", zh="政策包文件夹，代替内置政策包。"
)
_TIER = Text(en="A tier to look for ways to, beside the next above.", zh="另行查询如何达到的等级。")
_LANG = Text(en="Language of the page: en or zh.", zh="页面语言：en 或 zh。")
_JSON = Text(en="Print the explanation as JSON.", zh="以 JSON 输出。")

COLOURS: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True},
    "heading": {"bold": True, "fg": "cyan"},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "faint": {"dim": True},
}


def _help(text: Text, **facts: object) -> str:
    return text.read(preferred_language(), **facts)


def explain(
    subscriber: Annotated[int | None, typer.Option("--subscriber", help=_help(_SUBSCRIBER))] = None,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help=_help(_FOLDER))] = None,
    site: Annotated[int | None, typer.Option("--site", help=_help(_SITE))] = None,
    scheme: Annotated[str | None, typer.Option("--scheme", help=_help(_SCHEME))] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help=_help(_MONTH))] = None,
    rated_on: Annotated[
        str | None, typer.Option("--rated-on", metavar="YYYY-MM-DD", help=_help(_RATED_ON))
    ] = None,
    subscribers: Annotated[
        list[str] | None, typer.Option("--subscribers", help=_help(_DATASET, name="subscribers"))
    ] = None,
    bills: Annotated[list[str] | None, typer.Option("--bills", help=_help(_DATASET, name="bills"))] = None,
    memberships: Annotated[
        list[str] | None, typer.Option("--memberships", help=_help(_DATASET, name="memberships"))
    ] = None,
    special_grades: Annotated[
        list[str] | None, typer.Option("--special-grades", help=_help(_DATASET, name="special_grades"))
    ] = None,
    overrides: Annotated[
        list[str] | None, typer.Option("--overrides", help=_help(_DATASET, name="overrides"))
    ] = None,
    measurements: Annotated[
        list[str] | None, typer.Option("--measurements", help=_help(_DATASET, name="measurements"))
    ] = None,
    policies: Annotated[Path | None, typer.Option("--policies", help=_help(_POLICIES))] = None,
    tier: Annotated[str | None, typer.Option("--tier", help=_help(_TIER))] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help=_help(_LANG))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help(_JSON))] = False,
) -> None:
    """Explain a line or a site. Raises what explain_errors.py, the packs and the datasets may raise."""
    # Packs and the engine take their time to load, which the other commands need not wait for.
    from tierline.grading.explain.asked import from_options, from_run, refuse_beside_folder

    refuse_unless_one(subscriber, site)
    given: Mapping[str, Sequence[str]] = {
        "subscribers": subscribers or (),
        "bills": bills or (),
        "memberships": memberships or (),
        "special_grades": special_grades or (),
        "overrides": overrides or (),
    }
    if folder is not None:
        refuse_beside_folder({"--month": month, "--rated-on": rated_on, "--policies": policies})
    if site is not None:
        from tierline.grading.measured import explaining

        refuse_beside_site(
            {**{f"--{name.replace('_', '-')}": paths for name, paths in given.items()}, "--tier": tier}
        )
        paths = measurements or ()
        sites = (
            explaining.from_run(folder, scheme, paths)
            if folder is not None
            else explaining.from_options(scheme, month, rated_on, paths, policies)
        )
        _show_site(explaining.explained(sites, site), lang or preferred_language(), as_json=as_json)
        return
    assert subscriber is not None
    asked = (
        from_run(folder, scheme, given)
        if folder is not None
        else from_options(scheme, month, rated_on, given, policies)
    )
    explanation = explained(asked, subscriber, tier)
    if as_json:
        from tierline.grading.explain.as_json import as_json as written

        typer.echo(json.dumps(written(explanation), ensure_ascii=False, indent=2))
    else:
        from tierline.grading.explain.text import page_of

        typer.echo(coloured(page_of(explanation, lang or preferred_language())), nl=False)


def refuse_unless_one(subscriber: int | None, site: int | None) -> None:
    """Raises NobodyAsked unless a line or a site is named, and not both."""
    from tierline.grading.explain.errors import NobodyAsked

    if subscriber is None and site is None:
        raise NobodyAsked(found=Text("neither --subscriber nor --site", "既无 --subscriber 也无 --site"))
    if subscriber is not None and site is not None:
        raise NobodyAsked(found=Text("both --subscriber and --site", "同时有 --subscriber 与 --site"))


def refuse_beside_site(options: Mapping[str, object]) -> None:
    """Raises OptionRefused where an option about lines is given for a site."""
    from tierline.grading.explain.errors import OptionRefused

    for option, value in options.items():
        if value:
            expected = Text("no such option for a site", "说明站点时不给出该选项")
            raise OptionRefused(option=option, found=value, expected=expected)


def _show_site(explanation: SiteExplanation, language: Language, *, as_json: bool) -> None:
    if as_json:
        from tierline.grading.measured.site_json import as_json as written

        typer.echo(json.dumps(written(explanation), ensure_ascii=False, indent=2))
    else:
        from tierline.grading.measured.site_page import page_of

        typer.echo(coloured(page_of(explanation, language)), nl=False)


def explained(asked: Asked, subscriber_id: int, tier: str | None = None) -> Explanation:
    """The explanation of one line of what was asked for, beside the record where there is a run."""
    from tierline.grading.explain.explanation import explain_case
    from tierline.grading.explain.one_line import opened, read_overrides
    from tierline.grading.explain.recorded_case import recorded_case
    from tierline.grading.overrides.model import standing_on
    from tierline.policy.eligibility import CLOSED

    with opened() as connection:
        case, recorded = recorded_case(connection, asked, subscriber_id)
        set_by_hand = read_overrides(connection, asked.files, subscriber_id, asked.version)
    by_hand = standing_on(asked.rating.rated_on, set_by_hand, is_closed=case.values[CLOSED] is True)
    return replace(explain_case(asked.pack, case, tier), by_hand=by_hand, recorded=recorded)


def coloured(page: Page) -> str:
    """The page with colours, which are taken away again where it does not go to a terminal."""
    return "".join(f"{_coloured(style, line)}\n" for style, line in page.lines)


def _coloured(style: Style, line: str) -> str:
    look = COLOURS.get(style.value)
    return typer.style(line, **look) if look and line else line  # type: ignore[arg-type]
