"""Where everything that can be seen is seen, and handed to the checkers that want it."""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.device import Device, Health
from kiosk_app.domain.facts import Fact
from kiosk_app.domain.meter_card import CardSnapshot, WriteOrder
from kiosk_app.domain.sale import BookingRequest
from kiosk_app.domain.settlement_voucher import SettlementVoucher
from kiosk_app.domain.staff import Period
from kiosk_app.domain.voucher import Voucher
from tests.simulation.things import Banknote, MeterCard, Slip

if TYPE_CHECKING:
    from tests.simulation.kiosk import End
    from tests.simulation.people import Person
    from tests.simulation.platform.port import Posting

See = Callable[..., None]


_EYES: dict[type[Any], tuple[str, ...]] = {}


def eyes_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a checker's methods."""
    if kind not in _EYES:
        _EYES[kind] = tuple(name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name)))
    return _EYES[kind]


@cache
def row_name(kind: str) -> str:
    """Return what rows of this kind are called: NoteCredited -> "note_credited"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()


class Watch:
    """Calls every checker with a method of that name; a row goes to `row_note_credited` and the like, then to `row`."""

    def __init__(self) -> None:
        self.reporting: Banknote | None = None  # the note that the event under way is really about
        self.healths: dict[Device, Health] = {}
        self.in_front: Person | None = None
        self._hooks: dict[str, list[See]] = {}
        self._rows: dict[str, list[See]] = {}
        self._of_kind: dict[type[Fact], list[See]] = {}

    def add(self, checker: Any) -> None:
        """Let one more checker see."""
        for name in eyes_of(type(checker)):
            if name.startswith("row_"):
                self._rows.setdefault(name.removeprefix("row_"), []).append(getattr(checker, name))
            else:
                self._hooks.setdefault(name, []).append(getattr(checker, name))

    def _tell(self, hook: str, *what: Any) -> None:
        if (found := self._hooks.get(hook)) is not None:
            for see in found:
                see(*what)

    # --- the journal ---

    def recorded(self, fact: Fact) -> None:
        """A row is durable."""
        kind = type(fact)
        found = self._of_kind.get(kind)
        if found is None:
            found = self._of_kind[kind] = [*self._rows.get(row_name(kind.__name__), ()), *self._hooks.get("row", ())]
        for see in found:
            see(fact)

    def booted(self, life: int, open_sales: int) -> None:
        """A life has begun and read its journal."""
        self.healths.clear()
        self._tell("booted", life, open_sales)

    def died(self, end: "End") -> None:
        """A life has ended."""
        self._tell("died", end)

    # --- the acceptor ---

    def fallen(self, note: Banknote) -> None:
        """A note lies in the box."""
        self._tell("fallen", note)

    def stack_ordered(self, note: Banknote | None) -> None:
        """The runner has ordered a note into the box."""
        self._tell("stack_ordered", note)

    def acknowledged(self, note: Banknote | None) -> None:
        """The runner lets the unit forget its report of this note."""
        self._tell("acknowledged", note)

    def acceptor_opened(self) -> None:
        """The runner lets notes in."""
        self._tell("acceptor_opened")

    def acceptor_closed(self) -> None:
        """The runner lets no notes in."""
        self._tell("acceptor_closed")

    def idle(self) -> None:
        """The screen shows that nobody is here."""
        self._tell("idle")

    def health_told(self, health: Health) -> None:
        """A driver tells how its device is."""
        self.healths[health.device] = health

    # --- the platform ---

    def booking_ordered(self, request: BookingRequest) -> None:
        """The runner asks to book."""
        self._tell("booking_ordered", request)

    def confirmation_ordered(self, sale: str, card: CardSnapshot) -> None:
        """The runner says what is on a card."""
        self._tell("confirmation_ordered", sale, card)

    def posted(self, posting: "Posting") -> None:
        """The billing core has booked."""
        self._tell("posted", posting)

    # --- staff and the cash box ---

    def box_released(self) -> None:
        """The runner lets the lock be released."""
        self._tell("box_released")

    def door_told(self, opened: bool) -> None:
        """The box's door switch has said something new, and the runner has acted on it."""
        self._tell("door_told", opened)

    def settlement_print_ordered(self, voucher: SettlementVoucher) -> None:
        """The runner sends a settlement's voucher."""
        self._tell("settlement_print_ordered", voucher)

    def settlement_printed(self, voucher: SettlementVoucher, whole: bool) -> None:
        """A settlement's voucher is on paper."""
        self._tell("settlement_printed", voucher, whole)

    def settlement_told(self, settlement: Settlement) -> None:
        """The runner tells the platform of a settlement."""
        self._tell("settlement_told", settlement)

    def settlement_kept(self, settlement: Settlement) -> None:
        """The platform has a settlement in its books."""
        self._tell("settlement_kept", settlement)

    def precheck_passed(self, period: Period) -> None:
        """The platform has the same as the terminal."""
        self._tell("precheck_passed", period)

    # --- the gate ---

    def request_admitted(self, boot: str, sequence: int) -> None:
        """The platform takes a request."""
        self._tell("request_admitted", boot, sequence)

    def request_refused(self, code: str) -> None:
        """The platform does not take a request."""
        self._tell("request_refused", code)

    def platform_restored(self) -> None:
        """The platform has come back from a backup, and has forgotten what it was warned of since."""
        self._tell("platform_restored")

    # --- paper and card ---

    def print_ordered(self, voucher: Voucher) -> None:
        """The runner sends a slip."""
        self._tell("print_ordered", voucher)

    def printed(self, slip: Slip) -> None:
        """A slip is on paper."""
        self._tell("printed", slip)

    def write_ordered(self, order: WriteOrder, card: MeterCard | None) -> None:
        """The runner lets a card be written."""
        self._tell("write_ordered", order, card)

    def card_presented(self, card: MeterCard) -> None:
        """A card goes in."""
        self._tell("card_presented", card)

    def card_read(self, card: MeterCard) -> None:
        """A card could be read."""
        self._tell("card_read", card)

    def card_refused(self, card: MeterCard) -> None:
        """The card itself refuses."""
        self._tell("card_refused", card)

    def swallow_ordered(self, card: MeterCard) -> None:
        """The runner lets a card be swallowed that was never put out."""
        self._tell("swallow_ordered", card)

    def card_retained(self, card: MeterCard) -> None:
        """The runner was told that a card is swallowed, and has acted on it."""
        self._tell("card_retained", card)

    def card_written(self, card: MeterCard) -> None:
        """A card has been changed."""
        self._tell("card_written", card)

    # --- people and the end ---

    def seen(self, person: "Person", front: Any) -> None:
        """Somebody in front looks at the screen."""
        self._tell("seen", person, front)

    def settled(self) -> None:
        """The liveness phase is over: everything must have come to its end."""
        self._tell("settled")

    def counted(self, box: list[Banknote]) -> None:
        """The box is opened and counted."""
        self._tell("counted", box)
