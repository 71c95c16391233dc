"""The receipt printer: status bytes and the session."""

import json
from collections.abc import Iterator
from pathlib import Path

from kiosk_app.domain.events import HealthChanged, ReceiptPrinted
from kiosk_app.hardware.printer.protocol import PrinterStatus, Receiver
from kiosk_app.hardware.printer.session import PrintJob, ReceiptPrinterSession
from tests.fuzz.script import Peer, Stage, rehearsed
from tests.fuzz.target import Target

VECTORS = Path(__file__).parents[1] / "contract" / "escpos" / "escpos.json"
JOBS = (
    PrintJob("GD0117-000001/1", b"\x1b@" + b"slip\n" * 20),
    PrintJob("GD0117-000002/1", b"x"),
    PrintJob("empty/1", b""),
)


def status(data: bytes) -> None:
    """The same messages come out of the same bytes in any portions; four of them are always a status."""
    whole, single = Receiver(), Receiver()
    assert whole.receive(data) == [message for value in data for message in single.receive(bytes((value,)))]
    assert whole.incomplete == single.incomplete
    for start in range(0, len(data) - 3, 4):
        said = PrinterStatus(*data[start : start + 4])
        assert said.trouble is None or said.trouble.value
        assert not said.recoverable or said.trouble is not None
        assert len(said.raw()) == 11


def session(data: bytes) -> None:
    """No printer, however mad, makes the session raise or spin."""
    stage().play(data)


def replies() -> Iterator[bytes]:
    """Yield the recorded answers to the four questions, and an automatic status."""
    for each in json.loads(VECTORS.read_text())["status"]:
        yield bytes.fromhex("".join(each["replies"].values()))
    yield bytes.fromhex("100F0000 1C0F0303")


def stage() -> Stage[PrintJob]:
    """Return a new session that waits for a script."""
    return Stage(ReceiptPrinterSession(9_600), bytes, JOBS, 64)


def answering(state: bytes) -> Peer:
    """Return a printer in one recorded state: it answers every question, barriers included, and prints at once."""

    def hear(data: bytes, _: float) -> bytes:
        asked = b"".join(state[data[at + 2] - 1 : data[at + 2]] for at in places(data, b"\x10\x04"))
        return asked + b"\0" * len(places(data, b"\x1dr\x01"))

    return hear


def places(data: bytes, command: bytes) -> list[int]:
    """Return where a command stands in the data."""
    return [at for at in range(len(data) - 2) if data.startswith(command, at)]


def jobs() -> Iterator[bytes]:
    """Yield slips before a printer in each of the recorded states."""
    for state in replies():
        yield rehearsed(stage(), answering(state), {HealthChanged: 0, ReceiptPrinted: 1}, 40, {})


TARGETS = (Target("printer_status", status, replies), Target("printer_session", session, jobs))
