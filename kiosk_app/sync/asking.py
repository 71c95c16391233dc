"""One request to the platform, once: what is sent, and the event that its answer becomes."""

from typing import Any

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain.events import Event
from kiosk_app.domain.meter_card import PARAMETER_FILE, RETURN_FILE, WALLET_FILE, CardSnapshot
from kiosk_app.domain.sale import Booking, BookingRequest, SaleKind
from kiosk_app.sync import wire
from kiosk_app.sync.client import NoAnswer, PlatformClient
from kiosk_app.sync.wire import RefusedAnswer
from kiosk_app.sync.wire_recovery import RECOVERY

Request = (
    do.AskAccount
    | do.AskCard
    | do.AskQuote
    | do.AskRecovery
    | do.BookSale
    | do.AskCardAuthorisation
    | do.AskWriteOrder
    | do.ConfirmWrite
)
SENT_FILES = (PARAMETER_FILE, WALLET_FILE, RETURN_FILE)
SPOILT_KEYS = ("KEY_REUSED", "FOREIGN_SALE")


def ask(client: PlatformClient, request: Request) -> Event:
    """Send one request once and turn its answer into an event."""
    match request:
        case do.AskAccount(name, number, password):
            revealed = None if password is None else password.reveal()
            body: dict[str, Any] = {"customer_no": number, "password": revealed}
            found = client.call("POST", "/v1/accounts/query", body, wire.ACCOUNT)
            if isinstance(found, RefusedAnswer):
                return refused(request, found.code, found.facts)
            if found.account.customer_no != number:
                raise NoAnswer("broken contract: another customer's account")
            return happened.AccountFound(name, found.account.value())
        case do.AskCard(name, card):
            known = client.call("POST", "/v1/cards/identify", {"card": card_block(card)}, wire.CARD)
            if isinstance(known, RefusedAnswer):
                return refused(request, known.code, known.facts)
            if known.account.customer_no != card.customer_no:
                raise NoAnswer("broken contract: another customer's account")
            return happened.CardIdentified(name, known.account.value(), known.terms.value())
        case do.AskQuote():
            return ask_quote(client, request)
        case do.AskRecovery():
            return ask_recovery(client, request)
        case do.BookSale(booking):
            booked = client.call("PUT", f"/v1/sales/{booking.sale}", booking_body(booking), wire.SALE)
            if isinstance(booked, RefusedAnswer):
                return refused(request, booked.code, booked.facts)
            if not answers(booking, booked.booking.value()):
                raise NoAnswer("broken contract: another booking")
            return happened.SaleBooked(booking.sale, booked.booking.value(), booked.written)
        case _:
            return ask_about_card(client, request)


def ask_quote(client: PlatformClient, request: do.AskQuote) -> Event:
    """Ask for the other side of an amount."""
    side = {"money_fen": request.money} if request.money is not None else {"energy_ckwh": request.energy}
    quoted = client.call("POST", "/v1/quotes", {"customer_no": request.customer_no, **side}, wire.QUOTE)
    if isinstance(quoted, RefusedAnswer):
        return refused(request, quoted.code, quoted.facts)
    return happened.Quoted(request.request, quoted.quote.value())


def ask_recovery(client: PlatformClient, request: do.AskRecovery) -> Event:
    """Ask what became of a sale."""
    told = client.call("POST", "/v1/recoveries", {"sale": request.sale, "slip": request.slip}, RECOVERY)
    if isinstance(told, RefusedAnswer):
        return refused(request, told.code, told.facts)
    return happened.RecoveryFound(request.request, told.value(request.sale))


def ask_about_card(
    client: PlatformClient, request: do.AskCardAuthorisation | do.AskWriteOrder | do.ConfirmWrite
) -> Event:
    """Send one of the three requests about a booked purchase's card."""
    path = f"/v1/sales/{request.sale}"
    match request:
        case do.AskCardAuthorisation(sale, serial, challenge, step):
            body: dict[str, Any] = {"card_serial": serial, "challenge": challenge.hex().upper(), "step": step}
            allowed = client.call("POST", f"{path}/card-authorisations", body, wire.AUTHORISATION)
            if isinstance(allowed, RefusedAnswer):
                return refused(request, allowed.code, allowed.facts)
            cryptogram = bytes.fromhex(allowed.cryptogram)
            return happened.CardAuthorised(sale, allowed.key_no, cryptogram, allowed.more)
        case do.AskWriteOrder(sale, card, random):
            body = {"card": card_block(card), "random": random.hex().upper()}
            issued = client.call("POST", f"{path}/write-orders", body, wire.ORDER)
            if isinstance(issued, RefusedAnswer):
                return refused(request, issued.code, issued.facts)
            return happened.WriteOrderIssued(sale, issued.order.value())
        case do.ConfirmWrite(sale, card):
            told = client.call("POST", f"{path}/write-confirmations", {"card": card_block(card)}, wire.PLAIN)
            if isinstance(told, RefusedAnswer):
                return refused(request, told.code, told.facts)
            return happened.WriteConfirmed(sale)


def card_block(card: CardSnapshot) -> dict[str, Any]:
    """Return the card as it is sent."""
    files = {f"{sfi:02X}": content.hex().upper() for sfi, content in card.files if sfi in SENT_FILES}
    return {"profile": card.profile, "serial": card.serial, "files": files}


def booking_body(request: BookingRequest) -> dict[str, Any]:
    """Return a booking as it is sent: byte for byte the same at every repetition (I4)."""
    return {
        "sale": request.sale,
        "kind": str(request.kind),
        "customer_no": request.customer_no,
        "method": "cash",
        "paid_fen": request.paid,
        "notes": [{"value_fen": each.value, "count": each.count} for each in request.notes],
        "bill_ids": list(request.bill_ids),
        "card": card_block(request.card) if request.card is not None else None,
    }


def answers(request: BookingRequest, booking: Booking) -> bool:
    """True when the booking is of the sum and the kind that was asked for."""
    return booking.paid == request.paid and (booking.purchase is not None) == (request.kind is SaleKind.PURCHASE)


def rejected(request: Request, code: str) -> Event:
    """Return the event of a 4xx: the platform did not do it.

    Only a key that is spoilt for good refuses a booking: whatever else keeps the platform from reading it (a wrong
    address, a terminal that is out of service) passes, and then the money in the box is booked.
    """
    if isinstance(request, do.BookSale) and code not in SPOILT_KEYS:
        return unanswered(request)
    return refused(request, code, {})


def refused(request: Request, code: str, facts: dict[str, str]) -> Event:
    """Return the event of a refusal of this request."""
    match request:
        case do.AskAccount(name) | do.AskCard(name) | do.AskQuote(name) | do.AskRecovery(name):
            return happened.Refused(name, code, tuple(sorted(facts.items())))
        case do.BookSale(booking):
            return happened.SaleRefused(booking.sale, code)
        case _:
            return happened.WriteRefused(request.sale, code)


def unanswered(request: Request) -> Event:
    """Return the event of no answer to this request."""
    match request:
        case do.AskAccount(name) | do.AskCard(name) | do.AskQuote(name) | do.AskRecovery(name):
            return happened.Unanswered(name)
        case do.BookSale(booking):
            return happened.SaleUnanswered(booking.sale)
        case _:
            return happened.WriteUnanswered(request.sale)
