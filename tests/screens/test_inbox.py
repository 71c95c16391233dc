"""Events of other threads arrive in the main thread, in order, and nowhere else."""

import threading

from pytestqt.qtbot import QtBot

from kiosk_app.screens.inbox import Inbox


def test_events_of_plain_threads_arrive_in_the_main_thread(qtbot: QtBot) -> None:
    """I5: one owner of the state."""
    heard: list[tuple[object, threading.Thread]] = []
    inbox: Inbox[object] = Inbox(lambda event: heard.append((event, threading.current_thread())))

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


def test_nothing_is_delivered_outside_the_main_thread(qtbot: QtBot) -> None:
    """I5: should anybody move the inbox, the first event says so instead of touching the state."""
    heard: list[object] = []
    inbox = Inbox(heard.append)
    refused: list[BaseException] = []

    def deliver() -> None:
        try:
            inbox._deliver("a")
        except AssertionError as error:
            refused.append(error)

    worker = threading.Thread(target=deliver)
    worker.start()
    worker.join()
    assert len(refused) == 1
    assert heard == []


def test_an_inbox_is_made_in_the_main_thread(qtbot: QtBot) -> None:
    refused: list[BaseException] = []

    def make() -> None:
        try:
            Inbox(print)
        except AssertionError as error:
            refused.append(error)

    worker = threading.Thread(target=make)
    worker.start()
    worker.join()
    assert len(refused) == 1
