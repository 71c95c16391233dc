"""The platform's side of a settlement, as a model: is all of the period booked, and which one is kept (PAY-9)."""

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.events import Event
from kiosk_app.domain.money import Fen
from kiosk_app.domain.staff import Period
from kiosk_app.domain.staff_events import PrecheckPassed, PrecheckRefused, SettlementBooked, SettlementRefused
from kiosk_app.sync.office import OfficeRequest, Precheck, Report
from tests.simulation.platform.port import Posting
from tests.simulation.world import World


class OfficeModel:
    """Keeps a settlement once under its number, for ever."""

    def __init__(self, world: World, postings: list[Posting]) -> None:
        self._world, self._postings = world, postings
        self.kept: dict[str, Settlement] = {}
        self._held: dict[str, Fen] = {}  # what the core refuses and the utility keeps for the customer

    def hold(self, sale: str, paid: Fen) -> None:
        """A person takes the money of a refused sale over: the terminal's record stands (PAY-8)."""
        self._world.marks.hit("refused_sale_held")
        self._held[sale] = paid

    def answer(self, request: OfficeRequest) -> Event | None:
        """Answer, or die on the way."""
        match request:
            case Precheck(period):
                return self._compare(period)
            case Report(settlement):
                return self._keep(settlement)

    def _compare(self, period: Period) -> Event:
        known = {**self._held, **{each.serial: each.paid for each in self._postings}}
        booked = [paid for sale, paid in known.items() if period.first <= number_of(sale) <= period.last]
        settled = max((each.period.last for each in self.kept.values()), default=0)
        code = ""
        if period.first != settled + 1:
            code = "E2106"
        elif len(booked) != period.count:
            code = "E2101"
        elif sum(booked) != period.total:
            code = "E2102"
        if not code:
            self._world.watch.precheck_passed(period)
            return PrecheckPassed()
        self._world.marks.hit(f"precheck_{code.lower()}")
        return PrecheckRefused(code, len(booked), Fen(sum(booked)), ())

    def _keep(self, told: Settlement) -> Event | None:
        faults, known = self._world.faults, self.kept.get(told.number)
        if known is not None:
            self._world.marks.hit("settlement_told_again")
            return SettlementBooked(told) if known == told else SettlementRefused(told, "KEY_REUSED")
        if faults.strikes("platform.dies_before_core"):
            return None
        self.kept[told.number] = told
        self._world.watch.settlement_kept(told)
        return None if faults.strikes("platform.dies_after_core") else SettlementBooked(told)


def number_of(serial: str) -> int:
    """Return a sale's place in its terminal's sequence: "GD0117-000012" -> 12."""
    return int(serial.rpartition("-")[2])
