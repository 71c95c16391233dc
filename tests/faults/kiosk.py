"""The kiosk's own client and thread, enrolled at a real platform, with somebody who asks again as recovery does."""

import queue
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from kiosk_app.domain import events as happened
from kiosk_app.domain.events import Event
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.sale import BookingRequest, SaleKind, SaleNumber
from kiosk_app.sync.binding import Binding
from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.identity import Identity, enrol
from kiosk_app.sync.line import tls
from kiosk_app.sync.posting import Posting
from kiosk_app.sync.witness import answer_key
from kiosk_app.sync.worker import PlatformWorker
from tests.platform_stub.conftest import TERMINAL
from tests.platform_stub.site import CUSTOMER, Site

STATE = {
    "conditions": [],
    "counters": {"box": [], "slips": 0, "cards_kept": 0, "paper": "ok"},
    "journal": {"count": 0, "head": "0" * 64},
    "config_version": 0,
    "config_refused": None,
    "commands_done": [],
}
ASKED_AT_MOST = 40
ANSWER_S = 60.0
HEARTBEAT_S = 3_600.0


def enrolled(site: Site, folder: Path) -> Identity:
    """Enrol the terminal as `kiosk setup` does."""
    identity = Identity(folder)
    code = site.command("terminal", "code", TERMINAL).strip()
    enrol(identity, TERMINAL, code, site.enrolment_url, site.place / "authority.pem")
    return identity


def start_of(identity: Identity) -> Binding:
    """Return the numbers of a new start of the kiosk."""
    return Binding(TERMINAL, secrets.token_hex(8), lambda: answer_key(identity))


def client(site: Site, identity: Identity, binding: Binding, port: int) -> PlatformClient:
    """Return the kiosk's client, connecting to this port."""
    return PlatformClient(f"https://127.0.0.1:{port}", tls(site.place / "authority.pem", identity.file), binding)


def payment(number: int, fen: int = 2_000) -> BookingRequest:
    """Return what the kiosk sends of a payment."""
    notes = (NoteCount(Fen(1_000), fen // 1_000),)
    sale = SaleNumber(f"GD0117-{number:06}")
    return BookingRequest(sale, SaleKind.BILL_PAYMENT, CUSTOMER, Fen(fen), notes, (), None)


class Kiosk:
    """A platform thread and what it said."""

    def __init__(self, site: Site, identity: Identity, port: int, posting: Posting | None = None) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        binding = start_of(identity)
        connect = partial(client, site, identity, binding, port)
        about = {"version": "0.1.0", "boot_id": binding.next().boot}
        self.worker = PlatformWorker(connect, self.events.put, HEARTBEAT_S, about, lambda: STATE, posting)
        self.longest_s = 0.0  # from a question to its event, at most so far

    def books(self, request: BookingRequest) -> int:
        """Ask until it is booked, always under the same number; return how often the flows had to ask."""
        for asked in range(1, ASKED_AT_MOST + 1):
            begun = time.monotonic()
            self.worker.book(request)
            answer = self._answer(request.sale)
            self.longest_s = max(self.longest_s, time.monotonic() - begun)
            if isinstance(answer, happened.SaleBooked):
                assert answer.booking.paid == request.paid
                return asked
            assert isinstance(answer, happened.SaleUnanswered), "money in the box is never refused by a broken line"
        raise AssertionError(f"asked {ASKED_AT_MOST} times in vain")

    def _answer(self, sale: SaleNumber) -> Event:
        while True:
            event = self.events.get(timeout=ANSWER_S)
            if isinstance(event, happened.SaleBooked | happened.SaleRefused | happened.SaleUnanswered):
                assert event.sale == sale
                return event


@contextmanager
def running(site: Site, identity: Identity, port: int, posting: Posting | None = None) -> Iterator[Kiosk]:
    """Run a kiosk's platform thread."""
    kiosk = Kiosk(site, identity, port, posting)
    kiosk.worker.start()
    try:
        yield kiosk
    finally:
        assert kiosk.worker.stop(10.0)
