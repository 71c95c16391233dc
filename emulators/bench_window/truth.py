"""What the truth about a device is in a few words: lamp and lines. Pure; `state` is what the bench says of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from emulators.bench_window.paper_bills import card_name
from emulators.bench_window.tongue import Tongue, short_yuan

State = Mapping[str, Any]
FAULTS = frozenset({"validator_jammed", "cassette_jammed", "failure", "cheated"})
ATTENTION = frozenset({"cassette_out", "cassette_full", "pause"})
SHOWN_AT_MOST = 40  # characters of what a paper holds
PRINTER_FAULTS = frozenset({"cover_open", "paper_end", "cutter_error", "broken", "hot"})


class Lamp(Enum):
    """How a device is."""

    OK = "ok"
    ATTENTION = "attention"
    FAULT = "fault"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Truth:
    """Lamp and three lines."""

    lamp: Lamp
    lines: tuple[str, str, str]


def acceptor_truth(state: State, tongue: Tongue) -> Truth:
    """Say what the acceptor does, what is in its box, what is inside."""
    if not state:
        return absent(tongue)
    doing, box = str(state["state"]), state["cassette"]
    wants_service = doing in ATTENTION or not state["cassette_in"] or state["cassette_full"]
    lamp = Lamp.FAULT if doing in FAULTS or state["jam"] else Lamp.ATTENTION if wants_service else Lamp.OK
    lamp = Lamp.OFF if state["power"] == "off" else Lamp.ATTENTION if not state["plugged"] else lamp
    inside = [f"{note_name(note)} {tongue.known('place', note['place'])}" for note in state["inside"]]
    boxed = tongue("truth.box", count=len(box), sum=short_yuan(sum(note["fen"] for note in box)))
    return Truth(
        lamp,
        (
            with_cable(tongue.known("acceptor", doing), state, tongue),
            boxed if state["cassette_in"] else tongue("truth.no_box"),
            ", ".join(inside) or tongue("truth.given_back", count=len(state["returned"])),
        ),
    )


def printer_truth(state: State, tongue: Tongue) -> Truth:
    """Say what the printer does, how much paper it has, how many slips lie in the tray."""
    if not state:
        return absent(tongue)
    doing = str(state["state"])
    lamp = Lamp.FAULT if doing in PRINTER_FAULTS else Lamp.ATTENTION if state["near_end"] else Lamp.OK
    lamp = Lamp.OFF if state["power"] == "off" else Lamp.ATTENTION if not state["plugged"] else lamp
    paper = tongue("truth.paper", metres=state["paper_m"])
    return Truth(
        lamp,
        (
            with_cable(tongue.known("printer", doing), state, tongue),
            tongue("truth.near_end", paper=paper) if state["near_end"] else paper,
            tongue("truth.slips", count=state["slips"]),
        ),
    )


def reader_truth(state: State, tongue: Tongue) -> Truth:
    """Say where the card is, who may put one in, what lies in the bin."""
    if not state:
        return absent(tongue)
    lamp = Lamp.FAULT if state.get("jammed") else Lamp.OK
    lamp = Lamp.OFF if state["power"] == "off" else Lamp.ATTENTION if not state.get("plugged", True) else lamp
    word = "off" if state["power"] == "off" else "jammed" if state.get("jammed") else state["kind"]
    card = card_name(state["card"], tongue) if state["card"] else ""
    where = tongue.known("place", state["place"])
    return Truth(
        lamp,
        (
            with_cable(tongue.known("reader", word), state, tongue),
            f"{card}: {where}" if card else tongue("truth.no_card"),
            tongue("truth.bin", count=len(state["bin"])) if "bin" in state else "",
        ),
    )


def absent(tongue: Tongue) -> Truth:
    """Say that nothing is known."""
    return Truth(Lamp.OFF, (tongue("truth.absent"), "", ""))


def with_cable(text: str, state: State, tongue: Tongue) -> str:
    """Say that the cable is out, where it is."""
    return text if state.get("plugged", True) else tongue("truth.unplugged")


def note_name(note: State) -> str:
    """Return value and, where it is not renminbi, country."""
    return short_yuan(note["fen"]) if note["country"] == "CHN" else f"{note['country']} {note['fen'] // 100}"


def pile(notes: Sequence[State]) -> str:
    """Return notes as "￥100 x2, ￥50 x1", the greatest first."""
    count = Counter(note_name(note) for note in sorted(notes, key=lambda note: -note["fen"]))
    return ", ".join(f"{name} x{times}" for name, times in count.items())


def acceptor_places(state: State, tongue: Tongue) -> list[tuple[str, str]]:
    """Return every place of notes and what is there."""
    if not state:
        return []
    places = [
        (tongue("places.box"), pile(state["cassette"]) if state["cassette_in"] else tongue("truth.no_box")),
        (tongue("places.inside"), pile(state["inside"])),
        (tongue("places.customer"), pile(state["returned"])),
        (tongue("places.service"), pile(state["service"])),
        (tongue("places.taken_out"), "; ".join(pile(box) or tongue("places.empty") for box in state["taken_out"])),
    ]
    return [(name, what or tongue("places.nothing")) for name, what in places]


def reader_places(state: State, tongue: Tongue) -> list[tuple[str, str]]:
    """Return every place of cards and which are there."""
    if not state:
        return []
    holders: dict[str, list[str]] = {"hand": [], "card_reader": [], "bin": []}
    for card, facts in state["cards"].items():
        place = "bin" if card in state.get("bin", []) else facts["holder"]
        holders.setdefault(place, []).append(card_name(card, tongue))
    return [
        (tongue.known("holder", place), ", ".join(cards) or tongue("places.nothing"))
        for place, cards in holders.items()
    ]


def printer_places(state: State, tongue: Tongue) -> list[tuple[str, str]]:
    """Return what there is to know about paper."""
    if not state:
        return []
    hangs = tongue("places.printed_mm", mm=state["hanging_mm"]) if state["printed_uncut"] else tongue("places.nothing")
    return [
        (tongue("places.roll"), tongue("places.metres", metres=state["paper_m"])),
        (tongue("places.hanging"), hangs),
        (tongue("places.waiting"), tongue("places.bytes", count=state["buffered"])),
        (tongue("places.tray"), tongue("places.slips", count=state["slips"])),
    ]


def cabinet_places(state: State, tongue: Tongue) -> list[tuple[str, str]]:
    """Return how doors, lock, wires and board are."""
    if not state:
        return []
    cut = ", ".join(tongue.known("door", door) for door in state["cut"])
    board = "cabinet.power_off" if state["power"] == "off" else "cabinet.power_on"
    return [
        (tongue("door.service"), tongue.known("cabinet", state["service"])),
        (tongue("door.cash_box"), tongue.known("cabinet", state["cash_box"])),
        (tongue("places.lock"), tongue.known("cabinet", state["lock"])),
        (tongue("places.cut"), cut or tongue("places.nothing")),
        (tongue("places.board"), with_cable(tongue(board), state, tongue)),
    ]


def scanner_places(state: State, tongue: Tongue) -> list[tuple[str, str]]:
    """Return what is in front of the scanner, and which one it is."""
    if not state:
        return []
    lamp = "scanner.power_off" if state["power"] == "off" else f"scanner.{state['lamp']}"
    shown = state["shown"]
    return [
        (tongue("places.lamp"), with_cable(tongue(lamp), state, tongue)),
        (tongue("places.shown"), tongue("places.nothing") if shown is None else shown[:SHOWN_AT_MOST]),
        (tongue("places.reads"), str(state["reads"])),
        (tongue("places.maker"), tongue(f"control.maker_{state['maker']}")),
        (tongue("places.end"), tongue(f"control.end_{state['end']}")),
    ]
