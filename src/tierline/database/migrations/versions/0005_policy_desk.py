"""Migration 0005: policy_desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tierline.database.append_only import refusing_changes

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "policy_drafts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("scheme", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("base_digest", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.Column("begun_by_name", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_name", sa.String(length=120), nullable=False),
        sa.Column("simulation_id", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_drafts")),
    )
    with op.batch_alter_table("policy_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_drafts_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_drafts_scheme"), ["scheme"], unique=False)

    op.create_table(
        "policy_draft_revisions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=80), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("text", sa.UnicodeText(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("base_digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_draft_revisions")),
    )
    with op.batch_alter_table("policy_draft_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_draft_revisions_digest"), ["digest"], unique=False)
        batch_op.create_index("uq_policy_draft_revisions_number", ["draft_id", "number"], unique=True)
    for statement in refusing_changes("policy_draft_revisions", op.get_context().dialect.name):
        op.execute(statement)
