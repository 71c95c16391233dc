"""What the unit tells until it is heard: STACKED, RETURNED and REJECTING wait for an ACK (protocols.md 1.3).

An ACK belongs to the answer right before it; one that follows another answer acknowledges no report.
"""

from collections import deque


class Reports:
    """Reports in the order in which things happened."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._told = False  # the first one was the last answer

    def __bool__(self) -> bool:
        """Tell whether any report waits."""
        return bool(self._waiting)

    def add(self, state: int, detail: int) -> None:
        """Note something to tell."""
        self._waiting.append(bytes([state, detail]))

    def tell(self) -> bytes:
        """Return the first report, as an answer to POLL."""
        self._told = True
        return self._waiting[0]

    def other_answer(self) -> None:
        """Something else was asked or is answered: an ACK will not be for a report."""
        self._told = False

    def acknowledge(self) -> bytes | None:
        """Take an ACK; return the report that it was for."""
        if not self._told:
            return None
        self._told = False
        return self._waiting.popleft()
