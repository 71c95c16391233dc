"""Devices and their health, down to the failed part (OPS-2)."""

from dataclasses import dataclass
from enum import StrEnum


class Device(StrEnum):
    """A device, or the line to the platform."""

    BILL_ACCEPTOR = "bill_acceptor"
    RECEIPT_PRINTER = "receipt_printer"
    CARD_READER = "card_reader"
    PLATFORM = "platform"
    JOURNAL = "journal"
    CABINET = "cabinet"
    SCANNER = "scanner"


NEEDED = (Device.BILL_ACCEPTOR, Device.RECEIPT_PRINTER, Device.CARD_READER, Device.PLATFORM, Device.JOURNAL)
"""What every kiosk has; of the others something is known once they have said something."""


class Condition(StrEnum):
    """How a device is, in the words of the XFS device status."""

    STARTING = "starting"
    READY = "ready"
    ATTENTION = "attention"  # works, but somebody should come: paper near its end
    FAULT = "fault"  # says that a part of it does not work
    LOST = "lost"  # does not answer


@dataclass(frozen=True, slots=True)
class Health:
    """One device's condition with the part at fault as a code of the error catalogue."""

    device: Device
    condition: Condition
    code: str = ""  # "cassette_full", "paper_end", …; empty when ready
    detail: str = ""  # raw status for the technician, never customer data

    @property
    def usable(self) -> bool:
        """True when customers may be promised this device's part of a service."""
        return self.condition in (Condition.READY, Condition.ATTENTION)
