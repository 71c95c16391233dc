"""Book a paid sale under its own number; an ambiguous answer stays pending and is asked about with the same key."""

from dataclasses import dataclass

from kiosk_app.domain.effects import BookSale, Effect, Record
from kiosk_app.domain.events import Event, SaleBooked, SaleRefused, SaleUnanswered, TimedOut
from kiosk_app.domain.facts import OpenSale, SaleAccepted, SalePending, SaleRejected, advance


@dataclass(frozen=True, slots=True)
class Booking:
    """The platform is turning cash into a booking."""

    sale: OpenSale


@dataclass(frozen=True, slots=True)
class Done:
    """Booked (`sale.booking`), refused (`sale.rejected`), or neither: pending."""

    sale: OpenSale


State = Booking | Done
Step = tuple[State, tuple[Effect, ...]]


def begin(sale: OpenSale) -> Step:
    """Send the booking; the tender's total is durable already."""
    return Booking(sale), (BookSale(sale.booking_request()),)


def step(state: State, event: Event) -> Step:
    """Advance the booking."""
    if isinstance(state, Done):
        return state, ()
    sale = state.sale
    match event:
        case SaleBooked(number, booking) if number == sale.sale:
            accepted = SaleAccepted(number, booking)
            return Done(advance(sale, accepted)), (Record(accepted),)
        case SaleRefused(number, code) if number == sale.sale:
            rejected = SaleRejected(number, code)
            return Done(advance(sale, rejected)), (Record(rejected),)
        case SaleUnanswered(number) if number == sale.sale:
            return Done(sale), (Record(SalePending(number)),)
        case TimedOut():
            return Done(sale), (Record(SalePending(sale.sale)),)
        case _:
            return state, ()
