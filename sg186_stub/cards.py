"""Interpreting a meter card (VEND-1; meter_card.md 3.3): whose it is, and whether it may buy."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from sg186_stub import customers
from sg186_stub.answers import Identified, Refused, Terms
from sg186_stub.card_images import (
    OPENING,
    PURCHASE,
    REPLACEMENT,
    Card,
    Parameters,
    Torn,
    is_blank,
    parse_parameters,
    parse_return_write,
    parse_wallet,
)
from sg186_stub.schema import cards
from sg186_stub.settings import Settings
from sg186_stub.sold import Sold, Standing, last_sold, standing, system_counter
from sg186_stub.tariffs import bought_this_year, price_text, tariff_of


@dataclass(frozen=True, slots=True)
class Holder:
    """The customer of a card that passed every check, with the system's purchase counter."""

    customer: RowMapping
    counter: int
    waiting: Sold | None  # a purchase that nobody confirmed, though the meter has taken it


def identify(connection: Connection, card: Card, now: datetime, settings: Settings) -> Identified | Refused:
    """Say whose card it is and what it may buy."""
    holder = check(connection, card, now, settings)
    if isinstance(holder, Refused):
        return holder
    account = customers.account(connection, holder.customer, now, settings)
    tariff = tariff_of(connection, holder.customer)
    terms = Terms(
        meter_kind=holder.customer["meter_kind"],
        meter_no=holder.customer["meter_no"],
        counter=holder.counter,
        arrears_fen=0,  # with arrears it would have been refused
        minimum_fen=settings.purchase_minimum_fen,
        maximum_fen=settings.purchase_maximum_fen,
        price_text=price_text(tariff, bought_this_year(connection, holder.customer, now)),
    )
    return Identified(account, terms)


def check(connection: Connection, card: Card, now: datetime, settings: Settings) -> Holder | Refused:
    """Let a card buy, or say why not. A purchase that waits for the card comes before a file torn by its write."""
    try:
        parameters = parse_parameters(card.parameters)
    except Torn:
        parameters = None
    registered = _registered(connection, card)
    if registered is None:
        return _stranger(connection, card, parameters)
    customer = customers.load(connection, registered["customer_no"])
    assert customer is not None
    refused = _check_identity(card, parameters, registered, customer)
    if refused is not None:
        return refused
    waiting = last_sold(connection, card.serial)
    if waiting is not None and waiting.confirmed:
        waiting = None
    if waiting is not None and (refused := _check_waiting(card, waiting)) is not None:
        return refused
    counter = system_counter(connection, card.serial)
    refused = _check_contents(card, parameters, customer, counter)
    if refused is None:
        refused = _check_account(connection, customer, now, settings)
    return refused or Holder(customer, counter, waiting)


def _registered(connection: Connection, card: Card) -> RowMapping | None:
    found = select(cards).where(cards.c.card_serial == card.serial)
    return connection.execute(found).mappings().one_or_none()


def _stranger(connection: Connection, card: Card, parameters: Parameters | None) -> Refused:
    """Say what to think of a card that the system never issued."""
    if parameters is None:
        return Refused("CARD_BLANK" if is_blank(card.parameters) else "CARD_UNREADABLE")
    if customers.load(connection, parameters.customer_no) is None:
        return Refused("CUSTOMER_UNKNOWN")
    return Refused("CARD_REPLACED")  # the customer has a card, and this is not it


def _check_identity(
    card: Card, parameters: Parameters | None, registered: RowMapping, customer: RowMapping
) -> Refused | None:
    if registered["status"] == "replaced":
        return Refused("CARD_REPLACED")
    if parameters is not None and parameters.customer_no != customer["customer_no"]:
        return Refused("CUSTOMER_MISMATCH")
    if parameters is not None and parameters.meter_no != customer["meter_no"]:
        return Refused("METER_MISMATCH")
    if card.profile != registered["profile"]:
        return Refused("METER_MISMATCH")
    return None


def _check_waiting(card: Card, waiting: Sold) -> Refused | None:
    where = standing(card, waiting.counter, waiting.wallet_value)
    if where in (Standing.BEFORE, Standing.UNFINISHED):
        return Refused("REWRITE_FIRST", {"sale": waiting.serial})
    if where is Standing.WRITTEN:
        return Refused("LAST_PURCHASE_NOT_USED")
    return Refused("COUNTER_MISMATCH") if where is Standing.ASTRAY else None


def _check_contents(card: Card, parameters: Parameters | None, customer: RowMapping, counter: int) -> Refused | None:
    if parameters is None:
        return Refused("CARD_BLANK" if is_blank(card.parameters) else "CARD_UNREADABLE")
    if parameters.card_type not in (OPENING, PURCHASE, REPLACEMENT):
        return Refused("CARD_UNREADABLE")
    if parse_wallet(card.wallet).counter != counter:
        return Refused("COUNTER_MISMATCH")
    try:
        returned = parse_return_write(card.return_write)
    except Torn:
        return Refused("CARD_UNREADABLE")
    if returned is None:
        return Refused("LAST_PURCHASE_NOT_USED")
    if returned.customer_no != customer["customer_no"]:
        return Refused("CUSTOMER_MISMATCH")
    if returned.meter_no != customer["meter_no"]:
        return Refused("METER_MISMATCH")
    return Refused("COUNTER_MISMATCH") if returned.counter != counter else None


def _check_account(connection: Connection, customer: RowMapping, now: datetime, settings: Settings) -> Refused | None:
    if customer["status"] == "closed":
        return Refused("ACCOUNT_CLOSED")
    if customer["status"] == "in_workflow":
        return Refused("IN_WORKFLOW")
    due = customers.open_bills(connection, customer, now.date(), settings)
    if arrears := sum(bill.amount_fen + bill.late_fee_fen for bill in due):
        return Refused("ARREARS_FIRST", {"arrears_fen": str(arrears)})
    return None
