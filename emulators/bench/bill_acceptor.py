"""The bill acceptor on the bench."""

from typing import Literal

from emulators.bench.actions import Json, NotPossibleNow, action
from emulators.bench.bill_acceptor_memory import AcceptorMemory
from emulators.bench.hands import hand, in_range
from emulators.bill_acceptor.bills import CHINA
from emulators.bill_acceptor.device import BillAcceptorDevice
from emulators.bill_acceptor.mechanism import FAST, USUAL, NotPossible

Times = int | None
MOST_FAULTS, LONGEST_MS = 1000, 600_000


class BillAcceptor:
    """A CashCode unit, its slot and its cassette."""

    name, port, baud = "bill_acceptor", "ttyACCEPTOR", 9600

    def __init__(self, *, fast: bool) -> None:
        self.device = BillAcceptorDevice(FAST if fast else USUAL)
        self._memory = AcceptorMemory(self.device)

    # hands at the slot

    @action
    def insert_note(
        self,
        now: float,
        *,
        fen: int,
        series: str | None = None,
        country: str = CHINA,
        flaw: str | None = None,
        on_string: bool = False,
    ) -> Json:
        """Hold a note in front of the slot; `series` is a year, `flaw` a sensor that dislikes it: magnetic, uv, …"""
        with hand(NotPossible):
            taken = self.device.insert_note(fen, now, series, country, flaw, on_string)
        if not taken:
            raise NotPossibleNow("the slot takes no note now")
        return True

    @action
    def push_second_note(self, now: float, *, fen: int, series: str | None = None) -> Json:
        """Push a note in behind the one under way."""
        with hand(NotPossible):
            self.device.push_second_note(fen, now, series)
        return None

    @action
    def pull_note(self, now: float) -> Json:
        """Pull back the note whose end is still outside."""
        with hand(NotPossible):
            self.device.pull_note(now)
        return None

    @action
    def pull_string(self, now: float) -> Json:
        """Pull a note that hangs on a string out again: cheating."""
        with hand(NotPossible):
            self.device.pull_string(now)
        return None

    # hands of a technician

    @action
    def take_out_cassette(self, now: float) -> Json:
        """Pull the cassette out; returns the notes in it."""
        with hand(NotPossible):
            notes = self.device.take_out_cassette(now)
        return list(notes)

    @action
    def put_back_cassette(self, now: float, *, empty: bool = True) -> Json:
        """Put an empty cassette in, or the one taken out last."""
        with hand(NotPossible):
            self.device.put_back_cassette(now, empty=empty)
        return None

    @action
    def fill_cassette(self, now: float, *, free: int = 0) -> Json:
        """Let notes of earlier days be in the cassette, so that only so many more fit."""
        with hand(NotPossible):
            self.device.fill_cassette(now, free)
        return None

    @action
    def jam(self, now: float, *, where: Literal["acceptor", "stacker"] = "acceptor") -> Json:
        """Block the transport; a note stays where it is."""
        with hand(NotPossible):
            self.device.jam(where, now)
        return None

    @action
    def clear_jam(self, now: float, *, note: Literal["customer", "service", "stays"] = "customer") -> Json:
        """Free the transport; a note inside goes to the customer, to service, or stays."""
        with hand(NotPossible):
            self.device.clear_jam(now, note)
        return None

    @action
    def fail(self, now: float, *, failure: str, passing: bool = False) -> Json:
        """Let a part fail: stack_motor, optic_canal, …; a passing failure ends with a reset."""
        with hand(NotPossible):
            self.device.fail(failure, now, passing=passing)
        return None

    @action
    def repair(self, now: float) -> Json:
        """Mend the part that failed."""
        with hand(NotPossible):
            self.device.repair(now)
        return None

    @action
    def set_timing(
        self,
        now: float,
        *,
        accepting_ms: Times = None,
        stacking_ms: Times = None,
        returning_ms: Times = None,
        initializing_ms: Times = None,
        booting_ms: Times = None,
        cheated_ms: Times = None,
        escrow_ms: Times = None,
        holding_ms: Times = None,
    ) -> Json:
        """Set how long things take from now on."""
        given = {
            "accepting_ms": accepting_ms,
            "stacking_ms": stacking_ms,
            "returning_ms": returning_ms,
            "initializing_ms": initializing_ms,
            "booting_ms": booting_ms,
            "cheated_ms": cheated_ms,
            "escrow_ms": escrow_ms,
            "holding_ms": holding_ms,
        }
        with hand(NotPossible):
            self.device.set_timing(
                now,
                **{name: in_range(name, value, 0, LONGEST_MS) for name, value in given.items() if value is not None},
            )
        return None

    @action
    def line_fault(self, now: float, *, fault: str, times: int = 1, ms: int = 0) -> Json:
        """Let a fault strike the next frames: command_noise, command_lost, answer_noise, answer_lost, answer_late, …"""
        with hand(NotPossible):
            self.device.line_fault(
                fault, now, in_range("times", times, 1, MOST_FAULTS), in_range("ms", ms, 0, LONGEST_MS)
            )
        return None

    @action
    def be_silent(self, now: float, *, ms: int) -> Json:
        """Let nothing through on the line for a while."""
        self.device.be_silent(in_range("ms", ms, 0, LONGEST_MS), now)
        return None

    # truth

    def state(self) -> dict[str, Json]:
        """Return where every note is."""
        told: dict[str, Json] = {**self.device.state(), **self.situation()}
        del told["plugged_in"]  # the cable is the bench's
        return told

    def situation(self) -> dict[str, Json]:
        """Return what the unit is doing, and how many notes are where."""
        mechanism = self.device.mechanism
        cassette = mechanism.cassette
        return {
            "state": self.device.doing,
            "notes_boxed": len(cassette.notes) if cassette is not None else 0,
            "notes_given_back": len(mechanism.customer),
            "cassette_in": cassette is not None,
            "cassette_full": cassette is not None and cassette.full,
            "jam": mechanism.jam.value if mechanism.jam is not None else "",
        }

    def remembered(self) -> Json:
        """Return every note and what the unit's memory holds."""
        return self._memory.remembered()

    def recall(self, remembered: Json) -> None:
        """Put every note back where it was; the unit has been without power."""
        self._memory.recall(remembered)

    def cut_power(self, now: float) -> None:
        """The mains fail."""
        self.device.cut_power(now)

    def restore_power(self, now: float) -> None:
        """The mains are back."""
        self.device.restore_power(now)
