"""A platform that answers as a test tells it, and the worker that asks it: for the tests of the platform's thread."""

import json
import queue
import ssl
from collections.abc import Callable
from typing import Any

from kiosk_app.domain.device import Condition, Device
from kiosk_app.domain.events import Event, HealthChanged
from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.worker import PlatformWorker
from tests.contract import platform
from tests.sync import examples
from tests.sync.server import Play, Request, Server, http, saying

ABOUT = {"version": "0.1.0", "boot_id": "5f0c1e7a9b3d2846"}
CONDITIONS = [{"device": "bill_acceptor", "condition": "fault", "code": "cassette_full"}]
STATE = {
    "conditions": CONDITIONS,
    "counters": {"box": [], "slips": 0, "cards_kept": 0, "paper": "ok"},
    "journal": {"count": 1, "head": "0" * 64},
    "config_version": 0,
    "config_refused": None,
    "commands_done": [],
}
BEAT = platform.call("heartbeats").examples[0].answer
SALES = platform.call("sales_put").examples
PAYMENT = examples.booking_request(SALES[0].request or {})


def http_json(answer: Any, status: int = 200) -> bytes:
    return http(status, json.dumps(answer, ensure_ascii=False).encode())


class Town:
    """A platform that answers heartbeats well and everything else as it is told."""

    def __init__(self, serve: Callable[[Play], Server]) -> None:
        self.beats, self.others = saying(200, BEAT), saying(200, BEAT)
        self.server = serve(self._play)

    def _play(self, connection: ssl.SSLSocket, request: Request) -> None:
        (self.beats if request.path == "/v1/heartbeats" else self.others)(connection, request)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.server.requests if request.path == path]


class Stage:
    """A worker, what it posted, and its end."""

    def __init__(self, connect: Callable[[], PlatformClient], heartbeat_s: float = 30.0) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        self.worker = PlatformWorker(connect, self.events.put, heartbeat_s, ABOUT, lambda: STATE)

    def next(self, seconds: float = 20.0) -> Event:
        return self.events.get(timeout=seconds)

    def answer(self) -> Event:
        """Return the next event that is no news of the line."""
        while isinstance(event := self.next(), HealthChanged):
            pass
        return event

    def health(self) -> tuple[Condition, str]:
        """Return the next news of the line."""
        while not isinstance(event := self.next(), HealthChanged):
            pass
        assert event.health.device is Device.PLATFORM
        return event.health.condition, event.health.code


Start = Callable[..., Stage]


def silent(town: Town) -> Play:
    """Answer nothing until the server closes."""
    return lambda _, __: (town.server.closing.wait(30), None)[1]
