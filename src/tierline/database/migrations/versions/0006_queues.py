"""Migration 0006: queues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ACTIVE = sa.text("state = 'active'")
UNPAID = sa.text("state = 'expired' AND paid_at IS NULL")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_reconnections_requested_at", "reconnections", ["requested_at", "site", "state"])
    op.create_index(
        "ix_reconnections_site_active",
        "reconnections",
        ["site", "expires_at"],
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_index(
        "ix_reconnections_site_unpaid",
        "reconnections",
        ["site", "requested_at"],
        sqlite_where=UNPAID,
        postgresql_where=UNPAID,
    )
    op.create_index(
        "ix_work_orders_open", "work_orders", ["county", "due_by"], sqlite_where=OPEN, postgresql_where=OPEN
    )
