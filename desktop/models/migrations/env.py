"""Runs the steps on the connection that `migrating.py` hands over. Alembic calls it; it opens nothing itself."""

from __future__ import annotations

from alembic import context

from desktop.models.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
