"""The meter: its register of money, and the rules by which it takes a card (meter_card.md 1.11).

A purchase is credited only when its counter is the meter's own plus one, and the counter rises with the credit:
that is what makes every repeated write harmless.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from secrets import token_bytes

from emulators.meter.display import DisplayError, Rejection
from emulators.meter.session import CardSession, Chip
from emulators.meter_card import crypto
from emulators.meter_card.eeprom import PowerLost
from emulators.meter_card.files import (
    FEE_CONTROLLED,
    LARGEST_VALUE,
    OPENING,
    PURCHASE,
    REPLACEMENT,
    USER_CARD,
    FrameWrong,
    Parameters,
    ReturnWrite,
    Wallet,
    return_is_empty,
)

OTHER_PARAMETERS = 0x80  # update flag, bit 7
FLAGS_OF_LATER_CARDS = 0x7A  # all that a purchase or replacement card may change
NO_FLAGS = 0xFF  # is treated as 00


@dataclass(frozen=True, slots=True)
class MeterRegister:
    """What the meter remembers. Values in fen, or in 0.01 kWh for an energy-controlled meter."""

    meter_no: str  # 12 digits
    customer_no: str = "0" * 12  # 12 digits; set by the opening card
    card_serial: str = ""  # 16 hex digits; empty until opened
    opened: bool = False
    counter: int = 0  # 购电次数
    remaining: int = 0
    overdraft: int = 0
    user_type: int = FEE_CONTROLLED
    alarm_1: int = 2000
    alarm_2: int = 1000
    hoarding_limit: int = LARGEST_VALUE
    illegal_insertions: int = 0
    credits_filled_return: bool = False  # the older rule: credits although the return-write file is not empty
    esam_broken: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the customer sees after an insertion."""

    error: DisplayError | None
    reason: str
    credited: int
    counter: int
    remaining: int


Save = Callable[[MeterRegister], None]


def forget(register: MeterRegister) -> None:
    """Keep the meter in memory only."""


class Meter:
    """A meter on the wall: takes cards, uses up what they brought."""

    def __init__(
        self,
        register: MeterRegister,
        save: Save = forget,
        random_bytes: Callable[[int], bytes] = token_bytes,
        master_key: bytes = crypto.MASTER_KEY,
    ) -> None:
        self._register, self._save = register, save
        self._random, self._master_key = random_bytes, master_key

    @property
    def register(self) -> MeterRegister:
        """What the meter remembers now."""
        return self._register

    def change(self, register: MeterRegister) -> None:
        """Set what the meter remembers, durably (credit from a card; limits and faults set by the bench)."""
        self._register = register
        self._save(register)

    def consume(self, value: int) -> None:
        """Use electricity worth `value`; below zero it becomes overdraft."""
        left = self._register.remaining - self._register.overdraft - value
        self.change(replace(self._register, remaining=max(left, 0), overdraft=max(-left, 0)))

    def insert(self, chip: Chip, now: datetime) -> Outcome:
        """Insert a card, hold it until the meter is done, pull it out."""
        before = self._register
        error, reason = None, ""
        try:
            if before.esam_broken:
                raise Rejection(DisplayError.ESAM, "ESAM")
            self._take(CardSession(chip, self._master_key, self._random), now)
        except Rejection as rejection:
            error, reason = rejection.error, rejection.reason
        except PowerLost as lost:
            error, reason = DisplayError.COMMUNICATION, str(lost)
        finally:
            chip.power_off()
        after = self._register
        credited = (after.remaining - after.overdraft) - (before.remaining - before.overdraft)
        return Outcome(error, reason, credited, after.counter, after.remaining)

    def _take(self, session: CardSession, now: datetime) -> None:
        raw_parameters, raw_wallet, raw_return = session.files()
        try:
            card = read_parameters(raw_parameters)
            self._check_identity(card, session.serial.hex().upper(), raw_return)
            self._apply(card, Wallet.from_bytes(raw_wallet), return_is_empty(raw_return), session.serial.hex().upper())
        except Rejection as rejection:
            if rejection.error in (DisplayError.CARD, DisplayError.IDENTITY, DisplayError.CONTENT):
                self.change(replace(self._register, illegal_insertions=self._register.illegal_insertions + 1))
            if rejection.answers:
                session.write_back(self._return_write(now))
            raise
        session.write_back(self._return_write(now))

    def _check_identity(self, card: Parameters, serial: str, raw_return: bytes) -> None:
        own = self._register
        if card.meter_no != own.meter_no:
            raise Rejection(DisplayError.IDENTITY, "meter number differs")
        if not own.opened:
            if card.card_type != OPENING:
                raise Rejection(DisplayError.CONTENT, "not opened")
            if not return_is_empty(raw_return):
                raise Rejection(DisplayError.CONTENT, "return-write not empty")
            return
        if card.customer_no != own.customer_no:
            raise Rejection(DisplayError.IDENTITY, "customer number differs")
        if card.card_type == PURCHASE and serial != own.card_serial:
            raise Rejection(DisplayError.IDENTITY, "card number differs")

    def _apply(self, card: Parameters, wallet: Wallet, return_empty: bool, serial: str) -> None:
        """Credit at most once, in one durable step with the counter."""
        own = self._register
        ahead = wallet.counter - own.counter
        if not own.opened and ahead not in (0, 1):
            raise Rejection(DisplayError.CONTENT, "counter of an opening card")
        if ahead >= 2:
            raise Rejection(DisplayError.CONTENT, "purchase counter", answers=True)
        if ahead == 1 and not return_empty and not own.credits_filled_return:
            raise Rejection(DisplayError.CONTENT, "return-write not empty", answers=True)
        if ahead == 1:
            own = credited(own, wallet.value)
        if ahead == 1 or (ahead == 0 and return_empty):
            own = with_parameters(own, card)
        if card.card_type == REPLACEMENT or not own.opened:
            own = replace(own, card_serial=serial, customer_no=card.customer_no, opened=True)
        self.change(own)

    def _return_write(self, now: datetime) -> bytes:
        own = self._register
        return ReturnWrite(
            own.meter_no,
            own.customer_no,
            own.remaining,
            own.counter,
            user_type=own.user_type,
            overdraft=own.overdraft,
            illegal_insertions=own.illegal_insertions,
            written_at=f"{now:%y%m%d%H%M}",
        ).to_bytes()


def read_parameters(raw: bytes) -> Parameters:
    """Return the parameter file of a user card, or reject the card."""
    if raw[0] == 0x68 and raw[1] != USER_CARD:
        raise Rejection(DisplayError.CARD, "not a user card")
    try:
        card = Parameters.from_bytes(raw)
    except FrameWrong as wrong:
        raise Rejection(DisplayError.CONTENT, f"format: {wrong}") from wrong
    if card.card_type not in (OPENING, PURCHASE, REPLACEMENT):
        raise Rejection(DisplayError.CONTENT, "format: card type")
    return card


def credited(own: MeterRegister, value: int) -> MeterRegister:
    """Return the register with one more purchase in it, overdraft settled first; reject it over the limit.

    Over the limit the card's return-write file stays as it is, so that the same purchase is taken later.
    """
    total = own.remaining - own.overdraft + value
    if total > min(own.hoarding_limit, LARGEST_VALUE):
        raise Rejection(DisplayError.HOARDING, "over the hoarding limit")
    return replace(own, remaining=max(total, 0), overdraft=max(-total, 0), counter=own.counter + 1)


def with_parameters(own: MeterRegister, card: Parameters) -> MeterRegister:
    """Return the register with what this card's update flags may change (1.4); tariffs are not kept."""
    flags = 0 if card.update_flags == NO_FLAGS else card.update_flags
    if card.card_type != OPENING:
        flags &= FLAGS_OF_LATER_CARDS
    if flags & OTHER_PARAMETERS == 0:
        return own
    return replace(own, alarm_1=card.alarm_1, alarm_2=card.alarm_2)


def as_record(register: MeterRegister) -> dict[str, str | int | bool]:
    """Return the register as plain values, for the bench and for storage."""
    return asdict(register)
