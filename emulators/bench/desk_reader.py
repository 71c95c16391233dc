"""A desk reader on the bench: the card goes through the real PC/SC daemon instead of a serial line."""

from emulators.bench.actions import Json, NotPossibleNow, action
from emulators.bench.card_reader import check_tear
from emulators.bench.cards import Cards
from emulators.virtual_reader.reader import VirtualReader


class DeskReader:
    """The daemon's virtual reader, and the card that lies in it. A torn card is a pulled card."""

    name = "card_reader"

    def __init__(self, cards: Cards, reader: VirtualReader) -> None:
        self._cards, self._reader = cards, reader
        self._lying = ""  # the card in the reader
        self._powered = True

    @action
    def insert_card(self, _now: float, *, card: str) -> Json:
        """Lay a card into the reader; the daemon notices in a second or two."""
        self._notice()
        if self._lying:
            raise NotPossibleNow(f"{self._lying} is in the reader")
        self._lay(card)
        return card

    @action
    def take_card(self, _now: float) -> Json:
        """Pull the card out, whatever it is doing."""
        self._notice()
        if not self._lying:
            raise NotPossibleNow("no card is in the reader")
        if self._powered:
            self._reader.take_card()
        return self._out()

    @action
    def tear(
        self,
        _now: float,
        *,
        after_bytes: int | None = None,
        after_commands: int | None = None,
        garble: int | None = None,
    ) -> Json:
        """Plan that the card is pulled out after so many written bytes, or commands."""
        check_tear(after_bytes, after_commands, garble)
        self._notice()
        if not self._lying or not self._powered:
            raise NotPossibleNow("no card is at the contacts")
        self._reader.tear(after_bytes, after_commands, garble)
        return None

    def _lay(self, card: str) -> None:
        self._cards.take(card, self.name)
        self._lying = card
        if self._powered:
            self._reader.insert_card(card)

    def _out(self) -> str:
        card, self._lying = self._lying, ""
        self._cards.give_back(card)
        return card

    def _notice(self) -> None:
        """Look whether the card was torn out meanwhile."""
        if self._lying and self._powered and not self._reader.state()["card"]:
            self._out()

    def state(self) -> dict[str, Json]:
        """Return where the card is, and what is on all cards."""
        connected = self._reader.state()["connected"]
        return {**self.situation(), "kind": "pcsc", "connected": connected, "cards": self._cards.state()}

    def situation(self) -> dict[str, Json]:
        """Return card, place and power."""
        self._notice()
        place, power = "inside" if self._lying else "outside", "mains" if self._powered else "off"
        return {"card": self._lying, "place": place, "power": power}

    def remembered(self) -> Json:
        """Return which card is in."""
        return {"card": self._lying}

    def recall(self, remembered: Json) -> None:
        """Lay the card in again."""
        if not isinstance(remembered, dict):
            raise TypeError("not what a desk reader remembers")
        if card := remembered["card"]:
            self._lay(str(card))

    def cut_power(self, _now: float) -> None:
        """The mains fail; the card stays where it lies."""
        self._notice()
        if self._powered and self._lying:
            self._reader.take_card()
        self._powered = False

    def restore_power(self, _now: float) -> None:
        """The mains are back."""
        if not self._powered and self._lying:
            self._reader.insert_card(self._lying)
        self._powered = True
