"""What the runner needs from the world; the world fits in without importing this."""

from typing import Protocol

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.facts import Fact
from kiosk_app.domain.meter_card import CardSnapshot, WriteOrder
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.sale import BookingRequest, SaleNumber, SaleTerms
from kiosk_app.domain.voucher import Voucher


class Journal(Protocol):
    """Append-only facts; `record` returns when the fact is durable."""

    def record(self, fact: Fact) -> None:
        """Append one fact durably, or raise JournalFailed."""

    def open_sale(self, terms: SaleTerms) -> SaleNumber:
        """Give out the next sale number together with its terms, durably."""


class BillAcceptor(Protocol):
    """XFS: cash acceptor. Answers with the events of `domain.events.AcceptorEvent` and `HealthChanged`."""

    def open(self) -> None:
        """Enable every accepted bill type."""

    def close(self) -> None:
        """Disable every bill type."""

    def stack(self) -> None:
        """Stack the note in escrow."""

    def give_back(self) -> None:
        """Return the note in escrow."""

    def acknowledge(self) -> None:
        """The credit is durable: ACK the stacked state, which the device repeats until then."""


class CardReader(Protocol):
    """The standard card-reader contract (ACC-4): motorised or PC/SC, the flows do not see which."""

    def await_card(self) -> None:
        """Open the slot; answered by CardInserted."""

    def withdraw(self) -> None:
        """Close the slot."""

    def read(self) -> None:
        """Power on and read; answered by CardRead or CardUnusable."""

    def challenge(self, length: int) -> None:
        """GET CHALLENGE; answered by CardChallenged or CardUnusable."""

    def authenticate(self, key_no: int, cryptogram: bytes) -> None:
        """EXTERNAL AUTHENTICATE; answered by CardAuthenticated or CardUnusable."""

    def write(self, order: WriteOrder) -> None:
        """Write and read back; answered by WriteProgressed…, then CardWritten or CardWriteFailed."""

    def eject(self) -> None:
        """Offer the card; answered by CardTaken."""

    def retain(self) -> None:
        """Swallow the card; answered by CardRetained."""


class Scanner(Protocol):
    """Reads bar codes and QR codes; each is a CodeScanned."""

    def await_code(self) -> None:
        """Look for codes from now on."""

    def stop_awaiting(self) -> None:
        """Look for none."""


class ReceiptPrinter(Protocol):
    """Prints vouchers; answered by ReceiptPrinted or ReceiptFailed."""

    def print_voucher(self, job: str, voucher: Voucher) -> None:
        """Lay out, send, and report only what the printer confirmed."""


class Platform(Protocol):
    """The platform service; every call returns at once and is answered by an event."""

    def ask_account(self, request: str, customer_no: str, password: Secret | None) -> None:
        """Answered by AccountFound, Refused or Unanswered."""

    def ask_card(self, request: str, card: CardSnapshot) -> None:
        """Answered by CardIdentified, Refused or Unanswered."""

    def ask_quote(self, request: str, customer_no: str, money: Fen | None, energy: CentiKwh | None) -> None:
        """Answered by Quoted, Refused or Unanswered."""

    def ask_recovery(self, request: str, sale: SaleNumber, slip: str | None) -> None:
        """Answered by RecoveryFound, Refused or Unanswered."""

    def book(self, request: BookingRequest) -> None:
        """Answered by SaleBooked, SaleRefused or SaleUnanswered."""

    def ask_card_authorisation(self, sale: SaleNumber, card_serial: str, challenge: bytes, step: int) -> None:
        """Answered by CardAuthorised, WriteRefused or WriteUnanswered."""

    def ask_write_order(self, sale: SaleNumber, card: CardSnapshot, random: bytes) -> None:
        """Answered by WriteOrderIssued, WriteRefused or WriteUnanswered."""

    def confirm_write(self, sale: SaleNumber, card: CardSnapshot) -> None:
        """Answered by WriteConfirmed or WriteUnanswered."""
