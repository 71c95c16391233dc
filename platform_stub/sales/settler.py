"""Behind the requests: what a restart or a silent core left pending is asked about until it is settled (I28).

So is what terminals tell in their journals of money that the ledger has not booked (`journals.making_good`).
"""

import threading

import structlog

from platform_stub.journals.making_good import make_good
from platform_stub.sales import ledger
from platform_stub.sales.desk import Desk
from platform_stub.storage.database import DATABASE_AWAY, reading

FIRST_PAUSE_S, LAST_PAUSE_S = 5.0, 300.0
AT_MOST = 100  # sales in one round
JOIN_S = 20.0  # a core that hangs is let go of before that

log = structlog.get_logger(__name__)


class Settler:
    """One thread; it asks at once when it starts, then after pauses that grow while nothing is settled."""

    def __init__(self, desk: Desk, first_pause_s: float = FIRST_PAUSE_S) -> None:
        self._desk, self._first_pause_s = desk, first_pause_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="settler", daemon=True)

    def start(self) -> None:
        """Start asking."""
        self._thread.start()

    def stop(self) -> None:
        """Stop asking, after the question that is being asked."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(JOIN_S)

    def round(self) -> bool:
        """Ask about every pending sale, the oldest first, then make good; False where one is still unknown."""
        with reading(self._desk.engine) as connection:
            pending = ledger.pending(connection, at_most=AT_MOST)
        settled = True
        for sale in pending:
            if self._stopping.is_set():
                return settled
            settled = self._desk.settle(sale) and settled
        return make_good(self._desk) and settled

    def _run(self) -> None:
        pause = self._first_pause_s
        while not self._stopping.is_set():
            try:
                settled = self.round()
            except DATABASE_AWAY as error:  # a database that is away for a while is no reason to stop asking
                log.warning("settling_failed", reason=type(error).__name__)
                settled = False
            pause = self._first_pause_s if settled else min(pause * 2, LAST_PAUSE_S)
            self._stopping.wait(pause)
