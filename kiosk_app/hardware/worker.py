"""The one thread class of the kiosk: a session without I/O on one side, a transport on the other.

    command queue ──> session ──> bytes ──> transport
    post(event)   <── session <── bytes <──

The thread owns the transport; everybody else only queues commands. Losing the line is an event of the
session like any other; the worker opens it again with a growing pause.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

import structlog

from kiosk_app.domain.events import Event
from kiosk_app.hardware.transport import OpenTransport, Transport, TransportLost

Command = TypeVar("Command", contravariant=True)
Post = Callable[[Event], None]

COMMANDS_AT_MOST = 64
REOPEN_FIRST_S, REOPEN_LAST_S = 0.2, 5.0
IDLE_WAIT_S = 0.5

log = structlog.get_logger(__name__)


class Session(Protocol[Command]):
    """What to send next, given messages and *now* (monotonic seconds). No I/O, no clock, no thread."""

    def connected(self, now: float) -> None:
        """The line is open; begin."""

    def disconnected(self, now: float) -> None:
        """The line is gone; whatever was moving is in doubt."""

    def command(self, command: Command, now: float) -> None:
        """The flow asks for something."""

    def receive(self, data: bytes, now: float) -> None:
        """Bytes have arrived, in any portions."""

    def tick(self, now: float) -> None:
        """Time has passed: deadlines, the next poll."""

    def outgoing(self) -> bytes:
        """Return what is to be written now, once; nothing while the bus must rest."""

    def sent(self, now: float) -> None:
        """What `outgoing` returned has left the port."""

    def events(self) -> list[Event]:
        """Return what happened since the last call."""

    def wake_at(self) -> float | None:
        """Return when `tick` is wanted next."""


class DeviceWorker(Generic[Command]):
    """Runs one session on one line in one thread."""

    def __init__(self, name: str, session: Session[Command], open_transport: OpenTransport, post: Post) -> None:
        self._name, self._session, self._open, self._post = name, session, open_transport, post
        self._commands: queue.Queue[Command] = queue.Queue(COMMANDS_AT_MOST)
        self._stopping = threading.Event()
        self._transport: Transport | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._pause_s = REOPEN_FIRST_S
        self.progress = 0  # grows with every turn of the loop; the watchdog looks at it

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def command(self, command: Command) -> None:
        """Queue a command; never blocks. A full queue is a bug and raises queue.Full."""
        self._commands.put_nowait(command)
        if (transport := self._transport) is not None:
            transport.wake()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """Ask the thread to end and wait for it; False if it did not end in time."""
        self._stopping.set()
        if (transport := self._transport) is not None:
            transport.wake()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.progress += 1
            try:
                self._transport = self._open()
            except TransportLost as error:
                log.debug("line_not_open", device=self._name, reason=str(error))
                self._while_closed()
                continue
            try:
                self._converse(self._transport)
            except TransportLost as error:
                log.warning("line_lost", device=self._name, reason=str(error))
            finally:
                transport, self._transport = self._transport, None
                transport.close()
            if not self._stopping.is_set():
                self._while_closed()

    def _while_closed(self) -> None:
        """Tell the session, then rest: longer each time until the device says something again."""
        now = time.monotonic()
        self._session.disconnected(now)
        self._take_commands(now)
        self._publish()
        until = time.monotonic() + self._pause_s
        while (rest := until - time.monotonic()) > 0 and not self._stopping.wait(min(rest, IDLE_WAIT_S)):
            self.progress += 1  # an unplugged device is no reason to start the kiosk again
        self._pause_s = min(self._pause_s * 2, REOPEN_LAST_S)

    def _converse(self, transport: Transport) -> None:
        self._session.connected(time.monotonic())
        while not self._stopping.is_set():
            self.progress += 1
            self._take_commands(time.monotonic())
            self._session.tick(time.monotonic())
            self._write(transport)
            self._publish()
            wake_at = self._session.wake_at()
            now = time.monotonic()
            wait = IDLE_WAIT_S if wake_at is None else min(max(0.0, wake_at - now), IDLE_WAIT_S)
            if data := transport.read(wait):
                self._pause_s = REOPEN_FIRST_S
                self._session.receive(data, time.monotonic())
        self._write(transport)
        self._publish()

    def _write(self, transport: Transport) -> None:
        while data := self._session.outgoing():
            transport.write(data)
            self._session.sent(time.monotonic())

    def _take_commands(self, now: float) -> None:
        while True:
            try:
                self._session.command(self._commands.get_nowait(), now)
            except queue.Empty:
                return

    def _publish(self) -> None:
        for event in self._session.events():
            self._post(event)
