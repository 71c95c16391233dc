"""A sale as the terminal sends it, and the number that is its key."""

import json
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from platform_stub.shapes import FEN_AT_MOST, Card, CustomerNo, Message

SALE = r"^[A-Z0-9]{2,15}-([0-9]{6}|[1-9][0-9]{6,8})$"
NOTES_AT_MOST = 1_000  # a cash box holds no more (HW-3)

SaleNumber = Annotated[str, Field(pattern=SALE, examples=["GD0117-002381"])]
BillId = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._:-]{0,29}$", examples=["3104587000-2026-08"])]


class Notes(Message):
    """How many notes of one value lie in the box for this sale."""

    value_fen: Annotated[int, Field(ge=100, le=1_000_000, multiple_of=100)]
    count: Annotated[int, Field(ge=1, le=NOTES_AT_MOST)]


class Sale(Message):
    """`PUT /v1/sales/{sale}`: what lies in the box and what it is for; the same at every repetition (I4)."""

    sale: SaleNumber
    kind: Literal["bill_payment", "purchase"]
    customer_no: CustomerNo
    method: Literal["cash"]
    paid_fen: Annotated[int, Field(ge=1, le=FEN_AT_MOST)]
    notes: Annotated[list[Notes], Field(min_length=1, max_length=16)]
    bill_ids: Annotated[list[BillId], Field(max_length=100)]
    card: Card | None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        """Every fen comes from a note (I6); a purchase has a card and no bills, a payment has no card."""
        if sum(each.value_fen * each.count for each in self.notes) != self.paid_fen:
            raise ValueError("the notes are not what was paid")
        if len({each.value_fen for each in self.notes}) != len(self.notes):
            raise ValueError("a value is counted twice")
        if len(set(self.bill_ids)) != len(self.bill_ids):
            raise ValueError("a bill is named twice")
        if (self.kind == "purchase") != (self.card is not None):
            raise ValueError("a purchase has a card, a payment has none")
        if self.kind == "purchase" and self.bill_ids:
            raise ValueError("a purchase pays no bills")
        return self

    def content(self) -> str:
        """Write the sale down so that equal sales are equal texts."""
        body = self.model_dump(by_alias=True)
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sale_prefix(terminal: str) -> str:
    """Return what the numbers of a terminal's sales begin with: GD-0117 has GD0117-000001."""
    return terminal.replace("-", "")
