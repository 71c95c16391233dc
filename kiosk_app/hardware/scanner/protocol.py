"""Bytes and codes of a serial bar-code scanner (protocols.md 5): a trigger to the scanner, lines from it.

data CR | LF | CR LF, or data and 50 ms of silence      each read; no check sum
01 54 04 / 01 50 04                                     Newland: start, stop
16 54 0D / 16 55 0D                                     Honeywell, Datalogic: start, stop
7E 00 08 01 00 02 01 AB CD (start) … 00 AB CD (stop)    GROW GM65; answered by 02 00 | 00 | 01 | 00 | CRC(2)

What comes is untrusted text: anybody may hold anything in front of the window. Only letters, digits, "." "_" and "-"
pass, at most 128 of them (H2, I27, fault 42); a code that holds anything else is one of which nothing is told.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

CODE_AT_MOST = 128
SILENCE_S = 0.05
ENDS = b"\r\n"
PADDING = b"\x00"
ALLOWED = re.compile(rb"[0-9A-Za-z._-]{1,128}")
ACKNOWLEDGEMENT = bytes.fromhex("02 00 00 01 00 33 31")

Model = Literal["newland", "honeywell", "gm65"]


@dataclass(frozen=True, slots=True)
class Triggers:
    """What starts and stops a read, and what the scanner says to either before anything else."""

    start: bytes
    stop: bytes
    answer: bytes = b""


TRIGGERS: dict[Model, Triggers] = {
    "newland": Triggers(bytes.fromhex("01 54 04"), bytes.fromhex("01 50 04")),
    "honeywell": Triggers(bytes.fromhex("16 54 0D"), bytes.fromhex("16 55 0D")),
    "gm65": Triggers(
        bytes.fromhex("7E 00 08 01 00 02 01 AB CD"), bytes.fromhex("7E 00 08 01 00 02 00 AB CD"), ACKNOWLEDGEMENT
    ),
}


def text_of(line: bytes) -> str:
    """Return what a read says; nothing where it holds what is not allowed."""
    return line.decode("ascii") if ALLOWED.fullmatch(line) is not None else ""


@dataclass(slots=True)
class Lines:
    """Puts bytes together to reads, in any portions; keeps no more than one read of the longest kind."""

    answer: bytes = b""  # what the scanner says to a trigger: taken out, never read as a code
    _line: bytearray = field(default_factory=bytearray)
    _too_long: bool = False
    _heard_at: float = 0.0
    _whole: deque[str] = field(default_factory=deque)

    def feed(self, data: bytes, now: float) -> list[str]:
        """Take bytes; return the reads that they complete, an empty text for one of which nothing may be told."""
        self.tick(now)
        for byte in data:
            self._take(byte)
        if data:
            self._heard_at = now
        return self.reads()

    def tick(self, now: float) -> None:
        """Take a silence for the end of a read."""
        if (self._line or self._too_long) and now >= self._heard_at + SILENCE_S:
            self._end()

    def reads(self) -> list[str]:
        """Return what is complete, once."""
        whole = list(self._whole)
        self._whole.clear()
        return whole

    def wake_at(self) -> float | None:
        """Return when a silence would end the read under way."""
        return self._heard_at + SILENCE_S if self._line or self._too_long else None

    def forget(self) -> None:
        """Hold nothing of what came so far."""
        self._line.clear()
        self._whole.clear()
        self._too_long = False

    def _take(self, byte: int) -> None:
        if byte in ENDS and not self._in_answer():
            self._end()
        elif byte in PADDING and not self._in_answer():
            return
        elif len(self._line) < CODE_AT_MOST:
            self._line.append(byte)
            if self.answer and self._line == self.answer:
                self._line.clear()
        else:
            self._too_long = True

    def _in_answer(self) -> bool:
        """True while what came so far is the beginning of an answer: its bytes are no ends and no padding."""
        return bool(self._line) and self.answer.startswith(self._line)

    def _end(self) -> None:
        if self._too_long:
            self._whole.append("")
        elif self._line:
            self._whole.append(text_of(bytes(self._line)))
        self._line.clear()
        self._too_long = False
