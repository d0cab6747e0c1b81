"""Migration 0002: barred_lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("lines", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_barred", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
