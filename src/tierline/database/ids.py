"""Ids of what people talk about, made here rather than by the database, so that they are known before."""

from __future__ import annotations

from uuid import uuid4


def new_id() -> str:
    """A new id of 36 characters, unlike any other."""
    return str(uuid4())
