"""Functions of contexts. A context never changes: each gives a new one."""

from __future__ import annotations

from tierline.tables.expressions.functions.signature import Signature, function
from tierline.tables.expressions.values import Value


def _value(context: Value, key: Value) -> Value:
    return context.get(key) if isinstance(context, dict) and isinstance(key, str) else None


def _entries(context: Value) -> Value:
    if not isinstance(context, dict):
        return None
    return tuple({"key": name, "value": value} for name, value in context.items())


def _context(entries: Value) -> Value:
    found: dict[str, Value] = {}
    for entry in entries if isinstance(entries, tuple) else (entries,):
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in found:
            return None
        found[key] = entry["value"]
    return found


def _put(context: Value, key: Value, value: Value) -> Value:
    """With an entry set; a list of keys leads into contexts within it, which are made where they lack."""
    if not isinstance(context, dict):
        return None
    first, *rest = key if isinstance(key, tuple) and key else (key,)
    if not isinstance(first, str):
        return None
    inner = _put(context.get(first, {}), tuple(rest), value) if rest else value
    return None if rest and inner is None else {**context, first: inner}


def _merged(contexts: Value) -> Value:
    found: dict[str, Value] = {}
    for context in contexts if isinstance(contexts, tuple) else (contexts,):
        if not isinstance(context, dict):
            return None
        found |= context
    return found


CONTEXTS: dict[str, Signature] = {
    "get value": function(_value, "m", "key"),
    "get entries": function(_entries, "m"),
    "context": function(_context, "entries"),
    "context put": function(_put, "context", "key", "value"),
    "context merge": function(_merged, "contexts"),
}
