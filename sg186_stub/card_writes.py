"""The card's side of a purchase (VEND-3, VEND-4): authorise, order the write, take its confirmation, take it back.

A rewrite (补写) is the same order for a new random: same counter, same amount. No order raises a counter twice (I14).
"""

from datetime import datetime

from sqlalchemy import Connection, update

from sg186_stub import customers, postings
from sg186_stub.answers import Authorisation, FileWrite, Order, Refused
from sg186_stub.audit import note
from sg186_stub.card_images import (
    ENERGY_USER,
    FEE_USER,
    PARAMETERS,
    PURCHASE,
    RETURN,
    RETURN_CLEARED,
    WALLET,
    Card,
    Parameters,
    Wallet,
    build_parameters,
    build_wallet,
    parse_wallet,
)
from sg186_stub.hsm import MAC_LENGTH, STEPS, Hsm
from sg186_stub.schema import purchases
from sg186_stub.sold import Sold, Standing, last_booked, sold_as, standing


def authorise(
    connection: Connection, hsm: Hsm, serial: str, *, card_serial: str, challenge: bytes, step: int, now: datetime
) -> Authorisation | Refused:
    """Answer the challenge of the card that the purchase was booked for, as long as something is to be written."""
    sold = _current(connection, serial, card_serial)
    if isinstance(sold, Refused):
        return sold
    if sold.confirmed and not sold.withdrawn:
        return Refused("ALREADY_WRITTEN")
    key_no, more = STEPS[step]
    cryptogram = hsm.cryptogram(bytes.fromhex(card_serial), challenge)
    note(connection, now, "cryptogram_issued", serial, f"card {card_serial} key {key_no:02}")
    return Authorisation(key_no, cryptogram.hex().upper(), more)


def order_write(
    connection: Connection, hsm: Hsm, serial: str, *, card: Card, random: bytes, now: datetime
) -> Order | Refused:
    """Order the write of a booked purchase: parameters, wallet, return-write cleared, in this order (3.2)."""
    sold = _current(connection, serial, card.serial)
    if isinstance(sold, Refused):
        return sold
    if sold.withdrawn:
        return Refused("NO_PURCHASE_RECORD")
    where = standing(card, sold.counter, sold.wallet_value)
    if sold.confirmed or where in (Standing.WRITTEN, Standing.USED):
        return Refused("ALREADY_WRITTEN")
    if where is Standing.ASTRAY:
        return Refused("COUNTER_MISMATCH")
    images = {WALLET: build_wallet(Wallet(sold.wallet_value, sold.counter)), RETURN: RETURN_CLEARED}
    note(connection, now, "write_ordered", serial, f"counter {sold.counter}, value {sold.wallet_value}")
    return _order(connection, hsm, sold, images=images, random=random)


def confirm(connection: Connection, serial: str, card: Card, now: datetime) -> Refused | None:
    """Take the report that the card shows the purchase; None is yes, also the second time."""
    sold = sold_as(connection, serial)
    if sold is None:
        return Refused("NO_PURCHASE_RECORD")
    if card.serial != sold.card_serial:
        return Refused("OTHER_CARD")
    if sold.withdrawn:
        return Refused("NO_PURCHASE_RECORD")
    if sold.confirmed:
        return None
    if standing(card, sold.counter, sold.wallet_value) not in (Standing.WRITTEN, Standing.USED):
        return Refused("COUNTER_MISMATCH")
    at = now.isoformat(timespec="seconds")
    connection.execute(update(purchases).where(purchases.c.posting_no == sold.posting_no).values(confirmed_at=at))
    note(connection, now, "write_confirmed", serial, f"counter {sold.counter}")
    return None


def reverse(
    connection: Connection, hsm: Hsm, serial: str, *, card: Card, random: bytes, now: datetime
) -> Order | Refused:
    """Take a purchase back (冲正) and order the card to be put back to what it was when it was presented.

    Only the card's latest purchase, on its own day, and only as long as the meter has not taken it. Asked again,
    it orders the same again. Putting the former return-write file back lets the customer buy anew at once; without
    it the card would have to visit the meter first (meter_card.md 11.5).
    """
    sold = _current(connection, serial, card.serial)
    if isinstance(sold, Refused):
        return Refused("REVERSAL_REFUSED") if sold.code == "COUNTER_MISMATCH" else sold
    where = standing(card, sold.counter, sold.wallet_value)
    if where in (Standing.USED, Standing.ASTRAY) or sold.posted_on != now.date():
        return Refused("REVERSAL_REFUSED")
    if not sold.withdrawn:
        customers.load(connection, sold.customer_no)
        postings.mark_reversed(connection, sold.posting_no, now)
        connection.execute(update(purchases).where(purchases.c.posting_no == sold.posting_no).values(withdrawn=1))
        note(connection, now, "purchase_reversed", serial, f"counter {sold.counter}")
    images = {WALLET: sold.wallet_before, RETURN: sold.return_before}
    return _order(connection, hsm, sold, images=images, random=random)


def _current(connection: Connection, serial: str, card_serial: str) -> Sold | Refused:
    """Find the purchase; it must be this card's, and no later one may have been booked for the card."""
    sold = sold_as(connection, serial)
    if sold is None:
        return Refused("NO_PURCHASE_RECORD")
    if card_serial != sold.card_serial:
        return Refused("OTHER_CARD")
    latest = last_booked(connection, card_serial)
    assert latest is not None
    if latest.posting_no == sold.posting_no:
        return sold
    return Refused("ALREADY_WRITTEN" if sold.confirmed else "COUNTER_MISMATCH")


def _order(connection: Connection, hsm: Hsm, sold: Sold, *, images: dict[str, bytes], random: bytes) -> Order:
    customer = customers.load(connection, sold.customer_no)
    assert customer is not None
    user_type = ENERGY_USER if customer["meter_kind"] == "energy_controlled" else FEE_USER
    parameters = Parameters(customer["meter_no"], sold.customer_no, PURCHASE, user_type=user_type)
    images = {PARAMETERS: build_parameters(parameters), **images}
    wallet = parse_wallet(images[WALLET])
    writes = tuple(_write(hsm, sold.card_serial, random, sfi, image) for sfi, image in images.items())
    return Order(
        vend_id=sold.vend_id,
        card_serial=sold.card_serial,
        counter=wallet.counter,
        wallet_value=wallet.value,
        writes=writes,
        expected={sfi: image.hex().upper() for sfi, image in images.items()},
    )


def _write(hsm: Hsm, card_serial: str, random: bytes, sfi: str, image: bytes) -> FileWrite:
    """04 D6 (80 | SFI) 00 Lc, where Lc counts the MAC already (meter_card.md 1.10)."""
    header = bytes([0x04, 0xD6, 0x80 | int(sfi, 16), 0x00, len(image) + MAC_LENGTH])
    mac = hsm.mac(bytes.fromhex(card_serial), random, header + image)
    return FileWrite(sfi, 0, image.hex().upper(), mac.hex().upper())
