"""One at a time for each sale, among threads and among processes; whoever dies gives the turn back.

The core's own key would book once without it. With it nobody asks the core while somebody else is asking, and who
came second takes the answer of who came first (fault 48).
"""

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

STRIPES = 4_096  # sales that share one wait for each other, which is rare and harmless
PAUSE_S = 0.05
_LOCK_NOT_AVAILABLE = "55P03"


class TurnTaken(Exception):
    """Somebody else is still at it."""


class Turns(Protocol):
    """Hands out turns."""

    def turn(self, sale: str, wait_s: float) -> AbstractContextManager[None]:
        """Hold the sale's turn; raise TurnTaken where it does not come within `wait_s`."""

    def close(self) -> None:
        """Hand out no more turns."""


def turns_for(engine: Engine) -> Turns:
    """Return the turns that fit a database: locks on a file beside SQLite's, advisory locks in PostgreSQL."""
    if engine.dialect.name == "postgresql":
        return AdvisoryTurns(engine)
    database = engine.url.database
    assert database, "a database in memory belongs to one process and needs no platform"
    return FileTurns(Path(database + "-turns"))


class FileTurns:
    """A byte of a file for each stripe; the kernel frees it when its process ends, however it ends."""

    def __init__(self, file: Path) -> None:
        # One descriptor for the whole life: closing any other one of this file would drop the process's locks.
        self._descriptor = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        self._threads = [threading.Lock() for _ in range(STRIPES)]

    @contextmanager
    def turn(self, sale: str, wait_s: float) -> Iterator[None]:
        """Hold the sale's turn."""
        until = time.monotonic() + wait_s
        stripe = _number(sale) % STRIPES
        if not self._threads[stripe].acquire(timeout=wait_s):
            raise TurnTaken
        try:
            while not self._locked(stripe):
                if time.monotonic() >= until:
                    raise TurnTaken
                time.sleep(PAUSE_S)
            try:
                yield
            finally:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, stripe)
        finally:
            self._threads[stripe].release()

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def _locked(self, stripe: int) -> bool:
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, stripe)
        except BlockingIOError:
            return False
        return True


class AdvisoryTurns:
    """A transaction-scoped advisory lock for each sale, on connections apart from those that do the work."""

    def __init__(self, engine: Engine) -> None:
        # A pool of its own: whoever waits for a turn must not use up the connections of whoever has it.
        self._engine = create_engine(
            engine.url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": 5}
        )

    @contextmanager
    def turn(self, sale: str, wait_s: float) -> Iterator[None]:
        """Hold the sale's turn."""
        with self._engine.begin() as connection:
            connection.execute(
                text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{max(1, int(wait_s * 1000))}ms"}
            )
            try:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _number(sale)})
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                    raise TurnTaken from error
                raise
            yield

    def close(self) -> None:
        """Close what is open."""
        self._engine.dispose()


def _number(sale: str) -> int:
    """Return 63 bits of the sale's digest."""
    return int.from_bytes(hashlib.sha256(sale.encode()).digest()[:8], "big") >> 1
