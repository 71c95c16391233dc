"""The one door from other threads into the main thread.

Drivers and the sync worker are plain threads and know no Qt; they get `Inbox.post` as a plain callable. The
signal is queued to this object's thread, the main one, where the receiver is called in the order of posting.
No QThread and no moveToThread: a signal that is connected to a lambda then runs in the wrong thread.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

Item = TypeVar("Item")


class Inbox(QObject, Generic[Item]):
    """Make it in the main thread; what is posted arrives there, and nowhere else."""

    _posted = Signal(object)

    def __init__(self, receive: Callable[[Item], None]) -> None:
        assert in_main_thread(), "an inbox lives in the main thread"
        super().__init__()
        self._receive = receive
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, event: Item) -> None:
        """Hand an event over, from any thread; returns at once."""
        self._posted.emit(event)

    @Slot(object)
    def _deliver(self, event: Item) -> None:
        assert in_main_thread(), "delivered outside the main thread: was the inbox moved?"
        self._receive(event)


def in_main_thread() -> bool:
    """True where the state may be touched (I5)."""
    return threading.current_thread() is threading.main_thread()
