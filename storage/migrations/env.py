"""Alembic's entry: migrate over the connection that is handed in, within its transaction."""

from alembic import context

from storage.migrations import TARGET

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TARGET,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
