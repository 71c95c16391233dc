"""The meter card: written as booked, never twice, never without an intent, never claimed before it is so (I7 I14)."""

from collections.abc import Iterable
from typing import Any

from kiosk_app.domain.meter_card import CardSnapshot, WriteOrder
from tests.simulation.checkers.bookings import ExactlyOnce
from tests.simulation.checkers.books import Books
from tests.simulation.platform.customers import Customer
from tests.simulation.things import Banknote, MeterCard
from tests.simulation.violation import Violation

WRITES_AT_MOST = 3


class CardPromise:
    """Compares cards and meters with the core's books."""

    name = "cards"

    def __init__(self, books: Books, bookings: ExactlyOnce, customers: Iterable[Customer]) -> None:
        self._books, self._bookings = books, bookings
        self._customers = [each for each in customers if each.card is not None]
        self._cards = {each.card.serial: each.card for each in self._customers if each.card is not None}
        self._opening = {serial: card.counter for serial, card in self._cards.items()}
        self._kept: str | None = None  # by the row written last
        self._read: set[str] = set()  # cards that could be read in this presentation
        self._orders: dict[str, int] = {}  # writes ordered in this presentation, by card
        self._refused: set[str] = set()  # cards that refused in this presentation
        self._shown: set[str] = set()  # sales whose purchase was once wholly on the card

    def _sold(self, serial: str, counter: int) -> tuple[str, int] | None:
        for posting in self._bookings.postings.values():
            if posting.card_serial == serial and posting.counter == counter:
                return posting.serial, posting.value
        return None

    def write_ordered(self, order: WriteOrder, card: MeterCard | None) -> None:
        """I7: the images are in the journal before the first byte; I14: they are what was sold to this card."""
        sold = self._sold(order.card_serial, order.counter)
        if sold is None or sold[1] != order.wallet_value:
            raise Violation(self.name, "I14", f"counter {order.counter}, value {order.wallet_value} were never sold")
        begun = self._books.sales[sold[0]].written_as
        if begun is None or (begun.card_serial, begun.counter, begun.wallet_value) != (
            order.card_serial,
            order.counter,
            order.wallet_value,
        ):
            raise Violation(self.name, "I7", f"the card is written for {sold[0]} before the intent is durable")
        if card is not None:
            self._again(card)
        if card is not None and card.counter not in (order.counter, order.counter - 1):
            raise Violation(self.name, "I14", f"a card with counter {card.counter} is written with {order.counter}")
        if card is not None and card.counter == order.counter and card.returned == order.counter:
            raise Violation(self.name, "I14", f"purchase {order.counter} is in the meter already and is written again")
        if card is not None and card.counter == order.counter and card.returned is None and not card.parameters_torn:
            raise Violation(self.name, "I14", f"purchase {order.counter} is on the card already and is written again")

    def _again(self, card: MeterCard) -> None:
        """At most two rewrites in one presentation, and none after a refusal (meter_card.md 3.4)."""
        self._orders[card.serial] = self._orders.get(card.serial, 0) + 1
        if self._orders[card.serial] > WRITES_AT_MOST:
            raise Violation(
                self.name, "I14", f"card {card.serial} is written {self._orders[card.serial]} times in a row"
            )
        if card.serial in self._refused:
            raise Violation(self.name, "I14", f"card {card.serial} has refused and is written again")

    def card_presented(self, card: MeterCard) -> None:
        """A new presentation."""
        self._orders.pop(card.serial, None)
        self._refused.discard(card.serial)
        self._read.discard(card.serial)

    def card_read(self, card: MeterCard) -> None:
        """The kiosk knows this card's serial."""
        self._read.add(card.serial)

    def card_refused(self, card: MeterCard) -> None:
        """The card refused a MAC."""
        self._refused.add(card.serial)

    def swallow_ordered(self, card: MeterCard) -> None:
        """A card is offered before it is swallowed."""
        raise Violation(self.name, "I17", f"card {card.serial} is swallowed and was never offered to its owner")

    def card_retained(self, card: MeterCard) -> None:
        """The reader has said that it swallowed a card: that must be recorded (fault 39)."""
        if self._kept not in (card.serial, "" if card.serial not in self._read else card.serial):
            raise Violation(self.name, "I16", f"card {card.serial} was swallowed and nothing says so")
        self._kept = None

    def row_card_kept(self, fact: Any) -> None:
        self._kept = fact.card_serial

    def card_written(self, card: MeterCard) -> None:
        """I14: the card's counter belongs to a booked purchase with just this value."""
        if card.counter == self._opening[card.serial]:
            return
        sold = self._sold(card.serial, card.counter)
        if sold is None or sold[1] != card.value:
            raise Violation(self.name, "I14", f"card {card.serial} shows {card.counter}/{card.value}, sold was {sold}")
        if card.returned is None and not card.parameters_torn:
            self._shown.add(sold[0])

    def row_card_completed(self, fact: Any) -> None:
        """I8: completed is what the card itself has shown."""
        if fact.sale not in self._shown:
            raise Violation(self.name, "I8", f"sale {fact.sale} is recorded as written and its card never was")

    def confirmation_ordered(self, sale: str, card: CardSnapshot) -> None:
        """I8: the vending system is told what the journal holds, after it was read back."""
        if self._books.sales[sale].completed != card:
            raise Violation(self.name, "I8", f"sale {sale} is confirmed before it is recorded as written")

    def counted(self, box: list[Banknote]) -> None:
        """No meter was credited with more, or otherwise, than was sold."""
        for customer in self._customers:
            assert customer.card is not None
            assert customer.meter is not None
            for counter, value in customer.meter.credited.items():
                sold = self._sold(customer.card.serial, counter)
                if sold is None or sold[1] != value:
                    raise Violation(self.name, "I14", f"a meter was credited with {value} for {counter}, sold {sold}")
