<% append_only = config.attributes["append_only"] %>\
"""Migration ${up_revision}: ${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
% if append_only:

from tierline.database.append_only import refusing_changes
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
% if append_only:
    for table in ${tuple(append_only)}:
        for statement in refusing_changes(table, op.get_context().dialect.name):
            op.execute(statement)
% endif
