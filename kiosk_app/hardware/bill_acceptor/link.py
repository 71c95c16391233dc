"""One question and its answer on the half-duplex CCNET line: time-outs, repetitions, ACK, NAK. No I/O.

    host   POLL ------>            ACK ->   (bus free)   STACK ------>
    device       <------ 80 02                                 <------ ACK

The host acknowledges data, never an ACK. The ACK to BILL STACKED is left to the session, because the unit may forget
the note from then on. Sources: protocols.md 1.3, 1.4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from kiosk_app.hardware.bill_acceptor import bill_table, protocol
from kiosk_app.hardware.bill_acceptor.protocol import ACK, ILLEGAL, NAK, Decoder, Malformed
from kiosk_app.hardware.bill_acceptor.states import Command, State

BUS_FREE_S = 0.02  # between frames
QUIET_S = 0.05  # nothing more comes of a broken frame; the unit itself pauses at most 5 ms inside one
ANSWER_S = 0.25  # the unit begins after 10 ms; the rest is for USB adapters and a busy host
LONG_ANSWER_S = 1.5
REPETITIONS = 3

PARSERS: dict[int, Callable[[bytes], object]] = {
    Command.POLL: protocol.parse_report,
    Command.GET_STATUS: protocol.parse_status,
    Command.IDENTIFICATION: protocol.parse_identification,
    Command.GET_BILL_TABLE: bill_table.parse_bill_table,
}
"""Questions that are answered with data; every other command is answered with ACK."""

LONG = frozenset({Command.IDENTIFICATION, Command.GET_BILL_TABLE})


class Kind(Enum):
    """What became of a question."""

    ANSWERED = "answered"
    REFUSED = "refused"  # ILLEGAL COMMAND: not in this state
    UNANSWERED = "unanswered"
    LATE = "late"  # nobody waits for it, but it tells where a note went


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one exchange, or a late report."""

    kind: Kind
    request: bytes
    payload: bytes = b""


def kind_of(request: bytes, payload: bytes) -> Kind | None:
    """Say what `payload` means as an answer to `request`; None when it cannot be one: a late answer to another."""
    parse = PARSERS.get(request[0])
    if payload == ILLEGAL and request != protocol.POLL:
        return Kind.REFUSED
    if parse is None:
        return Kind.ANSWERED if payload == ACK else None
    try:
        parse(payload)
    except Malformed:
        return None
    return Kind.ANSWERED


class Link:
    """Carries one exchange at a time."""

    def __init__(self) -> None:
        self.heard_at: float | None = None  # the last good frame
        self.request: bytes | None = None
        self._decoder = Decoder()
        self._outcomes: list[Outcome] = []
        self._out = b""
        self._pending = b""  # payload that is sent once the bus was free long enough
        self._free_at = 0.0
        self._tries = 0
        self._deadline: float | None = None
        self._quiet_at: float | None = None
        self._broken = False

    def idle(self, now: float) -> bool:
        """True when a question may be asked."""
        return self.request is None and not self._out and now >= self._free_at

    def ask(self, request: bytes, now: float) -> None:
        """Begin an exchange; only when idle."""
        assert self.idle(now), "the bus is taken"
        self.request, self._tries = request, 0
        self._send(request, now)

    def acknowledge(self) -> None:
        """ACK the last report; while a question is out, nothing: its answer repeats the report."""
        if self.request is None:
            self._out = protocol.encode(ACK)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        self._free_at = now + BUS_FREE_S
        self._decoder.receive_data(data)
        while (item := self._decoder.next_item()) is not None:
            self._take(item, now)
        if self.request is not None and not self._pending:
            self._quiet_at = now + QUIET_S
            self._deadline = max(self._deadline or now, now + QUIET_S)

    def tick(self, now: float) -> None:
        """Send what has waited for the bus; give up what has waited too long."""
        if self._pending:
            if now >= self._free_at:
                self._out, self._pending = protocol.encode(self._pending), b""
        elif self._quiet_at is not None and now >= self._quiet_at:
            self._line_is_quiet(now)
        elif self.request is not None and self._deadline is not None and now >= self._deadline:
            self._again(self.request, now)

    def outgoing(self) -> bytes:
        """Return what is to be written now, once."""
        out, self._out = self._out, b""
        return out

    def sent(self, now: float) -> None:
        """What `outgoing` returned has left the port."""
        self._free_at = now + BUS_FREE_S
        if self.request is not None:
            self._deadline = now + (LONG_ANSWER_S if self.request[0] in LONG else ANSWER_S)

    def outcomes(self) -> list[Outcome]:
        """Return what has ended since the last call."""
        outcomes, self._outcomes = self._outcomes, []
        return outcomes

    def wake_at(self) -> float:
        """Return when `tick` has something to do, or a question may be asked."""
        waits = [at for at in (self._quiet_at, self._deadline) if at is not None]
        return min(waits) if waits and not self._pending else self._free_at

    def _send(self, payload: bytes, now: float) -> None:
        self._pending, self._deadline, self._quiet_at, self._broken = payload, None, None, False
        self.tick(now)

    def _again(self, payload: bytes, now: float) -> None:
        self._tries += 1
        if self._tries > REPETITIONS:
            self._end(Kind.UNANSWERED)
            return
        self._free_at = max(self._free_at, now + BUS_FREE_S)
        self._send(payload, now)

    def _end(self, kind: Kind, payload: bytes = b"") -> None:
        assert self.request is not None, "no exchange to end"
        self._outcomes.append(Outcome(kind, self.request, payload))
        self.request, self._pending, self._deadline, self._quiet_at = None, b"", None, None

    def _line_is_quiet(self, now: float) -> None:
        self._quiet_at = None
        while (item := self._decoder.line_is_quiet()) is not None:
            self._take(item, now)
        if self._broken and self.request is not None and not self._pending:
            self._again(NAK, now)

    def _take(self, item: protocol.Item, now: float) -> None:
        if isinstance(item, protocol.Garbled):
            self._broken = True
            return
        self.heard_at = now
        kind = None if self.request is None else kind_of(self.request, item)
        if kind is not None:
            self._answered(kind, item)
        elif item == NAK:
            if self.request is not None and not self._pending:
                self._again(self.request, now)
        elif item[0] in (State.BILL_STACKED, State.BILL_RETURNED) and 1 < len(item) <= protocol.REPORT_AT_MOST:
            self._outcomes.append(Outcome(Kind.LATE, protocol.POLL, item))

    def _answered(self, kind: Kind, payload: bytes) -> None:
        assert self.request is not None, "an answer without a question"
        with_data = kind is Kind.REFUSED or self.request[0] in PARSERS
        held = self.request == protocol.POLL and payload[0] == State.BILL_STACKED
        self._end(kind, payload)
        if with_data and not held:
            self.acknowledge()
