"""Physical things: a note, a card, a meter, a slip. Each is one object with one place, whatever anybody believes."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk_app.domain.voucher import Voucher


class Place(StrEnum):
    """Where a note is."""

    HAND = "hand"
    THROAT = "throat"  # on its way in, not yet recognised
    ESCROW = "escrow"
    MOVING = "moving"  # between escrow and box
    STACKER = "stacker"  # moving, and the power went: it falls when power is back
    JAMMED = "jammed"
    BOX = "box"


@dataclass(slots=True, eq=False)
class Banknote:
    """One banknote."""

    ident: int
    value: int
    bill_type: int
    owner: int  # the person who put it in, or holds it
    place: Place = Place.HAND


@dataclass(slots=True, eq=False)
class MeterCard:
    """One customer's card, file by file."""

    serial: str
    customer_no: str
    meter_no: str
    counter: int  # of the wallet
    value: int
    returned: int | None  # counter in the return-write file; None when it is cleared
    parameters_torn: bool = False
    random: bytes = b""  # the challenge given last
    authenticated: int = 0  # steps passed since it was powered on


@dataclass(slots=True, eq=False)
class Meter:
    """The meter on the wall of the card's owner: credits a purchase once, by its counter (meter_card.md 3.2)."""

    counter: int
    credited: dict[int, int] = field(default_factory=dict)  # counter -> value

    def insert(self, card: MeterCard) -> None:
        """Take a card, credit what is new on it, write the return file."""
        if card.parameters_torn:
            return
        if card.returned is None and card.counter == self.counter + 1:
            self.counter = card.counter
            self.credited[card.counter] = card.value
        if card.returned is None:
            card.returned = self.counter


@dataclass(slots=True, eq=False)
class Slip:
    """A slip of paper, or the part of it that came out."""

    voucher: Voucher
    whole: bool
    at: int
