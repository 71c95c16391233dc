"""What this terminal's configuration decides about a visit; every default visible."""

from dataclasses import dataclass

from kiosk_app.domain.money import Fen

MORE_TIME = 2
"""What a customer's times are multiplied with who asked for more of it (T13)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of a visit. Amounts in fen, times in seconds (T14)."""

    prefix: str = "GD0117"  # what this terminal's own transaction numbers begin with
    number_length: int = 10
    password_length: int = 6
    cash_maximum: Fen = Fen(500_000)  # of one sale; a note beyond it is handed back
    rewrites: int = 2  # automatic rewrites of a card in one visit (meter_card.md 3.4)
    consent_version: str = "no-change-1"  # the text that says: no change, the surplus is advance payment
    menu_s: float = 60
    typing_s: float = 60
    bills_s: float = 60
    notes_s: float = 60  # after the last note; then what was put in is paid
    card_insert_s: float = 30
    card_take_s: float = 30
    result_s: float = 30
    note_fate_s: float = 30  # how long a lost acceptor may take to say where a note went
    answer_s: float = 45  # the last word on any device or platform call; drivers have shorter ones of their own
    staff_s: float = 120  # an operator who does nothing is signed out (T14)
    second_person: bool = False  # a second operator signs the count of the cash box

    @property
    def letters(self) -> str:
        """What stands before the digits of this utility's terminal numbers."""
        return self.prefix[:2]

    def own(self, number: str) -> bool:
        """True when this terminal gave out the transaction number."""
        return number.startswith(f"{self.prefix}-")
