"""The card's side of the vpcd wire against a daemon made of one socket (protocols.md 7)."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import fill, sample_cards
from emulators.meter_card.image import CardBox
from emulators.virtual_reader.reader import VirtualReader
from emulators.virtual_reader.wire import Slot, framed

ATR = bytes.fromhex("3B781100001122334455667788")


class Daemon:
    """Listens like pcscd's virtual reader and asks like it."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(5)
        self.port: int = self._listener.getsockname()[1]
        self.line: socket.socket | None = None

    def accept(self) -> None:
        """Wait until a card is inserted."""
        self.line, _ = self._listener.accept()
        self.line.settimeout(5)

    def say(self, payload: str) -> None:
        """Send a message."""
        assert self.line is not None
        self.line.sendall(framed(bytes.fromhex(payload)))

    def ask(self, payload: str) -> bytes:
        """Send a message and return its answer."""
        self.say(payload)
        return self.hear()

    def hear(self) -> bytes:
        """Return the next message; nothing when the card was taken."""
        assert self.line is not None
        head = self.line.recv(2, socket.MSG_WAITALL)
        return self.line.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL) if head else b""

    def close(self) -> None:
        """Stop, the card's line first."""
        self.hang_up()
        self._listener.close()

    def hang_up(self) -> None:
        """Close the card's line."""
        if self.line is not None:
            self.line.close()
            self.line = None


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    daemon = Daemon()
    yield daemon
    daemon.close()


@pytest.fixture
def reader(daemon: Daemon, tmp_path: Path) -> Iterator[VirtualReader]:
    box = CardBox(tmp_path)
    fill(box)
    reader = VirtualReader(box, daemon.port)
    reader.start()
    yield reader
    reader.stop()


def test_controls() -> None:
    slot = Slot(MeterCard(sample_cards()["wang"]))
    assert framed(slot.answer(b"\x04") or b"") == b"\x00\x0d" + ATR
    assert slot.answer(b"\x01") is None
    assert framed(slot.answer(bytes.fromhex("00A4000002DF01")) or b"") == bytes.fromhex("00026106")
    assert slot.answer(b"\x02") is None
    assert slot.answer(bytes.fromhex("00B0820008")) == bytes.fromhex("6A82"), "a reset forgets the selection"
    assert slot.answer(b"\x00") is None
    assert slot.answer(b"\x04") == ATR, "asked again, a card still has its ATR"


def test_asking_for_the_atr_again_does_not_reset_the_card() -> None:
    slot = Slot(MeterCard(sample_cards()["wang"]))
    slot.answer(b"\x01")
    slot.answer(bytes.fromhex("00A4000002DF01"))
    assert slot.answer(b"\x04") == ATR
    assert slot.answer(bytes.fromhex("00B0820008")) == bytes.fromhex("00002710000000079000")


def test_a_mute_card_has_no_atr() -> None:
    assert Slot(MeterCard(sample_cards()["mute"])).answer(b"\x04") == b""


def test_inserting_connects_and_taking_hangs_up(daemon: Daemon, reader: VirtualReader) -> None:
    reader.insert_card("wang")
    daemon.accept()
    assert daemon.ask("04") == ATR
    daemon.say("01")
    assert daemon.ask("00A4000002DF01") == bytes.fromhex("6106")
    assert reader.state() == {"card": "wang", "connected": True}
    with pytest.raises(ValueError, match="wang is in the reader"):
        reader.insert_card("li")
    assert reader.take_card() == "wang"
    assert daemon.hear() == b""
    with pytest.raises(ValueError, match="no card"):
        reader.take_card()


def test_a_torn_card_is_gone_until_it_is_inserted_again(daemon: Daemon, reader: VirtualReader) -> None:
    reader.insert_card("wang")
    daemon.accept()
    daemon.say("01")
    reader.tear(after_commands=1)
    assert daemon.ask("00A4000002DF01") == bytes.fromhex("6106")
    assert daemon.ask("00B0820008") == b""
    daemon.hang_up()
    assert reader.state()["card"] == ""
    reader.insert_card("wang")
    daemon.accept()
    assert daemon.ask("04") == ATR


def test_a_daemon_that_comes_back_finds_the_card(daemon: Daemon, reader: VirtualReader) -> None:
    reader.insert_card("li")
    daemon.accept()
    assert daemon.ask("04")[-1] == 0x99
    daemon.hang_up()
    daemon.accept()
    assert daemon.ask("04")[-1] == 0x99
