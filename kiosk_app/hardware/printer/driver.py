"""The receipt printer as the runner sees it: one worker thread, one serial line."""

from collections.abc import Callable

from kiosk_app.domain.voucher import Voucher
from kiosk_app.hardware.printer.session import PrintJob, ReceiptPrinterSession
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.hardware.worker import DeviceWorker, Post

Layout = Callable[[Voucher], bytes]
"""Turns a voucher into the printer's bytes; given by the app, as hardware knows nothing of slips."""


class ReceiptPrinterDriver:
    """Implements runtime.ports.ReceiptPrinter (ACC-4)."""

    def __init__(self, line: SerialLine, post: Post, layout: Layout, *, strip_used: bool = False) -> None:
        """`strip_used`: the journal does not know what became of the last slip, so lines of it may hang there."""
        self._layout = layout
        session = ReceiptPrinterSession(line.baud, strip_used=strip_used)
        self._worker = DeviceWorker("receipt_printer", session, line.open, post)

    @property
    def progress(self) -> int:
        """Grows while the worker's loop turns; the watchdog looks at it."""
        return self._worker.progress

    def start(self) -> None:
        """Start the worker; the printer's health follows as an event."""
        self._worker.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End the worker; False if it did not end in time."""
        return self._worker.stop(deadline_s)

    def print_voucher(self, job: str, voucher: Voucher) -> None:
        """Lay out and queue the slip; answered by ReceiptPrinted or ReceiptFailed with this job. Does not block."""
        self.print_slip(job, self._layout(voucher))

    def print_slip(self, job: str, slip: bytes) -> None:
        """Queue a slip that is laid out already; answered like a voucher."""
        self._worker.command(PrintJob(job, slip))
