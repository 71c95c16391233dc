"""The sample customers' meters, kept as files in a directory."""

import json
from pathlib import Path

from emulators.meter.meter import Meter, MeterRegister, as_record
from emulators.meter_card.cards import CUSTOMERS
from emulators.meter_card.image import save_atomically


class MeterWall:
    """All meters of the town; they outlive processes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def put(self, register: MeterRegister) -> None:
        """Hang up a meter, or keep what it remembers."""
        save_atomically(self._path(register.meter_no), json.dumps(as_record(register), indent=1))

    def meter(self, meter_no: str) -> Meter:
        """Return a meter; KeyError when none has this number."""
        path = self._path(meter_no)
        if not path.exists():
            raise KeyError(meter_no)
        return Meter(MeterRegister(**json.loads(path.read_text(encoding="utf-8"))), self.put)

    def meter_of(self, card: str) -> Meter:
        """Return the meter at the home of a sample card's customer; a stray card is tried at the first one's."""
        owner = next((customer for customer in CUSTOMERS if customer.card == card), CUSTOMERS[0])
        return self.meter(owner.meter_no)

    def fill(self) -> None:
        """Hang up those sample meters that are not there yet."""
        for register in sample_meters():
            if not self._path(register.meter_no).exists():
                self.put(register)

    def _path(self, meter_no: str) -> Path:
        if not (meter_no.isascii() and meter_no.isdecimal()):
            raise ValueError(f"not a meter number: {meter_no!r}")
        return self._directory / f"{meter_no}.json"


def sample_meters() -> tuple[MeterRegister, ...]:
    """Return the meters of the sample customers, all opened."""
    return tuple(
        MeterRegister(
            customer.meter_no,
            customer.padded_customer_no,
            customer.serial,
            opened=True,
            counter=customer.meter_counter,
            remaining=customer.remaining,
            user_type=customer.user_type,
        )
        for customer in CUSTOMERS
    )
