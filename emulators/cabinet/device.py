"""The relay board as it stands on a line: time between frames, and what a power failure does to its relays."""

from emulators.cabinet.board import COILS, Board, Cabinet

FRAME_SILENCE_S = 0.05
"""A frame that is not whole is forgotten after this. A real board waits 3.5 characters, 4 ms at 9600 baud; a
pseudo-terminal hands bytes over in fits, so this one has more patience."""


class CabinetDevice:
    """Implements `bench.part.Device`: doors, lock and board."""

    def __init__(self) -> None:
        self.cabinet = Cabinet()
        self._board = Board(self.cabinet)
        self._out = b""
        self._heard_at: float | None = None  # the last byte of a frame that is not whole

    @property
    def power_on(self) -> bool:
        """True while the board has power."""
        return self._board.powered

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes in any portions; the answer is there at once."""
        self.tick(now)
        self._out += self._board.receive(data)
        self._heard_at = now if self._board.waiting else None

    def outgoing(self) -> bytes:
        """Return what is to be written to the host, once."""
        out, self._out = self._out, b""
        return out

    def tick(self, now: float) -> None:
        """Forget what was cut off."""
        if self._heard_at is not None and now >= self._heard_at + FRAME_SILENCE_S:
            self._board.silence()
            self._heard_at = None

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        return None if self._heard_at is None else self._heard_at + FRAME_SILENCE_S

    def cut_power(self, _now: float) -> None:
        """The mains fail: every relay drops, so the lock locks; doors stay as they are."""
        self._board.powered = False
        self.cabinet.relays[:] = [False] * COILS
        self._board.silence()
        self._out, self._heard_at = b"", None

    def restore_power(self, _now: float) -> None:
        """The mains are back."""
        self._board.powered = True
