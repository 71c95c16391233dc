"""Purchases as the books have them, and where a presented card stands towards one (meter_card.md 3.4)."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from sg186_stub.card_images import Card, Torn, parse_return_write, parse_wallet
from sg186_stub.schema import cards, postings, purchases


class Standing(Enum):
    """Where a card stands towards a purchase that was booked for it."""

    BEFORE = "the counter before: nothing of the purchase counts yet"
    UNFINISHED = "the wallet is written, the return-write file is not cleared"
    WRITTEN = "wholly on the card, not yet in the meter"
    USED = "the meter has taken it"
    ASTRAY = "none of these: another counter, another amount"


@dataclass(frozen=True, slots=True)
class Sold:
    """A purchase with its posting."""

    posting_no: int
    serial: str
    customer_no: str
    posted_on: date
    card_serial: str
    counter: int
    wallet_value: int
    wallet_before: bytes
    return_before: bytes
    confirmed: bool
    withdrawn: bool

    @property
    def vend_id(self) -> str:
        """The vending system's own number of the purchase."""
        return vend_id(self.posting_no)


def vend_id(posting_no: int) -> str:
    """Return the vending system's own number of a purchase."""
    return f"V{posting_no:09}"


def standing(card: Card, counter: int, wallet_value: int) -> Standing:
    """Compare a card with the purchase `counter` worth `wallet_value`."""
    wallet = parse_wallet(card.wallet)
    if wallet.counter == counter - 1:
        return Standing.BEFORE
    if wallet.counter != counter or wallet.value != wallet_value:
        return Standing.ASTRAY
    try:
        returned = parse_return_write(card.return_write)
    except Torn:
        return Standing.UNFINISHED
    if returned is None:
        return Standing.WRITTEN
    if returned.counter == counter:
        return Standing.USED
    return Standing.UNFINISHED if returned.counter == counter - 1 else Standing.ASTRAY


def system_counter(connection: Connection, card_serial: str) -> int:
    """Return the system's purchase counter of a card: the last one sold, or what the card began with."""
    sold = select(func.max(purchases.c.counter)).where(
        purchases.c.card_serial == card_serial, purchases.c.withdrawn == 0
    )
    counter: int | None = connection.execute(sold).scalar_one()
    if counter is not None:
        return counter
    began = select(cards.c.opening_counter).where(cards.c.card_serial == card_serial)
    return int(connection.execute(began).scalar_one())


def last_sold(connection: Connection, card_serial: str) -> Sold | None:
    """Return the latest purchase of a card that was not reversed."""
    of_card = _all().where(purchases.c.card_serial == card_serial, purchases.c.withdrawn == 0)
    return _one(connection, of_card.order_by(purchases.c.posting_no.desc()).limit(1))


def last_booked(connection: Connection, card_serial: str) -> Sold | None:
    """Return the latest purchase of a card, reversed or not."""
    of_card = _all().where(purchases.c.card_serial == card_serial)
    return _one(connection, of_card.order_by(purchases.c.posting_no.desc()).limit(1))


def sold_as(connection: Connection, serial: str) -> Sold | None:
    """Return the purchase that was booked under this serial, reversed or not."""
    return _one(connection, _all().where(postings.c.serial == serial))


def _all() -> Select[*tuple[Any, ...]]:
    return select(purchases, postings.c.serial, postings.c.customer_no, postings.c.posted_on).join(
        postings, purchases.c.posting_no == postings.c.no
    )


def _one(connection: Connection, found: Select[*tuple[Any, ...]]) -> Sold | None:
    row: Row[*tuple[Any, ...]] | None = connection.execute(found).one_or_none()
    if row is None:
        return None
    values = row._mapping
    return Sold(
        posting_no=values["posting_no"],
        serial=values["serial"],
        customer_no=values["customer_no"],
        posted_on=values["posted_on"],
        card_serial=values["card_serial"],
        counter=values["counter"],
        wallet_value=values["wallet_value"],
        wallet_before=values["wallet_before"],
        return_before=values["return_before"],
        confirmed=values["confirmed_at"] is not None,
        withdrawn=bool(values["withdrawn"]),
    )
