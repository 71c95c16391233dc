"""The customers' meters on the wall: a card goes in, is taken or not, and comes out again at once."""

from collections.abc import Callable
from datetime import datetime

from emulators.bench.actions import Json, Refused, action
from emulators.bench.cards import Cards
from emulators.bench.hands import in_range
from emulators.meter.meter import Meter, MeterRegister, Outcome
from emulators.meter.meters import MeterWall, sample_meters
from emulators.meter_card.cards import CUSTOMERS
from emulators.meter_card.files import ENERGY_CONTROLLED, LARGEST_VALUE

METER_NUMBERS = tuple(register.meter_no for register in sample_meters())


def local_time() -> datetime:
    """Return the meter's clock."""
    return datetime.now().astimezone()


class Wall:
    """The meters, and what the one shows that took a card last."""

    name = "meter"

    def __init__(self, wall: MeterWall, cards: Cards, clock: Callable[[], datetime] = local_time) -> None:
        self._wall, self._cards, self._clock = wall, cards, clock
        self._display: dict[str, Json] = {}

    @action
    def insert_card(self, _now: float, *, card: str, meter_no: str | None = None) -> Json:
        """Put a card into its owner's meter, or into the one of this number, and take it out when it is done."""
        meter = self._wall.meter_of(card) if meter_no is None else self._meter(meter_no)
        chip = self._cards.take(card, self.name)
        try:
            outcome = meter.insert(chip, self._clock())
        finally:
            self._cards.give_back(card)
        register = meter.register
        self._display = {"meter_no": register.meter_no, "card": card, "unit": unit_of(register), **shown(outcome)}
        return dict(self._display)

    @action
    def use_electricity(self, _now: float, *, meter_no: str, value: int) -> Json:
        """Use up electricity worth `value` fen (or 0.01 kWh, where the meter counts energy)."""
        meter = self._meter(meter_no)
        meter.consume(in_range("value", value, 0, LARGEST_VALUE))
        return meter.register.remaining - meter.register.overdraft

    def _meter(self, meter_no: str) -> Meter:
        if meter_no not in METER_NUMBERS:
            raise Refused(f"there is no meter {meter_no:.20}; there are: {' '.join(METER_NUMBERS)}")
        return self._wall.meter(meter_no)

    def state(self) -> dict[str, Json]:
        """Return every meter by number, and the last display."""
        return {"display": dict(self._display), "meters": {number: self._described(number) for number in METER_NUMBERS}}

    def _described(self, number: str) -> dict[str, Json]:
        register = self._wall.meter(number).register
        return {
            "card": next(customer.card for customer in CUSTOMERS if customer.meter_no == number),
            "counter": register.counter,
            "remaining": register.remaining,
            "overdraft": register.overdraft,
            "unit": unit_of(register),
        }

    def situation(self) -> dict[str, Json]:
        """Return what the display says."""
        return {"display": dict(self._display)}

    def remembered(self) -> Json:
        """Nothing: the meters keep themselves."""
        return None

    def recall(self, remembered: Json) -> None:
        """Nothing is remembered."""


def unit_of(register: MeterRegister) -> str:
    """Return what the meter counts in: fen, or 0.01 kWh."""
    return "ckwh" if register.user_type == ENERGY_CONTROLLED else "fen"


def shown(outcome: Outcome) -> dict[str, Json]:
    """Return what a meter shows after a card."""
    return {
        "error": outcome.error.value if outcome.error is not None else "",
        "reason": outcome.reason,
        "credited": outcome.credited,
        "counter": outcome.counter,
        "remaining": outcome.remaining,
    }
