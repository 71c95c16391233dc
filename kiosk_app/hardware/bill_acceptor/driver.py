"""The bill acceptor as the runner sees it: `runtime.ports.BillAcceptor`, one thread behind it."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk_app.domain.events import Event, NoteStacked
from kiosk_app.domain.notes import NoteCount
from kiosk_app.hardware.bill_acceptor.counter import StackedNotes
from kiosk_app.hardware.bill_acceptor.session import AcceptorCommand, AcceptorSession
from kiosk_app.hardware.transport import OpenTransport, SerialLine
from kiosk_app.hardware.worker import DeviceWorker, Post

Clock = Callable[[], str]
"""Wall clock "10:28:41", for the screen only (I23)."""

CLOSED_LOOK_S = 0.02


class BillAcceptorDriver:
    """Queues commands for the acceptor's thread and posts what happened."""

    def __init__(
        self, open_transport: OpenTransport, post: Post, clock: Clock, stacked: StackedNotes | None = None
    ) -> None:
        """`stacked` keeps the acceptor's own count of what is in its cassette, where anybody wants to know it."""
        self._post, self._clock, self._stacked = post, clock, stacked
        self._session = AcceptorSession()
        self._worker = DeviceWorker("bill-acceptor", self._session, open_transport, self._stamped)

    @property
    def progress(self) -> int:
        """Turns of the thread so far, for the watchdog."""
        return self._worker.progress

    def start(self) -> None:
        """Start the thread; it opens the line, starts the unit, and leaves it disabled."""
        self._worker.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """Disable the unit, end the thread, close the line; False if the thread did not end in `deadline_s`."""
        deadline = time.monotonic() + deadline_s
        self.close()
        pause = threading.Event()
        while not self._session.closed and time.monotonic() < deadline:
            pause.wait(CLOSED_LOOK_S)
        return self._worker.stop(max(CLOSED_LOOK_S, deadline - time.monotonic()))

    def open(self) -> None:
        """Enable every accepted bill type."""
        self._worker.command(AcceptorCommand.OPEN)

    def close(self) -> None:
        """Disable every bill type; a note in escrow is handed back."""
        self._worker.command(AcceptorCommand.CLOSE)

    def stack(self) -> None:
        """Stack the note in escrow."""
        self._worker.command(AcceptorCommand.STACK)

    def give_back(self) -> None:
        """Return the note in escrow."""
        self._worker.command(AcceptorCommand.GIVE_BACK)

    def acknowledge(self) -> None:
        """The credit is durable: ACK the stacked state, which the device repeats until then."""
        self._worker.command(AcceptorCommand.CREDITED)

    @property
    def counts(self) -> tuple[NoteCount, ...] | None:
        """The acceptor's own count of the notes in its cassette; None where it is not known."""
        return self._stacked.counts if self._stacked is not None else None

    def _stamped(self, event: Event) -> None:
        """Count, then post: what the flow has credited is counted, wherever the kiosk is killed.

        A unit repeats its report until it is acknowledged, but the ACK of an earlier answer that comes late may be
        taken for that one: then a start after a kill hears nothing of the note any more.
        """
        if self._stacked is not None:
            self._stacked.take(event)
        self._post(replace(event, at=self._clock()) if isinstance(event, NoteStacked) else event)


def build(line: SerialLine, post: Post, clock: Clock, counts: Path | None = None) -> BillAcceptorDriver:
    """Return the driver of the acceptor on this serial line; `post` is called in the driver's thread.

    `counts` is the file of the acceptor's own count.
    """
    return BillAcceptorDriver(line.open, post, clock, StackedNotes(counts) if counts is not None else None)
