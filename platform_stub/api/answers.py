"""The answers of docs/interfaces.md chapters 1 and 2; FastAPI checks what goes out against them."""

from typing import Annotated, Literal

from pydantic import Field

from platform_stub.shapes import (
    Account,
    Amount,
    Authorisation,
    Balance,
    Message,
    Name,
    Order,
    Quote,
    Terms,
    Time,
    Vended,
)


class AccountAnswer(Message):
    """Answer to accounts/query."""

    outcome: Literal["ok"] = "ok"
    account: Account


class CardAnswer(Message):
    """Answer to cards/identify."""

    outcome: Literal["ok"] = "ok"
    account: Account
    terms: Terms


class QuoteAnswer(Message):
    """Answer to quotes."""

    outcome: Literal["ok"] = "ok"
    quote: Quote


class Booking(Message):
    """A booked sale: what was paid is what was written off, put to the balance, or sold onto the card."""

    platform_serial: Name
    paid_fen: Amount
    bills_fen: Amount
    late_fees_fen: Amount
    surplus_fen: Amount
    balance_fen: Balance
    purchase: Vended | None


class SaleAnswer(Message):
    """Answer to a sale."""

    outcome: Literal["booked"]
    booking: Booking
    written: bool = False  # sent only where it is true: the purchase's write was confirmed, by whatever terminal


class AuthorisationAnswer(Authorisation):
    """Answer to card-authorisations."""

    outcome: Literal["ok"] = "ok"


class OrderAnswer(Message):
    """Answer to write-orders."""

    outcome: Literal["ok"] = "ok"
    order: Order


class PlainAnswer(Message):
    """Answer that says no more than ok."""

    outcome: Literal["ok"] = "ok"


class FactsAnswer(Message):
    """Answer to facts: how many rows the platform has now."""

    outcome: Literal["ok"]
    held: Annotated[int, Field(ge=0)]


class Head(Message):
    """So many rows of the terminal's journal the platform confirms, with its counter-signature."""

    count: Annotated[int, Field(ge=0)]
    head: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    signature: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$")]


class Command(Message):
    """What the terminal is to do."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    kind: Literal["restart", "pause_service", "resume_service", "reconcile"]
    arguments: dict[str, str]


class Configuration(Message):
    """How the terminal is to be configured beside its own file."""

    version: Annotated[int, Field(ge=1)]
    values: dict[str, bool | int | str]


class HeartbeatAnswer(Message):
    """Answer to heartbeats."""

    outcome: Literal["ok"] = "ok"
    server_time: Time
    head: Head
    commands: list[Command]
    config: Configuration | None


class EnrolmentAnswer(Message):
    """Answer to an enrolment: PEM, all three."""

    outcome: Literal["ok"] = "ok"
    certificate: str
    authority: str
    answer_key: str


class RenewalAnswer(Message):
    """Answer to a renewal: PEM."""

    outcome: Literal["ok"] = "ok"
    certificate: str


class ProtocolError(Message):
    """A 4xx or 5xx answer."""

    code: str
    detail: str
