"""ESC/POS status: bytes <-> messages, no I/O (protocols.md 2.2).

What the kiosk sends beside the slip itself:

    10 04 n      DLE EOT n, 1-4: real-time status, answered at once even when offline or the buffer is full
    1D 72 01     GS r 1: paper status, answered in turn behind all print data: the "job printed" barrier
    10 05 02     DLE ENQ 2: recover from an error and forget what is left in the buffers
    1D 61 00     GS a 0: no automatic status

What comes back has no frame, no length and no checksum; a byte's fixed bits tell what it is:

    bit   7  6  5  4  3  2  1  0
          0  x  x  1  x  x  1  0    one reply to DLE EOT; it does not say to which n, so one is asked at a time
          0  0  0  0  e  e  n  n    reply to GS r 1: ee paper end, nn near end, each pair alike
          0  x  x  1  x  x  0  0    first of the four bytes of an automatic status (ASB) ...
          0  x  x  0  x  x  x  x    ... and its second, third and fourth
          0  0  0  1  0  0  x  1    XON, XOFF: flow control of the line; noise to us, like everything else

The second to fourth ASB bytes look like replies to GS r, so a beginning ASB swallows three such bytes; any other
byte breaks it off. One that stays incomplete is given up by the session after a pause on the line.
"""

from dataclasses import dataclass
from enum import StrEnum

PAPER_BARRIER = b"\x1d\x72\x01"
CLEAR_BUFFERS = b"\x10\x05\x02"
FEED_AND_CUT = b"\x1d\x56\x42\x00"  # GS V 66 0: feed to the cutter, cut
AUTOMATIC_STATUS_OFF = b"\x1d\x61\x00"
QUESTIONS = (1, 2, 3, 4)

_ASB_LENGTH = 4
_PAPER_REPLIES = (0x00, 0x03, 0x0C, 0x0F)


class Trouble(StrEnum):
    """Why a slip is not confirmed, as codes of the error catalogue."""

    PAPER_END = "paper_end"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    MECHANISM = "mechanism"
    OFFLINE = "offline"
    NOT_ANSWERING = "not_answering"  # no reply to a status request, before anything was sent
    NO_CONFIRMATION = "no_confirmation"  # sent, and the printer did not say that it is on paper


PAPER_NEAR_END = "paper_near_end"


@dataclass(frozen=True, slots=True)
class StatusReply:
    """The answer to the DLE EOT asked last."""

    value: int


@dataclass(frozen=True, slots=True)
class PaperReply:
    """The answer to GS r 1: everything sent before it has been worked off."""

    near_end: bool
    end: bool


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """An ASB that nobody asked for; something has changed."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Noise:
    """A byte that is none of these."""

    value: int


Message = StatusReply | PaperReply | AutomaticStatus | Noise


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The replies to DLE EOT 1 to 4, raw."""

    printer: int
    offline: int
    error: int
    paper: int

    @property
    def trouble(self) -> Trouble | None:
        """The part that keeps the printer from printing; what a person can put right at once comes first."""
        if self.offline & 0x04:
            return Trouble.COVER_OPEN
        if self.paper & 0x60 or self.offline & 0x20:
            return Trouble.PAPER_END
        if self.error & 0x08:
            return Trouble.CUTTER
        hot_head = self.error & 0x40  # recovers by itself when it has cooled down
        if self.error & 0x24 or (self.offline & 0x40 and not hot_head):
            return Trouble.MECHANISM
        return Trouble.OFFLINE if self.printer & 0x08 or hot_head else None

    @property
    def near_end(self) -> bool:
        """Somebody should bring a new roll."""
        return bool(self.paper & 0x0C)

    @property
    def recoverable(self) -> bool:
        """True for an error that DLE ENQ may end: cutter or mechanism, not said to be unrecoverable."""
        return self.trouble in (Trouble.CUTTER, Trouble.MECHANISM) and not self.error & 0x20

    def raw(self) -> str:
        """Write the four bytes for the technician: "12 12 12 12"."""
        return bytes((self.printer, self.offline, self.error, self.paper)).hex(" ").upper()


def ask(question: int) -> bytes:
    """Return DLE EOT for question 1 (printer), 2 (offline cause), 3 (error cause) or 4 (paper)."""
    return bytes((0x10, 0x04, question))


class Receiver:
    """Sorts arriving bytes into messages, in any portions."""

    def __init__(self) -> None:
        self._asb = b""

    @property
    def incomplete(self) -> bool:
        """True between the first and the last byte of an automatic status."""
        return bool(self._asb)

    def abandon(self) -> None:
        """Give up an automatic status whose other bytes did not come."""
        self._asb = b""

    def receive(self, data: bytes) -> list[Message]:
        """Return the messages that `data` completes."""
        return [message for value in data if (message := self._take(value)) is not None]

    def _take(self, value: int) -> Message | None:
        if self._asb and value & 0x90 == 0:
            self._asb += bytes((value,))
            if len(self._asb) < _ASB_LENGTH:
                return None
            complete, self._asb = self._asb, b""
            return AutomaticStatus(complete)
        self._asb = b""
        if value & 0x93 == 0x12:
            return StatusReply(value)
        if value & 0x93 == 0x10:
            self._asb = bytes((value,))
            return None
        if value in _PAPER_REPLIES:
            return PaperReply(near_end=value & 0x03 != 0, end=value & 0x0C != 0)
        return Noise(value)
