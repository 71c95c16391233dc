"""Which driver stands behind the configured kind of reader (ACC-4): a further maker's is a further entry here."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Protocol

from kiosk_app.domain.meter_card import WriteOrder
from kiosk_app.hardware.card_reader import profiles
from kiosk_app.hardware.card_reader.crt310.driver import Crt310Driver
from kiosk_app.hardware.card_reader.pcsc.driver import PcscDriver
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.hardware.worker import Post


class ReaderDriver(Protocol):
    """A card reader with a thread of its own."""

    @property
    def progress(self) -> int:
        """Grows with every turn of its loop."""

    def start(self) -> None:
        """Start the thread."""

    def stop(self, deadline_s: float = ...) -> bool:
        """End it; False if it did not end in time."""

    def await_card(self) -> None:
        """Open the slot."""

    def withdraw(self) -> None:
        """Close the slot."""

    def read(self) -> None:
        """Power on and read."""

    def challenge(self, length: int) -> None:
        """GET CHALLENGE."""

    def authenticate(self, key_no: int, cryptogram: bytes) -> None:
        """EXTERNAL AUTHENTICATE."""

    def write(self, order: WriteOrder) -> None:
        """Write and read back."""

    def eject(self) -> None:
        """Offer the card."""

    def retain(self) -> None:
        """Swallow the card."""


Settings = Mapping[str, Any]
"""`port` and `baud` of a serial reader, `reader` of one known to PC/SC."""


def crt310(settings: Settings, post: Post) -> ReaderDriver:
    """Return the driver of a CRT-310 on a serial port."""
    return Crt310Driver(SerialLine(settings["port"], settings["baud"]).open, post, profiles.load())


def pcsc(settings: Settings, post: Post) -> ReaderDriver:
    """Return the driver of a reader known to PC/SC; pyscard is loaded only where one is configured."""
    service = import_module("kiosk_app.hardware.card_reader.pcsc.service")
    return PcscDriver(service.ServiceTerminal(settings["reader"]), post, profiles.load())


DRIVERS: dict[str, Callable[[Settings, Post], ReaderDriver]] = {"crt310": crt310, "pcsc": pcsc}


def build(kind: str, settings: Settings, post: Post) -> ReaderDriver:
    """Return the driver of this kind of reader; `post` is called in its thread. KeyError for an unknown kind."""
    return DRIVERS[kind](settings, post)
