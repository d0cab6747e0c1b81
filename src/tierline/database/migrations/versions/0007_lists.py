"""Migration 0007: lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ACTIVE = sa.text("state = 'active'")
UNPAID = sa.text("state = 'expired' AND paid_at IS NULL")
OPEN = sa.text("closed_at IS NULL")
FAILED = sa.text("state = 'failed'")


def upgrade() -> None:
    # Of two indexes that serve as well SQLite takes the one made later: narrow ones come after wide ones.
    op.drop_index("ix_reconnections_requested_at", "reconnections")
    op.create_index("ix_reconnections_requested_at", "reconnections", ["requested_at", "site"])
    op.create_index("ix_reconnections_state", "reconnections", ["state", "requested_at", "site"])
    op.drop_index("ix_reconnections_site_active", "reconnections")
    op.drop_index("ix_reconnections_site_unpaid", "reconnections")
    _of_some("ix_reconnections_active", "reconnections", ["state", "expires_at", "site"], ACTIVE)
    _of_some("ix_reconnections_unpaid", "reconnections", ["state", "requested_at", "site"], UNPAID)
    op.create_index("ix_work_orders_due_by", "work_orders", ["due_by", "county"])
    op.drop_index("ix_work_orders_open", "work_orders")
    _of_some("ix_work_orders_open", "work_orders", ["due_by", "county"], OPEN)
    op.drop_index("ix_audit_entries_at", "audit_entries")
    op.drop_index("ix_audit_entries_subject", "audit_entries")
    op.create_index("ix_audit_entries_at", "audit_entries", ["at", "site"])
    op.create_index("ix_audit_entries_kind", "audit_entries", ["subject_kind", "at", "site"])
    op.create_index("ix_audit_entries_action", "audit_entries", ["action", "at", "site"])
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor_id", "at", "action", "site"])
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject_id", "at", "subject_kind"])
    op.drop_index("ix_messages_created_at", "messages")
    op.create_index("ix_messages_created_at", "messages", ["created_at", "site", "template"])
    _of_some("ix_messages_failed", "messages", ["created_at", "site"], FAILED)
    op.drop_index("ix_appointments_site", "appointments")
    op.create_index("ix_appointments_starts_at", "appointments", ["starts_at", "site"])
    op.create_index("ix_slots_starts_at", "slots", ["starts_at", "site"])


def _of_some(name: str, table: str, columns: list[str], condition: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
