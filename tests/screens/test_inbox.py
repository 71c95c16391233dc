"""Events of other threads arrive in the main thread, in order; and Qt counts None right."""

import sys
import threading

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk_app.screens.inbox import Inbox


def test_events_of_plain_threads_arrive_in_the_main_thread(qtbot: QtBot) -> None:
    """I5: one owner of the state."""
    heard: list[tuple[object, threading.Thread]] = []
    inbox = Inbox(lambda event: heard.append((event, threading.current_thread())))

    def work(name: str) -> None:
        for turn in range(50):
            inbox.post((name, turn))

    workers = [threading.Thread(target=work, args=(name,)) for name in ("acceptor", "printer")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert heard == []  # only the event loop hands them over
    qtbot.waitUntil(lambda: len(heard) == 100)
    assert {thread for _event, thread in heard} == {threading.main_thread()}
    for name in ("acceptor", "printer"):
        mine = [event for event, _thread in heard if isinstance(event, tuple) and event[0] == name]
        assert mine == [(name, turn) for turn in range(50)]


def test_posting_from_the_main_thread_waits_for_the_loop_too(qtbot: QtBot) -> None:
    heard: list[object] = []
    inbox = Inbox(heard.append)
    inbox.post("a")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["a"])


def test_none_keeps_its_references(qtbot: QtBot) -> None:
    """PySide6 6.12.0 loses one reference to None for each call that returns it; the process then dies in hours."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for width in range(300):
        widget.resize(100 + width, 100)
    assert sys.getrefcount(None) - before >= -5
