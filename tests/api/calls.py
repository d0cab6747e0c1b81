"""The operations of an application, read from its document, each with a call that is right in form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient
from httpx2 import Response

VERBS = ("get", "post", "put", "patch", "delete")
STRANGE_ID = "0b9f4c1e-6f0a-4d5c-9a55-0c9c1d7c6a10"


@dataclass(frozen=True)
class Operation:
    """One method of one path. Values are examples of the document, else the least that a schema asks for."""

    method: str
    path: str
    in_path: Mapping[str, str]
    in_query: Mapping[str, Any]
    """Those alone without which the call is not right."""
    all_in_query: tuple[str, ...]
    body: Any = None
    is_form: bool = False
    is_open: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The operation as a failure names it."""
        return f"{self.method.upper()} {self.path}"

    def call(
        self,
        client: TestClient,
        in_path: Mapping[str, str] | None = None,
        in_query: Mapping[str, Any] | None = None,
        **parts: Any,
    ) -> Response:
        """Make the call, with other values in place of its own; `parts` are those of the client."""
        path = self.path
        for name, value in {**self.in_path, **(in_path or {})}.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        if self.body is not None and not {"json", "data", "content", "files"} & parts.keys():
            parts["data" if self.is_form else "json"] = self.body
        headers = {**self.headers, **parts.pop("headers", {})}
        query = {**self.in_query, **(in_query or {})}
        return client.request(self.method.upper(), path, params=query, headers=headers, **parts)


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation that a document has."""
    for path, item in document["paths"].items():
        for method in VERBS:
            if method in item:
                yield _operation(document, method, path, item[method])


def _operation(document: Mapping[str, Any], method: str, path: str, said: Mapping[str, Any]) -> Operation:
    places: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for one in said.get("parameters", []):
        is_needed = one["required"] or one["name"].lower() == "if-match"
        places[one["in"]][one["name"]] = (is_needed, one)
    chosen = {
        place: {name: example(document, one["schema"]) for name, (needed, one) in found.items() if needed}
        for place, found in places.items()
    }
    content = said.get("requestBody", {}).get("content", {})
    schema = next(iter(content.values()), {}).get("schema")
    return Operation(
        method,
        path,
        {name: str(value) for name, value in chosen["path"].items()},
        chosen["query"],
        tuple(places["query"]),
        example(document, schema) if schema else None,
        "application/x-www-form-urlencoded" in content,
        "security" not in said,
        dict.fromkeys(chosen["header"], '"1"'),
    )


def resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with what it refers to in its place."""
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = {
            **document["components"]["schemas"][name],
            **{k: v for k, v in schema.items() if k != "$ref"},
        }
    return schema


def example(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """A value that fits a schema: its example, or else the least; an object has all its properties."""
    schema = resolved(document, schema)
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("default") is not None:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example(document, schema[several][0])
    return _least(document, schema)


def _least(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            return {name: example(document, properties[name]) for name in properties}
        case "array":
            count = schema.get("minItems", 0)
            return [example(document, schema["items"]) for _ in range(max(count, 1))]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "string":
            return _text(schema)
    return None


def _text(schema: Mapping[str, Any]) -> str:
    dates = {"date-time": "2012-06-15T00:00:00Z", "date": "2012-06-15", "uri": "https://example.org/"}
    if schema.get("format") in dates:
        return dates[schema["format"]]
    if "0-9a-f-" in schema.get("pattern", ""):
        return STRANGE_ID
    return "x" * max(1, schema.get("minLength", 1))


def texts_within(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all strings in a body."""
    if isinstance(value, str):
        yield place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from texts_within(part, (*place, key))


def numbers_within(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all whole numbers in a body."""
    if isinstance(value, int) and not isinstance(value, bool):
        yield place
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from numbers_within(part, (*place, key))


def with_value(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The body with another value at a place."""
    if not place:
        return value
    key, *rest = place
    changed = with_value(body[key], tuple(rest), value)
    if isinstance(body, dict):
        return {**body, key: changed}
    return [*body[:key], changed, *body[key + 1 :]]
