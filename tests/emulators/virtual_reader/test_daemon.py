"""The emulated card through the real PC/SC daemon and pyscard: nobody here wrote either."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from smartcard.CardConnection import CardConnection
from smartcard.Exceptions import CardConnectionException, NoCardException
from smartcard.System import readers

from emulators.meter.meters import MeterWall, sample_meters
from emulators.meter_card import crypto
from emulators.meter_card.card import card_of
from emulators.meter_card.cards import fill
from emulators.meter_card.files import EMPTY_RETURN, RETURN_WRITE, WALLET, Wallet
from emulators.meter_card.image import CardBox
from emulators.virtual_reader.reader import DAEMON_PORT, VirtualReader

pytestmark = pytest.mark.pcsc
PATIENCE_S = 10.0
SOCKET = Path("/run/pcscd/pcscd.comm")


def eventually(attempt: Callable[[], bool]) -> bool:
    """Try until it holds or patience ends."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if attempt():
            return True
        time.sleep(0.1)
    return False


def listens() -> bool:
    """True when the virtual reader's port is open."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", DAEMON_PORT)) == 0


@pytest.fixture(scope="module")
def daemon() -> Iterator[None]:
    """A PC/SC daemon with the virtual reader: the running one, or one of our own."""
    if SOCKET.exists() and listens():
        yield
        return
    program = shutil.which("pcscd", path="/usr/sbin:/usr/bin")
    assert program is not None, "pcscd is one of packaging/apt-packages.txt"
    SOCKET.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen([program, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert eventually(lambda: SOCKET.exists() and listens()), "pcscd does not come up"
        yield
        process.terminate()
        process.wait(10)


@pytest.fixture
def box(tmp_path: Path) -> CardBox:
    box = CardBox(tmp_path / "cards")
    fill(box)
    return box


@pytest.fixture
def reader(daemon: None, box: CardBox) -> Iterator[VirtualReader]:
    reader = VirtualReader(box)
    reader.start()
    yield reader
    reader.stop()


def connection() -> CardConnection:
    """Connect to the card in the first virtual reader, as soon as the daemon sees it."""
    connections: list[CardConnection] = []

    def connect() -> bool:
        try:
            fresh = next(iter(readers())).createConnection()
            fresh.connect(CardConnection.T0_protocol)
        except (NoCardException, CardConnectionException, StopIteration):
            return False
        connections.append(fresh)
        return True

    assert eventually(connect), "the daemon does not see the card"
    return connections[0]


def ask(line: CardConnection, command: bytes) -> bytes:
    """Transmit one APDU and handle 61xx; data when the card says 9000."""
    data, sw1, sw2 = line.transmit(list(command))
    if sw1 == 0x61:
        data, sw1, sw2 = line.transmit([0x00, 0xC0, 0x00, 0x00, sw2])
    assert (sw1, sw2) == (0x90, 0x00), f"{sw1:02X}{sw2:02X}"
    return bytes(data)


def write_purchase(line: CardConnection, serial: bytes, wallet: Wallet) -> None:
    """Authenticate with both keys, write the wallet, clear the return-write file."""
    key = crypto.diversify(crypto.MASTER_KEY, serial)
    ask(line, bytes.fromhex("00A4000002DF01"))
    for key_no in (3, 4):
        challenge = ask(line, bytes.fromhex("0084000008"))
        ask(line, bytes([0, 0x82, 0, key_no, 8]) + crypto.encrypt(key, challenge))
    random = ask(line, bytes.fromhex("0084000004"))
    for sfi, content in ((WALLET, wallet.to_bytes()), (RETURN_WRITE, EMPTY_RETURN)):
        header = bytes([0x04, 0xD6, 0x80 | sfi, 0, len(content) + 4])
        ask(line, header + content + crypto.command_mac(key, random, header, content))


def test_a_purchase_through_the_real_stack_reaches_the_meter(
    reader: VirtualReader, box: CardBox, tmp_path: Path
) -> None:
    """VEND-3: the daemon hands ATR and APDUs through unchanged."""
    reader.insert_card("wang")
    line = connection()
    atr = bytes(line.getATR())
    assert atr == bytes.fromhex("3B781100001122334455667788")
    write_purchase(line, atr[-8:], Wallet(20_000, 8))
    line.disconnect()
    assert reader.take_card() == "wang"
    assert bytes(box.look("wang").files[WALLET]) == Wallet(20_000, 8).to_bytes()
    wall = MeterWall(tmp_path / "meters")
    wall.fill()
    outcome = wall.meter(sample_meters()[0].meter_no).insert(card_of(box, "wang"), datetime.now(UTC))
    assert (outcome.error, outcome.credited, outcome.counter) == (None, 20_000, 8)


def test_a_card_torn_in_the_middle_is_a_lost_connection(reader: VirtualReader, box: CardBox) -> None:
    reader.insert_card("wang")
    line = connection()
    reader.tear(after_bytes=8 + 20)
    with pytest.raises(CardConnectionException):
        write_purchase(line, bytes.fromhex("1122334455667788"), Wallet(20_000, 8))
    torn = box.look("wang")
    assert bytes(torn.files[WALLET]) == Wallet(20_000, 8).to_bytes()
    assert bytes(torn.files[RETURN_WRITE][:20]) == bytes(20)
    assert torn.files[RETURN_WRITE][-1] == 0x16


def test_a_mute_card_cannot_be_connected(reader: VirtualReader) -> None:
    reader.insert_card("mute")
    assert eventually(lambda: bool(reader.state()["connected"]))
    with pytest.raises((NoCardException, CardConnectionException)):
        next(iter(readers())).createConnection().connect(CardConnection.T0_protocol)


def test_another_card_after_the_first(reader: VirtualReader) -> None:
    for name, last in (("li", 0x99), ("zhao", 0xBB)):
        reader.insert_card(name)
        assert connection().getATR()[-1] == last
        reader.take_card()

        def gone() -> bool:
            try:
                next(iter(readers())).createConnection().connect(CardConnection.T0_protocol)
            except (NoCardException, CardConnectionException):
                return True
            return False

        assert eventually(gone)
