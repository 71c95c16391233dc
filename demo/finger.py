"""The kiosk with a finger on its glass: the same process as `kiosk run`, and a socket through which a story touches it.

Touches are mouse events at the middle of visible, enabled targets, as the touch panel makes them; nothing is called
behind the screen's back. Every view that was on the glass is remembered, the last ones with a picture: on a quick
machine a page may be gone before the story has asked for it.

This is part of the demonstration and never of the packaged kiosk.
"""

import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSocketNotifier, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from kiosk_app.app import KioskApp, run
from kiosk_app.cli import EXIT_BUSY
from kiosk_app.config import load
from kiosk_app.flows.recovery import Case
from kiosk_app.journal.storage import JournalBusy
from kiosk_app.runtime import logs

PICTURES_KEPT = 16  # three megabytes each


class Finger(QObject):
    """Answers one JSON line with one JSON line."""

    def __init__(self, app: KioskApp, path: Path) -> None:
        super().__init__()
        self._app = app
        self._passed: list[str] = []
        self._pictures: dict[int, QPixmap] = {}  # by place in the list, as the view came up
        self._remember(app.window.view)
        app.window.turned.connect(self._remember)
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen(4)
        self._notifier = QSocketNotifier(self._listener.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._serve)

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection, suppress(OSError):
            connection.settimeout(5)
            with connection.makefile("rw", encoding="utf-8") as line:
                try:
                    answer = self._do(json.loads(line.readline()))
                except (ValueError, KeyError, LookupError) as error:
                    answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
                line.write(json.dumps(answer, ensure_ascii=False) + "\n")
                line.flush()

    def _do(self, asked: dict[str, Any]) -> dict[str, Any]:
        match asked["do"]:
            case "press":
                before = len(self._passed)
                return {"ok": self._press(asked["button"]), "pid": os.getpid(), "passed": before}
            case "touch":
                return {"ok": self._touch(QPoint(asked["x"], asked["y"]))}
            case "picture":
                return {"ok": self._picture(asked.get("place")).save(asked["path"])}
            case "passed":
                return {
                    "ok": True,
                    "pid": os.getpid(),
                    "passed": len(self._passed),
                    "views": self._passed[asked["since"] :],
                }
            case "state":
                return {"ok": True, **self._state()}
            case other:
                raise LookupError(other)

    def _remember(self, view: object) -> None:
        place = len(self._passed)
        if self._passed and self._passed[-1] == type(view).__name__:
            return
        self._passed.append(type(view).__name__)
        self._pictures[place] = self._app.window.grab()
        self._pictures.pop(place - PICTURES_KEPT, None)

    def _picture(self, place: int | None) -> QPixmap:
        """Return a view that was passed as it came up, or the glass as it is."""
        if place is None or place == len(self._passed) - 1 or place not in self._pictures:
            return self._app.window.grab()
        return self._pictures[place]

    def _press(self, reports: str) -> bool:
        """Touch the visible, enabled target that reports this; False where there is none."""
        for target in self._app.window.findChildren(QPushButton):
            if target.property("reports") == reports and target.isVisible() and target.isEnabled():
                QTest.mouseClick(target, Qt.MouseButton.LeftButton)
                return True
        return False

    def _touch(self, point: QPoint) -> bool:
        """Touch a place of the glass, whatever lies there."""
        part = self._app.window.childAt(point)
        if part is None:
            return False
        QTest.mouseClick(part, Qt.MouseButton.LeftButton, pos=part.mapFrom(self._app.window, point), delay=2)
        return True

    def _state(self) -> dict[str, Any]:
        view, runner = self._app.window.view, self._app.runner  # what is on the glass: a wait stays for a second
        cases = tuple(runner.recovery.cases.values()) if runner is not None else ()
        for_the_card = sum(waits_for_card(case) for case in cases)
        for_a_person = sum(waits_for_person(case) for case in cases)
        return {
            "view": type(view).__name__,
            "details": repr(view),
            "open": len(cases),
            "for_the_card": for_the_card,
            "settling": for_the_card + for_a_person < len(cases),
        }


def waits_for_card(case: Case) -> bool:
    """True for a purchase that is booked and can only go on when its card is presented."""
    booked = case.sale.booking is not None and case.sale.booking.purchase is not None
    return booked and case.sale.written is None and not case.asked and not case.printing


def waits_for_person(case: Case) -> bool:
    """True for a sale with a note in doubt that is as far as it can come before somebody has counted the box."""
    sale = case.sale
    come_so_far = sale.closed is not None and sale.slips > 0 and not case.asked and not case.printing
    return come_so_far and bool(sale.in_doubt) and not waits_for_card(case)


def serve(config: Path, path: Path, finger: type[Finger] = Finger) -> int:
    """Run the kiosk with a finger at this socket until it is stopped; return its exit code."""
    settings = load(config)
    logs.configure(settings.log.level, settings.log.file)
    Path(settings.storage.directory).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return run(settings, lambda app: finger(app, path))
    except JournalBusy:
        return EXIT_BUSY


if __name__ == "__main__":
    sys.exit(serve(Path(sys.argv[1]), Path(sys.argv[2])))
