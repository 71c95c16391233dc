"""The settlement's requests to the platform: what is sent, and the event that its answer becomes (PAY-9, PAY-10)."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.events import Event
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.staff import Period, PrecheckRow, SettlementNumber
from kiosk_app.domain.staff_events import (
    PrecheckPassed,
    PrecheckRefused,
    PrecheckUnanswered,
    SettlementBooked,
    SettlementRefused,
    SettlementUnanswered,
    StaffEvent,
)
from kiosk_app.sync.client import PlatformClient, Unread
from kiosk_app.sync.wire import RefusedAnswer

UNREAD = "INVALID_REQUEST"  # a report that the platform cannot read
FINAL = ("KEY_REUSED", "FOREIGN_SALE", "BODY_TOO_LARGE", UNREAD)
"""Refusals of a report for ever: the same again, told in a minute, would be answered the same."""
OUT_OF_USE = ("TERMINAL_REVOKED", "TERMINAL_SCRAPPED")
DISABLED = "E2105"  # the pre-check's code for it; whoever is refused as a terminal hears no other
State = Literal["SUCCEEDED", "FAILED", "UNKNOWN", "NONE"]
Whole = Annotated[int, Field(ge=0, le=10**13)]


@dataclass(frozen=True, slots=True)
class Precheck:
    """Compare this period, the journal being as far as `head` says."""

    period: Period
    head: tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Report:
    """Book this settlement under its number."""

    settlement: Settlement


OfficeRequest = Precheck | Report


@dataclass
class Untaken:
    """Settlements whose report the platform refuses, until it takes them. A start of the kiosk tells each at once."""

    oldest: str = ""  # "GD0117-S00012 INVALID_REQUEST"; may be read in another thread
    _codes: dict[SettlementNumber, str] = field(default_factory=dict)

    def note(self, answer: Event) -> None:
        """Take an answer, of whatever it is."""
        match answer:
            case SettlementRefused(settlement, code):
                self._codes[settlement.number] = code
            case SettlementBooked(settlement):
                self._codes.pop(settlement.number, None)
            case _:
                return
        self.oldest = next((f"{number} {code}" for number, code in self._codes.items()), "")


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _Row(_Message):
    sale: Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]{4}-[0-9]{6,9}$")]
    amount_fen: Whole
    terminal: State
    platform: State
    why: Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")]


class _Passed(_Message):
    outcome: Literal["ok"]


class _Differs(_Message):
    outcome: Literal["refused"]
    code: Annotated[str, Field(pattern=r"^E[0-9]{4}$")]
    count: Whole
    sum_fen: Whole
    rows: Annotated[list[_Row], Field(max_length=50)]


PRECHECK: TypeAdapter[_Passed | _Differs] = TypeAdapter(_Passed | _Differs)
SETTLEMENT: TypeAdapter[_Passed | RefusedAnswer] = TypeAdapter(_Passed | RefusedAnswer)


def ask_office(client: PlatformClient, request: OfficeRequest) -> StaffEvent:
    """Send one request once."""
    match request:
        case Precheck(period, head):
            told = client.call("POST", "/v1/settlements/precheck", precheck_body(period, head), PRECHECK)
            if isinstance(told, _Passed):
                return PrecheckPassed()
            rows = tuple(
                PrecheckRow(row.sale, Fen(row.amount_fen), row.terminal, row.platform, row.why) for row in told.rows
            )
            return PrecheckRefused(told.code, told.count, Fen(told.sum_fen), rows)
        case Report(settlement):
            path = f"/v1/settlements/{settlement.number}"
            try:
                booked = client.call("PUT", path, settlement_body(settlement), SETTLEMENT)
            except Unread:
                return SettlementRefused(settlement, UNREAD)
            if isinstance(booked, RefusedAnswer):
                return SettlementRefused(settlement, booked.code)
            return SettlementBooked(settlement)


def precheck_body(period: Period, head: tuple[int, bytes]) -> dict[str, Any]:
    """Return a period as it is sent."""
    return {
        "first_seq": period.first,
        "last_seq": period.last,
        "count": period.count,
        "sum_fen": period.total,
        "journal_count": head[0],
        "head": head[1].hex(),
    }


def settlement_body(settlement: Settlement) -> dict[str, Any]:
    """Return a settlement as it is sent: the same at every repetition (I4)."""
    period, count = settlement.period, settlement.count
    assert count is not None and settlement.done, "what is not counted is not handed in"
    return {
        "settlement": settlement.number,
        "closed_by": settlement.operator,
        "operator": count.operator,
        "witness": count.witness,
        "first_seq": period.first,
        "last_seq": period.last,
        "count": period.count,
        "sum_fen": period.total,
        "services": [{"service": each.name, "count": each.count, "sum_fen": each.total} for each in period.services],
        "methods": [{"method": each.name, "count": each.count, "sum_fen": each.total} for each in period.methods],
        "journal_notes": notes_sent(period.notes),
        "doubtful_notes": notes_sent(period.in_doubt),
        "acceptor_notes": notes_sent(settlement.acceptor) if settlement.acceptor is not None else None,
        "counted_notes": notes_sent(count.notes),
        "box": count.box,
        "seal": count.seal,
        "difference_fen": settlement.difference,
        "reason": settlement.reason,
    }


def notes_sent(notes: tuple[NoteCount, ...]) -> list[dict[str, int]]:
    """Return counted notes as they are sent."""
    return [{"value_fen": note.value, "count": note.count} for note in notes]


def office_unanswered(request: OfficeRequest) -> StaffEvent:
    """Return the event of no answer to this request."""
    return PrecheckUnanswered() if isinstance(request, Precheck) else SettlementUnanswered(request.settlement)


def office_rejected(request: OfficeRequest, code: str) -> StaffEvent:
    """Return the event of a 4xx: a report that is refused for ever and a terminal out of use are told as such,
    anything else passes."""
    if isinstance(request, Report) and code in FINAL:
        return SettlementRefused(request.settlement, code)
    if isinstance(request, Precheck) and code in OUT_OF_USE:
        return PrecheckRefused(DISABLED, 0, Fen(0), ())
    return office_unanswered(request)
