"""Let the real journal open an image, and look at what it came back with."""

import hashlib
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kiosk_app.domain.facts import Booted, Fact, Ledger
from kiosk_app.journal.journal import Clock, JournalFailed, SqliteJournal
from kiosk_app.journal.storage import JournalBroken, JournalBusy
from tests.crash.disk import Image

FIXED_CLOCK = Clock(lambda: 1_000, lambda: 1_800_000_000_000)
"""Equal ends are equal bytes: what is compared must not differ by the time of day."""


def fix_boot_id() -> None:
    """Give every run of this process the same boot id, for the same reason."""

    def token_hex(nbytes: int | None = None) -> str:
        return "00" * (nbytes or 8)

    secrets.token_hex = token_hex


@dataclass(frozen=True, slots=True)
class Recovered:
    """What the journal held when it was opened, or why it was not."""

    rows: int
    head: bytes
    ledger: Ledger
    refused: str = ""


class Observed(SqliteJournal):
    """The real journal; remembers what it had found before it wrote that it started."""

    found: tuple[int, bytes] | None = None

    def record(self, fact: Fact) -> None:
        if self.found is None:
            assert isinstance(fact, Booted)
            self.found = self.head
        super().record(fact)


def recover(folder: Path) -> Recovered:
    """Open and close the journal in this folder; anything but an orderly refusal is a defect and is raised."""
    try:
        journal = Observed(folder / "journal.db", "GD-0117", "1", FIXED_CLOCK)
    except (JournalBroken, JournalBusy, JournalFailed) as refusal:
        return Recovered(0, b"", Ledger(), f"{type(refusal).__name__}: {refusal}")
    assert journal.found is not None
    recovered = Recovered(*journal.found, journal.ledger)
    journal.close()
    return recovered


def laid_out(image: Image, folder: Path) -> None:
    """Make the folder hold just this image."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image:
        folder.joinpath(name).write_bytes(content)


def taken_in(folder: Path) -> Image:
    """Return what the folder holds."""
    return tuple((path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file())


def digest(image: Image) -> bytes:
    """Return what tells one image from another."""
    sum_ = hashlib.blake2b(digest_size=12)
    for name, content in image:
        sum_.update(f"{name}:{len(content)}:".encode())
        sum_.update(content)
    return sum_.digest()


def memory() -> Path:
    """Return a folder in memory where there is one: recovery syncs, and the state of a real disk is not asked for."""
    shared = Path("/dev/shm")
    return shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())
