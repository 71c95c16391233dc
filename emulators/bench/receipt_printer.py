"""The receipt printer on the bench, with its tray."""

from pathlib import Path

from emulators.bench.actions import Json, action
from emulators.bench.hands import hand, in_range
from emulators.receipt_printer.device import NotPossible, ReceiptPrinterDevice
from emulators.receipt_printer.mechanism import FAST, ROLL_M, USUAL
from emulators.receipt_printer.paper import DOTS_PER_MM, Slip
from emulators.receipt_printer.tray import FolderTray

LONGEST_ROLL_M = 200
REMEMBERED_MM = 10  # paper is remembered to the centimetre, not after every row
TEXT_TOLD = 4000


class CountedTray(FolderTray):
    """The folder, and what fell into it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        texts = sorted(folder.glob("[0-9]*.txt"))
        self.slips = len(texts)
        self.last_text = texts[-1].read_text(encoding="utf-8") if texts else ""

    def put(self, slip: Slip) -> None:
        """Write one slip and count it."""
        super().put(slip)
        self.slips += 1
        self.last_text = "\n".join(slip.lines)


class ReceiptPrinter:
    """An 80 mm ESC/POS printer, its roll, its tray."""

    name, port, baud = "receipt_printer", "ttyPRINTER", 19200

    def __init__(self, folder: Path, *, fast: bool) -> None:
        self._tray = CountedTray(folder)
        self.device = ReceiptPrinterDevice(self._tray, FAST if fast else USUAL)

    @action
    def open_cover(self, now: float) -> Json:
        """Open the cover: printing stops where it is."""
        with hand(NotPossible):
            self.device.open_cover(now)
        return None

    @action
    def close_cover(self, now: float) -> Json:
        """Close the cover: printing goes on."""
        with hand(NotPossible):
            self.device.close_cover(now)
        return None

    @action
    def load_paper(self, now: float, *, metres: int = ROLL_M) -> Json:
        """Put a new roll in; what hung out of the head falls into the tray."""
        self.device.load_paper(now, in_range("metres", metres, 1, LONGEST_ROLL_M))
        return None

    @action
    def leave_paper(self, now: float, *, mm: int) -> Json:
        """Let only so much paper be left; 0 is none."""
        self.device.leave_paper(in_range("mm", mm, 0, LONGEST_ROLL_M * 1000), now)
        return None

    @action
    def tear_off(self, now: float) -> Json:
        """Pull off the paper that hangs out, cut or not."""
        with hand(NotPossible):
            self.device.tear_off(now)
        return None

    @action
    def block_cutter(self, now: float) -> Json:
        """Let the knife get stuck: the next cut fails."""
        self.device.block_cutter(now)
        return None

    @action
    def free_cutter(self, now: float) -> Json:
        """Free the knife; the host has to end the error."""
        self.device.free_cutter(now)
        return None

    @action
    def break_mechanism(self, now: float) -> Json:
        """Let something break that no command mends."""
        self.device.break_mechanism(now)
        return None

    @action
    def repair(self, now: float) -> Json:
        """Mend what is broken."""
        self.device.repair(now)
        return None

    @action
    def overheat(self, now: float) -> Json:
        """Let the head be too hot to print."""
        self.device.overheat(now)
        return None

    @action
    def cool_down(self, now: float) -> Json:
        """Let the head have cooled down."""
        self.device.cool_down(now)
        return None

    def state(self) -> dict[str, Json]:
        """Return how the printer is, and the text of the last slip."""
        told: dict[str, Json] = {**self.device.state(), **self.situation()}
        del told["plugged_in"]  # the cable is the bench's
        return {**told, "paper_m": self._paper_mm // 1000, "last_slip": self._tray.last_text[:TEXT_TOLD]}

    @property
    def _paper_mm(self) -> int:
        return self.device.mechanism.roll.left // DOTS_PER_MM

    def situation(self) -> dict[str, Json]:
        """Return what the printer does, what is wrong with it, how many slips lie in the tray."""
        condition = self.device.condition
        return {
            "state": self.device.doing,
            "power": "on" if self.device.power_on else "off",
            "cover_open": condition.cover_open,
            "near_end": condition.near_end,
            "paper_end": condition.paper_end,
            "cutter_blocked": self.device.mechanism.cutter_blocked,
            "cutter_error": condition.cutter_error,
            "broken": condition.broken,
            "hot": condition.hot,
            "slips": self._tray.slips,
        }

    def remembered(self) -> Json:
        """Return how much paper there is, and what is wrong."""
        mechanism = self.device.mechanism
        return {
            "paper_mm": self._paper_mm // REMEMBERED_MM * REMEMBERED_MM,
            "cover_open": mechanism.cover_open,
            "cutter_blocked": mechanism.cutter_blocked,
            "broken": self.device.broken,
        }

    def recall(self, remembered: Json) -> None:
        """Put roll and damage back; paper that hung out uncut is gone."""
        if not isinstance(remembered, dict) or type(remembered["paper_mm"]) is not int:
            raise TypeError("not what a printer remembers")
        mechanism = self.device.mechanism
        mechanism.roll.left = remembered["paper_mm"] * DOTS_PER_MM
        mechanism.cover_open = remembered["cover_open"] is True
        mechanism.cutter_blocked = remembered["cutter_blocked"] is True
        self.device.broken = remembered["broken"] is True

    def cut_power(self, now: float) -> None:
        """The mains fail."""
        self.device.cut_power(now)

    def restore_power(self, now: float) -> None:
        """The mains are back."""
        self.device.restore_power(now)
