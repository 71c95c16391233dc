"""What of a bill acceptor outlives a restart of the bench: every note where it is, and the unit's own memory.

A restart is a power failure to the unit: it looks where a note is and says so.
"""

from dataclasses import asdict
from typing import Any

from emulators.bench.actions import Json
from emulators.bill_acceptor.bills import Note
from emulators.bill_acceptor.device import BillAcceptorDevice
from emulators.bill_acceptor.firmware import Memory, Statistics
from emulators.bill_acceptor.mechanism import Cassette, Jam, Place
from emulators.bill_acceptor.protocol import Reject


class AcceptorMemory:
    """Builds the memory anew only when something is not what it was."""

    def __init__(self, device: BillAcceptorDevice) -> None:
        self._device = device
        self._mark: tuple[object, ...] = ()
        self._built: Json = None

    def remembered(self) -> Json:
        """Return notes, places and memory as plain values."""
        mark = self._fingerprint()
        if mark != self._mark:
            self._mark, self._built = mark, self._build()
        return self._built

    def _fingerprint(self) -> tuple[object, ...]:
        mechanism, memory = self._device.mechanism, self._device.firmware.memory
        cassette = mechanism.cassette
        return (
            len(self._device.notes), len(mechanism.customer), len(mechanism.service),
            mechanism.note, mechanism.place, mechanism.behind, mechanism.jam,
            None if cassette is None else (len(cassette.notes), cassette.earlier),
            tuple((len(other.notes), other.earlier) for other in mechanism.taken_out),
            memory.bill_type, tuple(memory.unreported), tuple(asdict(memory.statistics).values()),
        )  # fmt: skip

    def _build(self) -> Json:
        mechanism, memory = self._device.mechanism, self._device.firmware.memory
        built: dict[str, Any] = {
            "notes": [asdict(note) for note in self._device.notes],
            "customer": numbers(mechanism.customer),
            "service": numbers(mechanism.service),
            "inside": None if mechanism.note is None else mechanism.note.number,
            "place": mechanism.place.value,
            "behind": None if mechanism.behind is None else mechanism.behind.number,
            "jam": None if mechanism.jam is None else mechanism.jam.value,
            "cassette": None if mechanism.cassette is None else box(mechanism.cassette),
            "taken_out": [box(other) for other in mechanism.taken_out],
            "bill_type": memory.bill_type,
            "unreported": list(memory.unreported),
            "statistics": asdict(memory.statistics),
        }
        return built

    def recall(self, remembered: Any) -> None:
        """Put back what `remembered` returned; ValueError, KeyError or TypeError when it is not that."""
        device, mechanism = self._device, self._device.mechanism
        notes = {value["number"]: note_of(value) for value in remembered["notes"]}
        device.notes[:] = notes.values()
        mechanism.customer[:] = [notes[number] for number in remembered["customer"]]
        mechanism.service[:] = [notes[number] for number in remembered["service"]]
        mechanism.note = None if remembered["inside"] is None else notes[remembered["inside"]]
        mechanism.place = Place(remembered["place"])
        mechanism.behind = None if remembered["behind"] is None else notes[remembered["behind"]]
        mechanism.jam = None if remembered["jam"] is None else Jam(remembered["jam"])
        mechanism.cassette = None if remembered["cassette"] is None else cassette_of(remembered["cassette"], notes)
        mechanism.taken_out[:] = [cassette_of(value, notes) for value in remembered["taken_out"]]
        statistics = Statistics(**remembered["statistics"])
        device.firmware.memory = Memory(remembered["bill_type"], list(remembered["unreported"]), statistics)
        device.firmware.power_on()


def numbers(notes: list[Note]) -> list[int]:
    """Return which notes these are."""
    return [note.number for note in notes]


def box(cassette: Cassette) -> dict[str, Any]:
    """Return a cassette as plain values."""
    return {"capacity": cassette.capacity, "earlier": cassette.earlier, "notes": numbers(cassette.notes)}


def cassette_of(value: dict[str, Any], notes: dict[int, Note]) -> Cassette:
    """Undo `box`."""
    return Cassette(value["capacity"], [notes[number] for number in value["notes"]], value["earlier"])


def note_of(value: dict[str, Any]) -> Note:
    """Undo `asdict`."""
    return Note(**{**value, "flaw": None if value["flaw"] is None else Reject(value["flaw"])})
