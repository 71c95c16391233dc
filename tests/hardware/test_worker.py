"""The worker: commands in, events out, a line that comes and goes, and an end with a deadline."""

import queue
import threading
import time
from collections.abc import Iterator

import pytest

from kiosk_app.domain.events import CardInserted, CardTaken, Event, Pressed
from kiosk_app.hardware import worker as module
from kiosk_app.hardware.transport import TransportLost
from kiosk_app.hardware.worker import COMMANDS_AT_MOST, DeviceWorker

PATIENCE_S = 20


class Line:
    """A transport in memory: what the device says is put into `said`; None is a hang-up."""

    def __init__(self) -> None:
        self.said: queue.Queue[bytes | None] = queue.Queue()
        self.written: queue.Queue[bytes] = queue.Queue()
        self.closed = threading.Event()

    def read(self, timeout_s: float | None) -> bytes:
        try:
            data = self.said.get(timeout=timeout_s)
        except queue.Empty:
            return b""
        if data is None:
            raise TransportLost("hung up")
        return data

    def write(self, data: bytes) -> None:
        self.written.put(data)

    def wake(self) -> None:
        self.said.put(b"")

    def close(self) -> None:
        self.closed.set()


class Echo:
    """A session that says each command, and posts each answer."""

    def __init__(self) -> None:
        self.happened: list[Event] = []
        self.out: list[bytes] = []
        self.told: list[str] = []
        self.dropped: list[str] = []
        self.next_wake: float | None = None

    def connected(self, now: float) -> None:
        self.happened.append(CardInserted())
        self.told.append("connected")

    def disconnected(self, now: float) -> None:
        self.happened.append(CardTaken())
        self.told.append("disconnected")

    def command(self, command: str, now: float) -> None:
        self.out.append(command.encode())

    def receive(self, data: bytes, now: float) -> None:
        self.happened.append(Pressed(data.decode()))

    def tick(self, now: float) -> None:
        self.told.append("tick")

    def outgoing(self) -> bytes:
        return self.out.pop(0) if self.out else b""

    def sent(self, now: float) -> None:
        self.told.append("sent")

    def events(self) -> list[Event]:
        events, self.happened = self.happened, []
        return events

    def wake_at(self) -> float | None:
        return self.next_wake


class Bench:
    """A worker on a row of lines; an opening beyond the last one fails."""

    def __init__(self) -> None:
        self.lines: queue.Queue[Line] = queue.Queue()
        self.posted: queue.Queue[Event] = queue.Queue()
        self.session = Echo()
        self.worker = DeviceWorker("echo", self.session, self.open, self.posted.put)

    def open(self) -> Line:
        try:
            return self.lines.get_nowait()
        except queue.Empty:
            raise TransportLost("nothing there") from None

    def plug(self) -> Line:
        line = Line()
        self.lines.put(line)
        return line

    def next(self) -> Event:
        return self.posted.get(timeout=PATIENCE_S)

    def until(self, event: Event) -> list[Event]:
        seen = [self.next()]
        while seen[-1] != event:
            seen.append(self.next())
        return seen


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(module, "REOPEN_FIRST_S", 0.001)
    monkeypatch.setattr(module, "REOPEN_LAST_S", 0.004)
    bench = Bench()
    yield bench
    assert bench.worker.stop(PATIENCE_S)


def test_commands_are_written_and_answers_are_posted(bench: Bench) -> None:
    line = bench.plug()
    bench.worker.start()
    assert bench.next() == CardInserted()
    bench.worker.command("one")
    bench.worker.command("two")
    assert [line.written.get(timeout=PATIENCE_S) for _ in range(2)] == [b"one", b"two"]
    line.said.put(b"yes")
    assert bench.next() == Pressed("yes")
    assert bench.worker.progress > 0


def test_a_lost_line_is_told_and_opened_again(bench: Bench) -> None:
    """Fault 35: USB-serial vanishes and comes back."""
    first = bench.plug()
    bench.worker.start()
    assert bench.next() == CardInserted()
    first.said.put(b"last words")
    first.said.put(None)
    assert bench.next() == Pressed("last words")
    assert bench.next() == CardTaken()
    assert first.closed.wait(PATIENCE_S)
    second = bench.plug()
    bench.until(CardInserted())
    second.said.put(b"back")
    assert bench.next() == Pressed("back")


def test_commands_reach_the_session_while_the_line_is_closed(bench: Bench) -> None:
    bench.worker.command("early")
    bench.worker.start()
    bench.until(CardTaken())
    line = bench.plug()
    assert line.written.get(timeout=PATIENCE_S) == b"early"


def test_each_silent_opening_makes_the_pause_longer_and_an_answer_makes_it_short(bench: Bench) -> None:
    """I28: a port that opens and hangs up at once must not keep a processor busy."""
    for _ in range(4):
        bench.plug().said.put(None)
    good = bench.plug()
    good.said.put(b"hello")
    bench.worker.start()
    bench.until(Pressed("hello"))
    assert bench.session.told.count("disconnected") == 4
    assert bench.worker._pause_s == module.REOPEN_FIRST_S
    good.said.put(None)
    bench.until(CardTaken())
    bench.until(CardTaken())
    bench.until(CardTaken())
    bench.until(CardTaken())
    assert bench.worker._pause_s == module.REOPEN_LAST_S


def test_a_full_queue_is_a_bug(bench: Bench) -> None:
    for _ in range(COMMANDS_AT_MOST):
        bench.worker.command("again")
    with pytest.raises(queue.Full):
        bench.worker.command("once more")


def test_stopping_wakes_the_reader_and_closes_the_line(bench: Bench) -> None:
    line = bench.plug()
    bench.worker.start()
    assert bench.next() == CardInserted()
    assert bench.worker.stop(PATIENCE_S)
    assert line.closed.is_set()
    assert "disconnected" not in bench.session.told


def test_stopping_a_worker_that_never_started_is_no_error(bench: Bench) -> None:
    assert bench.worker.stop(0)


def test_stopping_reports_a_thread_that_hangs(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 9: a device thread hangs."""
    release = threading.Event()
    line = bench.plug()
    monkeypatch.setattr(line, "read", lambda _: b"x" if release.wait(PATIENCE_S) else b"")
    bench.worker.start()
    assert bench.next() == CardInserted()
    assert not bench.worker.stop(0.01)
    release.set()
    assert bench.worker.stop(PATIENCE_S)
    assert bench.next() == Pressed("x")  # what had arrived is still told


def test_an_unplugged_device_is_no_standstill(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 9: the watchdog looks for threads that hang; one that waits for its line to come back does not."""
    monkeypatch.setattr("kiosk_app.hardware.worker.REOPEN_FIRST_S", PATIENCE_S)
    monkeypatch.setattr("kiosk_app.hardware.worker.IDLE_WAIT_S", 0.001)
    bench.worker._pause_s = PATIENCE_S  # nothing is plugged, and the next look is far away
    bench.worker.start()
    deadline = time.monotonic() + PATIENCE_S
    while bench.worker.progress < 5:
        assert time.monotonic() < deadline
    assert bench.session.told.count("disconnected") == 1


def test_an_early_wish_to_wake_is_kept(bench: Bench) -> None:
    bench.session.next_wake = 0.0
    bench.plug()
    bench.worker.start()
    assert bench.next() == CardInserted()
    while bench.worker.progress < 50:
        assert bench.posted.empty()
    assert bench.session.told.count("tick") >= 49
