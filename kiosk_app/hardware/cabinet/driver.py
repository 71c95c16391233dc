"""The cabinet as the runner sees it: one worker thread, one serial line."""

from kiosk_app.hardware.cabinet.session import CabinetSession, OpenCashBox
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.hardware.worker import DeviceWorker, Post


class CabinetDriver:
    """Implements runtime.staffing.Cabinet."""

    def __init__(self, line: SerialLine, address: int, post: Post) -> None:
        self._worker = DeviceWorker("cabinet", CabinetSession(address), line.open, post)

    @property
    def progress(self) -> int:
        """Grows while the worker's loop turns; the watchdog looks at it."""
        return self._worker.progress

    def start(self) -> None:
        """Start the worker; the doors' states follow as events."""
        self._worker.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End the worker; False if it did not end in time."""
        return self._worker.stop(deadline_s)

    def open_cash_box(self) -> None:
        """Release the lock; answered by DoorChanged or BoxStuck. Does not block."""
        self._worker.command(OpenCashBox())
