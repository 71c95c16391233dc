"""The customers' cards: what is on each, and who holds it. A card is in one place only."""

from emulators.bench.actions import Json, NotPossibleNow, Refused
from emulators.meter_card.card import MeterCard, card_of
from emulators.meter_card.cards import fill
from emulators.meter_card.files import (
    ENERGY_CONTROLLED,
    PARAMETERS,
    RETURN_WRITE,
    WALLET,
    FrameWrong,
    Parameters,
    ReturnWrite,
    Wallet,
)
from emulators.meter_card.image import CardBox, CardImage, CardKind

HAND = "hand"


class Cards:
    """All cards of the box, the sample cards at least; a part takes one out of the hand and gives it back."""

    def __init__(self, box: CardBox) -> None:
        self.box = box
        fill(box)
        self._holders: dict[str, str] = {}  # those that are not in the hand

    def take(self, name: str, holder: str) -> MeterCard:
        """Hand a card over to `holder`; Refused when there is none, NotPossibleNow when it is not at hand."""
        if name not in self.box.names():
            raise Refused(f"there is no card {name:.40}; there are: {' '.join(self.box.names())}")
        if name in self._holders:
            raise NotPossibleNow(f"the card {name} is not in the hand: {self._holders[name]}")
        self._holders[name] = holder
        return card_of(self.box, name)

    def give_back(self, name: str) -> None:
        """Put a card back into the hand."""
        self._holders.pop(name, None)

    def state(self) -> dict[str, Json]:
        """Return every card by name: what is on it, and who holds it."""
        return {
            name: {**described(self.box.look(name)), "holder": self._holders.get(name, HAND)}
            for name in self.box.names()
        }


def described(image: CardImage) -> dict[str, Json]:
    """Return what is on a card, amounts in its unit (fen, or 0.01 kWh); unreadable files are left out."""
    facts: dict[str, Json] = {"serial": image.serial.hex().upper(), "kind": image.kind.value}
    if image.kind is not CardKind.METER:
        return facts
    wallet = Wallet.from_bytes(bytes(image.files[WALLET]))
    facts |= {"counter": wallet.counter, "value": wallet.value}
    try:
        parameters = Parameters.from_bytes(bytes(image.files[PARAMETERS]))
        facts["unit"] = "ckwh" if parameters.user_type == ENERGY_CONTROLLED else "fen"
        facts |= {"customer_no": parameters.customer_no[-10:], "meter_no": parameters.meter_no}
        back = ReturnWrite.from_bytes(bytes(image.files[RETURN_WRITE]))
        facts |= {"meter_counter": back.counter, "meter_remaining": back.remaining}
    except FrameWrong:
        return facts
    return facts
