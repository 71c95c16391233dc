"""All that can happen, in the past tense. Devices, the platform, fingers and timers speak to flows only in these."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk_app.domain.customer import Account, PurchaseTerms, Quote
from kiosk_app.domain.device import Health
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.meter_card import CardProblem, CardSnapshot, WriteOrder
from kiosk_app.domain.notes import Note
from kiosk_app.domain.recovered import RecoveredSale
from kiosk_app.domain.sale import Booking, SaleNumber, SaleTerms
from kiosk_app.domain.staff_events import StaffEvent

# --- fingers and patience ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed and released inside it (T5)."""

    button: str


@dataclass(frozen=True, slots=True)
class DigitTyped:
    """A digit of the keypad."""

    digit: str


@dataclass(frozen=True, slots=True)
class RowTouched:
    """A row of a list."""

    index: int


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The time that this state waits for the customer is over (T13, T14)."""


# --- bill acceptor (protocols.md 1) -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteEscrowed:
    """A genuine note waits in the acceptor; it can still be handed back."""

    note: Note


@dataclass(frozen=True, slots=True)
class NoteStacked:
    """A note fell into the cash box after our stack command: this and only this is money (I13)."""

    note: Note
    at: str = ""  # wall clock "10:28:41", for the screen only


@dataclass(frozen=True, slots=True)
class NoteReturned:
    """The note in escrow went back to the customer; no credit."""


@dataclass(frozen=True, slots=True)
class NoteRejected:
    """The acceptor refused a note by itself: worn, folded, counterfeit, of a type that is not enabled (CARD-2)."""

    reason: str  # "insertion", "verification", "inhibit", … (protocols.md 1.6)


@dataclass(frozen=True, slots=True)
class NoteLost:
    """The acceptor stopped answering or failed while a note was moving: nobody knows yet where the note is."""


@dataclass(frozen=True, slots=True)
class CheatingSeen:
    """The acceptor saw a note being pulled back (state 45)."""


class PowerUpNote(StrEnum):
    """Where the acceptor found a note when it was switched on (states 10, 11, 12)."""

    NONE = "none"
    IN_VALIDATOR = "in_validator"
    IN_STACKER = "in_stacker"


@dataclass(frozen=True, slots=True)
class AcceptorStarted:
    """The acceptor has been initialised, the first time in this run or after it was lost.

    `stacked` is the note of an 81 that came during the initialisation (state 12), `power_up` what the
    first poll said. `was_powered` is true where the device kept running while we did not: it then
    answers neither 10, 11 nor 12, and the fate of a note that was moving stays open unless `stacked`
    was still being reported. A note that it hands back then is no evidence: while nobody listened, the
    note of our STACK may have fallen and the next one come in (I12).
    """

    power_up: PowerUpNote
    stacked: Note | None = None
    was_powered: bool = False


# --- meter card -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardInserted:
    """A card is in the reader, held behind the shutter where the reader has one."""


@dataclass(frozen=True, slots=True)
class CardRead:
    """The card was powered on and read."""

    card: CardSnapshot


@dataclass(frozen=True, slots=True)
class CardUnusable:
    """The card could not be read, or was refused, or is gone."""

    problem: CardProblem
    detail: str = ""  # status word or reader error, for the technician


@dataclass(frozen=True, slots=True)
class CardChallenged:
    """The card gave a random number."""

    challenge: bytes


@dataclass(frozen=True, slots=True)
class CardAuthenticated:
    """The card accepted the vending system's cryptogram."""


class WriteStage(StrEnum):
    """How far a write has come; the four steps of the screen "正在写卡"."""

    CHECKING = "checking"
    WRITING = "writing"
    READING_BACK = "reading_back"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class WriteProgressed:
    """The write moved on to this stage."""

    stage: WriteStage


@dataclass(frozen=True, slots=True)
class CardWritten:
    """Every file was written and read back equal."""

    card: CardSnapshot


@dataclass(frozen=True, slots=True)
class CardWriteFailed:
    """The write stopped: some files may be written, one may be torn (meter_card.md 3.2)."""

    problem: CardProblem
    detail: str = ""
    card: CardSnapshot | None = None  # what could still be read back


@dataclass(frozen=True, slots=True)
class CardTaken:
    """The customer took the card out of the mouth of the reader."""


@dataclass(frozen=True, slots=True)
class CardRetained:
    """The reader swallowed the card into its bin."""


# --- bar-code scanner (protocols.md 5) ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """The scanner read a code: letters, digits, ".", "_" and "-", at most 128; nothing where it holds more."""

    text: str


# --- receipt printer --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptPrinted:
    """The printer said that the whole job is on paper."""

    job: str


@dataclass(frozen=True, slots=True)
class ReceiptFailed:
    """The printer did not say so."""

    job: str
    code: str  # "paper_end", "cover_open", "cutter", "offline", "no_confirmation"


# --- health -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HealthChanged:
    """A device, or the line to the platform, is better or worse than before."""

    health: Health


# --- journal ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaleOpened:
    """The journal gave the sale its number; the terms are durable."""

    sale: SaleNumber
    terms: SaleTerms


@dataclass(frozen=True, slots=True)
class SaleHandedOver:
    """The customer left; the sale is the background's now."""

    sale: OpenSale


@dataclass(frozen=True, slots=True)
class SaleWanted:
    """The visit in front asks the background for this sale."""

    sale: SaleNumber


@dataclass(frozen=True, slots=True)
class SaleReclaimed:
    """The background gave the sale back, or does not have it."""

    sale: OpenSale | None


@dataclass(frozen=True, slots=True)
class RetryDue:
    """The pause before the next try for this sale is over."""

    sale: SaleNumber
    wait: int = 0  # of `RetryLater`


# --- platform: every answer names what it answers ----------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountFound:
    """The customer is known, and the password was right where one was asked for."""

    request: str
    account: Account


@dataclass(frozen=True, slots=True)
class CardIdentified:
    """The vending system knows the card and what it may buy."""

    request: str
    account: Account
    terms: PurchaseTerms


@dataclass(frozen=True, slots=True)
class Quoted:
    """The vending system computed energy for money, or money for energy."""

    request: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class RecoveryFound:
    """The platform told what became of a sale, and has finished what it could."""

    request: str
    found: RecoveredSale


@dataclass(frozen=True, slots=True)
class Refused:
    """A business refusal with a neutral code ("PASSWORD_WRONG", "LAST_PURCHASE_NOT_USED", …)."""

    request: str
    code: str
    facts: tuple[tuple[str, str], ...] = field(default=())  # such as ("tries_left", "2")


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No answer that can be trusted: nothing is known about what the far side did."""

    request: str
    code: str = "no_answer"


@dataclass(frozen=True, slots=True)
class SaleBooked:
    """The platform has booked the sale. `written`: a purchase is on its card, and the vending system knows it."""

    sale: SaleNumber
    booking: Booking
    written: bool = False


@dataclass(frozen=True, slots=True)
class SaleRefused:
    """The platform refused to book the sale; the money in the box is still the customer's."""

    sale: SaleNumber
    code: str


@dataclass(frozen=True, slots=True)
class SaleUnanswered:
    """The booking got no answer: pending, never failed."""

    sale: SaleNumber


@dataclass(frozen=True, slots=True)
class CardAuthorised:
    """A cryptogram for the card's challenge, under the key that the vending system names."""

    sale: SaleNumber
    key_no: int
    cryptogram: bytes
    more: bool  # a further authentication follows


@dataclass(frozen=True, slots=True)
class WriteOrderIssued:
    """File images and MACs for this card and this challenge."""

    sale: SaleNumber
    order: WriteOrder


@dataclass(frozen=True, slots=True)
class WriteRefused:
    """The vending system refuses a (re)write ("ALREADY_WRITTEN", "COUNTER_MISMATCH", …)."""

    sale: SaleNumber
    code: str


@dataclass(frozen=True, slots=True)
class WriteUnanswered:
    """The vending system gave no authorisation or order."""

    sale: SaleNumber


@dataclass(frozen=True, slots=True)
class WriteConfirmed:
    """The vending system knows that the card is written."""

    sale: SaleNumber


Touch = Pressed | DigitTyped | RowTouched
AcceptorEvent = NoteEscrowed | NoteStacked | NoteReturned | NoteRejected | NoteLost | CheatingSeen | AcceptorStarted
CardEvent = (
    CardInserted
    | CardRead
    | CardUnusable
    | CardChallenged
    | CardAuthenticated
    | WriteProgressed
    | CardWritten
    | CardWriteFailed
    | CardTaken
    | CardRetained
)
PrinterEvent = ReceiptPrinted | ReceiptFailed
QueryAnswer = AccountFound | CardIdentified | Quoted | RecoveryFound | Refused | Unanswered
SaleAnswer = (
    SaleBooked
    | SaleRefused
    | SaleUnanswered
    | CardAuthorised
    | WriteOrderIssued
    | WriteRefused
    | WriteUnanswered
    | WriteConfirmed
)
Event = (
    Touch
    | TimedOut
    | AcceptorEvent
    | CardEvent
    | CodeScanned
    | PrinterEvent
    | HealthChanged
    | SaleOpened
    | SaleHandedOver
    | SaleWanted
    | SaleReclaimed
    | RetryDue
    | QueryAnswer
    | SaleAnswer
    | StaffEvent
)
