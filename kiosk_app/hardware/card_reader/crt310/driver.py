"""The motorised reader as the runner sees it: `runtime.ports.CardReader`, one thread behind it."""

import threading
import time
from collections.abc import Sequence

from kiosk_app.hardware.card_reader.contract import CommandedReader, ReaderCommand
from kiosk_app.hardware.card_reader.crt310.session import Crt310Session
from kiosk_app.hardware.card_reader.profiles import CardProfile
from kiosk_app.hardware.transport import OpenTransport
from kiosk_app.hardware.worker import DeviceWorker, Post

SETTLED_LOOK_S = 0.02


class Crt310Driver(CommandedReader):
    """Queues commands for the reader's thread and posts what happened."""

    def __init__(self, open_transport: OpenTransport, post: Post, profiles: Sequence[CardProfile]) -> None:
        self._session = Crt310Session(profiles)
        self._worker: DeviceWorker[ReaderCommand] = DeviceWorker("card-reader", self._session, open_transport, post)
        self._given = 0
        self._started = False
        super().__init__(self._command)

    @property
    def progress(self) -> int:
        """Turns of the thread so far, for the watchdog."""
        return self._worker.progress

    def start(self) -> None:
        """Start the thread; it opens the line, initialises the reader and closes its slot."""
        self._started = True
        self._worker.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """Close the slot, hand a card back, end the thread; False if it did not end in `deadline_s`."""
        deadline = time.monotonic() + deadline_s
        if self._started:
            self._started = False
            self._leave_in_order(deadline - SETTLED_LOOK_S)
        return self._worker.stop(max(SETTLED_LOOK_S, deadline - time.monotonic()))

    def _command(self, command: ReaderCommand) -> None:
        self._given += 1
        self._worker.command(command)

    def _leave_in_order(self, until: float) -> None:
        self.withdraw()
        if self._session.holds_card:
            self.eject()
        pause = threading.Event()
        while time.monotonic() < until and not (self._session.heard == self._given and self._session.settled):
            pause.wait(SETTLED_LOOK_S)
