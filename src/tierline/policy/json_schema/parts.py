"""The small parts of which the schema is made: choices, lists, cited objects, conditions, ladders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tierline.policy.citing import KEYS
from tierline.policy.vocabulary import ATTRIBUTES, GROUPS, Attribute, Kind

Schema = dict[str, Any]

NUMBER_KEY = r"^[+-]?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?$"
NAME_KEY = "[a-z][a-z0-9_]*$"
BESIDE = ("table", "where", *KEYS)


def ref(name: str, description: str = "") -> Schema:
    """What is defined under a name, here with a description of its own."""
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def choice(description: str, values: Iterable[object]) -> Schema:
    """One of some values."""
    return {"description": description, "enum": [str(value) for value in values]}


def whole(description: str, least: int, most: int) -> Schema:
    """A whole number between two others."""
    return {"description": description, "type": "integer", "minimum": least, "maximum": most}


def each_once(description: str, items: Schema) -> Schema:
    """A list of at least one item, none of them twice."""
    return {"description": description, "type": "array", "items": items, "minItems": 1, "uniqueItems": True}


def several(description: str, items: Schema) -> Schema:
    """A list of at least one item."""
    return {"description": description, "type": "array", "items": items, "minItems": 1}


def cited(
    description: str, properties: Mapping[str, Schema], required: Sequence[str] = (), **more: Any
) -> Schema:
    """An object that may carry a clause and a basis, and has no other keys."""
    found: Schema = {
        "description": description,
        "type": "object",
        "properties": {**properties, **{key: ref(key) for key in KEYS}},
        "additionalProperties": False,
        "allOf": [ref("citing")],
    }
    return found | ({"required": list(required)} if required else {}) | more


def only_one(properties: Mapping[str, Schema]) -> Schema:
    """An object that has exactly one of some keys."""
    return {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


# ---------------------------------------------------------------- conditions


def words_of(attribute: Attribute) -> list[str]:
    """What a pack may write for a value of an attribute, groups of products too; empty for a number."""
    if attribute.kind is Kind.TRUTH:
        return ["true", "false"]
    groups = [name for name, members in GROUPS.items() if set(members) <= set(attribute.values)]
    return [*attribute.values, *groups]


def values_of(name: str) -> Schema:
    """A list of values of an attribute."""
    attribute = ATTRIBUTES[name]
    items: dict[Kind, Schema] = {
        Kind.TEXT: {"enum": words_of(attribute)},
        Kind.NUMBER: {"enum": list(attribute.numbers)} if attribute.numbers else ref("number"),
        Kind.TRUTH: {"type": "boolean"},
    }
    return each_once(f"One of these: {attribute.title.en}.", items[attribute.kind])


def condition_keys(values: Schema, *, is_number: bool) -> dict[str, Schema]:
    """The keys of which a condition has one."""
    compared = {
        "at_least": ref("number", "This number or more."),
        "over": ref("number", "More than this number."),
        "at_most": ref("number", "This number or less."),
        "under": ref("number", "Less than this number."),
    }
    return {
        **(compared if is_number else {}),
        "is": values,
        "not": {**values, "description": "None of these; a value that is not known is let through."},
        "test": ref("cell"),
    }


def condition(description: str, values: Schema, *, is_number: bool) -> Schema:
    """A list of values, or one condition."""
    keys = condition_keys(values, is_number=is_number)
    return {"description": description, "oneOf": [values, only_one(keys)]}


def condition_on(name: str) -> Schema:
    """A condition on an attribute."""
    is_number = ATTRIBUTES[name].kind is Kind.NUMBER
    title = ATTRIBUTES[name].title.en
    return condition(f"Condition on: {title}.", ref(f"values_{name}"), is_number=is_number)


# ---------------------------------------------------------------- lines of a block


def ladder(description: str, outcome: Schema, *, counts: bool) -> Schema:
    """A ladder over a number; `counts`: so much for each is a ladder too."""

    def rungs(description: str) -> Schema:
        return {
            "description": description,
            "type": "object",
            "patternProperties": {NUMBER_KEY: outcome},
            "additionalProperties": False,
            "minProperties": 1,
        }

    forms = {
        "at_least": rungs("The outcome from each bound on, the bound included; highest first."),
        "over": rungs("The outcome above each bound, the bound left out; highest first."),
        "is": rungs("The outcome for each number."),
    }
    each = {"each": ref("number", "So much for each unit of the input.")}
    return {"description": description} | only_one({**forms, **(each if counts else {})})


def choices(name: str, outcome: Schema) -> Schema:
    """A ladder over the values of an attribute that is no number."""
    title = ATTRIBUTES[name].title.en
    outcomes = {
        "description": f"The outcome for each value: {title}.",
        "type": "object",
        "propertyNames": {"enum": words_of(ATTRIBUTES[name])},
        "additionalProperties": outcome,
        "minProperties": 1,
    }
    return {"description": f"The outcome by: {title}.", "required": ["is"]} | only_one({"is": outcomes})


def line(numbers: Schema, outcome: Schema) -> Schema:
    """One line of a block: a ladder over one input, or a table, and what narrows it."""
    words = [name for name, attribute in ATTRIBUTES.items() if attribute.kind is not Kind.NUMBER]
    others = "|".join((*BESIDE, *words))
    return cited(
        "A ladder over one input, or a table; `where` narrows both.",
        {
            "table": ref("table"),
            "where": ref("where"),
            **{name: choices(name, outcome) for name in words},
        },
        patternProperties={f"^(?!({others})$){NAME_KEY}": numbers},
        minProperties=1,
    )
