"""A model of the platform's terminal API (docs/interfaces.md 1): exactly once for a key, for ever.

What is durable survives a restart of the service: each key's content, and its answer once there is one.
"""

from dataclasses import dataclass

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain.customer import Account, Bill, PurchaseTerms, Quote
from kiosk_app.domain.events import Event
from kiosk_app.domain.meter_card import FileWrite, WriteOrder
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.recovered import RecoveredBooking, RecoveredSale, SaleState
from kiosk_app.domain.sale import Booking, BookingRequest, Purchase, SaleKind, SaleNumber
from kiosk_app.sync.office import OfficeRequest, Precheck, Report
from tests.simulation.devices.card import cryptogram
from tests.simulation.platform.core import PURCHASE_LEAST, PURCHASE_MOST, Core, Refusal, cost_of, energy_for, standing
from tests.simulation.platform.customers import Customer
from tests.simulation.platform.office import OfficeModel
from tests.simulation.platform.port import Bound, Posting, Request
from tests.simulation.world import World

LAST_STEP = 1


@dataclass(slots=True)
class Key:
    """A sale as the platform has it."""

    content: BookingRequest
    answer: Event | None = None


class ModelPlatform:
    """Satisfies `PlatformLogic`."""

    def __init__(self, world: World, customers: dict[str, Customer]) -> None:
        self._world = world
        self.core = Core(world, customers)
        self.office = OfficeModel(world, self.core.postings)
        self.keys: dict[str, Key] = {}
        self.alarms = 0
        self.down_until = 0  # the billing core does not answer before

    @property
    def postings(self) -> list[Posting]:
        """The core's books."""
        return self.core.postings

    def answer(self, request: Request | OfficeRequest, bound: Bound) -> Event | None:
        """Answer, or die on the way."""
        match request:
            case Precheck() | Report():
                return self.office.answer(request)
            case do.BookSale(booking):
                return self._book(booking)
            case do.AskAccount(name, number, password):
                return self._account(name, number, None if password is None else password.reveal())
            case do.AskCard(name, card):
                refusal = self.core.check(card)
                if refusal is not None:
                    self._world.marks.hit(f"card_{refusal.code.lower()}")
                    return happened.Refused(name, refusal.code, refusal.facts)
                return happened.CardIdentified(name, *self._card_account(card.serial))
            case do.AskQuote(name, _, money, energy):
                return happened.Quoted(name, quote(money, energy))
            case do.AskRecovery(name, sale):
                return self._recover(name, sale)
            case _:
                return self._about_card(request)

    def hears(self, bound: Bound) -> bool:
        """Hear everybody."""
        return True

    def hear_clone(self) -> None:
        """The model does not tell machines apart; the platform's own code does."""

    def reconcile(self) -> None:
        """The model asks its core, which has forgotten nothing."""

    def core_silent(self, until: int) -> None:
        """The billing core does not answer before then."""
        self.down_until = until

    def restore(self) -> None:
        """The service comes back from yesterday's backup: it has never heard of today's keys (fault 46)."""
        if self.keys:
            self._world.marks.hit("platform_restored_from_a_backup")
        self.keys.clear()

    # --- booking ---

    def _book(self, request: BookingRequest) -> Event | None:
        faults, marks = self._world.faults, self._world.marks
        key = self.keys.setdefault(request.sale, Key(request))
        if key.content is not request and key.content != request:
            self.alarms += 1
            return happened.SaleRefused(request.sale, "KEY_REUSED")
        if key.answer is not None:
            marks.hit("answer_given_again")
            return key.answer
        if faults.strikes("platform.dies_before_core"):
            return None
        if faults.strikes("core.down") or self._world.now < self.down_until:
            return None
        booked = self._ask_core(request)
        if faults.strikes("core.commits_and_dies") or faults.strikes("platform.dies_after_core"):
            marks.hit("booked_and_nobody_knows")
            return None
        if isinstance(booked, Refusal):
            marks.hit("booking_refused")
            key.answer = happened.SaleRefused(request.sale, booked.code)
        else:
            key.answer = happened.SaleBooked(request.sale, self._booking(booked))
        return key.answer

    def _ask_core(self, request: BookingRequest) -> Posting | Refusal:
        if request.kind is SaleKind.BILL_PAYMENT:
            return self.core.pay(request.sale, request.customer_no, request.paid, request.bill_ids)
        assert request.card is not None
        return self.core.sell(request.sale, request.customer_no, request.paid, request.card)

    def _booking(self, posting: Posting) -> Booking:
        bought = None
        if posting.counter:
            vend_id = f"V{posting.serial}"
            money = Fen(posting.paid - posting.surplus)
            energy = CentiKwh(0 if posting.value == money else posting.value)
            bought = Purchase(vend_id, posting.counter, posting.value, money, energy, Fen(posting.surplus))
        balance = self.core.customers[posting.customer_no].balance
        return Booking(
            f"P{posting.serial}",
            Fen(posting.paid),
            Fen(posting.bills),
            Fen(posting.late_fees),
            Fen(posting.surplus),
            Fen(balance),
            bought,
        )

    def _recover(self, name: str, sale: SaleNumber) -> Event:
        """Tell what became of a sale that was heard of, having asked the core once more (PAY-6)."""
        key = self.keys.get(sale)
        if key is None:
            return happened.Refused(name, "SALE_UNKNOWN")
        answer, kind, booking = key.answer or self._book(key.content), key.content.kind, None
        state, waits = SaleState.PENDING, False
        if isinstance(answer, happened.SaleRefused):
            state = SaleState.REFUSED
        elif isinstance(answer, happened.SaleBooked):
            state, said = SaleState.BOOKED, answer.booking
            booking = RecoveredBooking(
                said.platform_serial, said.paid, said.bills, said.late_fees, said.surplus, said.purchase
            )
            waits = said.purchase is not None and not self.core.is_confirmed(sale)
        return happened.RecoveryFound(name, RecoveredSale(sale, state, kind, key.content.paid, booking, waits))

    # --- queries ---

    def _account(self, name: str, number: str, password: str | None) -> Event:
        found = self.core.query(number, password)
        if isinstance(found, Refusal):
            return happened.Refused(name, found.code, found.facts)
        return happened.AccountFound(name, account_of(found))

    def _card_account(self, serial: str) -> tuple[Account, PurchaseTerms]:
        customer = self.core.holder(serial)
        assert customer.meter_no is not None
        counter, most = self.core.counter(serial), Fen(PURCHASE_MOST)
        terms = PurchaseTerms(customer.kind, customer.meter_no, counter, Fen(0), Fen(PURCHASE_LEAST), most, "0.54")
        return account_of(customer), terms

    # --- the card's side of a purchase ---

    def _about_card(self, request: do.AskCardAuthorisation | do.AskWriteOrder | do.ConfirmWrite) -> Event | None:
        serial = request.card_serial if isinstance(request, do.AskCardAuthorisation) else request.card.serial
        sold = self.core.to_write(request.sale, serial)
        if isinstance(sold, Refusal):
            return happened.WriteRefused(request.sale, sold.code)
        match request:
            case do.AskCardAuthorisation(sale, _, challenge, step):
                if sold.confirmed:
                    return happened.WriteRefused(sale, "ALREADY_WRITTEN")
                return happened.CardAuthorised(sale, 3 + step, cryptogram(serial, challenge, step), step < LAST_STEP)
            case do.AskWriteOrder(sale, card, random):
                where = standing(card, sold.posting)
                if sold.confirmed or where in ("written", "used"):
                    return happened.WriteRefused(sale, "ALREADY_WRITTEN")
                if where == "astray":
                    return happened.WriteRefused(sale, "COUNTER_MISMATCH")
                return happened.WriteOrderIssued(sale, order(sold.posting, random))
            case do.ConfirmWrite(sale, card):
                if not sold.confirmed and standing(card, sold.posting) not in ("written", "used"):
                    return happened.WriteRefused(sale, "COUNTER_MISMATCH")
                sold.confirmed = True
                return happened.WriteConfirmed(sale)


def account_of(customer: Customer) -> Account:
    """Return the account as the terminal sees it."""
    bills = tuple(Bill(bill.bill_id, bill.month, 100, Fen(bill.amount), Fen(bill.late_fee)) for bill in customer.bills)
    kind = customer.kind
    return Account(customer.customer_no, "*", "*", kind, customer.meter_no, Fen(customer.balance), bills, "")


def quote(money: Fen | None, energy: CentiKwh | None) -> Quote:
    """Compute the other side at one price: energy is cut to whole kWh, money rounded up."""
    fen = money if money is not None else Fen(cost_of(energy or 0))
    ckwh = energy_for(fen)
    return Quote(fen, CentiKwh(ckwh), Fen(cost_of(ckwh)), Fen(fen - cost_of(ckwh)))


def order(sold: Posting, random: bytes) -> WriteOrder:
    """Order the three files with MACs over this random."""
    wallet = sold.value.to_bytes(4, "big") + sold.counter.to_bytes(4, "big")
    writes = (FileWrite(1, 0, b"", random), FileWrite(2, 0, wallet, random), FileWrite(5, 0, b"", random))
    return WriteOrder(f"V{sold.serial}", sold.card_serial, sold.counter, sold.value, writes, ())
