"""Run by alembic on the connection that `upgrade` hands it. It opens nothing by itself."""

from alembic import context

from endpoint.store.tables import meta

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=meta,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
