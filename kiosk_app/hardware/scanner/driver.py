"""The scanner as the runner sees it: one worker thread, one serial line."""

from kiosk_app.hardware.scanner.protocol import Model
from kiosk_app.hardware.scanner.session import Look, ScannerSession
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.hardware.worker import DeviceWorker, Post


class ScannerDriver:
    """Implements runtime.ports.Scanner."""

    def __init__(self, line: SerialLine, model: Model, post: Post) -> None:
        self._worker = DeviceWorker("scanner", ScannerSession(model), line.open, post)

    @property
    def progress(self) -> int:
        """Grows while the worker's loop turns; the watchdog looks at it."""
        return self._worker.progress

    def start(self) -> None:
        """Start the worker; it rests until a code is wanted."""
        self._worker.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End the worker; False if it did not end in time."""
        return self._worker.stop(deadline_s)

    def await_code(self) -> None:
        """Look for codes from now on. Does not block."""
        self._worker.command(Look(wanted=True))

    def stop_awaiting(self) -> None:
        """Look for none. Does not block."""
        self._worker.command(Look(wanted=False))
