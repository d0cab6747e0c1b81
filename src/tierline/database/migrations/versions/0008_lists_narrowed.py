"""Migration 0008: lists narrowed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

OPEN = sa.text("state IN ('owed', 'failed')")

# Of two indexes that serve as well SQLite takes the one made later, so the narrowest is made anew last.
CHANGED = (
    ("ix_audit_entries_action", "audit_entries", ["action", "at", "subject_kind", "site"]),
    ("ix_audit_entries_actor", "audit_entries", ["actor_id", "at", "action", "subject_kind", "site"]),
    ("ix_audit_entries_subject", "audit_entries", ["subject_id", "at", "subject_kind"]),
    ("ix_duties_due_on", "duties", ["due_on", "id", "site", "duty"]),
    ("ix_duties_state", "duties", ["state", "due_on", "id", "site", "duty"]),
    ("ix_people_site", "people", ["site", "is_active"]),
)


def upgrade() -> None:
    op.create_index("ix_duties_site", "duties", ["site", "due_on"])
    for name, table, columns in CHANGED:
        op.drop_index(name, table)
        op.create_index(name, table, columns)
    op.create_index(
        "ix_duties_still_open",
        "duties",
        ["due_on", "id", "site"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
