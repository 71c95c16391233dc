"""All that a flow may ask for, in the imperative. The runner carries them out from left to right.

`Record` is synchronous: the effect behind it is not begun before the fact is durable (I7, I8).
"""

from dataclasses import dataclass

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.facts import Fact, OpenSale
from kiosk_app.domain.meter_card import CardSnapshot, WriteOrder
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.sale import BookingRequest, SaleNumber, SaleTerms
from kiosk_app.domain.staff_effects import StaffEffect
from kiosk_app.domain.voucher import Voucher


@dataclass(frozen=True, slots=True)
class Record:
    """Write one fact to the journal; later effects wait until it is on disk."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class OpenSaleNumber:
    """Give these terms the next sale number, durably; answered by `SaleOpened`."""

    terms: SaleTerms


# --- bill acceptor ---


@dataclass(frozen=True, slots=True)
class OpenAcceptor:
    """Let the acceptor take notes."""


@dataclass(frozen=True, slots=True)
class CloseAcceptor:
    """Let the acceptor take no more notes; one on its way in is handed back."""


@dataclass(frozen=True, slots=True)
class StackNote:
    """Drop the escrowed note into the box."""


@dataclass(frozen=True, slots=True)
class ReturnNote:
    """Hand the escrowed note back."""


@dataclass(frozen=True, slots=True)
class AcknowledgeNote:
    """The credit is durable: let the acceptor forget its *stacked* report (protocols.md 1.8)."""


# --- card reader ---


@dataclass(frozen=True, slots=True)
class AwaitCard:
    """Open the slot for a card."""


@dataclass(frozen=True, slots=True)
class StopAwaitingCard:
    """Close the slot."""


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Power the card on and read it; answered by `CardRead` or `CardUnusable`."""


@dataclass(frozen=True, slots=True)
class ChallengeCard:
    """Ask the card for a random number of this many bytes (8: authentication, 4: MAC)."""

    length: int


@dataclass(frozen=True, slots=True)
class AuthenticateCard:
    """Present the vending system's cryptogram to the card."""

    key_no: int
    cryptogram: bytes


@dataclass(frozen=True, slots=True)
class WriteCard:
    """Write the order in its own sequence and read everything back."""

    order: WriteOrder


@dataclass(frozen=True, slots=True)
class EjectCard:
    """Offer the card to the customer, still held; answered by `CardTaken`."""


@dataclass(frozen=True, slots=True)
class RetainCard:
    """Swallow a card that was not taken."""


# --- bar-code scanner ---


@dataclass(frozen=True, slots=True)
class AwaitCode:
    """Let the scanner look for a code; each one it reads is a `CodeScanned`."""


@dataclass(frozen=True, slots=True)
class StopAwaitingCode:
    """Let the scanner rest."""


# --- receipt printer ---


@dataclass(frozen=True, slots=True)
class PrintVoucher:
    """Print a slip; answered by `ReceiptPrinted` or `ReceiptFailed` with this job."""

    job: str
    voucher: Voucher


# --- platform ---


@dataclass(frozen=True, slots=True)
class AskAccount:
    """Look a customer up (PAY-1), with a password where the number was typed, without where a bill was shown (UI-1)."""

    request: str
    customer_no: str
    password: Secret | None


@dataclass(frozen=True, slots=True)
class AskCard:
    """Let the vending system interpret the card (VEND-1)."""

    request: str
    card: CardSnapshot


@dataclass(frozen=True, slots=True)
class AskQuote:
    """Ask for energy by money or money by energy: exactly one of the two is given."""

    request: str
    customer_no: str
    money: Fen | None = None
    energy: CentiKwh | None = None


@dataclass(frozen=True, slots=True)
class AskRecovery:
    """Ask what became of a sale of any terminal, with its slip's code where the customer has it (PAY-6)."""

    request: str
    sale: SaleNumber
    slip: str | None


@dataclass(frozen=True, slots=True)
class BookSale:
    """Book the sale under its number; repeated with the same content until answered (PAY-2)."""

    request: BookingRequest


@dataclass(frozen=True, slots=True)
class AskCardAuthorisation:
    """Ask for the cryptogram to this challenge."""

    sale: SaleNumber
    card_serial: str
    challenge: bytes
    step: int


@dataclass(frozen=True, slots=True)
class AskWriteOrder:
    """The card-write request (购电写卡请求): images and MACs for this card and this random (VEND-3, VEND-4)."""

    sale: SaleNumber
    card: CardSnapshot
    random: bytes


@dataclass(frozen=True, slots=True)
class ConfirmWrite:
    """Tell the vending system what is on the card now; repeated until answered."""

    sale: SaleNumber
    card: CardSnapshot


# --- between flows ---


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Wake the background after this many seconds about this sale; answered by `RetryDue`."""

    sale: SaleNumber
    after_s: float
    wait: int = 0  # which of the background's pauses this is; 0: somebody wants it to look now


@dataclass(frozen=True, slots=True)
class ReclaimSale:
    """Ask the background for a sale whose card is here now; answered by `SaleReclaimed`."""

    sale: SaleNumber


@dataclass(frozen=True, slots=True)
class HandToVisit:
    """Give a sale back to the visit in front, or say that it is not here."""

    sale: OpenSale | None


@dataclass(frozen=True, slots=True)
class HandToRecovery:
    """The customer leaves; the background brings this sale to its end."""

    sale: OpenSale


Effect = (
    Record
    | OpenSaleNumber
    | OpenAcceptor
    | CloseAcceptor
    | StackNote
    | ReturnNote
    | AcknowledgeNote
    | AwaitCard
    | StopAwaitingCard
    | ReadCard
    | ChallengeCard
    | AuthenticateCard
    | WriteCard
    | EjectCard
    | RetainCard
    | AwaitCode
    | StopAwaitingCode
    | PrintVoucher
    | AskAccount
    | AskCard
    | AskQuote
    | AskRecovery
    | BookSale
    | AskCardAuthorisation
    | AskWriteOrder
    | ConfirmWrite
    | RetryLater
    | ReclaimSale
    | HandToVisit
    | HandToRecovery
    | StaffEffect
)
