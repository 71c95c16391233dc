"""The bill acceptor in its cabinet: customers' and technicians' hands, plugs and cables. `now` in monotonic seconds.

Every hand takes JSON values, and `now` by name. A hand that cannot do its deed raises NotPossible.
"""

from dataclasses import asdict, replace
from typing import Any, TypeVar

from emulators.bill_acceptor.bills import CHINA, Note, usual_series
from emulators.bill_acceptor.line import Fault
from emulators.bill_acceptor.mechanism import Cassette, Goal, Jam, NotPossible, Place
from emulators.bill_acceptor.protocol import Failure, Reject
from emulators.bill_acceptor.unit import Power, Unit, told

Code = TypeVar("Code", Reject, Failure)


class BillAcceptorDevice(Unit):
    """A CashCode unit with an empty cassette that has just been given power."""

    # hands at the slot

    def insert_note(
        self,
        fen: int,
        now: float,
        series: str | None = None,
        country: str = CHINA,
        flaw: str | None = None,
        on_string: bool = False,
    ) -> bool:
        """Hold a note in front of the slot; True when the rollers take it. ValueError for what is no note.

        `series` is a year such as "1999", by default one that the unit knows; `flaw` names a sensor that dislikes
        the note: "magnetic", "optic", "length", …
        """
        self.tick(now)
        note = self._note(fen, series, country, flaw, on_string)
        if self.power is not Power.ON or not self.firmware.draws_in:
            return False
        self.notes.append(note)
        self.firmware.drawn_in()
        self.mechanism.draw_in(note, now)
        return True

    def push_second_note(self, fen: int, now: float, series: str | None = None) -> None:
        """Push a note in behind the one under way; NotPossible when none is, or when a second one is in already."""
        self.tick(now)
        note = self._note(fen, series, CHINA, None, on_string=False)
        self.mechanism.push_behind(note, now)
        self.notes.append(note)

    def pull_note(self, now: float) -> None:
        """Pull back the note whose end is still outside: a second one, one coming in or one coming back."""
        self.tick(now)
        mechanism = self.mechanism
        if mechanism.behind is not None:
            mechanism.pull_behind(now)
            return
        coming_back = mechanism.motion is not None and mechanism.motion.goal is Goal.CUSTOMER
        if mechanism.note is None or not (mechanism.place is Place.THROAT or coming_back):
            raise NotPossible("no end of a note is outside")
        mechanism.pull()
        if self._at_work:
            self.firmware.held_back()
        else:
            self.firmware.lost_the_note()

    def pull_string(self, now: float) -> None:
        """Pull the note out of escrow or stacker by the string it hangs on; in the cassette it is out of reach."""
        self.tick(now)
        mechanism = self.mechanism
        if mechanism.note is None or not mechanism.note.on_string:
            raise NotPossible("no note on a string is within reach")
        after_stack = mechanism.place is Place.STACKER or (
            mechanism.motion is not None and mechanism.motion.goal is Goal.CASSETTE
        )
        mechanism.pull()
        if self._at_work:
            self.firmware.fished(now, after_stack=after_stack)
        else:
            self.firmware.lost_the_note()

    @property
    def _at_work(self) -> bool:
        return self.power is Power.ON and self.firmware.power_up is None

    def _note(self, fen: int, series: str | None, country: str, flaw: str | None, on_string: bool) -> Note:
        if fen <= 0:
            raise ValueError("a note has a value")
        known = usual_series(fen, self.firmware.table) if series is None else series
        reason = None if flaw is None else _by_name(Reject, flaw)
        return Note(len(self.notes) + 1, fen, known, country, reason, on_string)

    # hands of a technician

    def take_out_cassette(self, now: float) -> list[dict[str, Any]]:
        """Pull the cassette out; return the notes in it. NotPossible when it is out."""
        self.tick(now)
        cassette = self.mechanism.take_out_cassette()
        self.firmware.blocked()
        return [told(note) for note in cassette.notes]

    def put_back_cassette(self, now: float, *, empty: bool = True) -> None:
        """Put an empty cassette in, or the one taken out last; the unit begins anew. NotPossible when one is in."""
        self.tick(now)
        if not empty and not self.mechanism.taken_out:
            raise NotPossible("no cassette was taken out")
        self.mechanism.put_cassette(Cassette(self._capacity) if empty else self.mechanism.taken_out[-1])
        self._begin_anew(now)

    def fill_cassette(self, now: float, free: int = 0) -> None:
        """Let notes of earlier days be in the cassette, so that only `free` more fit. ValueError when more would."""
        self.tick(now)
        cassette = self.mechanism.cassette
        if cassette is None:
            raise NotPossible("the cassette is out")
        earlier = cassette.capacity - len(cassette.notes) - free
        if free < 0 or earlier < 0:
            raise ValueError(f"{free} notes cannot be what still fits")
        cassette.earlier = earlier

    def jam(self, where: str, now: float) -> None:
        """Block the transport: in the "acceptor" or in the "stacker"; a note stays where it is."""
        self.tick(now)
        self.mechanism.jam = Jam(where)
        self.firmware.blocked()

    def clear_jam(self, now: float, note: str = "customer") -> None:
        """Free the transport; a note inside goes to the "customer", to "service", or "stays". The unit begins anew."""
        self.tick(now)
        mechanism = self.mechanism
        if mechanism.jam is None:
            raise NotPossible("nothing is jammed")
        if note not in ("customer", "service", "stays"):
            raise ValueError(f"a note goes to the customer, to service or stays: {note}")
        mechanism.jam = None
        if mechanism.note is not None and note != "stays":
            if note == "customer":
                mechanism.pull()
            else:
                mechanism.take_out_by_service()
            self.firmware.lost_the_note()
        self._begin_anew(now)

    def fail(self, failure: str, now: float, *, passing: bool = False) -> None:
        """Let a part fail: "stack_motor", "optic_canal", …; a `passing` failure ends with a RESET."""
        self.tick(now)
        self.firmware.failure = (_by_name(Failure, failure), passing)
        self.firmware.blocked()

    def repair(self, now: float) -> None:
        """Mend the part; the unit begins anew."""
        self.tick(now)
        self.firmware.failure = None
        self._begin_anew(now)

    def be_busy(self, seconds: float, now: float) -> None:
        """Let the unit be busy with itself for up to 25 s."""
        self.tick(now)
        self.firmware.be_busy(seconds, now)

    def _begin_anew(self, now: float) -> None:
        if self._at_work:
            self.firmware.initialize(now)

    def set_timing(self, now: float, **milliseconds: int) -> None:
        """Set how long things take from now on: stacking_ms, accepting_ms, … as `Pace` names them."""
        self.tick(now)
        given = {f"{name.removesuffix('_ms')}_s": value for name, value in milliseconds.items()}
        unknown = set(given) - set(asdict(self.mechanism.pace))
        if unknown or not all(name.endswith("_ms") for name in milliseconds) or min(given.values(), default=0) < 0:
            raise ValueError(f"no such time: {sorted(milliseconds)}")
        self.mechanism.pace = replace(self.mechanism.pace, **{name: value / 1000 for name, value in given.items()})

    # power and cables

    def cut_power(self, now: float) -> None:
        """The power fails: every motor stops, every note stays where it is."""
        self.tick(now)
        self.power, self._booted_at = Power.OFF, None
        self.mechanism.stop()
        self.line.forget()
        self._decoder.drop()
        self._last_answer = b""

    def restore_power(self, now: float) -> None:
        """The power is back: the unit starts and says where it found a note."""
        self.tick(now)
        if self.power is Power.OFF:
            self.power, self._booted_at = Power.BOOTING, now + self.mechanism.pace.booting_s

    def unplug(self, now: float) -> None:
        """Pull the data cable; the unit keeps its power."""
        self.tick(now)
        self.line.plugged_in = False
        self._decoder.drop()

    def plug_in(self, now: float) -> None:
        """Put the data cable back."""
        self.tick(now)
        self.line.plugged_in = True

    def line_fault(self, fault: str, now: float, times: int = 1, ms: int = 0) -> None:
        """Let a fault of `Fault` strike the next frames: "answer_lost", "command_noise", …; `ms` for "answer_late"."""
        self.tick(now)
        if times < 1 or ms < 0:
            raise ValueError("a fault strikes at least once, and no answer comes early")
        self.line.plan(Fault(fault), times, ms / 1000)

    def be_silent(self, ms: int, now: float) -> None:
        """Let nothing through on the line for a while."""
        self.tick(now)
        self.line.be_silent(now + ms / 1000)


def _by_name(kinds: type[Code], name: str) -> Code:
    found = next((kind for kind in kinds if kind.name.lower() == name), None)
    if found is None:
        raise ValueError(f"unknown: {name}")
    return found
