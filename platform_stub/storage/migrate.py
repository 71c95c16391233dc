"""Bringing a database up to this program's schema; one of a newer program is left alone."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

PATIENCE_S = 300  # for another program that is migrating
_SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 4_011_700_001  # PostgreSQL advisory lock: programs that start together migrate one after the other


class SchemaNewer(Exception):
    """A newer program has been at work on this database."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"the database has the schema {revision}, which this program does not know; use the newer one")


def migrate(engine: Engine) -> None:
    """Run what is missing, in one transaction; raises SchemaNewer and changes nothing where the database is ahead."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # a large table takes its time
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        present = MigrationContext.configure(connection).get_current_heads()
        for revision in present:
            if revision not in known:
                raise SchemaNewer(revision)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
