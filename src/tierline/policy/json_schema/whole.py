"""The whole schema (2020-12), for editors. pack.schema.json holds what this gives."""

from __future__ import annotations

import json

from tierline.policy.citing import CONFIDENCES, NOTES
from tierline.policy.json_schema.parts import (
    Schema,
    choice,
    cited,
    ref,
    several,
)
from tierline.policy.json_schema.rating import conditions, rating
from tierline.policy.json_schema.sites import sites
from tierline.policy.json_schema.terms import terms
from tierline.policy.model import Basis, Rates
from tierline.policy.pack_text import HEAD
from tierline.policy.version_text import REQUIRED, SITE_REQUIRED

ABOUT = (
    "A scheme with its dated versions. clause and basis hold for all inside until replaced; no value is"
    " without both. What a schema cannot say (rungs in order, known names, a clause for each value),"
    " `tierline policy check` does."
)


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> Schema:
    """The whole schema."""
    versions = {"description": "Oldest first; a later one names only the blocks it replaces, each whole."}
    scheme = {
        "description": "The scheme, as commands and results call it.",
        "type": "string",
        "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        "maxLength": 60,
    }
    tiers = {
        "description": "The tiers with their titles, best first.",
        "type": "object",
        "propertyNames": ref("name"),
        "additionalProperties": ref("bilingual"),
        "minProperties": 1,
    }
    rates = choice("What is rated: lines, or sites and cells by what was measured there.", Rates)
    head = {"scheme": scheme, "title": ref("bilingual"), "rates": rates, "tiers": tiers, "versions": versions}
    whole = cited(ABOUT, head, HEAD)
    of_sites = {"properties": {"rates": {"const": Rates.SITE.value}}, "required": ["rates"]}
    whole["allOf"] = [
        *whole["allOf"],
        {
            "if": of_sites,
            "then": _versions("site_version", SITE_REQUIRED),
            "else": _versions("version", REQUIRED),
        },
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "pack.schema.json",
        "title": "tierline policy pack",
        **whole,
        "$defs": {
            **_words(),
            **_citing(),
            **conditions(),
            **rating(),
            **terms(),
            **sites(),
            "from": _from(),
            "version": _version(),
        },
    }


def _versions(version: str, required: tuple[str, ...]) -> Schema:
    """The versions of a pack, of which the first names all blocks that it has to."""
    found = several("The versions.", ref(version))
    found["prefixItems"] = [{"allOf": [ref(version), {"required": list(required)}]}]
    return {"properties": {"versions": found}}


def _words() -> dict[str, Schema]:
    text = {"type": "string", "minLength": 1, "pattern": "^[^{}]*$"}
    below_a_billion = {"exclusiveMinimum": -1_000_000_000, "exclusiveMaximum": 1_000_000_000}
    return {
        "bilingual": {
            "description": "One text in English and in Chinese, without braces.",
            "type": "object",
            "properties": {"en": text, "zh": text},
            "required": ["en", "zh"],
            "additionalProperties": False,
        },
        "name": {
            "description": "A name in lower case, with digits and underscores.",
            "type": "string",
            "pattern": "^[a-z][a-z0-9_]{0,59}$",
        },
        "day": {
            "description": "A day such as 2015-01-20.",
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        },
        "number": {
            "description": "A number below a billion, with at most four decimals.",
            "type": "number",
            **below_a_billion,
        },
        "factor": {
            "description": "A factor with at most two decimals.",
            "type": "number",
            "minimum": 0,
            "maximum": 99.99,
        },
        "cell": {
            "description": "A test in S-FEEL, such as '>= 450', '[300..450)', '\"gotone\"' or '-'.",
            "type": ["string", "number", "boolean"],
        },
    }


def _citing() -> dict[str, Schema]:
    is_public = {"properties": {"basis": {"const": Basis.PUBLIC.value}}, "required": ["basis"]}
    is_example = {"properties": {"basis": {"const": Basis.EXAMPLE.value}}, "required": ["basis"]}
    return {
        "clause": {
            "description": "The clause that says so: an id of the list of clauses, such as GRD-04.",
            "type": "string",
            "pattern": "^[A-Z]{3}-[0-9]{2}$",
        },
        "basis": choice(
            "Where a value is from: the source, public knowledge, or this project's example.", Basis
        ),
        "confidence": choice("How sure public knowledge is.", CONFIDENCES),
        "note": {
            "description": "What the source leaves open, what was chosen, what else could have been.",
            "type": "object",
            "properties": {key: ref("bilingual") for key in NOTES},
            "required": list(NOTES),
            "additionalProperties": False,
        },
        "citing": {
            "description": "A basis other than the source has a note, and public knowledge a confidence.",
            "dependentRequired": {"confidence": ["basis"], "note": ["basis"]},
            "allOf": [
                {
                    "if": is_public,
                    "then": {"required": ["confidence", "note"]},
                    "else": {"properties": {"confidence": False}},
                },
                {"if": is_example, "then": {"required": ["note"]}},
            ],
        },
    }


def _from() -> Schema:
    dated = cited("The day, with a clause and a basis of its own.", {"day": ref("day")}, ("day",))
    return {"description": "The day from which it is in force.", "oneOf": [ref("day"), dated]}


def _version() -> Schema:
    blocks = {
        "from": ref("from"),
        **{name: ref(name) for name in ("eligible", "measures", "score")},
        "tier": ref(
            "tiers_by_lines", "The tier that the figures give; of the lines that hold, the best wins."
        ),
        "on_joining": ref("tiers_by_lines", "Tiers that a line has whatever its spend and its tenure."),
        **{name: ref(name) for name in ("special_grades", "membership", "thresholds")},
        "duties": several("What changes of tier oblige the operator to.", ref("duty")),
        "new_terms": choice(
            "none: no term starts any more, and what runs goes on to its end.", ["none", "granted"]
        ),
    }
    # A scheme without memberships has no terms that could be new.
    with_memberships = {"new_terms": {"properties": {"membership": {"type": "object"}}}}
    return cited("What the scheme says from a day on.", blocks, ("from",), dependentSchemas=with_memberships)
