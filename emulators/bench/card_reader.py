"""The motorised card reader on the bench."""

from typing import Literal

from emulators.bench.actions import Json, NotPossibleNow, Refused, action
from emulators.bench.cards import Cards
from emulators.bench.hands import hand, in_range
from emulators.meter_card.card import MeterCard
from emulators.motor_reader.device import CardReaderDevice
from emulators.motor_reader.mechanism import FAST, USUAL, Inserted, Length, Mechanism, NotPossible, Place


class CardReader:
    """A CRT-310, its slot, and its bin."""

    name, port, baud = "card_reader", "ttyREADER", 9600

    def __init__(self, cards: Cards, *, fast: bool) -> None:
        self._cards = cards
        self.device = CardReaderDevice(FAST if fast else USUAL)

    @property
    def _mechanism(self) -> Mechanism:
        return self.device.mechanism

    @action
    def insert_card(self, now: float, *, card: str, length: Literal["normal", "long", "short"] = "normal") -> Json:
        """Push a card into the slot; `length` is what the reader's sensors take it for."""
        chip = self._cards.take(card, self.name)
        try:
            with hand(NotPossible):
                self.device.insert(Inserted(card, chip, Length(length)), now)
        except NotPossibleNow:
            self._cards.give_back(card)
            raise
        return card

    @action
    def take_card(self, now: float) -> Json:
        """Pull the card out, where a hand can reach it."""
        with hand(NotPossible):
            name = self.device.pull(now).name
        self._cards.give_back(name)
        return name

    @action
    def tear(
        self,
        _now: float,
        *,
        after_bytes: int | None = None,
        after_commands: int | None = None,
        garble: int | None = None,
        cuts_power: bool = False,
    ) -> Json:
        """Plan that the chip loses contact after so many written bytes, or commands; cuts_power: and the mains fail."""
        check_tear(after_bytes, after_commands, garble)
        chip = self._chip()
        if after_bytes is not None:
            chip.tear_after_bytes(after_bytes, garble)
        if after_commands is not None:
            chip.tear_after_commands(after_commands)
        self.device.cuts_power_at_tear = cuts_power
        return None

    @action
    def jam(self, _now: float) -> Json:
        """Let the rollers jam: nothing moves any more."""
        self._mechanism.jammed = True
        return None

    @action
    def clear_jam(self, _now: float) -> Json:
        """Free the rollers."""
        self._mechanism.jammed = False
        return None

    @action
    def empty_bin(self, _now: float) -> Json:
        """Take the captured cards out of the bin; they are in the hand again."""
        names: list[Json] = [card.name for card in self._mechanism.bin]
        for card in self._mechanism.bin:
            self._cards.give_back(card.name)
        self._mechanism.bin.clear()
        return names

    @action
    def damage_answers(self, _now: float, *, count: int = 1) -> Json:
        """Send so many of the next answers with a wrong check."""
        self.device.damaged_answers = in_range("count", count, 0, 1000)
        return None

    @action
    def hold_at_power_failure(self, _now: float, *, holds: bool = True) -> Json:
        """Let the capacitor be worn: at a power failure the card stays inside."""
        self.device.ejects_at_power_failure = not holds
        return None

    def _chip(self) -> MeterCard:
        card = self._mechanism.card
        if card is None:
            raise NotPossibleNow("no card is in the reader")
        assert isinstance(card.chip, MeterCard), "the bench inserts meter cards only"
        return card.chip

    def state(self) -> dict[str, Json]:
        """Return where the card is, and what is on all cards."""
        mechanism = self._mechanism
        entry, moving = mechanism.entry.value, mechanism.motion is not None
        return {**self.situation(), "kind": "crt310", "entry": entry, "moving": moving, "cards": self._cards.state()}

    def situation(self) -> dict[str, Json]:
        """Return card, place, bin, power and jam."""
        mechanism = self._mechanism
        return {
            "card": mechanism.card.name if mechanism.card is not None else "",
            "place": mechanism.place.value,
            "bin": [card.name for card in mechanism.bin],
            "jammed": mechanism.jammed,
            "power": self.device.power.value,
            "holds_at_power_failure": not self.device.ejects_at_power_failure,
        }

    def remembered(self) -> Json:
        """Return which card lies where."""
        mechanism = self._mechanism
        inside = mechanism.card
        return {
            "card": inside.name if inside is not None else "",
            "length": inside.length.value if inside is not None else Length.NORMAL.value,
            "place": mechanism.place.value,
            "bin": [card.name for card in mechanism.bin],
        }

    def recall(self, remembered: Json) -> None:
        """Put the cards back where they were; a card at the contacts lies inside after a start."""
        if not isinstance(remembered, dict) or not isinstance(remembered["bin"], list):
            raise TypeError("not what a card reader remembers")
        mechanism = self._mechanism
        for name in remembered["bin"]:
            mechanism.bin.append(Inserted(str(name), self._cards.take(str(name), "bin")))
        if name := remembered["card"]:
            place = Place(str(remembered["place"]))
            chip = self._cards.take(str(name), self.name)
            mechanism.card = Inserted(str(name), chip, Length(str(remembered["length"])))
            mechanism.place = Place.INSIDE if place in (Place.CONTACT, Place.CAPTURED) else place

    def cut_power(self, now: float) -> None:
        """The mains fail."""
        self.device.cut_power(now)

    def restore_power(self, now: float) -> None:
        """The mains are back."""
        self.device.restore_power(now)


def check_tear(after_bytes: int | None, after_commands: int | None, garble: int | None) -> None:
    """Refuse numbers that are not possible."""
    if after_bytes is None and after_commands is None:
        raise Refused("tear needs after_bytes=number or after_commands=number")
    for name, value in (("after_bytes", after_bytes), ("after_commands", after_commands)):
        if value is not None:
            in_range(name, value, 0, 65535)
    if garble is not None:
        in_range("garble", garble, 0, 255)
