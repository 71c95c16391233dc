"""While the card is being written."""

from dataclasses import dataclass

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.views.frame import Frame


@dataclass(frozen=True, slots=True)
class CardWritingView:
    """Screen 19: do not remove. `stage` is 0 checking, 1 writing, 2 reading back, 3 done."""

    frame: Frame
    stage: int
    paid: Fen
    energy: CentiKwh | None  # energy-controlled, or what the amount is worth
    credited: Fen | None  # fee-controlled: yuan going onto the card
    meter_no: str
    sale: str
