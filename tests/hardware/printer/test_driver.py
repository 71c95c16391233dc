"""The driver on a pseudo-terminal, with a scripted printer at the other end (ACC-4)."""

import os
import queue
import select
import threading
import tty
from collections.abc import Iterator

import pytest

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import Event, HealthChanged, ReceiptFailed, ReceiptPrinted
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.voucher import Voucher, VoucherKind
from kiosk_app.hardware.printer.driver import ReceiptPrinterDriver
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.runtime.ports import ReceiptPrinter
from tests.contract.escpos import vectors

VOUCHER = Voucher(VoucherKind.PAYMENT, SaleNumber("GD0117-000001"), "3104587926", "王*明", "", Fen(10_000), ())
WAIT_S = 20.0


class ScriptedPrinter:
    """Answers every DLE EOT and every barrier on the controlling end of a pty; its replies can be changed."""

    def __init__(self) -> None:
        self._ours, theirs = os.openpty()
        tty.setraw(theirs)
        tty.setraw(self._ours)
        self._theirs = theirs  # kept open: else the pty hangs up before the driver comes
        self.port = os.ttyname(theirs)
        self.replies = dict.fromkeys((1, 2, 3, 4), 0x12)
        self.received = b""
        self._stop_reader, self._stop_writer = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        pending = b""
        while True:
            ready, _, _ = select.select([self._ours, self._stop_reader], [], [])
            if self._stop_reader in ready:
                return
            data = os.read(self._ours, 4096)
            self.received += data
            pending = self._answer(pending + data)

    def _answer(self, data: bytes) -> bytes:
        """Answer what is complete, in order; return the beginning of what may not be."""
        commands = {frame: bytes((self.replies[n],)) for n, frame in vectors.QUESTIONS.items()}
        commands[vectors.BARRIER] = b"\x00"
        while found := [(data.find(frame), frame) for frame in commands if frame in data]:
            at, frame = min(found)
            os.write(self._ours, commands[frame])
            data = data[at + len(frame) :]
        return data[-2:]

    def close(self) -> None:
        os.write(self._stop_writer, b"!")
        self._thread.join(5)
        for end in (self._ours, self._theirs, self._stop_reader, self._stop_writer):
            os.close(end)


@pytest.fixture
def printer() -> Iterator[ScriptedPrinter]:
    scripted = ScriptedPrinter()
    yield scripted
    scripted.close()


def wait_for(events: "queue.Queue[Event]", kind: type[Event]) -> Event:
    while True:
        event = events.get(timeout=WAIT_S)
        if isinstance(event, kind):
            return event


def test_a_voucher_is_laid_out_sent_and_confirmed(printer: ScriptedPrinter) -> None:
    events: queue.Queue[Event] = queue.Queue()
    driver = ReceiptPrinterDriver(
        SerialLine(printer.port), events.put, lambda voucher: b"<" + voucher.sale.encode() + b">"
    )
    port: ReceiptPrinter = driver
    driver.start()
    try:
        health = wait_for(events, HealthChanged)
        assert isinstance(health, HealthChanged)
        assert health.health.condition is Condition.READY
        port.print_voucher("j1", VOUCHER)
        assert wait_for(events, ReceiptPrinted) == ReceiptPrinted("j1")
        assert b"<GD0117-000001>" + vectors.BARRIER in printer.received
        assert driver.progress > 0
    finally:
        assert driver.stop(5)


def test_out_of_paper_nothing_is_sent(printer: ScriptedPrinter) -> None:
    printer.replies = {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x72}
    events: queue.Queue[Event] = queue.Queue()
    driver = ReceiptPrinterDriver(SerialLine(printer.port), events.put, lambda _: b"<slip>")
    driver.start()
    try:
        driver.print_voucher("j1", VOUCHER)
        assert wait_for(events, ReceiptFailed) == ReceiptFailed("j1", "paper_end")
        assert b"<slip>" not in printer.received
    finally:
        assert driver.stop(5)


def test_a_port_that_is_not_there_is_lost_and_fails_slips() -> None:
    events: queue.Queue[Event] = queue.Queue()
    driver = ReceiptPrinterDriver(SerialLine("/dev/no-such-printer"), events.put, lambda _: b"<slip>")
    driver.start()
    try:
        health = wait_for(events, HealthChanged)
        assert isinstance(health, HealthChanged)
        assert (health.health.condition, health.health.code) == (Condition.LOST, "not_answering")
        driver.print_voucher("j1", VOUCHER)
        assert wait_for(events, ReceiptFailed) == ReceiptFailed("j1", "not_answering")
    finally:
        assert driver.stop(5)
