"""What the rows say, read on our own: sales with their notes, totals and answers. No import of `fold` or the flows."""

from dataclasses import dataclass, field
from typing import Any

from tests.simulation.violation import Violation


@dataclass(slots=True)
class SaleRows:
    """One sale as its rows tell it."""

    terms: Any
    person: int | None = None
    credited: int = 0
    notes: list[int] = field(default_factory=list)
    doubts: int = 0
    consent: bool = False
    closed: int | None = None
    accepted: Any = None
    rejected: bool = False
    completed: Any = None
    confirmed: bool = False
    written_as: Any = None  # the last WriteBegun
    slips: list[Any] = field(default_factory=list)  # ReceiptBegun
    ended: str = ""


class Books:
    """Follows the rows; other checkers look things up here. Sees rows before they do."""

    name = "books"

    def __init__(self) -> None:
        self.sales: dict[str, SaleRows] = {}
        self.open = 0
        self.current: str = ""  # the sale begun last
        self.rows = 0

    def row(self, fact: Any) -> None:
        """Count."""
        self.rows += 1

    def sale(self, number: str) -> SaleRows:
        """Return a sale, which must have begun and not ended."""
        found = self.sales.get(number)
        if found is None:
            raise Violation(self.name, "I6", f"a row about sale {number}, which never began")
        if found.ended:
            raise Violation(self.name, "I1", f"a row about sale {number} after its end")
        return found

    def booted(self, life: int, open_sales: int) -> None:
        """What the kiosk takes up again is what the rows leave open."""
        if open_sales != self.open:
            raise Violation(self.name, "I11", f"{self.open} sales are open, the kiosk takes up {open_sales}")

    def row_sale_begun(self, fact: Any) -> None:
        """A number is given out once, in order."""
        expected = f"{len(self.sales) + 1:06}"
        if fact.sale in self.sales or not fact.sale.endswith(expected):
            raise Violation(self.name, "I3", f"sale number {fact.sale} is not the next one ({expected})")
        self.sales[fact.sale] = SaleRows(fact.terms)
        self.open, self.current = self.open + 1, fact.sale

    def row_consent_given(self, fact: Any) -> None:
        self.sale(fact.sale).consent = True

    def row_note_offered(self, fact: Any) -> None:
        """A note is offered only where the sale can take it (UI-4)."""
        sale = self.sale(fact.sale)
        if sale.credited + fact.note.value > sale.terms.maximum:
            text = f"{fact.note.value} on top of {sale.credited} is more than sale {fact.sale} may take"
            raise Violation(self.name, "I6", text)

    def row_note_credited(self, fact: Any) -> None:
        sale = self.sale(fact.sale)
        if sale.closed is not None:
            raise Violation(self.name, "I4", f"sale {fact.sale} is credited after its total was fixed")
        sale.credited += fact.note.value
        sale.notes.append(fact.note.value)

    def row_note_in_doubt(self, fact: Any) -> None:
        self.sale(fact.sale).doubts += 1

    def row_tender_closed(self, fact: Any) -> None:
        sale = self.sale(fact.sale)
        if sale.closed is not None and sale.closed != fact.paid:
            raise Violation(self.name, "I4", f"sale {fact.sale} is closed with {sale.closed} and with {fact.paid}")
        if fact.paid != sale.credited:
            raise Violation(self.name, "I1", f"sale {fact.sale} is closed with {fact.paid}, credited {sale.credited}")
        sale.closed = fact.paid

    def row_sale_accepted(self, fact: Any) -> None:
        self.sale(fact.sale).accepted = fact.booking

    def row_sale_rejected(self, fact: Any) -> None:
        sale = self.sale(fact.sale)
        if sale.accepted is not None:
            raise Violation(self.name, "I5", f"sale {fact.sale} was accepted and is rejected")
        sale.rejected = True

    def row_write_begun(self, fact: Any) -> None:
        self.sale(fact.sale).written_as = fact

    def row_card_completed(self, fact: Any) -> None:
        self.sale(fact.sale).completed = fact.card

    def row_confirmation_delivered(self, fact: Any) -> None:
        self.sale(fact.sale).confirmed = True

    def row_receipt_begun(self, fact: Any) -> None:
        self.sale(fact.sale).slips.append(fact)

    def row_sale_ended(self, fact: Any) -> None:
        sale = self.sale(fact.sale)
        sale.ended = str(fact.outcome)
        self.open -= 1
