"""One direction of a serial line: a byte is there when its last bit has passed. No I/O; `now` in monotonic seconds."""

BITS_PER_BYTE = 10  # 8N1: start, eight, stop
LONGEST_QUEUE = 4096
PORTION = 16  # bytes in a receiver's FIFO: it reports when that is full, or when nothing follows


def byte_time(baud: int) -> float:
    """Return how long one byte takes, in seconds."""
    return BITS_PER_BYTE / baud


class Wire:
    """Bytes on their way, in order; a short frame is handed over whole, when its last byte has passed."""

    def __init__(self, byte_s: float) -> None:
        """`byte_s`: seconds a byte takes; 0 when everything is there at once."""
        self._byte_s = byte_s
        self._queue = bytearray()
        self._first_at = 0.0  # when the first byte of the queue is there

    def put(self, data: bytes, now: float) -> None:
        """Begin to send `data` after what is under way already."""
        if data and not self._queue:
            self._first_at = now + self._byte_s
        self._queue += data

    def arrived(self, now: float) -> bytes:
        """Take what the receiver reports by `now`."""
        wake_at = self.wake_at()
        if wake_at is None or now < wake_at:
            return b""
        count = len(self._queue)
        if self._byte_s:
            there = int((now - self._first_at) / self._byte_s) + 1
            count = min(count, max(there, min(count, PORTION)))  # not fewer, where rounding has lost one
            self._first_at += count * self._byte_s
        data = bytes(self._queue[:count])
        del self._queue[:count]
        return data

    def wake_at(self) -> float | None:
        """Return when the receiver reports next; None when nothing is under way."""
        if not self._queue:
            return None
        return self._first_at + (min(len(self._queue), PORTION) - 1) * self._byte_s

    @property
    def has_room(self) -> bool:
        """True while more may be put in; a sender that is faster than the line has to wait."""
        return len(self._queue) < LONGEST_QUEUE

    def cut(self) -> None:
        """Lose everything under way."""
        self._queue.clear()
