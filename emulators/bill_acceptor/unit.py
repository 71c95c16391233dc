"""The bill acceptor as its host meets it: line, power, truth. No I/O; `now` in monotonic seconds.

A command is answered at once; the unit never speaks first. A wrong CRC is answered with NAK, another address with
silence, and NAK is answered with the last answer again (protocols.md 1.3).
"""

from dataclasses import asdict
from enum import StrEnum
from typing import Any

from emulators.bill_acceptor.bills import RMB, BillTable, Note
from emulators.bill_acceptor.firmware import Firmware
from emulators.bill_acceptor.line import Line
from emulators.bill_acceptor.mechanism import (
    USUAL,
    Mechanism,
    Pace,
)
from emulators.bill_acceptor.protocol import NAK, Damaged, Decoder, Frame, State, encode

FRAME_SILENCE_S = 0.1  # 5 ms are printed, but a pseudo-terminal may deliver a frame in two parts
CAPACITY = 1000  # HW-3


class Power(StrEnum):
    """Whether the unit has power."""

    ON = "on"
    BOOTING = "booting"
    OFF = "off"


class Unit:
    """A CashCode unit with an empty cassette that has just been given power."""

    def __init__(self, pace: Pace = USUAL, table: BillTable = RMB, capacity: int = CAPACITY) -> None:
        self.mechanism = Mechanism(pace, capacity)
        self.firmware = Firmware(self.mechanism, table)
        self.line = Line()
        self.power = Power.ON
        self.notes: list[Note] = []  # every note that a hand has held in front of the unit and that it took
        self._capacity = capacity
        self._decoder = Decoder()
        self._last_byte_at = 0.0
        self._last_answer = b""
        self._booted_at: float | None = None
        self.firmware.power_on()

    # the line

    def receive(self, data: bytes, now: float) -> None:
        """Bytes have arrived from the host."""
        self.tick(now)
        data, refused = self.line.arriving(data)
        if self.power is not Power.ON or not data:
            return
        self._last_byte_at = now
        for item in self._decoder.feed(data):
            self._take(Damaged() if refused else item, now)

    def outgoing(self) -> bytes:
        """Return what is to be written to the host, once."""
        return self.line.outgoing()

    def tick(self, now: float) -> None:
        """Let time pass; what is due happens in its order."""
        while (due := self.wake_at()) is not None and due <= now:
            self._step(due)

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next; None when nothing is under way."""
        wanted = [self.line.wake_at(), self._booted_at]
        if self.power is Power.ON:
            wanted += [self.mechanism.wake_at(), self.firmware.wake_at()]
        if self._decoder.within_frame:
            wanted.append(self._last_byte_at + FRAME_SILENCE_S)
        return min((moment for moment in wanted if moment is not None), default=None)

    def _step(self, now: float) -> None:
        self.line.step(now)
        if self._decoder.within_frame and now >= self._last_byte_at + FRAME_SILENCE_S:
            self._decoder.drop()
        if self._booted_at is not None and now >= self._booted_at:
            self._booted_at, self.power = None, Power.ON
            self.firmware.power_on()
        if self.power is not Power.ON:
            return
        self.firmware.step(now)
        if (goal := self.mechanism.step(now)) is not None:
            self.firmware.arrived(goal, now)

    def _take(self, item: Frame | Damaged, now: float) -> None:
        match item:
            case Damaged():
                self._say(encode(NAK), now)
            case Frame(payload) if payload == NAK:
                if self._last_answer:
                    self._say(self._last_answer, now)
            case Frame(payload):
                answer = self.firmware.execute(payload, now)
                if answer is not None:
                    self._last_answer = encode(answer)
                    self._say(self._last_answer, now)

    def _say(self, data: bytes, now: float) -> None:
        self.line.send(data, now)

    # what is true

    @property
    def doing(self) -> str:
        """What the unit is doing, in one word: off, booting, or the name of its state."""
        if self.power is not Power.ON:
            return self.power.value
        return State(self.firmware.state()[0]).name.lower()

    def state(self) -> dict[str, Any]:
        """Return the truth as JSON values. `lost` lists notes that are nowhere: always empty, or this room is wrong."""
        mechanism = self.mechanism
        inside = [] if mechanism.note is None else [{**told(mechanism.note), "place": mechanism.place.value}]
        inside += [] if mechanism.behind is None else [{**told(mechanism.behind), "place": "behind"}]
        cassettes = [] if mechanism.cassette is None else [mechanism.cassette]
        boxed = [note for cassette in [*cassettes, *mechanism.taken_out] for note in cassette.notes]
        places = [*boxed, *mechanism.customer, *mechanism.service, mechanism.note, mechanism.behind]
        return {
            "state": self.doing,
            "power": self.power.value,
            "plugged_in": self.line.plugged_in,
            "inside": inside,
            "cassette": [told(note) for cassette in cassettes for note in cassette.notes],
            "cassette_in": mechanism.cassette is not None,
            "taken_out": [[told(note) for note in cassette.notes] for cassette in mechanism.taken_out],
            "returned": [told(note) for note in mechanism.customer],
            "service": [told(note) for note in mechanism.service],
            "lost": [told(note) for note in self.notes if note not in places],
            "statistics": asdict(self.firmware.memory.statistics),
            "line_faults": dict(self.line.happened),
        }


def told(note: Note) -> dict[str, Any]:
    """Return a note as JSON values."""
    return {"number": note.number, "fen": note.fen, "series": note.series, "country": note.country}
