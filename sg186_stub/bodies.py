"""The requests of docs/interfaces.md chapters 1 and 3: unknown fields, missing fields and wrong types are refused."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sg186_stub.card_images import PARAMETERS_LENGTH, RETURN_LENGTH, WALLET_LENGTH, Card
from sg186_stub.faults import Kind, Where
from sg186_stub.payments import PaymentRequest
from sg186_stub.purchases import PurchaseRequest

SERIAL = r"^[0-9A-Za-z][0-9A-Za-z._:-]{0,63}$"
MONEY_AT_MOST = 10**12  # fen; what is too much for business is refused as LIMIT_EXCEEDED, what is absurd as a mistake

CustomerNo = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
Serial = Annotated[str, Field(pattern=SERIAL)]
CardSerial = Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
Amount = Annotated[int, Field(ge=1, le=MONEY_AT_MOST)]
Random4 = Annotated[str, Field(pattern=r"^[0-9A-F]{8}$")]


def _hex(length: int) -> str:
    return rf"^[0-9A-F]{{{2 * length}}}$"


class Body(BaseModel):
    """A request that is taken as it is, or not at all."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Files(Body):
    """A card's files as read."""

    parameters: str = Field(alias="01", pattern=_hex(PARAMETERS_LENGTH))
    wallet: str = Field(alias="02", pattern=_hex(WALLET_LENGTH))
    return_write: str = Field(alias="05", pattern=_hex(RETURN_LENGTH))


class CardBody(Body):
    """A meter card as read."""

    profile: Literal["sgcc-cpu-2013", "quantity-cpu"]
    serial: CardSerial
    files: Files

    def card(self) -> Card:
        """Return the card as bytes."""
        return Card(
            profile=self.profile,
            serial=self.serial,
            parameters=bytes.fromhex(self.files.parameters),
            wallet=bytes.fromhex(self.files.wallet),
            return_write=bytes.fromhex(self.files.return_write),
        )


class CustomerQuery(Body):
    """`POST /sg186/customers/query`."""

    customer_no: CustomerNo
    password: Annotated[str, Field(max_length=64)] | None = Field(repr=False)


class PaymentBody(Body):
    """`POST /sg186/payments`."""

    serial: Serial
    customer_no: CustomerNo
    paid_fen: Amount
    bill_ids: list[Annotated[str, Field(min_length=1, max_length=30)]] = Field(max_length=100)

    @model_validator(mode="after")
    def _each_bill_once(self) -> Self:
        if len(set(self.bill_ids)) != len(self.bill_ids):
            raise ValueError("a bill is named twice")
        return self

    def request(self) -> PaymentRequest:
        """Return the request as a value."""
        return PaymentRequest(self.serial, self.customer_no, self.paid_fen, tuple(self.bill_ids))


class Nothing(Body):
    """A request that says everything in its address."""


class IdentifyBody(Body):
    """`POST /sg186/cards/identify`, and a confirmation."""

    card: CardBody


class QuoteBody(Body):
    """`POST /sg186/quotes`: exactly one of money and energy."""

    customer_no: CustomerNo
    money_fen: Amount | None = None
    energy_ckwh: Annotated[int, Field(ge=1, le=MONEY_AT_MOST)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 2 or (self.money_fen is None) == (self.energy_ckwh is None):
            raise ValueError("either money_fen or energy_ckwh")
        return self


class PurchaseBody(Body):
    """`POST /sg186/purchases`."""

    serial: Serial
    customer_no: CustomerNo
    paid_fen: Amount
    card: CardBody

    def request(self) -> PurchaseRequest:
        """Return the request as a value."""
        return PurchaseRequest(self.serial, self.customer_no, self.paid_fen, self.card.card())


class AuthorisationBody(Body):
    """`POST /sg186/purchases/{serial}/authorisations`."""

    card_serial: CardSerial
    challenge: Annotated[str, Field(pattern=r"^[0-9A-F]{16}$")]
    step: Annotated[int, Field(ge=0, le=1)]


class WriteOrderBody(Body):
    """`POST /sg186/purchases/{serial}/write-orders`, and a purchase's reversal."""

    card: CardBody
    random: Random4


class FaultBody(Body):
    """`POST /sg186/faults`, emulation only."""

    where: Where
    kind: Kind
    times: Annotated[int, Field(ge=1, le=1000)]
    ms: Annotated[int, Field(ge=0, le=600_000)]
