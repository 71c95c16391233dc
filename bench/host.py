"""The two hosts of the escrow row, each a process: `python -m bench.host bare|kiosk LINE FOLDER`.

kiosk: the real driver, runner, flows and journal, under a window that is painted sixty times a second.
bare: a loop that does nothing but what the bus asks for, with the same pause between frames.
"""

import logging
import os
import select
import sys
import time
import tty
from pathlib import Path
from typing import Any

import structlog
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import AccountFound, DigitTyped, Event, HealthChanged, Pressed
from kiosk_app.domain.rules import Rules
from kiosk_app.hardware.bill_acceptor import driver
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.journal.journal import SqliteJournal
from kiosk_app.runtime.runner import Ports, Runner
from kiosk_app.screens.frame import Identity
from kiosk_app.screens.inbox import Inbox
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views.show import show
from tests.hardware.bill_acceptor.unit import ACK, DISABLED, ENABLE, ESCROW, POLL, RESET, STACK, framed
from tests.support import samples

BUS_FREE_S, POLL_EVERY_S = 0.02, 0.1
"""What protocols.md 1.3 asks for and the driver keeps (`kiosk_app.hardware.bill_acceptor.link`)."""

FRAME_MS = 16


def bare(line: str) -> None:
    """Start the unit, enable it, stack whatever is in escrow, acknowledge, for ever."""
    port = os.open(line, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(port)
    polled_at = 0.0

    def send(payload: bytes) -> None:
        os.write(port, framed(payload))

    def answer() -> bytes:
        heard = b""
        while len(heard) < 3 or len(heard) < heard[2]:
            assert select.select([port], [], [], 5)[0], "the unit is silent"
            heard += os.read(port, 4096)
        return heard[3:-2]

    def ask(payload: bytes) -> bytes:
        send(payload)
        said = answer()
        if said[0] != ACK:
            send(bytes((ACK,)))
        time.sleep(BUS_FREE_S)
        return said

    ask(bytes((RESET,)))
    while True:
        time.sleep(max(0.0, polled_at + POLL_EVERY_S - time.monotonic()))
        polled_at = time.monotonic()
        said = ask(bytes((POLL,)))
        if said[0] == ESCROW:
            ask(bytes((STACK,)))
        elif said[0] == DISABLED:
            ask(bytes((ENABLE, 255, 255, 255, 255, 255, 255)))


class Quiet:
    """Every port that takes no part in this."""

    def __getattr__(self, name: str) -> object:
        return lambda *_: None


def kiosk(line: str, folder: Path) -> None:
    """Take cash into one sale, the screen busy, every intent durable before its STACK."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qt = QApplication([])
    window = KioskWindow(Identity("GD-0117", "Bench", "95598", "Grid"), hide_cursor=True)
    runner: list[Runner] = []

    def on_event(event: Event) -> None:
        runner[0].handle(event)
        if isinstance(event, HealthChanged) and event.health.condition is Condition.READY:
            begin_sale(runner[0])  # the acceptor is the last to come up
        window.show_view(show(runner[0].visit))

    inbox: Inbox[Event] = Inbox(on_event)
    acceptor = driver.build(SerialLine(line), inbox.post, lambda: "10:28:17")
    quiet: Any = Quiet()  # one object plays every part that this is not about
    journal = SqliteJournal(folder / "journal.db", "GD-0117", "1")
    runner.append(Runner(Rules(), Ports(journal, acceptor, quiet, quiet, quiet, quiet.later)))
    runner[0].start(())
    for device in set(Device) - {Device.BILL_ACCEPTOR}:
        runner[0].handle(HealthChanged(Health(device, Condition.READY)))
    window.show()
    painting = QTimer()
    painting.timeout.connect(window.repaint)
    painting.start(FRAME_MS)
    acceptor.start()
    qt.exec()


def begin_sale(runner: Runner) -> None:
    """Bring a customer to the open acceptor."""
    events: list[Event] = [Pressed("start"), Pressed("pay_bill")]
    for digits in ("3104587000", "123456"):
        events += [*(DigitTyped(digit) for digit in digits), Pressed("confirm")]
    for event in (*events, AccountFound("account", samples.ACCOUNT), Pressed("confirm")):
        runner.handle(event)


def main(words: list[str]) -> None:
    """Be one of the hosts until killed."""
    if words[0] == "bare":
        bare(words[1])
    else:
        kiosk(words[1], Path(words[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
