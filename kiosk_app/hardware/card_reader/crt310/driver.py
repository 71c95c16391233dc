"""The motorised reader as the runner sees it: `runtime.ports.CardReader`, one thread behind it."""

from collections.abc import Sequence

from kiosk_app.hardware.card_reader.contract import CommandedReader, ReaderCommand
from kiosk_app.hardware.card_reader.crt310.session import Crt310Session
from kiosk_app.hardware.card_reader.profiles import CardProfile
from kiosk_app.hardware.transport import OpenTransport
from kiosk_app.hardware.worker import DeviceWorker, Post


class Crt310Driver(CommandedReader):
    """Queues commands for the reader's thread and posts what happened."""

    def __init__(self, open_transport: OpenTransport, post: Post, profiles: Sequence[CardProfile]) -> None:
        self._worker: DeviceWorker[ReaderCommand] = DeviceWorker(
            "card-reader", Crt310Session(profiles), open_transport, post
        )
        super().__init__(self._worker.command)

    @property
    def progress(self) -> int:
        """Turns of the thread so far, for the watchdog."""
        return self._worker.progress

    def start(self) -> None:
        """Start the thread; it opens the line, initialises the reader and closes its slot."""
        self._worker.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End the thread and close the line; False if it did not end in `deadline_s`."""
        return self._worker.stop(deadline_s)
