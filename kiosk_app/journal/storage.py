"""The one connection to the journal's file: pragmas in the order that survives a power cut, read back and checked.

SQLite's defaults lose acknowledged commits on a power cut; see docs/adr/0002-journal-storage.md.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, text
from sqlalchemy.exc import DatabaseError

from kiosk_app.journal.schema import APPLICATION_ID, MIGRATIONS

PRAGMAS = (("locking_mode", "exclusive"), ("synchronous", "3"), ("journal_mode", "truncate"), ("foreign_keys", "1"))
"""In this order: the lock and the syncs are set before the journal mode (ARCHITECTURE.md, rule 8). 3 is EXTRA."""


class JournalBroken(Exception):
    """The file is not a whole journal: out of service with this code; the file stays as it is."""

    def __init__(self, code: str, detail: str, good_rows: int = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.good_rows = code, detail, good_rows


class JournalBusy(Exception):
    """Another process holds the journal."""


def connect(path: Path, *, read_only: bool = False) -> tuple[Engine, Connection]:
    """Open the file with the pragmas set and checked, or raise JournalBroken or JournalBusy."""
    mode = "ro" if read_only else "rwc"

    def open_file() -> sqlite3.Connection:
        raw = sqlite3.connect(f"file:{path}?mode={mode}", uri=True, isolation_level=None, timeout=0.5)
        try:
            set_pragmas(raw, read_only=read_only)
        except BaseException:
            raw.close()
            raise
        return raw

    engine = create_engine("sqlite://", creator=open_file, poolclass=StaticPool)
    start = "BEGIN" if read_only else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(start))
    try:
        return engine, engine.connect()
    except DatabaseError as error:
        engine.dispose()
        if "locked" in str(error.orig):
            raise JournalBusy(str(path)) from error
        raise JournalBroken("journal_unreadable", str(error.orig)) from error


def set_pragmas(raw: sqlite3.Connection, *, read_only: bool) -> None:
    """Set each pragma and read it back: a journal on other terms than these is not used."""
    if read_only:
        raw.execute("PRAGMA query_only = 1")
        return
    for name, wanted in PRAGMAS:
        raw.execute(f"PRAGMA {name} = {wanted}")
        found = str(raw.execute(f"PRAGMA {name}").fetchone()[0])
        if found != wanted:
            raise sqlite3.DatabaseError(f"pragma {name} is {found}, not {wanted}")


def migrate(connection: Connection) -> None:
    """Bring an empty or older file to the present version, each step in one transaction."""
    with connection.begin():
        version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
        empty = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
        application = connection.execute(text("PRAGMA application_id")).scalar_one()
    if not empty and application != APPLICATION_ID:
        raise JournalBroken("journal_foreign", "the file is a database, but not a GridKiosk journal")
    if version > len(MIGRATIONS):
        raise JournalBroken("journal_newer", f"version {version} is newer than this program's {len(MIGRATIONS)}")
    for step in range(version, len(MIGRATIONS)):
        with connection.begin():
            MIGRATIONS[step](connection)
            connection.execute(text(f"PRAGMA user_version = {step + 1}"))


def check(connection: Connection) -> None:
    """Let SQLite check its own pages, or raise JournalBroken."""
    try:
        with connection.begin():
            found = connection.execute(text("PRAGMA integrity_check(1)")).scalar_one()
    except DatabaseError as error:
        with suppress(DatabaseError):
            connection.rollback()
        raise JournalBroken("journal_pages", str(error.orig)) from error
    if found != "ok":
        raise JournalBroken("journal_pages", str(found))
