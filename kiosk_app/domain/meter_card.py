"""The meter's IC card as values: what is read, what is to be written, and what a card found again means.

Source: meter_card.md 1.3-1.8 (files), 3.2 (order of writes), 3.4 (what to do with a card found again).
"""

from dataclasses import dataclass
from enum import StrEnum

PARAMETER_FILE, WALLET_FILE, TARIFF_FILE, STANDBY_TARIFF_FILE, RETURN_FILE = 0x01, 0x02, 0x03, 0x04, 0x05


class CardProblem(StrEnum):
    """Why a card in the reader cannot be used (meter_card.md 8, neutral error classes)."""

    UNREADABLE = "card_unreadable"
    NOT_A_CUSTOMER_CARD = "not_a_customer_card"
    BLANK = "card_blank"
    LOCKED = "card_locked"
    GONE = "card_gone"  # pulled, or the reader lost it
    REFUSED = "card_refused"  # the card refused a MAC or an authentication: never retried
    OTHER_CARD = "other_card"
    READER_LOST = "reader_lost"


@dataclass(frozen=True, slots=True)
class CardSnapshot:
    """Everything read from a card in one presentation."""

    profile: str  # "sgcc-cpu-2013", "quantity-cpu"
    serial: str  # 16 hex digits, the last eight bytes of the ATR
    card_type: int  # 1 account opening, 2 purchase, 3 replacement
    customer_no: str  # 10 digits; the card stores 12, padded with zeros on the left
    meter_no: str  # 12 digits
    wallet_value: int  # fen, or 0.01 kWh on an energy-controlled meter's card
    wallet_counter: int  # 购电次数
    return_present: bool  # the meter has written its file back: the last purchase was used
    return_counter: int
    remaining: int  # what the meter had left when it wrote back; unit of the wallet
    files: tuple[tuple[int, bytes], ...]  # (short file identifier, raw content)


@dataclass(frozen=True, slots=True)
class FileWrite:
    """One UPDATE BINARY with its MAC, made by the vending system for this card and this challenge."""

    sfi: int
    offset: int
    data: bytes
    mac: bytes  # 4 bytes


@dataclass(frozen=True, slots=True)
class WriteOrder:
    """What the vending system says is to be written, in this order, and what must be read back."""

    vend_id: str
    card_serial: str
    counter: int
    wallet_value: int
    writes: tuple[FileWrite, ...]
    expected: tuple[tuple[int, bytes], ...]  # (short file identifier, content after the writes)


class CardVerdict(StrEnum):
    """What a card presented after a purchase was booked for it tells (meter_card.md 3.4)."""

    DONE = "done"  # the purchase is on the card, or the meter has already taken it: do not write
    WRITE = "write"  # the purchase is not (wholly) on the card: ask the vending system and write
    STOP = "stop"  # another card, or counters that cannot be explained: service counter


def judge(card: CardSnapshot, serial: str, counter: int, value: int) -> CardVerdict:
    """Decide what a presented card needs for the purchase `counter` worth `value` that was booked for card `serial`."""
    if card.serial != serial:
        return CardVerdict.STOP
    if card.wallet_counter == counter - 1:
        return CardVerdict.WRITE
    if card.wallet_counter != counter or card.wallet_value != value:
        return CardVerdict.STOP
    if not card.return_present or card.return_counter == counter:
        return CardVerdict.DONE
    return CardVerdict.WRITE if card.return_counter == counter - 1 else CardVerdict.STOP
