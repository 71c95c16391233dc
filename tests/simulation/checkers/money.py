"""Conservation: never is more booked than lies in the box, and at the end nothing is missing (I1 I2)."""

from typing import Any

from tests.simulation.checkers.books import Books
from tests.simulation.checkers.notes import NoteTrail
from tests.simulation.platform.port import Posting
from tests.simulation.things import Banknote
from tests.simulation.violation import Violation


class Conservation:
    """Adds up fen."""

    name = "money"

    def __init__(self, books: Books, trail: NoteTrail) -> None:
        self._books, self._trail = books, trail
        self._in_box = self._posted = 0
        self._unexpected = 0
        self._booked: set[str] = set()

    def fallen(self, note: Banknote) -> None:
        """More lies in the box."""
        self._in_box += note.value

    def row_note_unexpected(self, fact: Any) -> None:
        self._unexpected += fact.note.value

    def posted(self, posting: Posting) -> None:
        """I2: at every instant."""
        self._posted += posting.paid
        self._booked.add(posting.serial)
        if self._posted > self._in_box:
            raise Violation(self.name, "I2", f"{self._posted} fen are booked, {self._in_box} lie in the box")
        sale = self._books.sales.get(posting.serial)
        if sale is None or sale.closed != posting.paid:
            known = None if sale is None else sale.closed
            raise Violation(
                self.name, "I2", f"sale {posting.serial} is booked with {posting.paid}, closed with {known}"
            )
        if posting.bills + posting.late_fees + posting.surplus != posting.paid and not posting.counter:
            raise Violation(
                self.name, "I1", f"sale {posting.serial}: bills, late fees and surplus are not what was paid"
            )

    def row_sale_ended(self, fact: Any) -> None:
        """A sale ends when nothing is owed."""
        sale = self._books.sales[fact.sale]
        if fact.outcome == "nothing_paid":
            if sale.credited or sale.doubts:
                raise Violation(self.name, "I1", f"sale {fact.sale} ends as nothing paid with {sale.credited} in it")
        elif sale.accepted is None or sale.doubts:
            raise Violation(self.name, "I1", f"sale {fact.sale} ends as sold without a booking, or in doubt")
        elif sale.accepted.purchase is not None and not sale.confirmed:
            raise Violation(self.name, "I14", f"sale {fact.sale} ends and its card is not confirmed")

    def counted(self, box: list[Banknote]) -> None:
        """I1 as an equality: box = booked + refused + unexpected + the doubts that were true.

        A refusal that was told may still be followed by a booking, when the platform is put back to yesterday and a
        request comes late: success absorbs (I5), the reconciliation finds it.
        """
        doubts = sum(note.value for note in box if note.ident not in self._trail.certain)
        refused = sum(
            sale.credited
            for number, sale in self._books.sales.items()
            if sale.rejected and sale.accepted is None and number not in self._booked
        )
        total = sum(note.value for note in box)
        if total != self._posted + refused + self._unexpected + doubts:
            parts = f"booked {self._posted}, refused {refused}, unexpected {self._unexpected}, doubts {doubts}"
            raise Violation(self.name, "I1", f"{total} fen lie in the box; {parts}")
