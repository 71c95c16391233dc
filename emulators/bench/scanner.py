"""The bar-code scanner on the bench: hands hold papers in front of it."""

from typing import Literal

from emulators.bench.actions import Json, NotPossibleNow, Refused, action
from emulators.scanner.device import ENDS, PULL, ScannerDevice

PRINTED_AT_MOST = 2_000  # what a QR code holds, and more than any host should believe


class Scanner:
    """A window that hands hold something in front of, on a serial line."""

    name, port, baud = "scanner", "ttySCANNER", 9600

    def __init__(self) -> None:
        self.device = ScannerDevice()

    @action
    def show(self, now: float, *, code: str) -> Json:
        """Hold a paper in front of the window, and leave it there; it is read as soon as the lamp is lit."""
        if not 1 <= len(code.encode()) <= PRINTED_AT_MOST:
            raise Refused(f"code is not 1 to {PRINTED_AT_MOST} bytes")
        self.device.show(code.encode(), now)
        return {"read": self.device.window.reads}

    @action
    def take_away(self, _now: float) -> Json:
        """Take the paper away."""
        if self.device.window.shown is None:
            raise NotPossibleNow("nothing is in front of the window")
        self.device.window.take_away()
        return None

    @action
    def set_maker(self, _now: float, *, maker: Literal["newland", "honeywell", "gm65"]) -> Json:
        """Put another maker's scanner there."""
        self.device.maker = maker
        return None

    @action
    def set_end(self, _now: float, *, end: Literal["cr", "lf", "crlf", "none"]) -> Json:
        """Let it end each read another way."""
        self.device.end = end
        return None

    def state(self) -> dict[str, Json]:
        """Return lamp, paper and reads as they really are."""
        shown = self.device.window.shown
        return {
            **self.situation(),
            "shown": None if shown is None else shown.decode(errors="replace"),
            "reads": self.device.window.reads,
            "maker": self.device.maker,
            "end": self.device.end,
        }

    def situation(self) -> dict[str, Json]:
        """Return whether the lamp is lit, and the scanner's power."""
        return {
            "lamp": "dark" if self.device.window.lit_until is None else "lit",
            "power": "on" if self.device.power_on else "off",
        }

    def remembered(self) -> Json:
        """Return which scanner it is."""
        return {"maker": self.device.maker, "end": self.device.end}

    def recall(self, remembered: Json) -> None:
        """Put the same scanner there; nothing is in front of it."""
        if not isinstance(remembered, dict):
            raise TypeError("not what a scanner remembers")
        makers = [maker for maker in PULL if maker == remembered["maker"]]
        ends = [end for end in ENDS if end == remembered["end"]]
        if not makers or not ends:
            raise ValueError("no such scanner")
        self.device.maker, self.device.end = makers[0], ends[0]

    def cut_power(self, now: float) -> None:
        """The mains fail."""
        self.device.cut_power(now)

    def restore_power(self, now: float) -> None:
        """The mains are back."""
        self.device.restore_power(now)
