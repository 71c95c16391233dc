"""The journal's newest rows in memory, for the thread that sends them: the file belongs to the main thread alone.

A terminal that is connected never needs more. Older rows, after days without a line, the main thread reads from the
file when it is asked, a page at a time, so that what is held here stays bounded.
"""

import threading
from collections import deque
from itertools import dropwhile

from kiosk_app.domain.sealed import Page, SealedRow, bounded

ROWS_KEPT = 512  # some dozen sales


class Recent:
    """One thread adds, others read."""

    def __init__(self, kept: int = ROWS_KEPT) -> None:
        self._lock = threading.Lock()
        self._rows: deque[SealedRow] = deque(maxlen=kept)
        self._before = bytes(32)  # hash of the row before the oldest one here

    def add(self, row: SealedRow) -> None:
        """Add the row that was made durable just now; the oldest one goes."""
        with self._lock:
            if len(self._rows) == self._rows.maxlen:
                self._before = self._rows[0].hash
            self._rows.append(row)

    def head(self) -> tuple[int, bytes]:
        """Return the number of rows in the journal and the last hash."""
        with self._lock:
            return (self._rows[-1].seq, self._rows[-1].hash) if self._rows else (0, self._before)

    def hash_at(self, seq: int) -> bytes | None:
        """Return a row's hash, zeros for row 0, nothing where there is none yet; None where it is older than here."""
        with self._lock:
            oldest = self._rows[0].seq if self._rows else 1
            if seq < oldest:
                return self._before if seq == oldest - 1 else None
            return self._rows[seq - oldest].hash if seq < oldest + len(self._rows) else b""

    def page(self, after: int) -> Page | None:
        """Return the page that follows row `after`; None where older rows are needed than there are here."""
        with self._lock:
            oldest = self._rows[0].seq if self._rows else 1
            if after < oldest - 1:
                return None
            before = self._rows[after - oldest].hash if oldest <= after < oldest + len(self._rows) else self._before
            rows = tuple(dropwhile(lambda row: row.seq <= after, self._rows))
        return Page(before, bounded(rows))
