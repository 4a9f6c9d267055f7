"""Alembic's entry: batch mode for SQLite, on the connection that was handed in."""

from alembic import context

from maild.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=False,  # SQLite keeps no exact types
)
with context.begin_transaction():
    context.run_migrations()
