"""`tierline grade --measurements`: parse, rate the sites, show the table or the JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import typer

from tierline.grading.measured.errors import OneSchemeOfSites, OptionBesideMeasurements
from tierline.grading.measured.request import SiteRequest
from tierline.wording import Language


def refuse_lines(schemes: Sequence[str], options: Mapping[str, object]) -> None:
    """Raises OptionBesideMeasurements where an option about lines is given, OneSchemeOfSites for several."""
    for option, given in options.items():
        if given:
            raise OptionBesideMeasurements(option=option)
    if len(schemes) != 1:
        raise OneSchemeOfSites(found=", ".join(schemes))


def grade_sites(request: SiteRequest, language: Language, *, as_json: bool) -> None:
    """Rate the sites, and print a summary table or JSON."""
    from tierline.grading.measured.run import run
    from tierline.grading.measured.text import render

    summary = run(request)
    if as_json:
        typer.echo(json.dumps(summary.data, ensure_ascii=False, indent=1))
    else:
        render(summary, request.out, language)
