"""The one connection to the journal's file: pragmas in the order that survives a power cut, read back and checked.

SQLite's defaults lose acknowledged commits on a power cut. What is chosen here, and the run of
the crash matrix that chose it, is in docs/adr/0002-journal-storage.md; `./kiosk crash` runs it against this module.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk_app.journal import log, schema
from kiosk_app.journal.table import APPLICATION_ID

PRAGMAS: tuple[tuple[str, str], ...] = (
    ("locking_mode", "exclusive"),
    ("synchronous", "3"),
    ("journal_mode", "wal"),
    ("wal_autocheckpoint", "64"),
)
"""In this order: the lock and the syncs are set before the journal mode (ARCHITECTURE.md, rule 8). 3 is EXTRA.

Every 64 pages, some thirty appends, the log goes into the file: damage there is told from a cut by the hash chain.
"""

OPTIONS = "&psow=0"
"""A sector that was half written at a cut may be spoilt as a whole: no commit shares a sector with the next one."""

ROOM = 512 * 1024
"""Bytes that the log is lengthened to at the start. Overwriting costs half of letting a file grow, and there is room
for the sale under way on a disk that has filled up."""

TAILS = ("", "-wal", "-journal")
"""A journal is these files, as far as they are there."""

SHARED_LOCK = (0x40000002, 510)
"""Offset and length of the bytes that SQLite locks in a database that is in use."""

ZEROS = bytes(1 << 16)

UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises: SQLite may quote the damage in its message, and then that is no UTF-8."""


class JournalBroken(Exception):
    """The file is not a whole journal: out of service with this code; the file stays as it is."""

    def __init__(self, code: str, detail: str, good_rows: int = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.good_rows = code, detail, good_rows


class JournalBusy(Exception):
    """Another process holds the journal."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file with the pragmas set and checked, or raise JournalBroken or JournalBusy.

    Another program's database, and a newer kiosk's, are refused before anything in them is changed.
    """
    try:
        raw = sqlite3.connect(f"file:{path}?mode=rwc{OPTIONS}", uri=True, isolation_level=None, timeout=0.5)
        try:
            set_pragmas(raw, PRAGMAS[:2])
            refuse_strangers(raw)
            set_pragmas(raw, PRAGMAS[2:])
        except BaseException:
            raw.close()
            raise
    except UNREADABLE as error:
        if "database is locked" in str(error):
            raise JournalBusy(str(path)) from error
        raise JournalBroken("journal_unreadable", str(error)) from error
    return raw


@contextmanager
def transaction(raw: sqlite3.Connection) -> Iterator[None]:
    """Hold one transaction around what is read; nothing is appended meanwhile."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(*UNREADABLE):
            raw.rollback()
        raise
    raw.commit()


def set_pragmas(raw: sqlite3.Connection, pragmas: tuple[tuple[str, str], ...]) -> None:
    """Set each pragma and read it back: a journal on other terms than these is not used."""
    for name, wanted in pragmas:
        raw.execute(f"PRAGMA {name} = {wanted}")
        found = str(raw.execute(f"PRAGMA {name}").fetchone()[0])
        if found != wanted:
            raise sqlite3.DatabaseError(f"pragma {name} is {found}, not {wanted}")


def refuse_strangers(raw: sqlite3.Connection) -> None:
    """Raise JournalBroken when the file holds something, but not a journal of this version or an older one."""
    (tables,) = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = raw.execute("PRAGMA application_id").fetchone()
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    if tables and application != APPLICATION_ID:
        raise JournalBroken("journal_foreign", "the file is a database, but not a GridKiosk journal")
    if version > len(schema.MIGRATIONS):
        newest = len(schema.MIGRATIONS)
        raise JournalBroken("journal_newer", f"version {version} is newer than this program's {newest}")


def migrate(raw: sqlite3.Connection) -> None:
    """Bring an empty or older file to the present version, each step in one transaction."""
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    if version < len(schema.MIGRATIONS):
        schema.bring_up(raw, version)


def settle(path: Path, raw: sqlite3.Connection) -> None:
    """Move what a cut left in the log into the file and begin the log anew. Raises JournalBroken or OSError.

    The first append after a cut would otherwise share a sector with the last one before it, as SQLite does not sync the
    end of the frames that it fills a sector with; and what was verified at this start is then under the hash chain.
    """
    try:
        busy, valid, _ = raw.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    assert not busy, "nobody else reads the journal"
    if log_of(path).exists() and log.hides_commits(log_of(path).read_bytes(), valid):
        raise JournalBroken("journal_log", f"the log holds rows behind its frame {valid} that cannot be read")


def make_room(path: Path) -> None:
    """Lengthen the log with zeros, which are no valid frames, and make that durable. Raises OSError."""
    log_file = log_of(path)
    if log_file.exists():
        with log_file.open("r+b", buffering=0) as file:
            for start in range(log_file.stat().st_size, ROOM, len(ZEROS)):
                os.pwrite(file.fileno(), ZEROS[: ROOM - start], start)
            os.fsync(file.fileno())


def check(raw: sqlite3.Connection) -> None:
    """Let SQLite check its own pages, or raise JournalBroken."""
    try:
        (found,) = raw.execute("PRAGMA integrity_check(1)").fetchone()
    except UNREADABLE as error:
        raise JournalBroken("journal_pages", str(error)) from error
    if found != "ok":
        raise JournalBroken("journal_pages", str(found))


def log_of(path: Path) -> Path:
    """Return the path of the journal's write-ahead log."""
    return Path(f"{path}-wal")


def in_use(path: Path) -> bool:
    """Return True when a kiosk holds the journal. Never ask from the process that may itself be that kiosk."""
    with path.open("rb") as file:
        offset, length = SHARED_LOCK
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, length, offset)
        except OSError:
            return True
    return False


def copy(path: Path, into: Path) -> Path:
    """Copy the journal's files as they are and return the copy's path: to read a journal is to read a copy of it."""
    for tail in TAILS:
        if (part := Path(f"{path}{tail}")).exists():
            shutil.copy2(part, into / part.name)
    return into / path.name


def set_aside(path: Path) -> None:
    """Keep a broken journal beside itself, read-only, once for what it holds: evidence is never written over."""
    parts = [part for tail in TAILS if (part := Path(f"{path}{tail}")).exists()]
    found = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:12]
    kept = path.with_name(f"{path.name}.broken-{found}")
    if not kept.exists():
        kept.mkdir(mode=0o700)
        for part in parts:
            shutil.copy2(part, kept / part.name)
            (kept / part.name).chmod(0o400)
