"""One sale, one key, one content, one effect (I3 I4 I5 I7)."""

from typing import Any

from kiosk_app.domain.sale import BookingRequest
from tests.simulation.checkers.books import Books
from tests.simulation.platform.port import Posting
from tests.simulation.violation import Violation


class ExactlyOnce:
    """Compares requests, postings and rows."""

    name = "bookings"

    def __init__(self, books: Books) -> None:
        self._books = books
        self._asked: dict[str, BookingRequest] = {}
        self.postings: dict[str, Posting] = {}

    def booking_ordered(self, request: BookingRequest) -> None:
        """I7 and I4: the total is durable, and the same in every request for ever."""
        sale = self._books.sales.get(request.sale)
        if sale is None or sale.closed is None:
            raise Violation(self.name, "I7", f"sale {request.sale} is booked before its total is durable")
        if request.paid != sale.closed or sum(each.value * each.count for each in request.notes) != sale.closed:
            raise Violation(self.name, "I4", f"sale {request.sale} asks for {request.paid}, its total is {sale.closed}")
        if request.customer_no != sale.terms.customer_no or request.card != sale.terms.card:
            raise Violation(
                self.name, "I4", f"sale {request.sale} asks for another customer or card than it began with"
            )
        before = self._asked.setdefault(request.sale, request)
        if before is not request and before != request:
            raise Violation(self.name, "I4", f"sale {request.sale} is asked for with two contents")

    def posted(self, posting: Posting) -> None:
        """I3: once, for ever, and only what was asked for."""
        if posting.serial in self.postings:
            raise Violation(self.name, "I3", f"sale {posting.serial} is booked twice")
        asked = self._asked.get(posting.serial)
        if asked is None or (asked.customer_no, asked.paid) != (posting.customer_no, posting.paid):
            raise Violation(self.name, "I4", f"the core has booked {posting.serial} otherwise than the kiosk asked")
        self.postings[posting.serial] = posting

    def row_sale_accepted(self, fact: Any) -> None:
        """I8: accepted is what the core has booked."""
        posting = self.postings.get(fact.sale)
        if posting is None or posting.paid != fact.booking.paid:
            raise Violation(self.name, "I8", f"sale {fact.sale} is recorded as booked; the core has {posting}")

    def row_sale_rejected(self, fact: Any) -> None:
        """A refusal is not a success that got lost (I5)."""
        if fact.sale in self.postings:
            raise Violation(self.name, "I5", f"sale {fact.sale} is recorded as refused ({fact.code}) and booked")
