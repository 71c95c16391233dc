"""The courier's own thread: a file may take minutes, and no customer waits for it."""

import threading

import structlog

from kiosk_app.sync.courier import Courier
from kiosk_app.sync.means import Ended
from kiosk_app.sync.relay import Turns

log = structlog.get_logger(__name__)


class CourierThread:
    """Satisfies `runtime.staffing.Courier`."""

    def __init__(self, courier: Courier, turns: Turns) -> None:
        """`turns` is what the courier's waits ask whether to go on."""
        self._courier, self._turns = courier, turns
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._woken = threading.Event()

    @property
    def progress(self) -> int:
        """Grows with every turn of the loop and of a wait."""
        return self._turns.progress

    def demand(self) -> None:
        """Begin a round as soon as can be; answered by ReconcileProgressed…, then ReconcileEnded."""
        self._courier.demand()
        self._woken.set()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End the thread; False if it did not end in time."""
        self._turns.stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while self._turns.go_on():
                self._woken.wait(self._courier.step())
                self._woken.clear()
        except Ended:
            log.debug("courier_ended")
