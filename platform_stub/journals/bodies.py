"""`POST /v1/facts` (docs/interfaces.md 5), and those facts in it that speak of a sale.

The call itself is strict. A fact's body is the terminal's own: fields that a newer terminal adds are left alone.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from platform_stub.journals.chain import Row
from platform_stub.sales.bodies import BillId, SaleNumber
from platform_stub.shapes import FEN_AT_MOST, CardSerial, CustomerNo, Message

ROWS_AT_MOST = 100
COUNTED = 2**53  # what JSON carries without loss

Seq = Annotated[int, Field(ge=1, le=COUNTED)]
Milliseconds = Annotated[int, Field(ge=-COUNTED, le=COUNTED)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FactRow(Message):
    """One row of the terminal's journal as it was sealed."""

    seq: Seq
    boot_id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    mono_ms: Milliseconds
    wall_ms: Milliseconds
    kind: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]{0,39}$")]
    body: Annotated[str, Field(min_length=2, max_length=200_000, pattern=r"^[^\x00]*$")]
    hash: Hash

    def row(self) -> Row:
        """Return the row."""
        return Row(**self.model_dump())


class FactsBody(Message):
    """Rows in order; `previous` is the hash of the row before the first, zeros where it is the first of all."""

    first_seq: Seq
    previous: Hash
    rows: Annotated[list[FactRow], Field(min_length=1, max_length=ROWS_AT_MOST)]


class _Fact(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, hide_input_in_errors=True)


class _Bill(_Fact):
    bill_id: BillId


class _Card(_Fact):
    profile: Literal["sgcc-cpu-2013", "quantity-cpu"]
    serial: CardSerial
    files: list[tuple[int, str]]

    def block(self) -> dict[str, Any]:
        """Return the card as a booking has it: the files that the vending system wants."""
        files = {f"{sfi:02X}": content for sfi, content in self.files if sfi in (1, 2, 5)}
        return {"profile": self.profile, "serial": self.serial, "files": files}


class _Terms(_Fact):
    kind: Literal["bill_payment", "purchase"]
    customer_no: CustomerNo
    bills: list[_Bill]
    card: _Card | None


class SaleFact(_Fact):
    """A fact about one sale."""

    sale: SaleNumber


class SaleBegun(SaleFact):
    """A sale got its number."""

    terms: _Terms


class _Note(_Fact):
    value: Annotated[int, Field(ge=100, le=1_000_000)]


class NoteCredited(SaleFact):
    """A note of this sale lies in the box."""

    note: _Note


class TenderClosed(SaleFact):
    """The total is final."""

    paid: Annotated[int, Field(ge=0, le=FEN_AT_MOST)]


class SaleRejected(SaleFact):
    """The terminal heard a refusal."""

    code: Annotated[str, Field(max_length=60)]


class SaleEnded(SaleFact):
    """Nothing more will happen to this sale."""

    outcome: Annotated[str, Field(max_length=20)]


KINDS: dict[str, TypeAdapter[Any]] = {
    "SaleBegun": TypeAdapter(SaleBegun),
    "NoteCredited": TypeAdapter(NoteCredited),
    "TenderClosed": TypeAdapter(TenderClosed),
    "SaleAccepted": TypeAdapter(SaleFact),
    "SaleRejected": TypeAdapter(SaleRejected),
    "WriteBegun": TypeAdapter(SaleFact),
    "CardCompleted": TypeAdapter(SaleFact),
    "CardIncomplete": TypeAdapter(SaleFact),
    "ConfirmationDelivered": TypeAdapter(SaleFact),
    "SaleEnded": TypeAdapter(SaleEnded),
}
"""What is read; a fact of any other kind is kept and not looked into."""
