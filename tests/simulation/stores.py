"""The real journal on a file, on the disk of `memory.py` that may fail, stop or be slow."""

import tempfile
from pathlib import Path

from kiosk_app.domain.facts import Fact, Ledger, OpenSale
from kiosk_app.journal.journal import Clock, JournalFailed, SqliteJournal
from tests.simulation.forgery import Forger
from tests.simulation.kiosk import Cut, End, Ledgered
from tests.simulation.memory import TERMINAL, VERSION, Disk
from tests.simulation.world import World


def folder_in_memory(prefix: str) -> tempfile.TemporaryDirectory[str]:
    """Make a folder for one seed, where a sync costs nothing: what is cut here is never the machine that plays."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix=prefix, dir=memory if memory.is_dir() else None)


class SqliteStore:
    """The real journal on a file in a folder of its own."""

    def __init__(self, world: World) -> None:
        self._world, self.disk = world, Disk(world)
        self._folder = folder_in_memory("simulated-journal-")
        self.path = Path(self._folder.name) / "journal.db"
        self._forger = Forger(world, self.path, TERMINAL, VERSION)
        self._real: FileJournal | None = None

    def open(self, life: int) -> tuple[Ledgered, tuple[OpenSale, ...]]:
        """Open the file; the real journal verifies its chain and records the start."""
        self._forger.meddle()
        clock = Clock(lambda: self._world.now, lambda: self._world.wall_ms)
        self._real = FileJournal(self.path, clock, self.disk)
        self._forger.is_ours(self._real)
        return self._real, tuple(self._real.ledger.open_sales.values())

    def close(self, end: End) -> None:
        """Close the file."""
        if self._real is not None:
            self._forger.heartbeat(self._real)
            self._real.close()
            self._real = None

    @property
    def journal(self) -> "FileJournal":
        """The journal of the life that is lived now."""
        assert self._real is not None, "a life has its journal"
        return self._real

    @property
    def ledger(self) -> Ledger:
        """What that journal adds up to."""
        return self.journal.ledger

    @property
    def folder(self) -> Path:
        """What lies beside the journal on the same disk."""
        return self.path.parent

    def held(self) -> int:
        """Return how many rows the file has."""
        return self._real.head[0] if self._real is not None else 0

    def read(self) -> list[Fact]:
        """Return the rows as the file has them."""
        return [entry.fact for entry in self._real.entries()] if self._real is not None else []

    def remove(self) -> None:
        """Remove the folder."""
        self.close(End.PROCESS)
        self._folder.cleanup()


class FileJournal(SqliteJournal):
    """The real journal on a disk that may fail, stop or be slow."""

    def __init__(self, path: Path, clock: Clock, disk: Disk) -> None:
        self._disk = disk
        try:
            super().__init__(path, TERMINAL, VERSION, clock)
        except (Cut, JournalFailed):
            self.close()  # the process is gone, and so is its lock
            raise

    def record(self, fact: Fact) -> None:
        """Append one fact."""
        self._disk.append(fact, lambda: super(FileJournal, self).record(fact))
