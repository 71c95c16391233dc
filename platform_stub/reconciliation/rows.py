"""One sale in three books: what they say, whether they agree, and which of them stands. Pure.

Every line of a file is a sale whose money lies in the box. Status is a join, UNKNOWN < FAILED < SUCCEEDED (I5): what
the platform booked stands; what it has not, or has as failed, is booked in the terminal's word (PAY-8). Where a person
holds a refused sale's money for the customer, failed on both sides is agreed, as long as the core has not booked it.
"""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from platform_stub.files.lines import Row
from platform_stub.sales.bodies import Notes, Sale
from platform_stub.shapes import Card, CardFiles

State = Literal["SUCCEEDED", "FAILED", "UNKNOWN", "NONE"]
STATES: dict[str, State] = {"booked": "SUCCEEDED", "refused": "FAILED", "pending": "UNKNOWN"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A sale on which the three did not agree, and what was done."""

    sale: str
    terminal: State
    platform: State
    core: State
    why: str
    done: str


def sale_of(row: Row) -> Sale:
    """Return the sale as the terminal sends it under the same number (I4); raise ValueError where it cannot be one."""
    card = None
    if row.card:
        profile, parameters, wallet, return_write = row.card.split(",")
        files = {"01": parameters, "02": wallet, "05": return_write}
        shaped = CardFiles.model_validate(files)
        card = Card.model_validate({"profile": profile, "serial": row.card_serial, "files": shaped})
    return Sale.model_validate(
        {
            "sale": row.sale,
            "kind": "purchase" if row.service == "VEND" else "bill_payment",
            "customer_no": row.customer_no,
            "method": "cash",
            "paid_fen": row.amount_fen,
            "notes": [Notes(value_fen=value, count=count) for value, count in row.notes],
            "bill_ids": [unquote(each) for each in row.bill_ids],
            "card": card,
        }
    )


def why_different(row: Row, platform: State, core: State, *, same: bool, held: bool = False) -> str:
    """Say why the books differ, "" where they agree; `same`: the platform has the sale with just this content; `held`:
    its money is held for the customer."""
    if platform == "NONE":
        return "unheard"
    if not same:
        return "content"
    if held:
        return _why_held_differs(row, core)
    if platform != "SUCCEEDED":
        return "failed" if platform == "FAILED" else "pending"
    if core == "NONE":
        return "core_lacks"
    if core != "SUCCEEDED":
        return "core_unknown"
    return "" if row.status == "SUCCEEDED" else "terminal_unaware"


def _why_held_differs(row: Row, core: State) -> str:
    if core == "SUCCEEDED":
        return "held_and_booked"
    if core == "UNKNOWN":
        return "core_unknown"
    return "" if row.status == "FAILED" else "terminal_unaware"
