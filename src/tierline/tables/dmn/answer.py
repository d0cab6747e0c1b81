"""What deciding a case gives: a value, the rules that held, and whatever was remarkable on the way."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.tables.expressions.values import Value
from tierline.wording import Text


@dataclass(frozen=True)
class Note:
    """Why something came to null, or was not as the model expects it."""

    place: Text
    text: Text


@dataclass(frozen=True)
class Hit:
    """The rules of a table that held, and those that the result is made of; counted from 1.

    `texts` are the rules that held, as an analyst wrote them.
    """

    table: str
    rules: tuple[int, ...]
    chosen: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A decision with its value. `below` are the decisions that it needed, the first decided first."""

    decision: str
    value: Value
    below: tuple[tuple[str, Value], ...]
    hits: tuple[Hit, ...]
    notes: tuple[Note, ...]
