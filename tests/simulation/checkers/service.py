"""Who may put money in, and when: one customer at a time, and only while everything is ready (I17 I18)."""

from typing import Any

from kiosk_app.domain.device import Condition, Device
from kiosk_app.flows import buy_electricity, pay_bill
from tests.simulation.checkers.books import Books
from tests.simulation.checkers.notes import NoteTrail
from tests.simulation.checkers.watch import Watch
from tests.simulation.devices.reader import Reader
from tests.simulation.violation import Violation

NEEDED = (Device.JOURNAL, Device.PLATFORM, Device.BILL_ACCEPTOR, Device.RECEIPT_PRINTER)
USABLE = (Condition.READY, Condition.ATTENTION)


class Service:
    """Watches the acceptor's mouth and the glass."""

    name = "service"

    def __init__(self, watch: Watch, books: Books, trail: NoteTrail, reader: Reader) -> None:
        self._watch, self._books, self._trail, self._reader = watch, books, trail, reader
        self._accepting = False
        self._opened_for = ""

    def row_sale_begun(self, fact: Any) -> None:
        person = self._watch.in_front
        self._books.sales[fact.sale].person = person.ident if person is not None else None

    def acceptor_opened(self) -> None:
        """I18: every part was told to be usable; I7: a sale with its consent is durable; I17: it is the newest."""
        self._accepting = True
        number = self._books.current
        sale = self._books.sales.get(number)
        if sale is None or not sale.consent or sale.closed is not None or sale.ended:
            raise Violation(self.name, "I18", "the acceptor is opened without a sale that takes notes")
        if number == self._opened_for:
            return
        self._opened_for = number
        for device in NEEDED:
            health = self._watch.healths.get(device)
            if health is None or health.condition not in USABLE:
                raise Violation(self.name, "I18", f"the acceptor is opened while {device} is not usable")

    def acceptor_closed(self) -> None:
        self._accepting = False

    def died(self, end: object) -> None:
        self._accepting = False

    def idle(self) -> None:
        """I17: nobody is here and the mouth is shut."""
        if self._accepting:
            raise Violation(self.name, "I17", "the screen is idle and the acceptor open")
        if self._reader.keeps_a_card:
            raise Violation(self.name, "I17", "the screen is idle and somebody's card is inside")

    def row_note_credited(self, fact: Any) -> None:
        """I17: a note is credited to the sale of whoever put it in."""
        sale = self._books.sales[fact.sale]
        note = self._trail.intents[fact.sale, fact.ordinal].note
        if note is not None and sale.person is not None and note.owner != sale.person:
            text = f"note #{note.ident} of person {note.owner} is credited to sale {fact.sale} of {sale.person}"
            raise Violation(self.name, "I17", text)

    def seen(self, person: Any, front: Any) -> None:
        """I17 and I8: the screen shows this person's account, and no more money than the journal holds."""
        match front:
            case pay_bill.Choosing(account) | buy_electricity.Choosing(account=account):
                card = person.card if isinstance(front, buy_electricity.Choosing) else None
                own = card.customer_no if card is not None else person.customer.customer_no
                if person.begun and account.customer_no != own:
                    raise Violation(self.name, "I17", f"person {person.ident} sees the account {account.customer_no}")
            case pay_bill.Tendering(inner) | buy_electricity.Tendering(inner):
                sale = getattr(inner, "sale", None)
                if sale is not None and sale.paid > self._books.sales[sale.sale].credited:
                    raise Violation(self.name, "I8", f"the screen says {sale.paid}, the journal less")
            case _:
                pass
