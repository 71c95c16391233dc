"""The one thread that talks to the platform: it takes what the flows ask, and answers with events.

A booking whose answer is lost is asked again under the same number with the same bytes, a few times while the
customer waits; then it is `SaleUnanswered`, and recovery goes on asking (I3, PAY-6).
"""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain.books import Settlement
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import Event
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.orders import Order
from kiosk_app.domain.sale import BookingRequest, SaleNumber
from kiosk_app.domain.staff import Period
from kiosk_app.sync import wire
from kiosk_app.sync.asking import Request, ask, rejected, unanswered
from kiosk_app.sync.client import NoAnswer, NoIdentity, PlatformClient, Rejected
from kiosk_app.sync.office import (
    OfficeRequest,
    Precheck,
    Report,
    Untaken,
    ask_office,
    office_rejected,
    office_unanswered,
)
from kiosk_app.sync.posting import Posting
from kiosk_app.sync.renewal import Renewal
from kiosk_app.sync.witness import Witness

Connect = Callable[[], PlatformClient]
State = Callable[[], dict[str, Any]]
"""What the heartbeat says of the terminal: conditions, counters, journal (docs/interfaces.md 1)."""

REQUESTS_AT_MOST = 64
TRIES, PAUSE_S = 3, 1.0
LOST_HEARTBEAT_S = 3.0
IDLE_S = 1.0  # so long a turn of the loop lasts when nobody asks anything

PAUSED = Condition.FAULT, "paused"
"""What is said of the platform while it has paused the service: nothing new is promised, what is open goes on."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a heartbeat's answer brings."""

    known: tuple[str, ...]  # orders whose end the platform has heard of with this heartbeat
    orders: tuple[Order, ...]
    config: wire.ConfigMessage | None


class PlatformWorker:
    """Satisfies `runtime.ports.Platform`; every call returns at once and is answered by an event."""

    def __init__(
        self,
        connect: Connect,
        post: Callable[[Event], None],
        heartbeat_s: float,
        about: dict[str, str],
        state: State,
        posting: Posting | None = None,
        witness: Witness | None = None,
        renewal: Renewal | None = None,
        heard: Callable[[Heard], None] | None = None,
    ) -> None:
        """Without `posting` the journal stays here; without `witness` nobody looks at what the platform signs.

        Without `renewal` the certificate ends when it ends; `heard` gets what each heartbeat's answer brings besides.
        """
        self._connect, self._post, self._heartbeat_s = connect, post, heartbeat_s
        self._about, self._state = about, state
        self._posting, self._witness, self._renewal, self._heard = posting, witness, renewal, heard
        self.paused = False  # set by the main thread: no service is to be offered
        self._requests: queue.Queue[Request | OfficeRequest | None] = queue.Queue(REQUESTS_AT_MOST)
        self._thread = threading.Thread(target=self._run, name="platform", daemon=True)
        self._stopping = threading.Event()
        self._client: PlatformClient | None = None
        self._reported = Condition.STARTING, ""
        self._due = time.monotonic()  # when the next heartbeat is sent
        self.heard: tuple[float, float] | None = None  # last heartbeat's answer: monotonic, our clock less its clock
        self.untaken = Untaken()
        self.progress = 0  # grows with every turn of the loop and of a wait; the watchdog looks at it

    # --- runtime.ports.Platform ---

    def ask_account(self, request: str, customer_no: str, password: Secret | None) -> None:
        """Answered by AccountFound, Refused or Unanswered."""
        self._queue(do.AskAccount(request, customer_no, password))

    def ask_card(self, request: str, card: CardSnapshot) -> None:
        """Answered by CardIdentified, Refused or Unanswered."""
        self._queue(do.AskCard(request, card))

    def ask_quote(self, request: str, customer_no: str, money: Fen | None, energy: CentiKwh | None) -> None:
        """Answered by Quoted, Refused or Unanswered."""
        self._queue(do.AskQuote(request, customer_no, money, energy))

    def ask_recovery(self, request: str, sale: SaleNumber, slip: str | None) -> None:
        """Answered by RecoveryFound, Refused or Unanswered."""
        self._queue(do.AskRecovery(request, sale, slip))

    def book(self, request: BookingRequest) -> None:
        """Answered by SaleBooked, SaleRefused or SaleUnanswered."""
        self._queue(do.BookSale(request))

    def ask_card_authorisation(self, sale: SaleNumber, card_serial: str, challenge: bytes, step: int) -> None:
        """Answered by CardAuthorised, WriteRefused or WriteUnanswered."""
        self._queue(do.AskCardAuthorisation(sale, card_serial, challenge, step))

    def ask_write_order(self, sale: SaleNumber, card: CardSnapshot, random: bytes) -> None:
        """Answered by WriteOrderIssued, WriteRefused or WriteUnanswered."""
        self._queue(do.AskWriteOrder(sale, card, random))

    def confirm_write(self, sale: SaleNumber, card: CardSnapshot) -> None:
        """Answered by WriteConfirmed or WriteUnanswered."""
        self._queue(do.ConfirmWrite(sale, card))

    # --- runtime.staffing.Office ---

    def precheck(self, period: Period, head: tuple[int, bytes]) -> None:
        """Answered by PrecheckPassed, PrecheckRefused or PrecheckUnanswered."""
        self._queue(Precheck(period, head))

    def book_settlement(self, settlement: Settlement) -> None:
        """Answered by SettlementBooked, SettlementUnanswered or SettlementRefused."""
        self._queue(Report(settlement))

    def _queue(self, request: Request | OfficeRequest) -> None:
        """Hand a request to the thread; where it has too many already, this one gets no answer."""
        try:
            self._requests.put_nowait(request)
        except queue.Full:
            log.warning("platform_queue_full", request=type(request).__name__)
            self._post(no_answer_to(request))

    # --- the thread ---

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, deadline_s: float = 2.0) -> bool:
        """End the thread, and the call that it waits for; False if it did not end in time."""
        self._stopping.set()
        with suppress(queue.Full):
            self._requests.put_nowait(None)  # wakes it up
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while self._turn():
                self._look_at_pause()
                self._take_one(self._wait_s())
        finally:
            self._hang_up()

    def _turn(self) -> bool:
        """Count a turn of the loop, or of a wait inside a call; False when the thread is to end."""
        self.progress += 1
        return not self._stopping.is_set()

    def _wait_s(self) -> float:
        """Return how long to wait for a request before there is something else to do."""
        waits = [max(0.0, self._due - time.monotonic()), IDLE_S]
        if self._posting is not None and (wait := self._posting.wait_s()) is not None:
            waits.append(wait)
        return min(waits)

    def _take_one(self, wait_s: float) -> None:
        """Answer one request, or send the heartbeat that is due, or a page of the journal: whoever asks comes first."""
        try:
            request = self._requests.get(timeout=wait_s)
        except queue.Empty:
            if time.monotonic() >= self._due:
                self._heartbeat()
            elif self._posting is not None:
                self._post_page(self._posting)
        else:
            if request is not None:
                answer = self._answer(request)
                self.untaken.note(answer)
                self._post(answer)

    def _connected(self) -> PlatformClient:
        """Return the client; without an identity there is none, and the files are looked at again the next time."""
        if self._client is None:
            try:
                self._client = self._connect()
            except OSError as error:
                raise NoIdentity(type(error).__name__) from error
            self._client.while_waiting(self._turn)
        return self._client

    def _answer(self, request: Request | OfficeRequest) -> Event:
        try:
            answer = perform(self._connected(), request, self._stopping)
        except NoAnswer as error:
            log.warning("platform_no_answer", request=type(request).__name__, reason=str(error))
            self._lost(error)
            return no_answer_to(request)
        except Rejected as error:
            log.warning("platform_rejected", request=type(request).__name__, code=error.code)
            return refusal_of(request, error.code)
        self._report(Condition.READY, "")
        return answer

    def _post_page(self, posting: Posting) -> None:
        try:
            answered = posting.step(self._connected)
        except NoAnswer as error:
            log.warning("facts_no_answer", reason=str(error))
            self._lost(error)
        except Rejected as error:
            log.warning("facts_rejected", code=error.code)
        else:
            if answered:
                self._report(Condition.READY, "")

    def _heartbeat(self) -> None:
        body: dict[str, Any] = {**self._about, "sent_at": datetime.now(UTC).isoformat(timespec="seconds")}
        body |= self._state()
        try:
            answer = self._connected().call("POST", "/v1/heartbeats", body, wire.HEARTBEAT)
        except (NoAnswer, Rejected) as error:
            log.warning("heartbeat_failed", reason=str(error))
            self._lost(error)
        else:
            self._due = time.monotonic() + self._heartbeat_s
            self._report(Condition.READY, "")
            server = datetime.fromisoformat(answer.server_time)
            self.heard = time.monotonic(), (datetime.now(UTC) - server).total_seconds()
            self._witness_head(answer.head)
            if self._heard is not None:
                told = tuple(each["id"] for each in body.get("commands_done", ()))
                self._heard(Heard(told, tuple(order_of(each) for each in answer.commands), answer.config))
            self._renew_at(server)

    def _renew_at(self, now: datetime) -> None:
        """Renew the certificate if it is due by the platform's clock; what follows is asked with the new one."""
        if self._renewal is not None and self._renewal.look(self._connected(), now):
            self._hang_up()

    def _hang_up(self) -> None:
        """Close the connection; the next call makes another, with the identity that is there then."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _witness_head(self, head: wire.HeadMessage) -> None:
        """Keep the head that the platform has signed; a disk that does not take it is no reason to stop talking."""
        if self._witness is None:
            return
        try:
            if not self._witness.hear(head):
                log.error("head_not_signed", rows=head.count)
        except OSError:
            log.exception("head_not_kept")

    def _lost(self, error: NoAnswer | Rejected) -> None:
        """Say that the platform is not there, and look soon, with the identity that is there then."""
        self._hang_up()
        self._due = time.monotonic() + min(LOST_HEARTBEAT_S, self._heartbeat_s)
        if isinstance(error, NoIdentity):
            self._report(Condition.FAULT, "no_identity")
        else:
            self._report(Condition.LOST, "refused" if isinstance(error, Rejected) else "not_answering")

    def _look_at_pause(self) -> None:
        """Say at once that service is paused, or that it is not any more."""
        if self._reported == ((Condition.READY, "") if self.paused else PAUSED):
            self._report(Condition.READY, "")

    def _report(self, condition: Condition, code: str) -> None:
        if self.paused and condition is Condition.READY:
            condition, code = PAUSED
        if (condition, code) != self._reported:
            self._reported = condition, code
            self._post(happened.HealthChanged(Health(Device.PLATFORM, condition, code)))


def order_of(told: wire.CommandMessage) -> Order:
    """Return the domain's order."""
    return Order(told.id, told.kind, tuple(sorted(told.arguments.items())))


def no_answer_to(request: Request | OfficeRequest) -> Event:
    """Return the event of no answer."""
    return office_unanswered(request) if isinstance(request, Precheck | Report) else unanswered(request)


def refusal_of(request: Request | OfficeRequest, code: str) -> Event:
    """Return the event of a 4xx."""
    return office_rejected(request, code) if isinstance(request, Precheck | Report) else rejected(request, code)


def perform(client: PlatformClient, request: Request | OfficeRequest, stopping: threading.Event) -> Event:
    """Carry one request out; a booking is repeated a few times before its answer is given up."""
    tries = TRIES if isinstance(request, do.BookSale | do.ConfirmWrite) else 1
    while True:
        tries -= 1
        try:
            return ask_office(client, request) if isinstance(request, Precheck | Report) else ask(client, request)
        except NoAnswer:
            if not tries or stopping.wait(PAUSE_S):
                raise
