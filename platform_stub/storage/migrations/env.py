"""Alembic's way to the connection that `storage.migrate` hands over; there is no other way in."""

from alembic import context

from platform_stub.storage.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
