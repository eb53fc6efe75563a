"""Alembic's environment: one transaction per migration, on a connection of the role `owner`."""

from alembic import context
from sqlalchemy import Connection

from contentforge_app.migrations.models import metadata


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
