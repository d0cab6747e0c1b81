"""Ids of what people talk about, made here rather than by the database, so that they are known before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from uuid import UUID, uuid4

_repeated: ContextVar[Random | None] = ContextVar("_repeated", default=None)


def new_id() -> str:
    """A new id of 36 characters, unlike any other."""
    repeated = _repeated.get()
    return str(uuid4() if repeated is None else UUID(int=repeated.getrandbits(128), version=4))


@contextmanager
def repeatable_ids(seed: int) -> Iterator[None]:
    """A context in which this thread makes the same ids each time, for what is to look the same each time.

    No secret is ever an id; two databases that are filled so must not be put together.
    """
    token = _repeated.set(Random(seed))
    try:
        yield
    finally:
        _repeated.reset(token)
