"""The one thread that talks to the platform, and the line between: a request at a time, lost, late, twice or slow.

Follows `kiosk_app.sync.worker`: bookings and confirmations are tried three times, everything is answered by exactly
one event, and the health of the line is told when it changes.
"""

from collections import deque

from kiosk_app.domain import effects as do
from kiosk_app.domain.books import Settlement
from kiosk_app.domain.customer import Secret
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import Event, HealthChanged
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.sale import BookingRequest, SaleNumber
from kiosk_app.domain.staff import Period
from kiosk_app.sync.office import OfficeRequest, Precheck, Report
from kiosk_app.sync.worker import LOST_HEARTBEAT_S, PAUSE_S, REQUESTS_AT_MOST, TRIES, no_answer_to
from tests.simulation.kiosk import End, Machine
from tests.simulation.platform.port import Bound, PlatformLogic, Request
from tests.simulation.world import World

TRIP_MS, SLOW_MS, TIMEOUT_MS, HEARTBEAT_MS = 80, 7_000, 10_000, 30_000
LATE_MS = (12_000, 60_000, 3_600_000, 86_400_000)
AGAIN_MS = (50, 5_000, 400_000, 86_400_000)
DOWN_MS = (20_000, 180_000, 1_800_000, 604_800_000)
FLAP_MS, FLAPS = 3_000, 10
REFUSED_MS = 600_000  # heartbeats go on every few seconds; those between are refused alike
AGAIN = (do.BookSale, do.ConfirmWrite)  # asked again at once


class Line:
    """Satisfies `runtime.ports.Platform` and `kiosk.Part`."""

    def __init__(self, world: World, machine: Machine, logic: PlatformLogic) -> None:
        self.world, self.machine, self.logic = world, machine, logic
        self.down_until = 0
        self.life = 0
        self._queue: deque[Request | OfficeRequest] = deque()
        self._busy = False
        self._number = 0  # of the request sent last in this life
        self._condition = Condition.STARTING

    # --- runtime.ports.Platform ---

    def ask_account(self, request: str, customer_no: str, password: Secret | None) -> None:
        """Look a customer up."""
        self._put("account", do.AskAccount(request, customer_no, password))

    def ask_card(self, request: str, card: CardSnapshot) -> None:
        """Interpret a card."""
        self._put("card", do.AskCard(request, card))

    def ask_quote(self, request: str, customer_no: str, money: Fen | None, energy: CentiKwh | None) -> None:
        """Quote."""
        self._put("quote", do.AskQuote(request, customer_no, money, energy))

    def ask_recovery(self, request: str, sale: SaleNumber, slip: str | None) -> None:
        """Ask what became of a sale."""
        self._put("recovery", do.AskRecovery(request, sale, slip))

    def book(self, request: BookingRequest) -> None:
        """Book."""
        self._put("book", do.BookSale(request))
        self.world.watch.booking_ordered(request)

    def ask_card_authorisation(self, sale: SaleNumber, card_serial: str, challenge: bytes, step: int) -> None:
        """Authorise."""
        self._put("authorise", do.AskCardAuthorisation(sale, card_serial, challenge, step))

    def ask_write_order(self, sale: SaleNumber, card: CardSnapshot, random: bytes) -> None:
        """Order a write."""
        self._put("order", do.AskWriteOrder(sale, card, random))

    def confirm_write(self, sale: SaleNumber, card: CardSnapshot) -> None:
        """Confirm a write."""
        self._put("confirm", do.ConfirmWrite(sale, card))
        self.world.watch.confirmation_ordered(sale, card)

    # --- runtime.staffing.Office ---

    def precheck(self, period: Period, head: tuple[int, bytes]) -> None:
        """Compare a period."""
        self._put("precheck", Precheck(period, head))

    def book_settlement(self, settlement: Settlement) -> None:
        """Book a settlement."""
        self._put("settlement", Report(settlement))
        self.world.watch.settlement_told(settlement)

    # --- the thread ---

    def _put(self, name: str, request: Request | OfficeRequest) -> None:
        self.machine.boundary(f"platform.{name}")
        if len(self._queue) >= REQUESTS_AT_MOST:
            self.world.marks.hit("platform_queue_full")
            self.world.time.after(0, self.machine.post, self.life, no_answer_to(request))
            return
        self._queue.append(request)
        if not self._busy:
            self._next(self.life)

    def _next(self, life: int) -> None:
        if life != self.life or not self._queue:
            self._busy = False
            return
        self._busy = True
        request = self._queue.popleft()
        tries = TRIES if isinstance(request, AGAIN) else 1
        self._try(life, request, tries)

    def _try(self, life: int, request: Request | OfficeRequest, tries: int) -> None:
        if life != self.life:
            return
        after, faults, marks = self.world.time.after, self.world.faults, self.world.marks
        if self.world.now < self.down_until or faults.strikes("net.request_lost"):
            after(TIMEOUT_MS, self._answered, life, request, tries, None)
        elif faults.strikes("net.late"):
            marks.hit("request_arrives_after_its_timeout")
            after(LATE_MS[self.world.tape.choose(len(LATE_MS), "net.late_by")], self._stray, request, self._bound())
            after(TIMEOUT_MS, self._answered, life, request, tries, None)
        elif faults.strikes("net.slow"):
            after(SLOW_MS, self._arrives, life, request, tries, self._bound())
        else:
            after(TRIP_MS, self._arrives, life, request, tries, self._bound())

    def _bound(self) -> Bound:
        self._number += 1
        return Bound(self.life, self._number)

    def _stray(self, request: Request | OfficeRequest, bound: Bound) -> None:
        """A request arrives that nobody waits for any more."""
        self.logic.answer(request, bound)

    def _arrives(self, life: int, request: Request | OfficeRequest, tries: int, bound: Bound) -> None:
        faults = self.world.faults
        answer = self.logic.answer(request, bound)
        if faults.strikes("net.twice"):
            again = AGAIN_MS[self.world.tape.choose(len(AGAIN_MS), "net.again_after")]
            self.world.time.after(again, self._stray, request, bound)
        if faults.strikes("net.reply_lost"):
            self.world.marks.hit("reply_lost")
            answer = None
        if answer is None:
            self.world.time.after(TIMEOUT_MS - TRIP_MS, self._answered, life, request, tries, None)
        else:
            self._answered(life, request, tries, answer)

    def _answered(self, life: int, request: Request | OfficeRequest, tries: int, answer: Event | None) -> None:
        if life != self.life:
            if answer is not None:
                self.world.marks.hit("answer_to_a_dead_kiosk")
            return
        if answer is None and tries > 1:
            self.world.time.after(int(PAUSE_S * 1000), self._try, life, request, tries - 1)
            return
        self._report(Condition.READY if answer is not None else Condition.LOST)
        self.machine.post(life, answer if answer is not None else no_answer_to(request))
        self._next(life)

    def _report(self, condition: Condition) -> None:
        if condition is self._condition:
            return
        self._condition = condition
        code = "" if condition is Condition.READY else "not_answering"
        self.machine.post(self.life, HealthChanged(Health(Device.PLATFORM, condition, code)))
        if condition is Condition.LOST:
            self.world.time.after(int(LOST_HEARTBEAT_S * 1000), self._heartbeat, self.life)

    def _heartbeat(self, life: int) -> None:
        """Try until the line is back; while it is good, heartbeats have nothing to tell here."""
        if life != self.life or self._condition is Condition.READY:
            return
        if self.world.now < self.down_until:
            wait = max(int(LOST_HEARTBEAT_S * 1000), self.down_until - self.world.now)  # those between get silence
            self.world.time.after(wait, self._heartbeat, life)
            if self._condition is Condition.STARTING:
                self._report(Condition.LOST)
        elif self.logic.hears(self._bound()):
            self._report(Condition.READY)
        else:
            self.world.time.after(REFUSED_MS, self._heartbeat, life)
            self._report(Condition.LOST)

    def go_down(self) -> None:
        """The network is gone for a while."""
        self.down_until = self.world.now + DOWN_MS[self.world.tape.choose(len(DOWN_MS), "net.down_for")]
        self.world.time.after(HEARTBEAT_MS, self._notice, self.life)

    def heal(self) -> None:
        """The network is back."""
        self.down_until = 0
        if self.life:
            self._heartbeat(self.life)

    def flap(self, times: int = FLAPS) -> None:
        """Three seconds without network, three with it, and so on."""
        if self.world.faults.healed:
            return
        self.down_until = max(self.down_until, self.world.now + FLAP_MS)
        if times > 1:
            self.world.time.after(2 * FLAP_MS, self.flap, times - 1)

    def _notice(self, life: int) -> None:
        if life == self.life and self.world.now < self.down_until:
            self._report(Condition.LOST)

    # --- lives ---

    def begin(self, life: int) -> None:
        """Start the thread; its first heartbeat goes out at once."""
        self._condition = Condition.STARTING
        self.world.time.after(TRIP_MS, self._heartbeat, life)

    def prepare(self, life: int) -> None:
        """A new life's queue is there before its thread runs: recovery fills it first."""
        self.life, self._busy, self._number = life, False, 0
        self._queue.clear()

    def end(self, end: End) -> None:
        """Everything waiting is forgotten; what is under way arrives or not."""
        self._queue.clear()
        self._busy = False
        self.life = 0
