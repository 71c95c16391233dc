"""Alembic's scripts, one a change of the schema; run by `storage.migrate` alone."""
