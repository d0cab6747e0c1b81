"""Schema of a pack that rates sites: what is measured, the criteria, and a version made of these."""

from __future__ import annotations

from tierline.policy.json_schema.parts import (
    BESIDE,
    NAME_KEY,
    Schema,
    choice,
    cited,
    condition,
    each_once,
    only_one,
    ref,
    several,
)
from tierline.policy.model import MeasuredKind
from tierline.policy.vocabulary import TAKEN


def sites() -> dict[str, Schema]:
    """The blocks of a version that rates sites, and the version itself."""
    title = ref("bilingual", "What it is called.")
    kind = choice("share: per cent, 0 to 100; decimal: two decimals; count: a whole number.", MeasuredKind)
    gives = several("The tier by the measurements; of the lines that hold, the best.", ref("site_tier_line"))
    tiers = several("The tier of a site; of the lines that hold, the best.", ref("site_tier_line"))
    points = several("What each line gives is added up.", ref("site_points_line"))
    blocks = {
        "from": ref("from"),
        "measurements": _named(
            "The numbers measured at a site, columns of the dataset, in the order of the results.",
            cited("One measured number.", {"title": title, "kind": kind}, ("title", "kind")),
        ),
        "criteria": _named(
            "By what a site is rated; each criterion gives a tier of its own.",
            cited("One criterion.", {"title": title, "gives": gives}, ("title", "gives")),
        ),
        "score": points,
        "tier": tiers,
    }
    return {
        "site_where": {
            "description": "Conditions that must all hold: on measurements, criteria or the score.",
            "type": "object",
            "propertyNames": ref("name"),
            "additionalProperties": _condition(),
            "minProperties": 1,
        },
        "site_tier_line": _line(ref("name"), counts=False),
        "site_points_line": _line(ref("number"), counts=True),
        "site_version": cited("What the scheme says of sites from a day on.", blocks, ("from",)),
    }


def _named(description: str, one: Schema) -> Schema:
    taken = "|".join(dict.fromkeys((*BESIDE, *sorted(TAKEN))))
    return cited(description, {}, patternProperties={f"^(?!({taken})$){NAME_KEY}": one})


def _condition() -> Schema:
    """A condition on a number, or on the tier that a criterion gives."""
    values = {"anyOf": [ref("number"), ref("name")]}
    return condition(
        "Condition on a measurement, a criterion or the score.",
        each_once("One of these.", values),
        is_number=True,
    )


def _line(outcome: Schema, *, counts: bool) -> Schema:
    """A ladder over one input, or a table, and what narrows it."""
    forms = {
        name: {
            "description": f"The outcome {which}.",
            "type": "object",
            "additionalProperties": outcome,
            "minProperties": 1,
        }
        for name, which in {
            "at_least": "from each bound on, the bound included; highest first",
            "over": "above each bound, the bound left out; highest first",
            "is": "for each value",
        }.items()
    }
    each = {"each": ref("number", "So much for each unit of the input.")}
    ladder = {"description": "A ladder over one input."} | only_one({**forms, **(each if counts else {})})
    return cited(
        "A ladder over one input, or a table; `where` narrows both.",
        {"table": ref("table"), "where": ref("site_where")},
        patternProperties={f"^(?!({'|'.join(BESIDE)})$){NAME_KEY}": ladder},
        minProperties=1,
    )
