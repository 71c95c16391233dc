"""The utility's customers, as its books have them."""

from dataclasses import dataclass, field

from kiosk_app.domain.customer import MeterKind
from tests.simulation.things import Meter, MeterCard


@dataclass(slots=True)
class OpenBill:
    """One month owed."""

    bill_id: str
    month: str
    amount: int
    late_fee: int


@dataclass(slots=True)
class Customer:
    """One account, with the card and the meter at home where there are any."""

    customer_no: str
    password: str
    kind: MeterKind
    meter_no: str | None
    bills: list[OpenBill] = field(default_factory=list)
    balance: int = 0
    closed: bool = False
    tries: int = 0
    locked: bool = False
    card: MeterCard | None = None
    meter: Meter | None = None
