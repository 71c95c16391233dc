"""The acceptor of the bench: a process on a pseudo-terminal that answers as slowly as a line of 9600 baud does.

`python -m bench.unit NOTES LINK` makes the line under that name, feeds so many notes, and tells the microseconds from
the last byte of each ESCROW to the first byte of the STACK that it led to, as one JSON list.
"""

import json
import os
import random
import select
import sys
import time
import tty
from pathlib import Path

from tests.hardware.bill_acceptor.unit import ESCROW, IDLING, STACK, Unit

BYTE_S = 10 / 9600  # start bit, eight bits, stop bit
ANSWERS_AFTER_S = 0.005  # the bus rules allow ten milliseconds
TEN_YUAN = 0
PATIENCE_S = 30


class Line:
    """Both directions of the line, with the time that bytes take on it."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self._heard = b""
        self._begun = 0.0
        self._escrow_at: float | None = None
        self.waits: list[float] = []

    def serve(self, wait_s: float) -> None:
        """Hear what comes within this time and answer it, each frame once its last byte has passed."""
        if not select.select([self.master], [], [], wait_s)[0]:
            return
        if not self._heard:
            self._begun = time.monotonic()
        self._heard += os.read(self.master, 4096)
        while len(self._heard) >= 3 and len(self._heard) >= self._heard[2]:
            frame, self._heard = self._heard[: self._heard[2]], self._heard[self._heard[2] :]
            self._answer(frame)

    def _answer(self, frame: bytes) -> None:
        if frame[3] == STACK and self._escrow_at is not None:
            self.waits.append((self._begun - self._escrow_at) * 1e6)
            self._escrow_at = None
        answer = self.unit.hear(frame)
        if not answer:
            return
        passed = self._begun + (len(frame) + len(answer)) * BYTE_S + ANSWERS_AFTER_S
        time.sleep(max(0.0, passed - time.monotonic()))
        os.write(self.master, answer)
        if answer[3] == ESCROW and self._escrow_at is None:
            self._escrow_at = time.monotonic()


def feed(line: Line, notes: int) -> list[float]:
    """Push notes in, at any point of the host's polling, until so many were stacked."""
    unit, chance, quiet_until = line.unit, random.Random(1), time.monotonic()
    deadline = time.monotonic() + PATIENCE_S + notes * 3
    while len(line.waits) < notes or unit.to_tell:
        assert time.monotonic() < deadline, f"{len(line.waits)} notes in; the host asked {unit.asked[-5:]}"
        line.serve(0.005)
        if unit.base != bytes((IDLING,)) or unit.to_tell:
            quiet_until = time.monotonic() + chance.uniform(0.03, 0.13)
        elif time.monotonic() >= quiet_until and len(line.waits) < notes:
            unit.insert(TEN_YUAN)
    return line.waits


def main(words: list[str]) -> None:
    """Serve one host."""
    line, link = Line(Unit()), Path(words[1])
    link.symlink_to(os.ttyname(line.slave))
    sys.stdout.write(json.dumps(feed(line, int(words[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
