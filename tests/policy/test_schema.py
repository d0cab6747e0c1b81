"""The published JSON Schema: it takes the packs that the loader takes, and sees most of what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.policy.harbour import HARBOUR, Broken, broken_packs, with_version
from tests.policy.json_values import json_values
from tierline.policy.json_schema.whole import schema, schema_text
from tierline.policy.load import bundled_folder, pack_files
from tierline.policy.vocabulary import ATTRIBUTES

VALIDATOR = Draft202012Validator(schema())


def test_it_is_a_schema_of_the_dialect_that_it_names():
    Draft202012Validator.check_schema(schema())

    assert schema()["$schema"].endswith("/2020-12/schema")


def test_the_published_file_is_what_the_vocabulary_gives():
    published = bundled_folder().parent / "pack.schema.json"

    assert published.read_text("utf-8") == schema_text(), "tierline policy schema > pack.schema.json"


@pytest.mark.parametrize("path", pack_files(bundled_folder()), ids=lambda path: path.stem)
def test_a_bundled_pack_fits(path):
    assert list(VALIDATOR.iter_errors(json_values(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        HARBOUR,
        with_version("- {from: 2021-01-01, new_terms: none}\n"),
        HARBOUR.replace("{over: 3}", "{test: '[3..60]', where: {segment: {not: [group]}}}"),
        HARBOUR.replace("brand: {is: {gotone: white}}", "real_name: {is: {true: white}}"),
    ],
)
def test_a_sound_pack_fits(text):
    assert list(VALIDATOR.iter_errors(json_values(text))) == []


@pytest.mark.parametrize("broken", broken_packs(), ids=lambda broken: broken.name)
def test_a_broken_pack_is_seen_where_a_schema_can_see_it(broken: Broken):
    try:
        errors = list(VALIDATOR.iter_errors(json_values(broken.text)))
    except (ValueError, yaml.YAMLError):
        # A day that does not exist, or a tag: plain YAML does not even read these.
        errors = []

    assert bool(errors) is broken.by_schema


def test_most_mistakes_are_seen_in_an_editor_already():
    seen = [broken.by_schema for broken in broken_packs()]

    assert sum(seen) / len(seen) > 0.6


def properties(node: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Every key that a pack may have, with what the schema says of it."""
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(node, dict):
        for key, inner in node.items():
            if key == "properties" and all(isinstance(each, dict) for each in inner.values()):
                found += [(f"{path}.{name}", each) for name, each in inner.items()]
            found += properties(inner, f"{path}.{key}")
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            found += properties(inner, f"{path}[{number}]")
    return found


def test_every_key_has_a_description_for_whoever_writes_it():
    definitions = schema()["$defs"]
    without = []
    for path, said in properties(schema()):
        target = definitions[said["$ref"].rpartition("/")[2]] if "$ref" in said else {}
        in_a_condition = {"const"} & set(said) or ".if." in path or ".dependentSchemas." in path
        is_text = path.endswith((".en", ".zh"))
        if not ("description" in said or "description" in target or in_a_condition or is_text):
            without.append(path)
    assert without == []


@pytest.mark.parametrize("name", [name for name, attribute in ATTRIBUTES.items() if attribute.values])
def test_every_value_of_an_attribute_is_offered(name):
    offered = schema()["$defs"][f"values_{name}"]["items"]["enum"]

    assert set(offered) >= set(ATTRIBUTES[name].values)


def test_no_address_is_in_it_but_that_of_the_dialect():
    assert json.dumps(schema()).count("://") == 1
