"""What the recorded process does: three lives of a kiosk, told through the real runner and the real flows.

First life: a bill is paid with two notes, what the rows add up to is kept; electricity is bought, and the process dies
with the card half written. Second life: its start sums up anew; the purchase is recovered, its card presented again and
written without money, and summed up once more; a note is taken, and the process dies while it falls. Third life: the
note is found in the box, its sale is booked, the kiosk stops in order.

Everything that cannot be undone, and every append, leaves a mark in the recording: the oracle needs to know what was
promised, and what was done to the world, at the moment of a cut.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import (
    AcceptorStarted,
    AccountFound,
    CardAuthenticated,
    CardAuthorised,
    CardChallenged,
    CardIdentified,
    CardInserted,
    CardRead,
    CardTaken,
    CardWritten,
    DigitTyped,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteStacked,
    PowerUpNote,
    Pressed,
    Quoted,
    ReceiptPrinted,
    Refused,
    SaleBooked,
    WriteConfirmed,
    WriteOrderIssued,
)
from kiosk_app.domain.meter_card import WriteOrder
from kiosk_app.domain.notes import Note
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import BookingRequest, SaleNumber
from kiosk_app.domain.voucher import Voucher
from kiosk_app.runtime.runner import Ports, Runner
from tests.crash.marked import Mark, MarkedJournal
from tests.support import samples
from tests.support.samples import HUNDRED

BILL, PURCHASE, LAST = (SaleNumber(f"GD0117-{number:06}") for number in (1, 2, 3))
WRITTEN = replace(samples.CARD, wallet_counter=8, wallet_value=10_000, return_present=False, return_counter=0)


class Bystanders:
    """Every port but the journal: marks what becomes physical, with the fact that must be durable before it (I7)."""

    def __init__(self, mark: Mark) -> None:
        self._mark = mark
        self.dies_at = ""

    def stack(self) -> None:
        self._done("NoteOffered", "")

    def write(self, order: WriteOrder) -> None:
        self._done("WriteBegun", PURCHASE)

    def book(self, request: BookingRequest) -> None:
        self._done("TenderClosed", request.sale)

    def print_voucher(self, job: str, voucher: Voucher) -> None:
        self._done("ReceiptBegun", job.partition("/")[0])

    def later(self, after_s: float, event: Event) -> None:
        """No story here waits."""

    def _done(self, intent: str, sale: str) -> None:
        self._mark(f"did {intent} {sale}".rstrip())
        if intent == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_: None


class Kiosk:
    """The real runner on the real journal, among bystanders."""

    def __init__(self, journal: MarkedJournal, mark: Mark) -> None:
        self.journal = journal
        self.others = Bystanders(mark)
        played: Any = self.others  # one object plays every other part
        self._runner = Runner(Rules(), Ports(self.journal, played, played, played, played, self.others.later))
        self._runner.start(tuple(journal.ledger.open_sales.values()))

    def tell(self, *events: Event) -> None:
        for event in events:
            self._runner.handle(event)

    def type(self, digits: str) -> None:
        self.tell(*(DigitTyped(digit) for digit in digits))

    def ready(self, stacked: Note | None = None) -> None:
        self.tell(AcceptorStarted(PowerUpNote.IN_STACKER if stacked else PowerUpNote.NONE, stacked))
        for device in Device:
            self.tell(HealthChanged(Health(device, Condition.READY)))


def at_cash(kiosk: Kiosk) -> None:
    """Bring a customer to the open acceptor with three bills to pay."""
    kiosk.tell(Pressed("start"), Pressed("pay_bill"))
    kiosk.type("3104587000")
    kiosk.tell(Pressed("confirm"))
    kiosk.type("123456")
    kiosk.tell(Pressed("confirm"), AccountFound("account", samples.ACCOUNT), Pressed("confirm"))


def put_in(kiosk: Kiosk, note: Note) -> None:
    """Let a note go in, and down."""
    kiosk.tell(NoteEscrowed(note), NoteStacked(note, "10:28:17"))


def card_written(kiosk: Kiosk) -> None:
    """Authenticate the card in the reader and write the purchase onto it."""
    kiosk.tell(CardRead(samples.CARD), CardChallenged(bytes(8)), CardAuthorised(PURCHASE, 3, bytes(8), True))
    kiosk.tell(CardAuthenticated(), CardChallenged(bytes(8)), CardAuthorised(PURCHASE, 4, bytes(8), False))
    kiosk.tell(CardAuthenticated(), CardChallenged(bytes(4)), WriteOrderIssued(PURCHASE, samples.ORDER))


def first_life(kiosk: Kiosk) -> None:
    """Sell, sell again, and die with the card half written."""
    kiosk.ready()
    at_cash(kiosk)
    put_in(kiosk, HUNDRED)
    put_in(kiosk, HUNDRED)
    kiosk.tell(Pressed("finish"), SaleBooked(BILL, samples.BOOKING), ReceiptPrinted(f"{BILL}/1"), Pressed("done"))
    kiosk.journal.sum_up()

    kiosk.tell(Pressed("start"), Pressed("buy_electricity"), CardInserted(), CardRead(samples.CARD))
    kiosk.tell(CardIdentified("card", samples.CARD_ACCOUNT, samples.CARD_TERMS))
    kiosk.tell(Pressed("preset_100"), Quoted("quote", samples.QUOTE), Pressed("confirm"))
    put_in(kiosk, HUNDRED)
    kiosk.tell(Pressed("finish"), SaleBooked(PURCHASE, samples.PURCHASE_BOOKING))
    kiosk.others.dies_at = "WriteBegun"
    card_written(kiosk)


def second_life(kiosk: Kiosk) -> None:
    """Recover the purchase, write its card, and die while another sale's note falls."""
    kiosk.ready()
    kiosk.tell(ReceiptPrinted(f"{PURCHASE}/1"))
    kiosk.tell(Pressed("start"), Pressed("buy_electricity"), CardInserted(), CardRead(samples.CARD))
    kiosk.tell(Refused("card", "REWRITE_FIRST", (("sale", PURCHASE),)))
    card_written(kiosk)
    kiosk.tell(CardWritten(WRITTEN), WriteConfirmed(PURCHASE), ReceiptPrinted(f"{PURCHASE}/2"))
    kiosk.tell(CardTaken(), Pressed("done"))
    kiosk.journal.sum_up()

    at_cash(kiosk)
    kiosk.others.dies_at = "NoteOffered"
    put_in(kiosk, HUNDRED)


def third_life(kiosk: Kiosk) -> None:
    """Find the note in the box, book its sale, and stop in order."""
    kiosk.ready(HUNDRED)
    kiosk.tell(SaleBooked(LAST, replace(samples.BOOKING, platform_serial="P0003")), ReceiptPrinted(f"{LAST}/1"))
    kiosk.journal.close()


LIVES: tuple[Callable[[Kiosk], None], ...] = (first_life, second_life, third_life)
