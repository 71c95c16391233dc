"""A model of the billing core and vending system (docs/interfaces.md 3): books each serial once, for ever."""

from dataclasses import dataclass

from kiosk_app.domain.customer import MeterKind
from kiosk_app.domain.meter_card import CardSnapshot
from tests.simulation.platform.customers import Customer
from tests.simulation.platform.port import Posting
from tests.simulation.world import World

PURCHASE_LEAST, PURCHASE_MOST = 1_000, 300_000
PRICE = 54  # fen a kWh
TRIES = 5  # wrong passwords


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was booked."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Sold:
    """A purchase and whether its card is known to carry it."""

    posting: Posting
    confirmed: bool = False


class Core:
    """The books."""

    def __init__(self, world: World, customers: dict[str, Customer]) -> None:
        self._world, self.customers = world, customers
        self.postings: list[Posting] = []
        self._by_serial: dict[str, tuple[object, Posting]] = {}
        self.sold: dict[str, list[Sold]] = {}  # by card
        self._opening = {each.card.serial: each.card.counter for each in customers.values() if each.card}
        self._holder = {each.card.serial: each for each in customers.values() if each.card}

    def pay(self, serial: str, customer_no: str, paid: int, bill_ids: tuple[str, ...]) -> Posting | Refusal:
        """Write bills off, oldest first; the surplus goes to the balance."""
        content = (customer_no, paid, bill_ids)
        if (before := self._repeated(serial, content)) is not None:
            return before
        customer = self.customers.get(customer_no)
        if customer is None:
            return Refusal("CUSTOMER_UNKNOWN")
        if customer.closed or self._world.faults.strikes("core.refuses"):
            return Refusal("ACCOUNT_CLOSED")
        left, bills, late_fees = paid, 0, 0
        for bill in [bill for bill in customer.bills if bill.bill_id in bill_ids]:
            late = min(left, bill.late_fee)
            energy = min(left - late, bill.amount)
            bill.late_fee, bill.amount, left = bill.late_fee - late, bill.amount - energy, left - late - energy
            bills, late_fees = bills + energy, late_fees + late
        customer.bills = [bill for bill in customer.bills if bill.amount + bill.late_fee]
        customer.balance += left
        return self._post(content, Posting(serial, customer_no, paid, bills, late_fees, left))

    def sell(self, serial: str, customer_no: str, paid: int, card: CardSnapshot) -> Posting | Refusal:
        """Sell onto a card as its next counter."""
        content = (customer_no, paid, card)
        if (before := self._repeated(serial, content)) is not None:
            return before
        refusal = self.check(card)
        if refusal is not None:
            return refusal
        if not PURCHASE_LEAST <= paid <= PURCHASE_MOST:
            return Refusal("LIMIT_EXCEEDED")
        if self._holder[card.serial].customer_no != customer_no:
            return Refusal("CUSTOMER_MISMATCH")
        counter = self.counter(card.serial) + 1
        for sold in self.sold.get(card.serial, []):
            sold.confirmed = True  # the meter has taken it, or this card would have been refused
        value, surplus = paid, 0
        if self._holder[card.serial].kind is MeterKind.ENERGY_CONTROLLED:
            value = energy_for(paid)
            surplus = paid - cost_of(value)
        posting = Posting(serial, customer_no, paid, 0, 0, surplus, card.serial, counter, value)
        self._post(content, posting)
        self.sold.setdefault(card.serial, []).append(Sold(posting))
        return posting

    def query(self, customer_no: str, password: str | None) -> Customer | Refusal:
        """Look a customer up; wrong passwords are counted, none is asked for where a bill was scanned."""
        customer = self.customers.get(customer_no)
        if customer is None:
            return Refusal("CUSTOMER_UNKNOWN")
        if password is None:
            return Refusal("ACCOUNT_CLOSED") if customer.closed else customer
        if customer.locked:
            return Refusal("CUSTOMER_LOCKED", (("minutes", "15"),))
        if customer.password != password:
            customer.tries += 1
            customer.locked = customer.tries >= TRIES
            return Refusal("PASSWORD_WRONG", (("tries_left", str(TRIES - customer.tries)),))
        customer.tries = 0
        return Refusal("ACCOUNT_CLOSED") if customer.closed else customer

    def find(self, serial: str) -> Posting | None:
        """Return what was booked under this serial."""
        found = self._by_serial.get(serial)
        return None if found is None else found[1]

    def is_confirmed(self, serial: str) -> bool:
        """True when the card of this purchase is known to carry it."""
        return any(sold.confirmed for card in self.sold.values() for sold in card if sold.posting.serial == serial)

    def check(self, card: CardSnapshot) -> Refusal | None:
        """Say why this card may not buy now; None when it may."""
        holder = self._holder.get(card.serial)
        if holder is None:
            return Refusal("CARD_REPLACED")
        waiting = self._waiting(card.serial)
        if waiting is not None:
            match standing(card, waiting.posting):
                case "before" | "unfinished":
                    return Refusal("REWRITE_FIRST", (("sale", waiting.posting.serial),))
                case "written":
                    return Refusal("LAST_PURCHASE_NOT_USED")
                case "astray":
                    return Refusal("COUNTER_MISMATCH")
                case _:
                    pass
        if not card.customer_no:
            return Refusal("CARD_UNREADABLE")
        if card.wallet_counter != self.counter(card.serial):
            return Refusal("COUNTER_MISMATCH")
        if not card.return_present:
            return Refusal("LAST_PURCHASE_NOT_USED")
        if card.return_counter != card.wallet_counter:
            return Refusal("COUNTER_MISMATCH")
        return Refusal("ACCOUNT_CLOSED") if holder.closed else None

    def holder(self, card_serial: str) -> Customer:
        """Return whose card it is."""
        return self._holder[card_serial]

    def counter(self, card_serial: str) -> int:
        """Return the system's purchase counter of a card."""
        sold = self.sold.get(card_serial)
        return sold[-1].posting.counter if sold else self._opening[card_serial]

    def to_write(self, serial: str, card_serial: str) -> Sold | Refusal:
        """Return the purchase that may be written to this card under this number."""
        found = self._by_serial.get(serial)
        if found is None or not found[1].counter:
            return Refusal("NO_PURCHASE_RECORD")
        if found[1].card_serial != card_serial:
            return Refusal("OTHER_CARD")
        sold = next(each for each in self.sold[card_serial] if each.posting.serial == serial)
        if sold is not self.sold[card_serial][-1]:
            return Refusal("ALREADY_WRITTEN" if sold.confirmed else "COUNTER_MISMATCH")
        return sold

    def _waiting(self, card_serial: str) -> Sold | None:
        sold = self.sold.get(card_serial)
        return sold[-1] if sold and not sold[-1].confirmed else None

    def _repeated(self, serial: str, content: object) -> Posting | Refusal | None:
        before = self._by_serial.get(serial)
        if before is None:
            return None
        self._world.marks.hit("core_asked_again")
        return before[1] if before[0] == content else Refusal("DUPLICATE_SERIAL")

    def _post(self, content: object, posting: Posting) -> Posting:
        self.postings.append(posting)
        self._by_serial[posting.serial] = (content, posting)
        self._world.watch.posted(posting)
        return posting


def energy_for(paid: int) -> int:
    """Return what money buys, in 0.01 kWh, in whole kWh: a remainder goes to the balance."""
    return paid // PRICE * 100


def cost_of(energy: int) -> int:
    """Return what energy in 0.01 kWh costs, in fen, rounded up."""
    return -(-energy * PRICE // 100)


def standing(card: CardSnapshot, sold: Posting) -> str:
    """Compare a card with a purchase: before, unfinished, written, used, or astray."""
    if card.wallet_counter == sold.counter - 1:
        return "before"
    if card.wallet_counter != sold.counter or card.wallet_value != sold.value:
        return "astray"
    if not card.return_present:
        return "written"
    return "used" if card.return_counter == sold.counter else "unfinished"
