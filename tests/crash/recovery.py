"""Let the real journal open an image, and look at what it came back with."""

import hashlib
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kiosk_app.domain.facts import Ledger
from kiosk_app.journal.diary import Remembered
from kiosk_app.journal.journal import Clock, JournalFailed
from kiosk_app.journal.storage import JournalBroken, JournalBusy
from tests.crash.disk import Image
from tests.crash.marked import MarkedJournal

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
    diary: Remembered = Remembered()
    summed: int = 0  # the row that the summary ends with which the start went on from; 0: every row was added up
    left: tuple[int, bytes] = (0, b"")  # rows and last hash once the start was done

    @property
    def summary_made(self) -> bool:
        """True when the start wrote a summary: its row follows the one that says the kiosk has started."""
        return self.left[0] == self.rows + 2


def recover(folder: Path) -> Recovered:
    """Open and close the journal in this folder; anything but an orderly refusal is a defect and is raised."""
    try:
        journal = MarkedJournal(folder / "journal.db", clock=FIXED_CLOCK)
    except (JournalBroken, JournalBusy, JournalFailed) as refusal:
        return Recovered(0, b"", Ledger(), f"{type(refusal).__name__}: {refusal}")
    found, ledger, left = journal.opened, journal.ledger, journal.head
    journal.close()
    assert found is not None
    return Recovered(found.rows, found.head, ledger, "", found.diary, found.summed, left)


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
