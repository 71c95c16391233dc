"""The one door from other threads into the main thread.

Drivers and the sync worker are plain threads and know no Qt; they get `Inbox.post` as a plain callable. The
signal is queued to this object's thread, the main one, where the receiver is called in the order of posting.
No QThread and no moveToThread: a signal that is connected to a lambda then runs in the wrong thread.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Inbox(QObject):
    """Make it in the main thread. What goes in comes out: a signal's argument has no type of its own."""

    _posted = Signal(object)

    def __init__(self, receive: Callable[[Any], None]) -> None:
        super().__init__()
        self._receive = receive
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, event: object) -> None:
        """Hand an event over, from any thread; returns at once."""
        self._posted.emit(event)

    @Slot(object)
    def _deliver(self, event: object) -> None:
        self._receive(event)
