"""`tierline table decide`: parse, ask the model, print. Errors go through to the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierline.policy.commands import Json, Lang, Policies
from tierline.wording import Text, preferred_language
from tierline.wording import in_preferred_language as _

Source = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=_(
            "A file of decisions (DMN, CSV, XLSX or a pack), or the name of a scheme.",
            "决策文件（DMN、CSV、XLSX 或政策包），或方案名。",
        ),
    ),
]
Decisions = Annotated[
    list[str] | None,
    typer.Option(
        "--decision",
        metavar="NAME",
        help=_(
            "The decision to ask; by default those that no other needs. May be repeated.",
            "要判定的决策；默认为未被其他决策依赖的决策。可重复给出。",
        ),
    ),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        metavar="NAME=VALUE",
        help=_("A value of the case; may be repeated.", "情形中的一个值；可重复给出。"),
    ),
]
CaseFile = Annotated[
    Path | None,
    typer.Option(
        "--inputs", metavar="FILE.json", help=_("The whole case as JSON.", "以 JSON 给出整个情形。")
    ),
]

HELP = Text(
    "Decide one case by decision tables, and show the rules that held.",
    "按决策表判定一个情形，并显示成立的规则。",
)
decide_app = typer.Typer(rich_markup_mode=None)


@decide_app.command("decide", help=HELP.read(preferred_language()))
def decide(
    source: Source,
    decision: Decisions = None,
    given: Inputs = None,
    case_file: CaseFile = None,
    policies: Policies = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print what decisions give for a case. Raises what decide_errors.py and the readers of tables have."""
    from tierline.interchange.decide_files import model_of
    from tierline.interchange.decide_inputs import case_of
    from tierline.interchange.decide_refusals import refusals
    from tierline.tables.dmn.deciding import Decider
    from tierline.tables.dmn.types import ANY

    decider = Decider(model_of(source, policies))
    asked = [decider.decision(name) for name in decision or ()] or list(decider.topmost())
    # Whoever asks for all that a file decides hears of what it cannot, and has the rest all the same.
    refused = {} if decision or len(asked) == 1 else refusals(decider, asked)
    able = [one for one in asked if one.name not in refused]
    # A case may say more than these decisions ask for, as long as the model knows it.
    types = {data.name: ANY for data in decider.model.inputs}
    types |= {data.name: decider.type_of(data) for data in decider.inputs(able)}
    case = case_of(given or (), case_file, types, decider.input_names())
    answers = [refused.get(one.name) or decider.answer(one, case) for one in asked]
    if as_json:
        from tierline.interchange.decide_json import answers_text

        typer.echo(answers_text(answers, as_list=len(decision or ()) != 1))
    else:
        from tierline.interchange.decide_text import answers_page

        typer.echo(answers_page(answers, lang or preferred_language()))
    if refused:
        raise typer.Exit(2)
