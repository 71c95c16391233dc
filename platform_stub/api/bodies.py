"""The requests of docs/interfaces.md chapters 1 and 2, besides the sale itself."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from platform_stub.shapes import FEN_AT_MOST, Card, CardSerial, CustomerNo, Message, Time

Tally = Annotated[int, Field(ge=0, le=2**53)]
Quantity = Annotated[int, Field(ge=1, le=FEN_AT_MOST)]


class AccountQuery(Message):
    """`POST /v1/accounts/query`; without a password where a bill was scanned (UI-1)."""

    customer_no: CustomerNo
    password: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = Field(repr=False)


class CardBody(Message):
    """`POST /v1/cards/identify`, and a write's confirmation."""

    card: Card


class QuoteBody(Message):
    """`POST /v1/quotes`: exactly one of money and energy."""

    customer_no: CustomerNo
    money_fen: Quantity | None = None
    energy_ckwh: Quantity | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 2 or (self.money_fen is None) == (self.energy_ckwh is None):
            raise ValueError("either money_fen or energy_ckwh")
        return self


class AuthorisationBody(Message):
    """`POST /v1/sales/{sale}/card-authorisations`."""

    card_serial: CardSerial
    challenge: Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
    step: Annotated[int, Field(ge=0, le=1)]


class WriteOrderBody(Message):
    """`POST /v1/sales/{sale}/write-orders`."""

    card: Card
    random: Annotated[str, Field(pattern=r"^[0-9A-F]{8}$")]


class ConditionBody(Message):
    """One part of a terminal."""

    device: Literal["bill_acceptor", "receipt_printer", "card_reader", "platform", "journal", "cabinet", "scanner"]
    condition: Literal["starting", "ready", "attention", "fault", "lost"]
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{0,60}$")]


class BoxedBody(Message):
    """How many notes of one value lie in the box."""

    value_fen: Annotated[int, Field(ge=100, le=1_000_000)]
    count: Annotated[int, Field(ge=1, le=1_000_000)]


class CountersBody(Message):
    """What the terminal counts."""

    box: Annotated[list[BoxedBody], Field(max_length=16)]
    slips: Tally
    cards_kept: Tally
    paper: Literal["ok", "low", "out", "unknown"]

    @model_validator(mode="after")
    def _each_value_once(self) -> Self:
        if len({each.value_fen for each in self.box}) != len(self.box):
            raise ValueError("a value is counted twice")
        return self


class JournalBody(Message):
    """How far the terminal's journal has come."""

    count: Annotated[int, Field(ge=0, le=2**53)]
    head: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DoneBody(Message):
    """An order that came to its end."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    result: Annotated[str, Field(pattern=r"^[a-z_]{1,60}$")]


class ConfigRefusedBody(Message):
    """A configuration that the terminal cannot apply."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class HeartbeatBody(Message):
    """`POST /v1/heartbeats`."""

    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,39}$")]
    boot_id: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$")]
    sent_at: Time
    conditions: Annotated[list[ConditionBody], Field(max_length=32)]
    counters: CountersBody
    journal: JournalBody
    config_version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    config_refused: ConfigRefusedBody | None
    commands_done: Annotated[list[DoneBody], Field(max_length=32)]

    @field_validator("sent_at")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        datetime.fromisoformat(text)  # raises ValueError for a thirteenth month
        return text

    @model_validator(mode="after")
    def _each_device_once(self) -> Self:
        if len({each.device for each in self.conditions}) != len(self.conditions):
            raise ValueError("a device is named twice")
        return self


class EnrolmentBody(Message):
    """`POST /v1/enrolment`."""

    terminal: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}$")]
    code: Annotated[str, Field(min_length=1, max_length=64, repr=False)]
    csr: Annotated[str, Field(min_length=1, max_length=8_000)]
