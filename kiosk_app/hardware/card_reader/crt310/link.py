"""One command and its answer on the half-duplex line: handshake, repetitions, resynchronisation. No I/O.

    frame -> ACK -> ENQ -> (executes) answer          ANSWERED
    frame -> NAK or nothing, three times again        not even begun
    frame -> ACK -> ENQ -> nothing, or a broken one   EOT -> EOT; then again from the frame, if that does no harm

EOT is a barrier: what comes before the reader's EOT belongs to the past, so no late answer can be taken for that of
the next command. A broken answer is not asked for again with NAK: a reader that never got ENQ would repeat its last
answer, and one APDU's answer looks like another's.
"""

from dataclasses import dataclass
from enum import Enum

from kiosk_app.hardware.card_reader.crt310.protocol import (
    Control,
    Damaged,
    Decoder,
    Frame,
    Item,
    Reply,
    encode,
    reply_to,
)

ACK_S = 0.5  # the reader gives a broken frame up after some 0.3 s; the rest is for USB adapters and a busy host
EOT_S = 0.5
QUIET_S = 0.3  # nothing more comes of a broken frame
REPETITIONS = 3
ROUNDS = 2  # from the frame again, when the answer was lost


class Outcome(Enum):
    """Why there is no answer."""

    LOST = "lost"  # the command may have been carried out
    SILENT = "silent"  # the reader does not speak at all


class Phase(Enum):
    """What the link waits for."""

    IDLE = "idle"
    ACK = "ack"
    ANSWER = "answer"
    EOT = "eot"


@dataclass(frozen=True, slots=True)
class Ask:
    """A command to the reader; `repeatable` when carrying it out twice does no harm."""

    payload: bytes
    patience_s: float
    repeatable: bool = True


class Link:
    """Carries one exchange at a time."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._phase = Phase.IDLE
        self._asked: Ask | None = None
        self._out = b""
        self._deadline: float | None = None
        self._quiet_at: float | None = None
        self._tries = self._rounds = 0
        self._result: Reply | Outcome | None = None

    @property
    def idle(self) -> bool:
        """True when a command may be given."""
        return self._phase is Phase.IDLE and self._result is None

    def ask(self, ask: Ask, now: float) -> None:
        """Begin an exchange; only when idle."""
        assert self.idle, "the line is taken"
        self._asked, self._rounds = ask, 0
        self._begin(now)

    def resynchronise(self, now: float) -> None:
        """End whatever the reader is doing for somebody else; ends in LOST when it says EOT, else in SILENT."""
        assert self.idle, "the line is taken"
        self._asked = None
        self._barrier(now)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line; what comes in before our next word has gone out is no answer to it."""
        for item in self._decoder.feed(data):
            if not self._out:
                self._take(item, now)
        self._quiet_at = now + QUIET_S if self._decoder.within_frame else None

    def tick(self, now: float) -> None:
        """Give up what has waited too long."""
        if self._quiet_at is not None and now >= self._quiet_at:
            self._quiet_at = None
            for item in self._decoder.line_is_quiet():
                if not self._out:
                    self._take(item, now)
        if self._deadline is not None and now >= self._deadline:
            self._overdue(now)

    def outgoing(self) -> bytes:
        """Return what is to be written now, once."""
        out, self._out = self._out, b""
        return out

    def sent(self, now: float) -> None:
        """What `outgoing` returned has left the port: only now can an answer be late."""
        if self._phase is not Phase.IDLE:
            self._deadline = now + self._patience()

    def result(self) -> Reply | Outcome | None:
        """Return how the exchange ended, once; None while it has not."""
        result, self._result = self._result, None
        return result

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""
        return min((at for at in (self._deadline, self._quiet_at) if at is not None), default=None)

    def _patience(self) -> float:
        if self._phase is Phase.ANSWER:
            assert self._asked is not None, "an answer to nothing"
            return self._asked.patience_s
        return ACK_S if self._phase is Phase.ACK else EOT_S

    def _say(self, data: bytes, phase: Phase, now: float) -> None:
        self._out, self._phase = data, phase
        self._deadline = now + self._patience()

    def _begin(self, now: float) -> None:
        assert self._asked is not None, "nothing to ask"
        self._tries = 0
        self._decoder.drop()
        self._say(encode(self._asked.payload), Phase.ACK, now)

    def _barrier(self, now: float) -> None:
        self._tries = 0
        self._decoder.drop()
        self._say(bytes([Control.EOT]), Phase.EOT, now)

    def _end(self, result: Reply | Outcome) -> None:
        self._result, self._phase, self._deadline, self._out = result, Phase.IDLE, None, b""

    def _take(self, item: Item, now: float) -> None:
        match self._phase, item:
            case Phase.ACK, Control.ACK:
                self._say(bytes([Control.ENQ]), Phase.ANSWER, now)
            case Phase.ACK, Control.NAK:
                self._again(now)
            case Phase.ANSWER, Frame(payload):
                assert self._asked is not None, "an answer to nothing"
                if (reply := reply_to(self._asked.payload, payload)) is not None:
                    self._end(reply)
            case Phase.ANSWER, Damaged():
                self._barrier(now)
            case Phase.EOT, Control.EOT:
                self._after_barrier(now)
            case _:
                return  # late, or noise

    def _overdue(self, now: float) -> None:
        if self._phase is Phase.ANSWER:
            self._barrier(now)
        else:
            self._again(now)

    def _again(self, now: float) -> None:
        """Say the same once more: a frame that was not acknowledged is not carried out, so it does no harm."""
        self._tries += 1
        if self._tries > REPETITIONS:
            self._end(Outcome.SILENT)
        elif self._phase is Phase.EOT:
            self._say(bytes([Control.EOT]), Phase.EOT, now)
        else:
            assert self._asked is not None, "nothing to ask"
            self._say(encode(self._asked.payload), Phase.ACK, now)

    def _after_barrier(self, now: float) -> None:
        self._rounds += 1
        if self._asked is not None and self._asked.repeatable and self._rounds <= ROUNDS:
            self._begin(now)
        else:
            self._end(Outcome.LOST)
