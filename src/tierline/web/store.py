"""Answers given under an Idempotency-Key, kept beside the effects of their requests."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from tierline.database.schema import metadata
from tierline.database.types import Moment

answers = Table(
    "idempotent_answers",
    metadata,
    Column("actor_id", String(80), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer),
    Column("body", Text),
    Column("given_at", Moment, nullable=False, index=True),
)
