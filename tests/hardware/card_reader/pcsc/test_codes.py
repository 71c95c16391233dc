"""What each answer of PC/SC means, with the calls of pyscard replaced: readers that no virtual reader can imitate."""

from collections.abc import Callable
from typing import Any

import pytest
from smartcard import scard

from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader.apdu import NoAnswer
from kiosk_app.hardware.card_reader.pcsc import service
from kiosk_app.hardware.card_reader.pcsc.service import ServiceTerminal
from kiosk_app.hardware.card_reader.pcsc.terminal import Sight, TerminalLost

NAME = "ACS ACR38U 00 00"
ATR = list(bytes.fromhex("3B781100001122334455667788"))
OK: int = scard.SCARD_S_SUCCESS
PRESENT, EMPTY = scard.SCARD_STATE_PRESENT, scard.SCARD_STATE_EMPTY


class FakeService:
    """Answers each call with what is set; counts what was opened and closed."""

    def __init__(self) -> None:
        self.establish: tuple[int, int] = (OK, 11)
        self.readers: tuple[int, list[str]] = (OK, ["Other 00 00", NAME])
        self.state = PRESENT | 5 << 16
        self.state_code = OK
        self.connects: list[int] = []
        self.transmitted: tuple[int, list[int]] = (OK, [0x90, 0x00])
        self.contexts = self.cards = 0
        self.controls: list[int] = []
        self.protocol = scard.SCARD_PROTOCOL_T0

    def calls(self) -> dict[str, Callable[..., Any]]:
        return {
            "SCardEstablishContext": self._establish,
            "SCardReleaseContext": self._release,
            "SCardListReaders": lambda *_: self.readers,
            "SCardGetStatusChange": lambda *_: (self.state_code, [(NAME, self.state, [])]),
            "SCardConnect": self._connect,
            "SCardStatus": lambda *_: (OK, NAME, 0, self.protocol, ATR),
            "SCardTransmit": self._transmit,
            "SCardDisconnect": self._disconnect,
        }

    def _establish(self, *_: object) -> tuple[int, int]:
        self.contexts += self.establish[0] == OK
        return self.establish

    def _release(self, *_: object) -> int:
        self.contexts -= 1
        return OK

    def _connect(self, *_: object) -> tuple[int, int, int]:
        code = self.connects.pop(0) if self.connects else OK
        self.cards += code == OK
        return code, 22, self.protocol

    def _transmit(self, _card: int, control: int, _command: list[int]) -> tuple[int, list[int]]:
        self.controls.append(control)
        return self.transmitted

    def _disconnect(self, *_: object) -> int:
        self.cards -= 1
        return OK


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    fake = FakeService()
    for name, call in fake.calls().items():
        monkeypatch.setattr(scard, name, call)
    monkeypatch.setattr(service, "LOOK_AGAIN_S", 0.0)
    return fake


def test_a_reader_is_found_by_the_beginning_of_its_name(fake: FakeService) -> None:
    terminal = ServiceTerminal("ACS")
    assert terminal.look() == Sight(True, 5)
    assert terminal.power_on() == bytes(ATR)
    assert terminal.transmit(b"\x00\x84\x00\x00\x08") == b"\x90\x00"
    fake.state = EMPTY | 6 << 16
    assert terminal.look() == Sight(False, 6)
    assert fake.contexts == 1, "one context for all"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (scard.SCARD_STATE_UNKNOWN, "reader_unplugged"),
        (scard.SCARD_STATE_UNAVAILABLE, "reader_unplugged"),
        (scard.SCARD_STATE_IGNORE, "reader_unplugged"),
    ],
)
def test_a_reader_that_is_unplugged(fake: FakeService, state: int, code: str) -> None:
    terminal = ServiceTerminal("ACS")
    terminal.look()
    fake.state = state
    with pytest.raises(TerminalLost, match=code):
        terminal.look()
    assert fake.contexts == 0, "nothing is kept of it"
    fake.state = PRESENT
    assert terminal.look().present


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (scard.SCARD_E_NO_READERS_AVAILABLE, "reader_unplugged"),
        (scard.SCARD_E_UNKNOWN_READER, "reader_unplugged"),
        (scard.SCARD_E_NO_SERVICE, "service_absent"),
        (scard.SCARD_E_SERVICE_STOPPED, "service_absent"),
        (scard.SCARD_E_INVALID_HANDLE, "service_absent"),
        (scard.SCARD_F_INTERNAL_ERROR, "service_absent"),
    ],
)
def test_a_service_or_a_reader_that_is_lost(fake: FakeService, answer: int, code: str) -> None:
    fake.readers = (answer, [])
    with pytest.raises(TerminalLost) as lost:
        ServiceTerminal("ACS").look()
    assert (lost.value.code, lost.value.detail) == (code, f"{answer & 0xFFFFFFFF:08X}")
    fake.readers, fake.state_code = (OK, [NAME]), answer
    with pytest.raises(TerminalLost, match=code):
        ServiceTerminal("").look()
    assert fake.contexts == 0


def test_no_service_at_all(fake: FakeService) -> None:
    fake.establish = (scard.SCARD_E_NO_SERVICE, 0)
    with pytest.raises(TerminalLost, match="service_absent"):
        ServiceTerminal("").look()


@pytest.mark.parametrize("code", sorted(service.SILENT))
@pytest.mark.parametrize("pulled", [True, False])
def test_a_chip_that_is_silent(fake: FakeService, code: int, pulled: bool) -> None:
    """It was pulled, as the reader finds out in a moment, or it is broken."""
    terminal = ServiceTerminal("ACS")
    terminal.power_on()
    fake.transmitted = (code, [])
    fake.state = EMPTY if pulled else PRESENT
    with pytest.raises(NoAnswer) as nothing:
        terminal.transmit(b"\x00\x84\x00\x00\x08")
    assert nothing.value.problem is (CardProblem.GONE if pulled else CardProblem.UNREADABLE)
    assert fake.cards == (0 if pulled else 1)


@pytest.mark.parametrize("code", sorted(service.GONE))
def test_a_card_that_is_gone(fake: FakeService, code: int) -> None:
    terminal = ServiceTerminal("ACS")
    terminal.power_on()
    fake.transmitted = (code, [])
    with pytest.raises(NoAnswer) as nothing:
        terminal.transmit(b"\x00\x84\x00\x00\x08")
    assert nothing.value.problem is CardProblem.GONE
    with pytest.raises(NoAnswer, match="not powered"):
        terminal.transmit(b"\x00\x84\x00\x00\x08")


def test_silence_that_is_called_a_success(fake: FakeService) -> None:
    terminal = ServiceTerminal("ACS")
    terminal.power_on()
    fake.transmitted = (OK, [])
    with pytest.raises(NoAnswer) as nothing:
        terminal.transmit(b"\x00\x84\x00\x00\x08")
    assert nothing.value.problem is CardProblem.UNREADABLE


def test_a_reader_lost_in_the_middle_of_an_exchange(fake: FakeService) -> None:
    terminal = ServiceTerminal("ACS")
    terminal.power_on()
    fake.transmitted = (scard.SCARD_E_READER_UNAVAILABLE, [])
    with pytest.raises(TerminalLost, match="reader_unplugged"):
        terminal.transmit(b"\x00\x84\x00\x00\x08")
    assert (fake.contexts, fake.cards) == (0, 0)


def test_a_reader_that_is_taken_for_a_moment(fake: FakeService) -> None:
    fake.connects = [scard.SCARD_E_SHARING_VIOLATION] * 3
    assert ServiceTerminal("ACS").power_on() == bytes(ATR)


def test_a_reader_that_stays_taken(fake: FakeService) -> None:
    fake.connects = [scard.SCARD_E_SHARING_VIOLATION] * 100
    with pytest.raises(TerminalLost, match="reader_taken"):
        ServiceTerminal("ACS").power_on()


@pytest.mark.parametrize(
    ("protocol", "control"),
    [(scard.SCARD_PROTOCOL_T0, scard.SCARD_PCI_T0), (scard.SCARD_PROTOCOL_T1, scard.SCARD_PCI_T1)],
)
def test_the_chips_own_protocol_is_spoken(fake: FakeService, protocol: int, control: int) -> None:
    fake.protocol = protocol
    terminal = ServiceTerminal("ACS")
    terminal.power_on()
    terminal.transmit(b"\x00\x84\x00\x00\x08")
    assert fake.controls == [control]


def test_each_reset_lets_go_of_the_card_first(fake: FakeService) -> None:
    terminal = ServiceTerminal("ACS")
    for _ in range(3):
        terminal.power_on()
    assert fake.cards == 1
    terminal.release()
    terminal.release()
    assert fake.cards == 0
