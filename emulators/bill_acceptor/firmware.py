"""What the unit says and does: states, reports that wait for an ACK, commands (protocols.md 1.3 to 1.8).

off -> booting -> 10 11 12 --RESET--> 13 -> 19 --ENABLE--> 14 -> 15 -> 80 --STACK--> 17 -> 81 -> 14
                                                                    `--RETURN, 10 s--> 18 -> 82 -> 14
"""

from dataclasses import dataclass, field

from emulators.bill_acceptor.bills import RMB, BillTable, table_data, type_of
from emulators.bill_acceptor.mechanism import Goal, Jam, Mechanism, Place
from emulators.bill_acceptor.protocol import ACK, ILLEGAL, Command, Failure, Reject, State
from emulators.bill_acceptor.reports import Reports

TYPE_BITS = 3  # bytes of a set of types: 23…16, 15…8, 7…0
IDENTITY = b"SM-CN2007      " + b"21K030004711" + bytes.fromhex("00000000004711")
CODE_CRC32 = bytes.fromhex("3A5C9E17")
BUSY_UNIT_S = 0.1
POWER_UPS = frozenset({State.POWER_UP, State.POWER_UP_BILL_IN_VALIDATOR, State.POWER_UP_BILL_IN_STACKER})
IDENTIFIED_IN = POWER_UPS | {
    State.INITIALIZE,
    State.UNIT_DISABLED,
    State.CASSETTE_FULL,
    State.CASSETTE_OUT,
    State.VALIDATOR_JAMMED,
    State.CASSETTE_JAMMED,
    State.CHEATED,
    State.PAUSE,
    State.FAILURE,
}


@dataclass(slots=True)
class Statistics:
    """Counters that outlast the power; REQUEST STATISTICS tells them in a layout of this unit's own."""

    inserted: int = 0
    stacked: int = 0
    returned: int = 0
    rejected: int = 0

    def data(self) -> bytes:
        """Return the 16 bytes."""
        counters = (self.inserted, self.stacked, self.returned, self.rejected)
        return b"".join(counter.to_bytes(4, "big") for counter in counters)


@dataclass(slots=True)
class Memory:
    """What the unit remembers without power."""

    bill_type: int | None = None  # of the note inside, once it was recognised
    unreported: list[int] = field(default_factory=list)  # types stacked, and no ACK has come for them
    statistics: Statistics = field(default_factory=Statistics)


class Firmware:
    """The unit's program, and its memory."""

    def __init__(self, mechanism: Mechanism, table: BillTable = RMB) -> None:
        self.mechanism, self.table = mechanism, table
        self.keeps_reports = True  # a stacked note without ACK is reported again after a power failure or a RESET
        self.memory = Memory()
        self.failure: tuple[Failure, bool] | None = None  # and whether a RESET ends it
        self._start(None)

    def _start(self, power_up: State | None) -> None:
        """Begin with an empty working memory."""
        self.power_up = power_up
        self._enabled = self._escrowed = self._security = 0
        self._initializing_until: float | None = None
        self._held_until: float | None = None  # in escrow or in hold
        self._holding = False
        self._cheated_until: float | None = None
        self._fished: int | None = None  # type of a note that was pulled back after STACK
        self._busy_until: float | None = None
        self._busy_units = 0
        self._reject: Reject | None = None
        self._reports = Reports()

    # power

    def power_on(self) -> None:
        """Look where a note is; wait for RESET."""
        if not self.keeps_reports:
            self.memory.unreported.clear()
        inside = self.mechanism.note is not None
        if (inside and self.mechanism.place is Place.STACKER) or self.memory.unreported:
            self._start(State.POWER_UP_BILL_IN_STACKER)
        else:
            self._start(State.POWER_UP_BILL_IN_VALIDATOR if inside else State.POWER_UP)

    def initialize(self, now: float) -> None:
        """Begin anew, by RESET or by itself: afterwards the unit is disabled and a note inside has left it."""
        self.mechanism.stop()
        if not self.keeps_reports:
            self.memory.unreported.clear()
        if self.failure is not None and self.failure[1]:
            self.failure = None
        self._start(None)
        self._initializing_until = now + self.mechanism.pace.initializing_s

    # state

    def state(self) -> bytes:
        """Return what the unit is doing, without the reports that wait."""
        mechanism = self.mechanism
        if self.power_up is not None:
            return bytes([self.power_up])
        if self._initializing_until is not None:
            return bytes([State.INITIALIZE])
        if mechanism.cassette is None:
            return bytes([State.CASSETTE_OUT])
        if self.failure is not None:
            return bytes([State.FAILURE, self.failure[0]])
        if mechanism.jam is not None:
            return bytes([State.VALIDATOR_JAMMED if mechanism.jam is Jam.ACCEPTOR else State.CASSETTE_JAMMED])
        if self._cheated_until is not None:
            return bytes([State.CHEATED])
        if mechanism.behind is not None:
            return bytes([State.PAUSE])
        return self._moving() or self._resting()

    def _moving(self) -> bytes | None:
        motion = self.mechanism.motion
        if motion is None:
            return None
        match motion.goal:
            case Goal.ESCROW:
                return bytes([State.ACCEPTING])
            case Goal.CASSETTE:
                return bytes([State.STACKING])
            case Goal.CUSTOMER:
                return bytes([State.RETURNING] if self._reject is None else [State.REJECTING, self._reject])

    def _resting(self) -> bytes:
        if self.mechanism.note is not None:
            assert self.memory.bill_type is not None, "only a recognised note stays in escrow"
            return bytes([State.HOLDING] if self._holding else [State.ESCROW, self.memory.bill_type])
        if self._busy_until is not None:
            return bytes([State.DEVICE_BUSY, self._busy_units])
        if self.mechanism.cassette is not None and self.mechanism.cassette.full:
            return bytes([State.CASSETTE_FULL])
        return bytes([State.IDLING if self._enabled else State.UNIT_DISABLED])

    @property
    def draws_in(self) -> bool:
        """True when the rollers take a note: idling, and every report acknowledged."""
        return self.state() == bytes([State.IDLING]) and not self._reports

    # commands

    def execute(self, payload: bytes, now: float) -> bytes | None:
        """Take one command; return the answer's payload, None for no answer. NAK is not a matter of this room."""
        if payload == ACK:
            self._acknowledged()
            return None
        self._reports.other_answer()
        if len(payload) != 1 + DATA_LENGTH.get(payload[0], 0):
            return ILLEGAL
        match payload[0]:
            case Command.POLL:
                return self._poll()
            case Command.RESET:
                self.initialize(now)
                return ACK
            case Command.SET_SECURITY:
                self._security = int.from_bytes(payload[1:], "big") & self._known
                return ACK
            case Command.SET_BARCODE:
                return ACK
            case Command.GET_STATUS:
                return self._enabled.to_bytes(TYPE_BITS, "big") + self._security.to_bytes(TYPE_BITS, "big")
            case Command.ENABLE_BILL_TYPES:
                return self._enable(payload[1:])
            case Command.STACK | Command.RETURN | Command.HOLD:
                return self._decide(payload[0], now)
            case _:
                return self._tell(payload[0])

    def _poll(self) -> bytes:
        silent_about_notes = self.power_up is not None or self._initializing_until is not None
        return self._reports.tell() if self._reports and not silent_about_notes else self.state()

    def _acknowledged(self) -> None:
        report = self._reports.acknowledge()
        if report is not None and report[0] == State.STACKED:
            self.memory.unreported.pop(0)

    @property
    def _known(self) -> int:
        return sum(1 << number for number, bill in enumerate(self.table) if bill is not None)

    def _enable(self, data: bytes) -> bytes:
        if self.state()[0] not in (State.IDLING, State.UNIT_DISABLED):
            return ILLEGAL
        self._enabled = int.from_bytes(data[:TYPE_BITS], "big") & self._known
        self._escrowed = int.from_bytes(data[TYPE_BITS:], "big")
        return ACK

    def _decide(self, command: int, now: float) -> bytes:
        if self.state()[0] not in (State.ESCROW, State.HOLDING):
            return ILLEGAL
        if command == Command.HOLD:
            self._holding, self._held_until = True, now + self.mechanism.pace.holding_s
            return ACK
        self._leave_escrow(now, stack=command == Command.STACK)
        return ACK

    def _leave_escrow(self, now: float, *, stack: bool) -> None:
        self._holding, self._held_until = False, None
        if stack:
            self.mechanism.stack(now)
        else:
            self.mechanism.give_back(now)

    def _tell(self, command: int) -> bytes:
        if self.state()[0] not in IDENTIFIED_IN:
            return ILLEGAL
        match command:
            case Command.IDENTIFICATION:
                return IDENTITY
            case Command.GET_BILL_TABLE:
                return table_data(self.table)
            case Command.GET_CRC32:
                return CODE_CRC32
            case Command.REQUEST_STATISTICS:
                return self.memory.statistics.data()
            case _:  # bill-to-bill, DOWNLOAD, other makers; and a barcode, as there is never one in escrow
                return ILLEGAL

    # what happens inside

    def drawn_in(self) -> None:
        """A note has come into the throat."""
        self.memory.bill_type, self._reject = None, None
        self.memory.statistics.inserted += 1

    def arrived(self, goal: Goal, now: float) -> None:
        """A note has come to where it was moved."""
        match goal:
            case Goal.ESCROW:
                self._recognise(now)
            case Goal.CASSETTE:
                assert self.memory.bill_type is not None, "only a recognised note is stacked"
                self.memory.statistics.stacked += 1
                self.memory.unreported.append(self.memory.bill_type)
                self._reports.add(State.STACKED, self.memory.bill_type)
                self.memory.bill_type = None
            case Goal.CUSTOMER:
                self._gone()

    def _gone(self) -> None:
        """The note is with the customer: say so, unless it was rejected, which was said before."""
        if self._reject is None and self.memory.bill_type is not None:
            self.memory.statistics.returned += 1
            self._reports.add(State.RETURNED, self.memory.bill_type)
        self.memory.bill_type, self._reject = None, None

    def _recognise(self, now: float) -> None:
        note = self.mechanism.note
        assert note is not None, "a note has arrived"
        bill_type = type_of(note, self.table)
        if note.flaw is not None:
            self.reject(note.flaw, now)
        elif bill_type is None:
            self.reject(Reject.IDENTIFICATION, now)
        elif not self._enabled >> bill_type & 1:
            self.reject(Reject.INHIBIT, now)
        else:
            self.memory.bill_type = bill_type
            if self._escrowed >> bill_type & 1:
                self._held_until = now + self.mechanism.pace.escrow_s
            else:
                self.mechanism.stack(now)

    def reject(self, reason: Reject, now: float) -> None:
        """Give a note back that is not recognised."""
        self._reject = reason
        self.memory.statistics.rejected += 1
        self._reports.add(State.REJECTING, reason)
        self.mechanism.give_back(now)

    def held_back(self) -> None:
        """The customer has pulled the note out by its end: while it came in, or while it came back."""
        if self.memory.bill_type is None and self._reject is None:
            self._reports.add(State.REJECTING, Reject.INSERTION)
            self.memory.statistics.rejected += 1
        self._gone()

    def fished(self, now: float, *, after_stack: bool) -> None:
        """The note was pulled out by a string: CHEATED for a while, and RETURNED when it had been stacked already."""
        self._fished = self.memory.bill_type if after_stack else None
        self._cheated_until = now + self.mechanism.pace.cheated_s
        self.lost_the_note()

    def lost_the_note(self) -> None:
        """The note inside is gone, and nothing is said of it."""
        self._holding, self._held_until = False, None
        self.memory.bill_type, self._reject = None, None

    def blocked(self) -> None:
        """Jam, failure, no cassette: the motor stops, and a note in escrow is no longer offered."""
        self.mechanism.stop()
        self._holding, self._held_until = False, None

    def be_busy(self, seconds: float, now: float) -> None:
        """Say DEVICE BUSY for a while when nothing else is to be said."""
        self._busy_units = max(1, min(255, round(seconds / BUSY_UNIT_S)))
        self._busy_until = now + seconds

    # time

    def step(self, now: float) -> None:
        """Let what is due at `now` happen."""
        if self._initializing_until is not None and now >= self._initializing_until:
            self._initializing_until = None
            self._initialized(now)
        if self._cheated_until is not None and now >= self._cheated_until:
            self._cheated_until = None
            if self._fished is not None:
                self.memory.statistics.returned += 1
                self._reports.add(State.RETURNED, self._fished)
                self._fished = None
        if self._busy_until is not None and now >= self._busy_until:
            self._busy_until = None
        if self._held_until is not None and now >= self._held_until:
            self._leave_escrow(now, stack=False)

    def wake_at(self) -> float | None:
        """Return when `step` is wanted next."""
        moments = (self._initializing_until, self._cheated_until, self._busy_until, self._held_until)
        return min((moment for moment in moments if moment is not None), default=None)

    def _initialized(self, now: float) -> None:
        for bill_type in self.memory.unreported:
            self._reports.add(State.STACKED, bill_type)
        mechanism = self.mechanism
        blocked = mechanism.cassette is None or mechanism.jam is not None or self.failure is not None
        if mechanism.note is None or blocked:
            return
        if mechanism.place is Place.STACKER:
            mechanism.stack(now)
        elif self.memory.bill_type is not None:
            mechanism.give_back(now)
        else:
            self.reject(Reject.REMAINS_IN_HEAD, now)


DATA_LENGTH: dict[int, int] = {
    Command.SET_SECURITY: TYPE_BITS,
    Command.ENABLE_BILL_TYPES: 2 * TYPE_BITS,
    Command.SET_BARCODE: 2,
}
