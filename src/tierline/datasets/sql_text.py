"""Texts, names and conditions as SQL, quoted so that none of them can be read as anything else."""

from __future__ import annotations


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def between(first: int | None, last: int | None) -> str:
    """The SQL condition that an id lies from `first` to `last`."""
    conditions = [f"subscriber_id >= {first}"] if first is not None else []
    conditions += [f"subscriber_id <= {last}"] if last is not None else []
    return " AND ".join(conditions) or "true"
