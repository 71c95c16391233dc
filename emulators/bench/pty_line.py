"""A serial port that a program can open: a pseudo-terminal in raw mode behind a symbolic link, at a line's pace."""

import os
import tty
from pathlib import Path

from emulators.bench.wire import LONGEST_QUEUE, Wire


class PtyLine:
    """One device's line. Unplugged, the link is gone and the program that had it open is hung up."""

    def __init__(self, link: Path, byte_s: float) -> None:
        self.link = link
        self.to_device, self.to_host = Wire(byte_s), Wire(byte_s)
        self.generation = 0  # counts the ports
        self._ends: tuple[int, int] | None = None  # ours and the program's; held open, or ours would report a hang-up

    @property
    def plugged(self) -> bool:
        """True while the port is there."""
        return self._ends is not None

    def fileno(self) -> int:
        """Return our end."""
        assert self._ends is not None, "unplugged"
        return self._ends[0]

    def plug(self) -> None:
        """Make a new port and the link to it."""
        assert self._ends is None, "plugged already"
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        os.set_blocking(ours, False)
        self._ends = ours, theirs
        self.generation += 1
        fresh = self.link.with_name(self.link.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(theirs))
        fresh.replace(self.link)

    def unplug(self) -> None:
        """Take the link away and hang up; what is under way is lost."""
        if self._ends is None:
            return
        self.link.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = None
        self.to_device.cut()
        self.to_host.cut()

    def read(self, now: float) -> None:
        """Take up what the program has written; it starts on its way to the device."""
        if self._ends is None:
            return
        try:
            self.to_device.put(os.read(self._ends[0], LONGEST_QUEUE), now)
        except BlockingIOError:
            return

    def write(self, now: float) -> None:
        """Hand over to the program what has come through; bytes that nobody fetches are lost, as on a wire."""
        data = self.to_host.arrived(now)
        if not data or self._ends is None:
            return
        try:
            os.write(self._ends[0], data)
        except BlockingIOError:
            return
