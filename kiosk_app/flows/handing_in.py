"""Behind everybody: a settlement that is done is told to the platform until it has it, under one key (I3, PAY-10)."""

from kiosk_app.domain.effects import Effect, Record
from kiosk_app.domain.events import Event
from kiosk_app.domain.facts import IncidentSeen
from kiosk_app.domain.staff_effects import BookSettlement, ReportLater
from kiosk_app.domain.staff_events import SettlementBooked, SettlementDue, SettlementRefused, SettlementUnanswered
from kiosk_app.domain.staff_facts import SettlementReported

AGAIN_S, REFUSED_AGAIN_S = 60.0, 3_600.0


def step(event: Event) -> tuple[Effect, ...]:
    """Say what follows from an answer; the settlement itself travels in the events."""
    match event:
        case SettlementBooked(settlement):
            return (Record(SettlementReported(settlement.number)),)
        case SettlementUnanswered(settlement):
            return (ReportLater(settlement, AGAIN_S),)
        case SettlementRefused(settlement, code):
            seen = IncidentSeen("settlement_refused", f"{settlement.number} {code}")
            return Record(seen), ReportLater(settlement, REFUSED_AGAIN_S)
        case SettlementDue(settlement):
            return (BookSettlement(settlement),)
        case _:
            return ()
