"""Choosing how much electricity to buy onto the card."""

from dataclasses import dataclass

from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.views.frame import Frame, Message


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """Screen 18: the card, and the amount: yuan for a fee-controlled meter; kWh or yuan for an energy-controlled one.

    Presets report Pressed("preset_50") and the like; the keypad reports DigitTyped, "clear", "backspace";
    "by_energy" and "by_money" switch the unit where both are offered.
    """

    frame: Frame
    name_masked: str
    address_masked: str
    customer_no: str
    meter_no: str
    remaining: str | None  # "12.30 元" as the meter wrote it back
    by_energy: bool  # what the digits mean now
    may_switch: bool
    digits: str
    presets: tuple[int, ...]  # yuan or kWh
    minimum: Fen
    maximum: Fen
    quote_money: Fen | None
    quote_energy: CentiKwh | None
    price_text: str
    problem: Message | None
    no_change: Message
