"""Cards and their reader: CRT-310 frames and session, the chip's answers, the files, the profiles."""

import json
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.motor_reader.device import CardReaderDevice
from emulators.motor_reader.mechanism import Inserted, Pace
from kiosk_app.domain.events import (
    CardChallenged,
    CardInserted,
    CardRead,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    HealthChanged,
)
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import apdu, contract, conversation, profiles, snapshot
from kiosk_app.hardware.card_reader.apdu import CardRefused, NoAnswer, PowerOn, Progress, Transmit
from kiosk_app.hardware.card_reader.crt310 import protocol
from kiosk_app.hardware.card_reader.crt310.protocol import Control, Decoder, Frame
from kiosk_app.hardware.card_reader.crt310.session import Crt310Session
from kiosk_app.hardware.card_reader.snapshot import Presented
from tests.fuzz.script import WAIT, Stage, arriving, rehearsed
from tests.fuzz.target import Target
from tests.support import samples

CONTRACT = Path(__file__).parents[1] / "contract" / "card_reader"
PROFILES = profiles.load()
STEPS_AT_MOST = 200
ATR = bytes.fromhex("3B78110000") + bytes.fromhex(samples.CARD.serial)
COMMANDS = (
    contract.AwaitCard(),
    contract.Withdraw(),
    contract.Read(),
    contract.Challenge(8),
    contract.Authenticate(3, bytes(8)),
    contract.Write(samples.ORDER),
    contract.Eject(),
    contract.Retain(),
)


def vectors(name: str) -> Any:
    """Return one file of recorded bytes."""
    return json.loads((CONTRACT / f"{name}.json").read_text())


def frames(data: bytes) -> None:
    """Each frame found went in as it is, the reader's answers are understood or None."""
    decoder = Decoder()
    for item in (*decoder.feed(data), *decoder.line_is_quiet()):
        if isinstance(item, Frame):
            assert protocol.encode(item.payload) in data
            reply_of(item.payload)
        elif isinstance(item, Control):
            assert item.to_bytes(1, "big") in data


def replies(data: bytes) -> None:
    """Answers without their frame, so that no check byte stands in the way."""
    if data:
        reply_of(data)


def reply_of(payload: bytes) -> None:
    """Understand a payload as the answer to each request."""
    for request in (protocol.TELL_STATUS, protocol.CHIP_RESET, protocol.exchange(b"\0" * 5), protocol.OPEN_ENTRY):
        if (reply := protocol.reply_to(request, payload)) is not None:
            protocol.parse_status(reply)
            protocol.parse_chip_data(reply)


def session(data: bytes) -> None:
    """No reader, however mad, makes the session raise or spin."""
    stage().play(data)


def stage() -> Stage[contract.ReaderCommand]:
    """Return a new session that waits for a script."""
    return Stage(Crt310Session(PROFILES), framed, COMMANDS, protocol.LONGEST)


def framed(payload: bytes) -> bytes:
    """Return a reader's frame, with the ACK before and the ENQ behind it that the handshake asks for."""
    return bytes((Control.ACK,)) + protocol.encode(payload)


def chip(data: bytes) -> None:
    """No chip, however mad, makes a conversation end otherwise than in a value, or never."""
    half = len(data) // 2
    read = talked(conversation.read(PROFILES), data[:half])
    card = read if isinstance(read, Presented) else presented()
    order = replace(samples.ORDER, card_serial=card.snapshot.serial)
    wrote = talked(conversation.write(card, order), data[half:])
    assert isinstance(read, Presented | CardUnusable)
    assert isinstance(wrote, CardWritten | CardWriteFailed)


def talked(said: Generator[apdu.Step, bytes, Any], answers: bytes) -> Any:
    """Answer a conversation: one byte says how, or how many bytes of the rest are the answer."""
    rest = iter(answers)
    reply: bytes | None = b""
    step = next(said)
    try:
        for _ in range(STEPS_AT_MOST):
            if isinstance(step, Progress):
                step = said.send(b"")
                continue
            assert isinstance(step, PowerOn | Transmit)
            reply = reply_from(rest, step)
            step = said.throw(NoAnswer(CardProblem.UNREADABLE, "lost")) if reply is None else said.send(reply)
    except StopIteration as end:
        return end.value
    raise AssertionError("the conversation does not end")


def reply_from(rest: Iterator[int], step: PowerOn | Transmit) -> bytes | None:
    """Return the next answer: lost, the good one, a status word alone, or the bytes that follow."""
    how = next(rest, 0)
    if how == 0:
        return None
    if isinstance(step, PowerOn):
        return ATR if how < 0x80 else bytes(value for _, value in zip(range(how & 0x1F), rest, strict=False))
    if how == 1:
        return b"\x90\x00"
    if how == 2:
        return bytes((next(rest, 0), next(rest, 0)))
    wanted = step.command[4] if len(step.command) == 5 else 0
    body = bytes(value for _, value in zip(range(wanted if how < 0x80 else how), rest, strict=False))
    return body + b"\x90\x00"


def presented() -> Presented:
    """Return a good card of the first profile."""
    profile = PROFILES[0]
    return Presented(profile, samples.CARD)


def files(data: bytes) -> None:
    """Files of the right length with anything in them are a card, blank, or not a customer's card."""
    for profile in PROFILES:
        contents, rest = {}, data.ljust(2_048, b"\0")
        for file in profile.files.all():
            contents[file.sfi], rest = rest[: file.size], rest[file.size :]
        snapshot.known(profile, contents)
        with suppress(CardRefused):
            card = snapshot.decode(profile, samples.CARD.serial, contents)
            assert card.wallet_value >= 0
            assert card.customer_no == "" or card.customer_no.isdecimal()


def profile_text(data: bytes) -> None:
    """A profile is read or ProfileRefused."""
    with suppress(UnicodeDecodeError), suppress(profiles.ProfileRefused):
        profiles.parse(data.decode(), "fuzz.toml")


def frame_seeds() -> Iterator[bytes]:
    """Yield the recorded frames."""
    for each in vectors("crt310"):
        yield bytes.fromhex(each["frame"])


def payload_seeds() -> Iterator[bytes]:
    """Yield the recorded payloads."""
    for each in vectors("crt310"):
        yield bytes.fromhex(each["payload"])


def session_seeds() -> Iterator[bytes]:
    """Yield a visit with a card that is read, challenged and put out; and the handshake with each recorded answer."""
    reader, card = CardReaderDevice(Pace(0.1, 0.1, 0.0)), MeterCard(sample_cards()["wang"])

    def hear(data: bytes, now: float) -> bytes:
        if data:
            reader.receive(data, now)
        reader.tick(now)
        return reader.outgoing()

    on_it = stage()
    hands = {40: partial(reader.insert, Inserted("wang", card), on_it.now)}
    yield rehearsed(on_it, hear, {HealthChanged: 0, CardInserted: 2, CardRead: 3, CardChallenged: 6}, 98, hands, turn=3)
    for payload in payload_seeds():
        yield b"".join((arriving(framed(payload)), bytes((WAIT, 30)))) * 4


def chip_seeds() -> Iterator[bytes]:
    """Yield a card that reads well, one that is written well, one that falls silent."""
    contents = vectors("apdus")["files"]
    wholes = [bytes.fromhex(contents[name]) for name in ("parameters", "wallet", "return-write")]
    read = b"\x01\x01" + b"".join(b"\x03" + whole for whole in wholes)
    yield read + b"\0" * len(read)
    yield read + (b"\x01" * 8 + read)
    yield b"\x01\x02\x6a\x82"


def file_seeds() -> Iterator[bytes]:
    """Yield the recorded files behind one another."""
    contents = vectors("apdus")["files"]
    yield b"".join(bytes.fromhex(content) for content in contents.values())
    yield bytes(200)


def profile_seeds() -> Iterator[bytes]:
    """Yield the product's profiles."""
    for path in sorted(profiles.DIRECTORY.glob("*.toml")):
        yield path.read_bytes()


TARGETS = (
    Target("crt310_frames", frames, frame_seeds),
    Target("crt310_replies", replies, payload_seeds, protocol.LONGEST),
    Target("crt310_session", session, session_seeds, 640),
    Target("card_answers", chip, chip_seeds),
    Target("card_files", files, file_seeds),
    Target("card_profile", profile_text, profile_seeds, 4_096),
)
