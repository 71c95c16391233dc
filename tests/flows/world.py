"""A world without hardware: carries a flow's effects out on lists, so that a story can be told and looked at."""

from dataclasses import dataclass, field
from typing import Any

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import Effect, Record
from kiosk_app.domain.events import DigitTyped, Event, HealthChanged
from kiosk_app.domain.facts import Fact, Ledger, fold
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import BookingRequest, SaleNumber, SaleTerms
from kiosk_app.domain.voucher import Voucher
from kiosk_app.runtime.ports import Scanner
from kiosk_app.runtime.runner import Ports, Runner


@dataclass
class Devices:
    """Every port at once; each call becomes a line of the log, facts are kept."""

    log: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    bookings: list[BookingRequest] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    retries: list[tuple[float, Event]] = field(default_factory=list)
    sales: int = 0

    def record(self, fact: Fact) -> None:
        self.facts.append(fact)
        self.log.append(type(fact).__name__)

    def open_sale(self, terms: SaleTerms) -> SaleNumber:
        from kiosk_app.domain.facts import SaleBegun

        self.sales += 1
        number = SaleNumber(f"GD0117-{self.sales:06}")
        self.record(SaleBegun(number, terms))
        return number

    def print_voucher(self, job: str, voucher: Voucher) -> None:
        self.log.append(f"print {voucher.kind}")
        self.vouchers.append(voucher)

    def book(self, request: BookingRequest) -> None:
        self.log.append("book")
        self.bookings.append(request)

    def later(self, after_s: float, event: Event) -> None:
        self.retries.append((after_s, event))

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_: self.log.append(name)

    @property
    def ledger(self) -> Ledger:
        return fold(self.facts)


class World:
    """The real runner and the real flows on devices that only take notes of what they are asked."""

    def __init__(self, rules: Rules | None = None, scanner: Scanner | None = None) -> None:
        self.devices = Devices()
        played: Any = self.devices  # one object plays every part
        ports = Ports(played, played, played, played, played, self.devices.later, scanner=scanner)
        self.runner = Runner(rules or Rules(), ports)
        self.runner.start(())
        self.all_ready()

    def all_ready(self) -> None:
        for device in Device:
            self.tell(HealthChanged(Health(device, Condition.READY)))

    def tell(self, *events: Event) -> None:
        for event in events:
            self.runner.handle(event)

    def type(self, digits: str) -> None:
        self.tell(*(DigitTyped(digit) for digit in digits))

    def asked(self) -> list[str]:
        """Return what was asked of the devices since the last call."""
        log, self.devices.log[:] = list(self.devices.log), []
        return log


def recorded(effects: tuple[Effect, ...]) -> list[Fact]:
    """Return the facts among effects."""
    return [effect.fact for effect in effects if isinstance(effect, Record)]
