"""Schema of what a pack says of rating: conditions, measures, the score, the tiers."""

from __future__ import annotations

from tierline.policy.json_schema.parts import (
    BESIDE,
    NAME_KEY,
    Schema,
    choice,
    cited,
    condition,
    condition_keys,
    condition_on,
    each_once,
    ladder,
    line,
    ref,
    several,
    values_of,
    whole,
)
from tierline.policy.model import Rounding
from tierline.policy.vocabulary import (
    ATTRIBUTES,
    BILL_COLUMNS,
    MONEY_COLUMNS,
    REASON_OF,
    SPECIAL_GRADES,
    TAKEN,
    TIER_ON_JOINING,
    Kind,
)


def conditions() -> dict[str, Schema]:
    """Values of attributes, conditions on them, and tables of such conditions."""
    numbers = each_once("One of these numbers.", ref("number"))
    return {
        **{f"values_{name}": values_of(name) for name in ATTRIBUTES},
        **{f"condition_{name}": condition_on(name) for name in ATTRIBUTES},
        "condition_number": condition("Condition on a measure or the score.", numbers, is_number=True),
        "where": {
            "description": "Conditions that must all hold: on attributes, measures or the score.",
            "type": "object",
            "properties": {name: ref(f"condition_{name}") for name in ATTRIBUTES},
            "propertyNames": ref("name"),
            "additionalProperties": ref("condition_number"),
            "minProperties": 1,
        },
        "table": {
            "description": "A decision table, for what ladders cannot say.",
            "type": "object",
            "properties": {
                "inputs": each_once("Attributes, measures or the score, a column each.", ref("name")),
                "rules": several(
                    "A row each: a cell for each input, and the outcome at the end.",
                    {"type": "array", "minItems": 2, "items": ref("cell")},
                ),
            },
            "required": ["inputs", "rules"],
            "additionalProperties": False,
        },
    }


def rating() -> dict[str, Schema]:
    """The blocks from eligibility to special grades."""
    other_terms = each_once("The other schemes.", {"type": "string"})
    vip_term = cited(
        "No rating while a term of another scheme runs beyond the rating month.",
        {"not_running_in": other_terms},
        ("not_running_in",),
    )
    no_measure = "|".join(dict.fromkeys((*BESIDE, *sorted(TAKEN))))
    product = each_once("Measures: sums, factors, or rounded means.", ref("name")) | {"minItems": 2}
    points = several("What each line gives is added up.", line(ref("points_ladder"), ref("number")))
    return {
        "tier_ladder": ladder("A ladder of tiers over a number.", ref("name"), counts=False),
        "points_ladder": ladder("A ladder of points over a number.", ref("number"), counts=True),
        "factor_ladder": ladder("A ladder of factors over a number.", ref("factor"), counts=False),
        "factor_line": line(ref("factor_ladder"), ref("factor")),
        "eligible": cited(
            "Who is rated: all must hold, and the first that fails is the reason.",
            {**{name: _criterion(name) for name in REASON_OF}, "vip_term": vip_term},
        ),
        "measure": {"description": "A named figure of a line.", "oneOf": _measures()},
        "measures": cited(
            "Figures of a line, in the order in which results show them.",
            {},
            patternProperties={f"^(?!({no_measure})$){NAME_KEY}": ref("measure")},
        ),
        "score": {
            "description": "A product of measures, or a list of lines whose points are added up.",
            "oneOf": [cited("The exact product.", {"product": product}, ("product",)), points],
        },
        "tiers_by_lines": several(
            "Of the tiers that the lines give, the best wins.", line(ref("tier_ladder"), ref("name"))
        ),
        "special_grades": cited(
            "Grades that a list gives beside the score; the better of the two counts.",
            {
                "grades": each_once(
                    "Tiers of the scheme that the list may hold.", {"enum": list(SPECIAL_GRADES)}
                )
            },
            ("grades",),
        ),
    }


def _criterion(name: str) -> Schema:
    values, is_number = ref(f"values_{name}"), ATTRIBUTES[name].kind is Kind.NUMBER
    keys = condition_keys(values, is_number=is_number)
    unless = choice("Does not bind a line that has a tier on joining.", [TIER_ON_JOINING])
    one = cited(
        "One condition, and the lines that it binds.",
        {**keys, "where": ref("where"), "unless": unless},
        oneOf=[{"required": [key]} for key in keys],
    )
    return {"description": f"Condition on: {ATTRIBUTES[name].title.en}.", "oneOf": [values, one]}


def _measures() -> list[Schema]:
    title, on_network = (
        ref("bilingual", "What the figure is called."),
        {
            "description": "Months before the joining month do not count.",
            "type": "boolean",
        },
    )
    months = whole(
        "How many complete months before the rating month; for a sum, all where this is missing.", 1, 60
    )
    window = {"title": title, "last_months": months, "on_network": on_network}
    summed = choice("The column of the bills that is added up.", BILL_COLUMNS)
    averaged = choice(
        "The column of the bills whose mean is taken: the exact sum by the months.", MONEY_COLUMNS
    )
    rounded = choice(
        "whole_yuan: half up, before rules see it; none: rules use the exact quotient.", Rounding
    )
    one = ref("factor_line")
    lines = several("Lines of which the first that gives a figure counts.", one)
    given = {"description": "What gives the figure: one line, or several.", "oneOf": [one, lines]}
    return [
        cited("A sum over months.", {**window, "sum": summed}, ("title", "sum")),
        cited(
            "A mean over months.",
            {**window, "mean": averaged, "rounded": rounded},
            ("title", "mean", "last_months"),
        ),
        cited(
            "A factor that a table gives.",
            {"title": title, "from": given},
            ("title", "from"),
        ),
    ]
