"""Run by Alembic around migrations: it works on the connection that it is handed, in its transaction."""

from __future__ import annotations

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given.get("metadata"),
    process_revision_directives=given.get("directives"),
    render_item=given.get("render_item"),
    render_as_batch=given.get("in_batches", False),
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
