"""CCNET: frames, what is in them, and the session."""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from kiosk_app.domain.events import AcceptorStarted, Event, NoteEscrowed, NoteStacked
from kiosk_app.domain.notes import ACCEPTED_VALUES
from kiosk_app.hardware.bill_acceptor.bill_table import parse_bill_table
from kiosk_app.hardware.bill_acceptor.protocol import (
    BUFFER_AT_MOST,
    PAYLOAD_AT_MOST,
    Decoder,
    Item,
    Malformed,
    encode,
    parse_identification,
    parse_report,
    parse_status,
)
from kiosk_app.hardware.bill_acceptor.session import AcceptorCommand, AcceptorSession
from tests.fuzz.script import Peer, Stage, rehearsed
from tests.fuzz.target import Target
from tests.hardware.bill_acceptor.unit import IDENTITY, IN_STACKER, IN_VALIDATOR, RMB, Unit

COMMANDS = tuple(AcceptorCommand)
ORDERS = (AcceptorCommand.OPEN, AcceptorCommand.STACK, AcceptorCommand.GIVE_BACK, AcceptorCommand.CREDITED)
VECTORS = Path(__file__).parents[1] / "contract" / "ccnet" / "vectors.json"


def items(portions: list[bytes]) -> list[Item]:
    """Return all that a decoder finds in these portions of a stream, the broken end included."""
    decoder, found = Decoder(), list[Item]()
    for portion in portions:
        decoder.receive_data(portion)
        while (item := decoder.next_item()) is not None:
            found.append(item)
    while (item := decoder.line_is_quiet()) is not None:
        found.append(item)
    return found


def frames(data: bytes) -> None:
    """The same items come out of the same bytes in any portions, and each payload went in as its frame."""
    data = data[:BUFFER_AT_MOST]
    found = items([data])
    assert found == items([data[n : n + 1] for n in range(len(data))])
    for item in found:
        if isinstance(item, bytes):
            assert encode(item) in data
            answer(item)


def answer(payload: bytes) -> None:
    """Every answer is understood or Malformed; only ¥10 to ¥100 are ever accepted."""
    for parse in (parse_report, parse_identification, parse_status):
        with suppress(Malformed):
            str(parse(payload))
    with suppress(Malformed):
        table = parse_bill_table(payload)
        assert {table.note(bill_type).value for bill_type in table.accepted} <= set(ACCEPTED_VALUES)


def whole_answer(data: bytes) -> None:
    """Answers without their frame, so that no CRC stands in the way."""
    if data:
        answer(data[:PAYLOAD_AT_MOST])


def session(data: bytes) -> None:
    """No unit, however mad, makes the session raise or spin."""
    stage().play(data)


def vectors() -> Iterator[bytes]:
    """Yield the recorded frames."""
    for each in json.loads(VECTORS.read_text()):
        yield bytes.fromhex(each["frame"])


def payloads() -> Iterator[bytes]:
    """Yield recorded payloads, an identification and a bill table."""
    for each in json.loads(VECTORS.read_text()):
        yield bytes.fromhex(each["payload"])
    yield from (IDENTITY, RMB, bytes(6), bytes(9))


def stage() -> Stage[AcceptorCommand]:
    """Return a new session that waits for a script."""
    return Stage(AcceptorSession(), encode, COMMANDS, PAYLOAD_AT_MOST)


def answering(unit: Unit) -> Peer:
    """Return the unit as a peer; it speaks only when spoken to."""
    return lambda data, _: unit.hear(data)


def visits() -> Iterator[bytes]:
    """Yield a note that is stacked, one that goes back, and power-ups with a note inside."""
    opened, stack, back, credited = (COMMANDS.index(each) for each in ORDERS)
    ready: dict[type[Event], int] = {AcceptorStarted: opened}
    taken: dict[type[Event], int] = {NoteEscrowed: stack, NoteStacked: credited}
    refused: dict[type[Event], int] = {NoteEscrowed: back}
    for cues in (taken, refused):
        unit = Unit()
        yield rehearsed(stage(), answering(unit), {**ready, **cues}, 50, {32: partial(unit.insert, 3)})
    for power_up in (IN_STACKER, IN_VALIDATOR):
        unit = Unit(bytes((power_up,)))
        unit.note, unit.in_stacker = ((1, 3), None) if power_up == IN_VALIDATOR else (None, (1, 3))
        yield rehearsed(stage(), answering(unit), {**ready, **taken}, 25, {})


TARGETS = (
    Target("ccnet_frames", frames, vectors, 128),
    Target("ccnet_answers", whole_answer, payloads, PAYLOAD_AT_MOST),
    Target("ccnet_session", session, visits, 512),
)
