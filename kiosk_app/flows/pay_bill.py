"""Paying electricity bills with cash: identify, choose, put notes in, book, receipt (PAY-1, PAY-2, PAY-4, PAY-5)."""

from dataclasses import dataclass, replace

from kiosk_app.domain.customer import Account, Bill, MeterKind
from kiosk_app.domain.effects import Effect
from kiosk_app.domain.events import Event, Pressed, RowTouched, TimedOut
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleKind, SaleTerms
from kiosk_app.flows import booking, cash_tender, closing, identify
from kiosk_app.flows.context import Context
from kiosk_app.flows.vouchers import voucher_of

ROWS_PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Identifying:
    """Who is it?"""

    inner: identify.State


@dataclass(frozen=True, slots=True)
class Choosing:
    """The customer looks at the bills. Only a row from the oldest on can be chosen."""

    account: Account
    chosen: int  # the first `chosen` bills
    page: int = 0

    @property
    def bills(self) -> tuple[Bill, ...]:
        """The bills that will be paid."""
        return self.account.bills[: self.chosen]

    @property
    def pages(self) -> int:
        """How many pages the bills take."""
        return max(1, -(-len(self.account.bills) // ROWS_PER_PAGE))


@dataclass(frozen=True, slots=True)
class Stopped:
    """It cannot go on, and no money is in: why."""

    code: str


@dataclass(frozen=True, slots=True)
class Tendering:
    """Notes go in."""

    inner: cash_tender.State


@dataclass(frozen=True, slots=True)
class Booking:
    """The money is being booked."""

    inner: booking.Booking


@dataclass(frozen=True, slots=True)
class Ending:
    """The result, the slip."""

    inner: closing.Closing


@dataclass(frozen=True, slots=True)
class Done:
    """Back to the beginning."""


State = Identifying | Choosing | Stopped | Tendering | Booking | Ending | Done
Step = tuple[State, tuple[Effect, ...]]


def begin(context: Context) -> Step:
    """Ask who it is."""
    inner, effects = identify.begin(context)
    return Identifying(inner), effects


def step(state: State, event: Event, context: Context) -> Step:
    """Advance the visit."""
    match state:
        case Identifying(inner):
            return identified(*identify.step(inner, event, context))
        case Choosing():
            return while_choosing(state, event, context)
        case Stopped():
            return (Done(), ()) if isinstance(event, Pressed | TimedOut) else (state, ())
        case Tendering(inner):
            return tendered(*cash_tender.step(inner, event, context))
        case Booking(inner):
            return booked(*booking.step(inner, event))
        case Ending(inner):
            ended, effects = closing.step(inner, event)
            return (Ending(ended), effects) if isinstance(ended, closing.Closing) else (Done(), effects)
        case Done():
            return state, ()


def identified(inner: identify.State, effects: tuple[Effect, ...]) -> Step:
    """Show the bills of who it is."""
    match inner:
        case identify.Done(None):
            return Done(), effects
        case identify.Done(Account() as account) if account.meter_kind is not MeterKind.POST_PAID and not account.bills:
            return Stopped("card_meter_customer"), effects
        case identify.Done(Account() as account):
            return Choosing(account, len(account.bills)), effects
        case _:
            return Identifying(inner), effects


def while_choosing(now: Choosing, event: Event, context: Context) -> Step:
    """Tick rows, turn pages, go on if every part of the service is still ready."""
    match event:
        case RowTouched(index) if 0 <= index < len(now.account.bills):
            return replace(now, chosen=index if index < now.chosen else index + 1), ()
        case Pressed("page_up"):
            return replace(now, page=max(0, now.page - 1)), ()
        case Pressed("page_down"):
            return replace(now, page=min(now.pages - 1, now.page + 1)), ()
        case Pressed("confirm") if now.account.bills and not now.chosen:
            return now, ()
        case Pressed("confirm") if context.services.pay_bill:
            return Stopped(context.services.pay_bill[0]), ()
        case Pressed("confirm"):
            inner, effects = cash_tender.begin(terms(now, context))
            return Tendering(inner), effects
        case Pressed("back" | "exit") | TimedOut():
            return Done(), ()
        case _:
            return now, ()


def terms(now: Choosing, context: Context) -> SaleTerms:
    """Fix what the money will be for."""
    account = now.account
    return SaleTerms(
        SaleKind.BILL_PAYMENT,
        account.customer_no,
        account.name_masked,
        account.address_masked,
        due=Fen(sum(bill.due for bill in now.bills)),
        maximum=context.rules.cash_maximum,
        bills=now.bills,
    )


def tendered(inner: cash_tender.State, effects: tuple[Effect, ...]) -> Step:
    """Book what was put in."""
    match inner:
        case cash_tender.Done(sale, _) if sale.paid:
            asked, more = booking.begin(sale)
            assert isinstance(asked, booking.Booking), "a booking begins by asking"
            return Booking(asked), (*effects, *more)
        case cash_tender.Done(sale, _) if sale.in_doubt:
            return conclude(sale, effects)
        case cash_tender.Done(_, why):
            return (Stopped(why) if why else Done()), effects
        case _:
            return Tendering(inner), effects


def booked(inner: booking.State, effects: tuple[Effect, ...]) -> Step:
    """Print what is true."""
    if isinstance(inner, booking.Booking):
        return Booking(inner), effects
    return conclude(inner.sale, effects)


def conclude(sale: OpenSale, effects: tuple[Effect, ...]) -> Step:
    """Show the result and print its slip."""
    ended, more = closing.begin(sale, voucher_of(sale), card_inside=False)
    assert isinstance(ended, closing.Closing), "a closing begins with the slip"
    return Ending(ended), (*effects, *more)
