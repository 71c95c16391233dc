"""What happened to my payment: the number to type or the slip to show, then the true state (PAY-6)."""

from dataclasses import dataclass

from kiosk_app.domain.money import Fen
from kiosk_app.views.frame import Frame, Message
from kiosk_app.views.result import ReceiptState


@dataclass(frozen=True, slots=True)
class EnquiryNumberView:
    """The transaction number's digits in groups of 4-6 behind the utility's letters; keypad as on screen 4."""

    frame: Frame
    letters: str  # "GD", which nobody has to type
    digits: str
    length: int
    status: Message
    problem: Message | None
    scanning: bool  # there is a scanner: the slip's code may be shown to it


@dataclass(frozen=True, slots=True)
class EnquiryView:
    """Screens 13, 14, 20, 21 in retrospect: what became of it, where the money is, what is next, whom to ask (T11)."""

    frame: Frame
    title: Message
    explanation: Message  # one line under the title
    money: Message
    next_step: Message
    enquiry: Message
    severity: str  # "done" (green), "pending" (amber) or "fault" (red)
    safe: Message  # the word on the dark panel: booked, or safely recorded
    paid: Fen
    sale: str
    platform_serial: str  # of what is booked
    receipt: ReceiptState | None  # once a slip was asked for
