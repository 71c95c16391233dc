"""A scripted customer: looks at the screen, touches it, holds notes and cards in front of the machine."""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.processes import wait_for

LOOK_S = 30.0
DYING_S = 0.2  # how long a killed process may still look alive


class KioskGone(Exception):
    """The kiosk's process has ended while the customer stood before it."""


class Customer:
    """Talks to the kiosk's glass through the finger's socket, and keeps a picture of every screen passed."""

    def __init__(self, finger: Path, pictures: Path, alive: Callable[[], bool]) -> None:
        """`alive` says whether the kiosk's process runs: nobody waits before a dead screen."""
        self._finger, self._pictures, self._alive, self._taken = finger, pictures, alive, 0
        self._kiosk, self._place = 0, 0  # which process, and which of the views it has shown the customer is at
        pictures.mkdir(parents=True, exist_ok=True)

    def ask(self, **asked: Any) -> dict[str, Any]:
        """Send one line to the finger and return its answer; raises KioskGone, or OSError where nobody listens yet."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(10)
                line.connect(str(self._finger))
                line.sendall(json.dumps(asked).encode() + b"\n")
                with line.makefile(encoding="utf-8") as answer:
                    said = json.loads(answer.readline())
        except (OSError, ValueError) as error:
            time.sleep(DYING_S)
            if not self._alive():
                raise KioskGone(f"while it was asked to {asked.get('do')}") from error
            raise
        assert isinstance(said, dict), "an answer is an object"
        return said

    def screen(self) -> str:
        """Return the name of the view on the screen, or nothing while there is no kiosk."""
        try:
            return str(self.ask(do="state")["view"])
        except (OSError, ValueError):
            return ""

    def details(self) -> str:
        """Return what the screen says, as its view's fields."""
        return str(self.ask(do="state")["details"])

    def sees(self, *views: str, seconds: float = LOOK_S) -> str:
        """Wait until one of these screens came up since the last touch, keep its picture, and return which it is."""
        try:
            found = str(wait_for(f"one of the screens {views}", seconds, lambda: self._among(views)))
        except TimeoutError as error:
            raise TimeoutError(f"{error}; the screen is {self.screen()!r}") from error
        self.picture(found, place=self._place)
        return found

    def picture(self, name: str, *, place: int | None = None) -> None:
        """Keep a picture of the screen as it is, or of one that was passed."""
        self._taken += 1
        self.ask(do="picture", path=str(self._pictures / f"{self._taken:02}-{name}.png"), place=place)

    def touches(self, button: str) -> None:
        """Touch a target once it is there and enabled; a person does not touch twice within 0.3 s."""
        wait_for(f"a target {button!r} on {self.screen()}", LOOK_S, lambda: self._press(button))
        time.sleep(0.35)

    def types(self, digits: str) -> None:
        """Type digits on the keypad."""
        for digit in digits:
            self.touches(f"digit_{digit}")

    def reads(self, text: str, seconds: float = LOOK_S) -> None:
        """Wait until the screen's view says this."""
        wait_for(f"the screen to say {text!r}", seconds, lambda: text in self.details())

    def _press(self, button: str) -> bool:
        pressed = self.ask(do="press", button=button)
        self._kiosk, self._place = pressed["pid"], max(0, pressed["passed"] - 1)
        return bool(pressed["ok"])

    def _among(self, views: tuple[str, ...]) -> str:
        """Return the first of these views since the last one seen or touched, and stand there; "" for none."""
        try:
            passed = self.ask(do="passed", since=self._place)
        except (OSError, ValueError):
            return ""
        if passed["pid"] != self._kiosk:  # another process: begin with what it shows now
            self._kiosk, self._place = passed["pid"], passed["passed"] - 1
            return ""
        for place, view in enumerate(passed["views"], self._place):
            if view in views:
                self._place = place
                return str(view)
        return ""
