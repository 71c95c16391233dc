"""The one thread that talks to the platform: it takes what the flows ask, and answers with events.

A booking whose answer is lost is asked again under the same number with the same bytes, a few times while the
customer waits; then it is `SaleUnanswered`, and recovery goes on asking (I3, PAY-6).
"""

import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import Event
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.sale import BookingRequest, SaleNumber
from kiosk_app.sync import wire
from kiosk_app.sync.client import NoAnswer, PlatformClient, Rejected
from kiosk_app.sync.wire import RefusedAnswer, card_block

Request = (
    do.AskAccount
    | do.AskCard
    | do.AskQuote
    | do.BookSale
    | do.AskCardAuthorisation
    | do.AskWriteOrder
    | do.ConfirmWrite
)
Connect = Callable[[], PlatformClient]
Conditions = Callable[[], list[dict[str, str]]]

REQUESTS_AT_MOST = 64
TRIES, PAUSE_S = 3, 1.0
LOST_HEARTBEAT_S = 3.0

log = structlog.get_logger(__name__)


class PlatformWorker:
    """Satisfies `runtime.ports.Platform`; every call returns at once and is answered by an event."""

    def __init__(
        self,
        connect: Connect,
        post: Callable[[Event], None],
        heartbeat_s: float,
        about: dict[str, str],
        conditions: Conditions,
    ) -> None:
        self._connect, self._post, self._heartbeat_s = connect, post, heartbeat_s
        self._about, self._conditions = about, conditions
        self._requests: queue.Queue[Request | None] = queue.Queue(REQUESTS_AT_MOST)
        self._thread = threading.Thread(target=self._run, name="platform", daemon=True)
        self._stopping = threading.Event()
        self._condition = Condition.STARTING
        self.progress = 0  # grows with every turn of the loop; the watchdog looks at it

    # --- runtime.ports.Platform ---

    def ask_account(self, request: str, customer_no: str, password: Secret) -> None:
        """Answered by AccountFound, Refused or Unanswered."""
        self._requests.put_nowait(do.AskAccount(request, customer_no, password))

    def ask_card(self, request: str, card: CardSnapshot) -> None:
        """Answered by CardIdentified, Refused or Unanswered."""
        self._requests.put_nowait(do.AskCard(request, card))

    def ask_quote(self, request: str, customer_no: str, money: Fen | None, energy: CentiKwh | None) -> None:
        """Answered by Quoted, Refused or Unanswered."""
        self._requests.put_nowait(do.AskQuote(request, customer_no, money, energy))

    def book(self, request: BookingRequest) -> None:
        """Answered by SaleBooked, SaleRefused or SaleUnanswered."""
        self._requests.put_nowait(do.BookSale(request))

    def ask_card_authorisation(self, sale: SaleNumber, card_serial: str, challenge: bytes, step: int) -> None:
        """Answered by CardAuthorised, WriteRefused or WriteUnanswered."""
        self._requests.put_nowait(do.AskCardAuthorisation(sale, card_serial, challenge, step))

    def ask_write_order(self, sale: SaleNumber, card: CardSnapshot, random: bytes) -> None:
        """Answered by WriteOrderIssued, WriteRefused or WriteUnanswered."""
        self._requests.put_nowait(do.AskWriteOrder(sale, card, random))

    def confirm_write(self, sale: SaleNumber, card: CardSnapshot) -> None:
        """Answered by WriteConfirmed or WriteUnanswered."""
        self._requests.put_nowait(do.ConfirmWrite(sale, card))

    # --- the thread ---

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """Ask the thread to end and wait for it; False if it did not end in time."""
        self._stopping.set()
        try:
            self._requests.put_nowait(None)
        except queue.Full:
            log.warning("platform_queue_full_at_stop")
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        client = self._connect()
        due = time.monotonic()
        while not self._stopping.is_set():
            self.progress += 1
            try:
                request = self._requests.get(timeout=min(max(0.0, due - time.monotonic()), 1.0))
            except queue.Empty:
                if time.monotonic() >= due:
                    alive = self._heartbeat(client)
                    due = time.monotonic() + (self._heartbeat_s if alive else LOST_HEARTBEAT_S)
                continue
            if request is not None:
                self._post(self._answer(client, request))
        client.close()

    def _answer(self, client: PlatformClient, request: Request) -> Event:
        try:
            answer = perform(client, request, self._stopping)
        except NoAnswer as error:
            log.warning("platform_no_answer", request=type(request).__name__, reason=str(error))
            self._report(Condition.LOST, "not_answering")
            return unanswered(request)
        except Rejected as error:
            log.warning("platform_rejected", request=type(request).__name__, code=error.code)
            return refused(request, error.code, {})
        self._report(Condition.READY, "")
        return answer

    def _heartbeat(self, client: PlatformClient) -> bool:
        body: dict[str, Any] = {**self._about, "sent_at": datetime.now(UTC).isoformat(timespec="seconds")}
        body["conditions"] = self._conditions()
        try:
            client.call("POST", "/v1/heartbeats", body, wire.HEARTBEAT)
        except (NoAnswer, Rejected) as error:
            log.warning("heartbeat_failed", reason=str(error))
            self._report(Condition.LOST, "refused" if isinstance(error, Rejected) else "not_answering")
            return False
        self._report(Condition.READY, "")
        return True

    def _report(self, condition: Condition, code: str) -> None:
        if condition is not self._condition:
            self._condition = condition
            self._post(happened.HealthChanged(Health(Device.PLATFORM, condition, code)))


def perform(client: PlatformClient, request: Request, stopping: threading.Event) -> Event:
    """Carry one request out; a booking is repeated a few times before its answer is given up."""
    tries = TRIES if isinstance(request, do.BookSale | do.ConfirmWrite) else 1
    while True:
        tries -= 1
        try:
            return ask(client, request)
        except NoAnswer:
            if not tries or stopping.wait(PAUSE_S):
                raise


def ask(client: PlatformClient, request: Request) -> Event:
    """Send one request once and turn its answer into an event."""
    match request:
        case do.AskAccount(name, number, password):
            body: dict[str, Any] = {"customer_no": number, "password": password.reveal()}
            found = client.call("POST", "/v1/accounts/query", body, wire.ACCOUNT)
            if isinstance(found, wire.AccountAnswer):
                return happened.AccountFound(name, found.account.value())
            return refused(request, found.code, found.facts)
        case do.AskCard(name, card):
            known = client.call("POST", "/v1/cards/identify", {"card": card_block(card)}, wire.CARD)
            if isinstance(known, wire.CardAnswer):
                return happened.CardIdentified(name, known.account.value(), known.terms.value())
            return refused(request, known.code, known.facts)
        case do.AskQuote(name, number, money, energy):
            side = {"money_fen": money} if money is not None else {"energy_ckwh": energy}
            quoted = client.call("POST", "/v1/quotes", {"customer_no": number, **side}, wire.QUOTE)
            if isinstance(quoted, wire.QuoteAnswer):
                return happened.Quoted(name, quoted.quote.value())
            return refused(request, quoted.code, quoted.facts)
        case do.BookSale(booking):
            booked = client.call("PUT", f"/v1/sales/{booking.sale}", wire.booking_body(booking), wire.SALE)
            if isinstance(booked, wire.SaleAnswer):
                return happened.SaleBooked(booking.sale, booked.booking.value())
            return refused(request, booked.code, booked.facts)
        case _:
            return ask_about_card(client, request)


def ask_about_card(
    client: PlatformClient, request: do.AskCardAuthorisation | do.AskWriteOrder | do.ConfirmWrite
) -> Event:
    """Send one of the three requests about a booked purchase's card."""
    path = f"/v1/sales/{request.sale}"
    match request:
        case do.AskCardAuthorisation(sale, serial, challenge, step):
            body: dict[str, Any] = {"card_serial": serial, "challenge": challenge.hex().upper(), "step": step}
            allowed = client.call("POST", f"{path}/card-authorisations", body, wire.AUTHORISATION)
            if isinstance(allowed, RefusedAnswer):
                return refused(request, allowed.code, allowed.facts)
            cryptogram = bytes.fromhex(allowed.cryptogram)
            return happened.CardAuthorised(sale, int(allowed.key_no, 16), cryptogram, allowed.more)
        case do.AskWriteOrder(sale, card, random):
            body = {"card": card_block(card), "random": random.hex().upper()}
            issued = client.call("POST", f"{path}/write-orders", body, wire.ORDER)
            if isinstance(issued, RefusedAnswer):
                return refused(request, issued.code, issued.facts)
            return happened.WriteOrderIssued(sale, issued.order.value())
        case do.ConfirmWrite(sale, card):
            told = client.call("POST", f"{path}/write-confirmations", {"card": card_block(card)}, wire.PLAIN)
            if isinstance(told, RefusedAnswer):
                return refused(request, told.code, told.facts)
            return happened.WriteConfirmed(sale)


def refused(request: Request, code: str, facts: dict[str, str]) -> Event:
    """Return the event of a refusal of this request."""
    match request:
        case do.AskAccount(name) | do.AskCard(name) | do.AskQuote(name):
            return happened.Refused(name, code, tuple(sorted(facts.items())))
        case do.BookSale(booking):
            return happened.SaleRefused(booking.sale, code)
        case _:
            return happened.WriteRefused(request.sale, code)


def unanswered(request: Request) -> Event:
    """Return the event of no answer to this request."""
    match request:
        case do.AskAccount(name) | do.AskCard(name) | do.AskQuote(name):
            return happened.Unanswered(name)
        case do.BookSale(booking):
            return happened.SaleUnanswered(booking.sale)
        case _:
            return happened.WriteUnanswered(request.sale)
