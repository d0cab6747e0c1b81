"""The table of jobs."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, text

from tierline.database.schema import metadata
from tierline.database.types import Moment, RowNumber

jobs = Table(
    "jobs",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kind", String(60), nullable=False),
    Column("key", String(160), nullable=False, unique=True),
    Column("due_at", Moment, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("given_up_at", Moment),
    Column("problem", String(400)),
    # Workers ask for the open ones alone, which are few beside those done.
    Index(
        "ix_jobs_open",
        "next_attempt_at",
        "due_at",
        sqlite_where=text("done_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=text("done_at IS NULL AND given_up_at IS NULL"),
    ),
)
