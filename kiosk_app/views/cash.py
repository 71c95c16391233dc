"""Putting notes in."""

from dataclasses import dataclass

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.views.frame import Frame, Message


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One accepted note, newest first."""

    ordinal: int
    at: str  # "10:28:41"
    value: Fen


@dataclass(frozen=True, slots=True)
class CashView:
    """Screen 10: live total. The dark panel is the money: paid, due, lacking or surplus."""

    frame: Frame
    no_change: Message
    paid: Fen
    due: Fen  # 0: as much as you like
    lacking: Fen
    surplus: Fen
    energy: CentiKwh | None  # of a purchase: what the money put in so far buys, where known
    notes: tuple[NoteRow, ...]  # at most five, newest first
    moving: bool  # a note is on its way
    problem: Message | None  # "take the note back, flatten it, try again"
    silence_s: int  # after this many seconds without a note what was put in is paid
    maximum: Fen
