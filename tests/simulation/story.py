"""A story that a person can read: what happened, in few words each."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from kiosk_app.domain.customer import Account
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.meter_card import CardSnapshot, WriteOrder
from kiosk_app.domain.money import Fen, yuan
from kiosk_app.domain.notes import Note, NoteCount
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import Booking, SaleTerms
from kiosk_app.domain.voucher import Voucher

MONEY = frozenset({"paid", "value", "due", "maximum", "surplus", "balance", "bills", "late_fees", "money"})


def card(value: CardSnapshot) -> str:
    """Write what counts on a card."""
    returned = value.return_counter if value.return_present else "cleared"
    return f"card {value.serial[-4:]} ({value.wallet_counter}: {value.wallet_value}, return {returned})"


def sale(value: OpenSale) -> str:
    """Write a sale."""
    moving = f", {brief(value.moving[1])} moving" if value.moving else ""
    return f"{value.sale} with ¥{yuan(value.paid)}{moving}"


def booking(value: Booking) -> str:
    """Write an answer."""
    counter = f", counter {value.purchase.counter}" if value.purchase else ""
    return f"booking (¥{yuan(value.paid)}{counter})"


SHORT: dict[type, Callable[[Any], str]] = {
    Note: lambda note: f"¥{yuan(note.value)}",
    NoteCount: lambda notes: f"{notes.count}x¥{yuan(notes.value)}",
    CardSnapshot: card,
    WriteOrder: lambda order: f"order ({order.counter}: {order.wallet_value} onto {order.card_serial[-4:]})",
    Account: lambda account: f"account {account.customer_no}",
    OpenSale: sale,
    SaleTerms: lambda terms: f"terms ({terms.kind} of {terms.customer_no}, due ¥{yuan(terms.due)})",
    Booking: booking,
    Voucher: lambda slip: f"{slip.kind} slip {slip.copy} of {slip.sale} over ¥{yuan(slip.paid)}",
    Rules: lambda _: "rules",
    tuple: lambda items: f"[{' '.join(map(brief, items))}]",
    bytes: bytes.hex,
}


def brief(value: Any) -> str:
    """Write a value down shortly: money in yuan, people by their number, no empty fields."""
    if (short := SHORT.get(type(value))) is not None:
        return short(value)
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({', '.join(parts(value))})"
    return str(value)


def parts(value: Any) -> list[str]:
    """Write the fields that say something."""
    found: list[str] = []
    for each in fields(value):
        content = getattr(value, each.name)
        if content in ("", None, (), False):
            continue
        if each.name in MONEY and isinstance(content, int):
            found.append(f"{each.name} ¥{yuan(Fen(content))}")
        else:
            found.append(f"{each.name} {brief(content)}")
    return found
