"""Carry out effects from left to right, the journal first, for the visit in front and the recovery behind it.

One thread runs it. Effects between flows and answers that are known at once become events of the same turn, so a
turn ends with nothing left to do.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from kiosk_app.domain import effects as do
from kiosk_app.domain.events import (
    Event,
    QueryAnswer,
    RetryDue,
    SaleHandedOver,
    SaleOpened,
    SaleReclaimed,
    SaleWanted,
)
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.staff_effects import BookSettlement, StaffEffect
from kiosk_app.flows import recovery, visit
from kiosk_app.runtime import staffing
from kiosk_app.runtime.ports import BillAcceptor, CardReader, Journal, Platform, ReceiptPrinter, Scanner

TURNS_AT_MOST = 1_000  # events that one event may lead to; more is a bug in a flow

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the runner may act upon."""

    journal: Journal
    acceptor: BillAcceptor
    reader: CardReader
    printer: ReceiptPrinter
    platform: Platform
    later: Callable[[float, Event], None]  # deliver this event after so many seconds
    staff: staffing.StaffPorts | None = None  # none where staff cannot come in
    scanner: Scanner | None = None  # none where there is none


class Runner:
    """Holds the flows and performs what they ask for."""

    def __init__(self, rules: Rules, ports: Ports) -> None:
        self._ports, self._log = ports, log.bind()
        self._tells = self._log.is_enabled_for(logging.DEBUG)
        self.visit = replace(visit.begin(rules), scanning=ports.scanner is not None)
        if (staff := ports.staff) is not None:
            unsettled = staff.books.open_settlement is not None
            self.visit = replace(self.visit, staffed=True, unsettled=unsettled)
        self.recovery = recovery.Recovery()
        self._waiting: deque[Event] = deque()
        self._asked: Counter[str] = Counter()  # how often a question of this name was asked

    def start(self, open_sales: tuple[OpenSale, ...]) -> None:
        """Settle what the last run left open; customers are served after that. A scanner looks from now on."""
        if self.visit.scanning:
            self._perform(do.AwaitCode())
        self.recovery, effects = recovery.begin(open_sales)
        self._perform_all(effects)
        if (staff := self._ports.staff) is not None:
            self._perform_all(tuple(BookSettlement(settlement) for settlement in staff.books.unreported))
        self._settle()

    def handle(self, event: Event) -> None:
        """Take one event and everything that follows from it at once."""
        if isinstance(event, QueryAnswer):
            name, _, number = event.request.partition("/")
            if number and number != str(self._asked[name]):
                return  # it answers an earlier visit's question
            event = replace(event, request=name)
        self._waiting.append(event)
        self._settle()

    def _settle(self) -> None:
        turns = 0
        while self._waiting:
            turns += 1
            assert turns < TURNS_AT_MOST, "the flows answer each other without end"
            self._step(self._waiting.popleft())
        if self.visit.recovering != self.recovery.settling:
            self.visit = replace(self.visit, recovering=self.recovery.settling)

    def _step(self, event: Event) -> None:
        if self._tells:
            self._log.debug("event", event_kind=type(event).__name__)
        ours = recovery.addressed(self.recovery, event)
        self.recovery, behind = recovery.step(self.recovery, event)
        self._perform_all(behind)
        if not ours:
            self.visit, in_front = visit.step(self.visit, event)
            self._perform_all(in_front)

    def _perform_all(self, effects: tuple[do.Effect, ...]) -> None:
        for effect in effects:
            if self._tells:
                self._log.debug("effect", effect_kind=type(effect).__name__)
            self._perform(effect)

    def _perform(self, effect: do.Effect) -> None:
        ports = self._ports
        match effect:
            case do.Record(fact):
                ports.journal.record(fact)
            case do.OpenSaleNumber(terms):
                self._waiting.append(SaleOpened(ports.journal.open_sale(terms), terms))
            case do.PrintVoucher(job, voucher):
                ports.printer.print_voucher(job, voucher)
            case do.HandToRecovery() | do.ReclaimSale() | do.HandToVisit():
                self._waiting.append(between_flows(effect))
            case do.RetryLater(number, after_s, wait):
                ports.later(after_s, RetryDue(SaleNumber(number), wait))
            case do.AskAccount(name) | do.AskCard(name) | do.AskQuote(name) | do.AskRecovery(name):
                self._asked[name] += 1
                ask_platform(ports.platform, replace(effect, request=f"{name}/{self._asked[name]}"))
            case do.OpenAcceptor() | do.CloseAcceptor() | do.StackNote() | do.ReturnNote() | do.AcknowledgeNote():
                move_notes(ports.acceptor, effect)
            case (
                do.AwaitCard()
                | do.StopAwaitingCard()
                | do.ReadCard()
                | do.ChallengeCard()
                | do.AuthenticateCard()
                | do.WriteCard()
                | do.EjectCard()
                | do.RetainCard()
            ):
                handle_card(ports.reader, effect)
            case do.AwaitCode() | do.StopAwaitingCode():
                look_for_codes(ports.scanner, effect)
            case _ if isinstance(effect, StaffEffect):
                self._act_for_staff(effect)
            case _:
                ask_platform(ports.platform, effect)

    def _act_for_staff(self, effect: StaffEffect) -> None:
        staff = self._ports.staff
        assert staff is not None, "staff came in where there is no way in"
        if (answer := staffing.act(staff, effect, self._ports.later)) is not None:
            self._waiting.append(answer)


AcceptorEffect = do.OpenAcceptor | do.CloseAcceptor | do.StackNote | do.ReturnNote | do.AcknowledgeNote
ReaderEffect = (
    do.AwaitCard
    | do.StopAwaitingCard
    | do.ReadCard
    | do.ChallengeCard
    | do.AuthenticateCard
    | do.WriteCard
    | do.EjectCard
    | do.RetainCard
)
PlatformEffect = (
    do.AskAccount
    | do.AskCard
    | do.AskQuote
    | do.AskRecovery
    | do.BookSale
    | do.AskCardAuthorisation
    | do.AskWriteOrder
    | do.ConfirmWrite
)


def between_flows(effect: do.HandToRecovery | do.ReclaimSale | do.HandToVisit) -> Event:
    """Return what the other flow hears of it."""
    match effect:
        case do.HandToRecovery(sale):
            return SaleHandedOver(sale)
        case do.ReclaimSale(number):
            return SaleWanted(number)
        case do.HandToVisit(found):
            return SaleReclaimed(found)


def move_notes(acceptor: BillAcceptor, effect: AcceptorEffect) -> None:
    """Pass an effect to the bill acceptor."""
    match effect:
        case do.OpenAcceptor():
            acceptor.open()
        case do.CloseAcceptor():
            acceptor.close()
        case do.StackNote():
            acceptor.stack()
        case do.ReturnNote():
            acceptor.give_back()
        case do.AcknowledgeNote():
            acceptor.acknowledge()


def handle_card(reader: CardReader, effect: ReaderEffect) -> None:
    """Pass an effect to the card reader."""
    match effect:
        case do.AwaitCard():
            reader.await_card()
        case do.StopAwaitingCard():
            reader.withdraw()
        case do.ReadCard():
            reader.read()
        case do.ChallengeCard(length):
            reader.challenge(length)
        case do.AuthenticateCard(key_no, cryptogram):
            reader.authenticate(key_no, cryptogram)
        case do.WriteCard(order):
            reader.write(order)
        case do.EjectCard():
            reader.eject()
        case do.RetainCard():
            reader.retain()


def look_for_codes(scanner: Scanner | None, effect: do.AwaitCode | do.StopAwaitingCode) -> None:
    """Pass an effect to the scanner, where there is one: whatever it reads can be typed too."""
    if scanner is None:
        return
    if isinstance(effect, do.AwaitCode):
        scanner.await_code()
    else:
        scanner.stop_awaiting()


def ask_platform(platform: Platform, effect: PlatformEffect) -> None:
    """Pass an effect to the platform; every answer comes back as an event."""
    match effect:
        case do.AskAccount(request, customer_no, password):
            platform.ask_account(request, customer_no, password)
        case do.AskCard(request, card):
            platform.ask_card(request, card)
        case do.AskQuote(request, customer_no, money, energy):
            platform.ask_quote(request, customer_no, money, energy)
        case do.AskRecovery(request, sale, slip):
            platform.ask_recovery(request, sale, slip)
        case do.BookSale(booking):
            platform.book(booking)
        case do.AskCardAuthorisation(sale, serial, challenge, turn):
            platform.ask_card_authorisation(sale, serial, challenge, turn)
        case do.AskWriteOrder(sale, card, random):
            platform.ask_write_order(sale, card, random)
        case do.ConfirmWrite(sale, card):
            platform.confirm_write(sale, card)
