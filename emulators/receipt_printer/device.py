"""The receipt printer in its cabinet: technicians' hands, plugs and cables. `now` in monotonic seconds.

Every hand takes JSON values, and `now` by name. A hand that cannot do its deed raises NotPossible.
"""

from emulators.receipt_printer.mechanism import ROLL_M
from emulators.receipt_printer.paper import DOTS_PER_MM
from emulators.receipt_printer.unit import Unit

LONGEST_ROLL_M = 200


class NotPossible(Exception):
    """The hand cannot do that now: nothing hangs out, the cover is open already, …"""


class ReceiptPrinterDevice(Unit):
    """An 80 mm printer with a new roll."""

    def open_cover(self, now: float) -> None:
        """Open the cover; printing stops at the row where it is, and that line is printed again afterwards."""
        self.tick(now)
        if self.mechanism.cover_open:
            raise NotPossible("the cover is open")
        self._stop(now)
        self.mechanism.cover_open = True
        self.tick(now)

    def close_cover(self, now: float) -> None:
        """Close the cover; printing goes on."""
        self.tick(now)
        if not self.mechanism.cover_open:
            raise NotPossible("the cover is closed")
        self.mechanism.cover_open = False
        self.tick(now)

    def load_paper(self, now: float, metres: float = ROLL_M) -> None:
        """Put a new roll in; what hung out of the head falls into the tray, and printing goes on."""
        self.tick(now)
        if not 0 < metres <= LONGEST_ROLL_M:
            raise ValueError(f"a roll has up to {LONGEST_ROLL_M} m, not {metres}")
        self._stop(now)
        self.mechanism.load(metres)
        self.tick(now)

    def leave_paper(self, mm: int, now: float) -> None:
        """Let only so much paper be left; 0 is none."""
        self.tick(now)
        if not 0 <= mm <= LONGEST_ROLL_M * 1000:
            raise ValueError(f"a roll has up to {LONGEST_ROLL_M} m")
        self._stop(now)
        self.mechanism.roll.left = mm * DOTS_PER_MM
        self.tick(now)

    def tear_off(self, now: float) -> None:
        """Pull off the paper that hangs out, cut or not."""
        self.tick(now)
        self._stop(now)
        torn = self.mechanism.tear_off()
        self.tick(now)
        if not torn:
            raise NotPossible("nothing hangs out")

    def block_cutter(self, now: float) -> None:
        """Let the knife get stuck: the next cut fails."""
        self.tick(now)
        self.mechanism.cutter_blocked = True

    def free_cutter(self, now: float) -> None:
        """Free the knife; the error stays until the host ends it with DLE ENQ, or the power goes."""
        self.tick(now)
        self.mechanism.cutter_blocked = False

    def break_mechanism(self, now: float) -> None:
        """Let something break that no command mends."""
        self.tick(now)
        self._stop(now)
        self.broken = True
        self.tick(now)

    def overheat(self, now: float) -> None:
        """Let the head be too hot to print."""
        self.tick(now)
        self._stop(now)
        self.hot = True
        self.tick(now)

    def cool_down(self, now: float) -> None:
        """Let the head have cooled down; printing goes on."""
        self.tick(now)
        self.hot = False
        self.tick(now)

    def repair(self, now: float) -> None:
        """Mend what is broken; printing goes on."""
        self.tick(now)
        self.broken = False
        self.tick(now)

    # power and cables

    def cut_power(self, now: float) -> None:
        """The power fails: what was in the buffer is lost, what is printed hangs out of the head."""
        self.tick(now)
        self.mechanism.interrupt(now)
        self.power_on, self._booted_at = False, None
        self._forget()

    def restore_power(self, now: float) -> None:
        """The power is back."""
        self.tick(now)
        if not self.power_on:
            self.power_on, self._booted_at = True, now + self.mechanism.pace.booting_s

    def unplug(self, now: float) -> None:
        """Pull the data cable; what is in the buffer is printed."""
        self.tick(now)
        self.plugged_in = False
        self._out.clear()

    def plug_in(self, now: float) -> None:
        """Put the data cable back."""
        self.tick(now)
        self.plugged_in = True
