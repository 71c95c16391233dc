"""The kiosk's own session at the emulated printer, in virtual time: a slip it calls printed lies in the tray (I16).

Both were written apart from the same specification; here they meet.
"""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulators.receipt_printer.device import NotPossible, ReceiptPrinterDevice
from emulators.receipt_printer.tray import ListTray
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import HealthChanged, ReceiptFailed, ReceiptPrinted
from kiosk_app.hardware.printer.session import PrintJob, ReceiptPrinterSession
from tests.emulators.receipt_printer.stage import CHINESE, CUT, INIT, gb, lines

STEP_S, BAUD = 0.01, 19200
LINES = 30
Hand = Callable[[ReceiptPrinterDevice, float], None]


class Desk:
    """Session and printer on one cable; time moves to what is next, bytes at the line's speed."""

    def __init__(self) -> None:
        self.now = 10.0
        self.tray = ListTray()
        self.device, self.session = ReceiptPrinterDevice(self.tray), ReceiptPrinterSession(BAUD)
        self.printed: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.condition = Condition.STARTING
        self._on_its_way = b""
        self.session.connected(self.now)

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self._next())
            self.session.tick(self.now)
            self._send()
            self.device.tick(self.now)
            while said := self.device.outgoing():
                self.session.receive(said, self.now)
                self._send()
            self._hear()

    def _next(self) -> float:
        """When something happens next: a byte arrives, or one of both wants to be woken."""
        moments = [moment for moment in (self.session.wake_at(), self.device.wake_at()) if moment is not None]
        soon = self.now + STEP_S
        return soon if self._on_its_way else max(soon, min(moments, default=self.now + 1.0))

    def _send(self) -> None:
        if not self._on_its_way:
            self._on_its_way = self.session.outgoing()
        count = int(BAUD / 10 * STEP_S)
        part, self._on_its_way = self._on_its_way[:count], self._on_its_way[count:]
        if part:
            self.device.receive(part, self.now)
            if not self._on_its_way:
                self.session.sent(self.now)

    def _hear(self) -> None:
        for event in self.session.events():
            match event:
                case ReceiptPrinted(job):
                    self.printed.append(job)
                case ReceiptFailed(job, code):
                    self.failed.append((job, code))
                case HealthChanged(health):
                    self.condition = health.condition
                case _:
                    pass

    def print(self, job: str) -> None:
        text = b"".join(gb(f"{job} 第{n}行\n") for n in range(LINES))
        self.session.command(PrintJob(job, INIT + CHINESE + text + CUT), self.now)

    def technician_leaves(self) -> None:
        """The knife is free, the cover closed: by that the kiosk sees that somebody was there."""
        self.device.free_cutter(self.now)
        with suppress(NotPossible):
            self.device.close_cover(self.now)

    def whole(self, job: str) -> bool:
        """True when a slip that was cut holds every line of the job."""
        expected = [f"{job} 第{n}行" for n in range(LINES)]
        return any(piece.whole and lines(piece)[-LINES:] == expected for piece in self.tray.slips)


def ready() -> Desk:
    desk = Desk()
    desk.run(3.0)
    assert desk.condition is Condition.READY
    return desk


def test_slips_are_printed_one_after_the_other() -> None:
    desk = ready()
    for job in ("A", "B", "C"):
        desk.print(job)
    desk.run(20.0)
    assert desk.printed == ["A", "B", "C"]
    assert [lines(piece)[0] for piece in desk.tray.slips] == ["A 第0行", "B 第0行", "C 第0行"]
    assert desk.device.state()["unknown"] == []


TROUBLES: dict[str, tuple[Hand, Hand]] = {
    "cover": (lambda device, now: device.open_cover(now), lambda device, now: device.close_cover(now)),
    "paper": (lambda device, now: device.leave_paper(30, now), lambda device, now: device.load_paper(now)),
    "cutter": (lambda device, now: device.block_cutter(now), lambda device, now: device.open_cover(now)),
    "broken": (lambda device, now: device.break_mechanism(now), lambda device, now: device.repair(now)),
    "hot": (lambda device, now: device.overheat(now), lambda device, now: device.cool_down(now)),
    "power": (lambda device, now: device.cut_power(now), lambda device, now: device.restore_power(now)),
    "cable": (lambda device, now: device.unplug(now), lambda device, now: device.plug_in(now)),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_trouble_in_the_middle_of_a_slip_and_what_comes_after(trouble: str) -> None:
    begins, ends = TROUBLES[trouble]
    desk = ready()
    desk.print("A")
    desk.run(0.3)
    begins(desk.device, desk.now)
    desk.run(40.0)
    assert not desk.printed or trouble == "cable"
    assert desk.condition is not Condition.READY
    ends(desk.device, desk.now)
    desk.run(3.0)
    desk.technician_leaves()
    desk.run(20.0)
    assert desk.condition.value == "ready"
    desk.print("B")
    desk.run(20.0)
    assert desk.printed[-1:] == ["B"]
    assert desk.whole("B")
    assert [job for job, _ in desk.failed] == ["A"]


DURING_S = st.floats(2.0, 30.0)  # nobody opens, mends and closes a printer faster than the kiosk looks at it


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(TROUBLES)), st.floats(0.0, 2.0), DURING_S), max_size=4))
def test_what_is_called_printed_lies_whole_in_the_tray(troubles: list[tuple[str, float, float]]) -> None:
    desk = ready()
    for place, (trouble, before_s, during_s) in enumerate(troubles):
        desk.print(f"J{place}")
        desk.run(before_s)
        for hand, seconds in zip(TROUBLES[trouble], (during_s, 15.0), strict=True):
            with suppress(NotPossible):
                hand(desk.device, desk.now)
            desk.run(seconds)
        desk.technician_leaves()
        desk.run(3.0)
    desk.run(30.0)
    desk.print("Z")
    desk.run(20.0)
    assert desk.printed[-1:] == ["Z"], "mended, it prints"
    for job in desk.printed:
        assert desk.whole(job), f"{job} is called printed"
    assert sorted([*desk.printed, *(job for job, _ in desk.failed)]) == sorted(
        ["Z", *(f"J{place}" for place in range(len(troubles)))]
    )
