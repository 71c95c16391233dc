"""The visit in front: idle, menu, one service at a time, out of service when nothing can be promised."""

from dataclasses import dataclass, replace

from kiosk_app.domain.effects import AwaitCode, Effect, Record, StopAwaitingCode
from kiosk_app.domain.events import CodeScanned, Event, HealthChanged, Pressed, TimedOut
from kiosk_app.domain.facts import OpenSale
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.staff_events import DoorChanged, PeriodClosed
from kiosk_app.domain.staff_facts import DoorAlarm
from kiosk_app.flows import buy_electricity, enquiry, granting, handing_in, identify, pay_bill, settlement, staff
from kiosk_app.flows.cash_tender import late_note
from kiosk_app.flows.codes import bill_in, slip_in
from kiosk_app.flows.context import Context
from kiosk_app.flows.doors import Doors, alarms, not_shut, shut, switched, watched
from kiosk_app.flows.supervision import Healths, all_starting, missing, noted


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody is here."""


@dataclass(frozen=True, slots=True)
class Menu:
    """Somebody is choosing."""


Front = Idle | Menu | pay_bill.State | buy_electricity.State | enquiry.State | staff.State


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is in front and how the parts are."""

    rules: Rules
    healths: Healths
    front: Front
    recovering: bool = True  # sales of the last run are being settled: nobody is served before
    staffed: bool = False  # there is an operators' desk: staff may come in
    unsettled: bool = False  # a period is closed and its cash not handed in: no note may fall meanwhile (I18)
    scanning: bool = False  # there is a scanner: a code may be shown instead of typed
    doors: Doors = ()  # which door's switch said what last; none where there is no switch

    @property
    def context(self) -> Context:
        """What surrounds a step now."""
        return Context(self.rules, self.healths, self.recovering)

    @property
    def serving(self) -> bool:
        """True while a customer is here."""
        return not isinstance(self.front, Idle)


Step = tuple[Visit, tuple[Effect, ...]]

TAKING_NOTES = (pay_bill.Tendering, buy_electricity.Tendering)
OVER = (pay_bill.Done, buy_electricity.Done, enquiry.Done, staff.Done)


def begin(rules: Rules) -> Visit:
    """Return the visit of a kiosk that has just been switched on."""
    return Visit(rules, all_starting(), Idle())


def step(visit: Visit, event: Event) -> Step:
    """Advance the visit."""
    if isinstance(event, HealthChanged):
        visit = replace(visit, healths=noted(visit.healths, event.health))
    alarming: tuple[Effect, ...] = ()
    if isinstance(event, DoorChanged):
        doors = switched(visit.doors, event)
        visit = replace(visit, doors=doors, healths=noted(visit.healths, watched(doors)))
        alarming = (*alarms(event, visit.front), *shut(event, unsettled=visit.unsettled))
    elif isinstance(event, PeriodClosed):
        visit = replace(visit, unsettled=True)
    front, effects = step_front(visit, event)
    visit, effects = after_staff(visit, front, alarming + effects + handing_in.step(event) + granting.step(event))
    if not isinstance(visit.front, TAKING_NOTES):
        effects += late_note(event, sale_in(visit.front))
    if isinstance(front, enquiry.Done) and front.card:
        front, more = buy_electricity.begin()  # the card is presented as ever: what waits for it is written first
        effects = (*effects, *more)
    if isinstance(front, OVER):
        front = Idle()
    if front is visit.front:
        return visit, effects
    if (wanted := wants_code(front, visit)) is not wants_code(visit.front, visit):
        effects = (*effects, AwaitCode() if wanted else StopAwaitingCode())
    return replace(visit, front=front), effects


def step_front(visit: Visit, event: Event) -> tuple[Front, tuple[Effect, ...]]:
    """Let whoever is in front handle the event."""
    front, context = visit.front, visit.context
    match front:
        case Idle():
            return while_idle(visit, event)
        case Menu():
            return while_choosing(event, context)
        case (
            pay_bill.Identifying()
            | pay_bill.Choosing()
            | pay_bill.Stopped()
            | pay_bill.Tendering()
            | pay_bill.Booking()
            | pay_bill.Ending()
            | pay_bill.Done()
        ):
            return pay_bill.step(front, event, context)
        case staff.Entering() | staff.Looking() | staff.Overview() | staff.Renewing() | staff.Settling() | staff.Done():
            return staff.step(front, event, context)
        case enquiry.Typing() | enquiry.Asking() | enquiry.Told() | enquiry.Refusal() | enquiry.Done():
            return enquiry.step(front, event, context)
        case _:
            return buy_electricity.step(front, event, context)


def while_idle(visit: Visit, event: Event) -> tuple[Front, tuple[Effect, ...]]:
    """Wait for somebody: a customer where something can be promised, staff at any time."""
    match event:
        case Pressed("staff") if visit.staffed:
            return staff.begin(), ()
        case Pressed("start") if open_for_service(visit):
            return Menu(), ()
        case Pressed("reprint") if open_for_enquiry(visit):
            return enquiry.begin()
        case CodeScanned():
            return when_scanned(visit, event)
        case _:
            return visit.front, ()


def when_scanned(visit: Visit, scanned: CodeScanned) -> tuple[Front, tuple[Effect, ...]]:
    """Begin what a code is for that is shown to an idle kiosk (ux.md 1.4): a slip's is asked about, a bill is paid.

    Any other code begins nothing: nobody may have meant it for us.
    """
    context, front = visit.context, visit.front
    served = open_for_service(visit)
    asked = open_for_enquiry(visit) or (served and not missing(visit.healths, enquiry.ASKING))
    if asked and slip_in(scanned.text) is not None:
        typing, _ = enquiry.begin()
        return enquiry.step(typing, scanned, context)
    if served and not context.services.pay_bill and bill_in(scanned.text) is not None:
        identifying, effects = pay_bill.begin(context)
        front, more = pay_bill.step(identifying, scanned, context)
        return front, (*effects, *more)
    return front, ()


def open_for_service(visit: Visit) -> bool:
    """True when at least one service can be promised and the last run's sales are settled."""
    offered = visit.context.services
    return not (closed_by_staff(visit) or visit.recovering or (offered.pay_bill and offered.buy_electricity))


def open_for_enquiry(visit: Visit) -> bool:
    """True where nothing can be paid and yet somebody can be told what became of a payment: that takes no acceptor."""
    closed = closed_by_staff(visit) or visit.recovering or missing(visit.healths, enquiry.ASKING)
    return not closed and not open_for_service(visit)


def closed_by_staff(visit: Visit) -> tuple[str, ...]:
    """Return why nobody is served although every part may be ready: a settlement under way, a door not shut (I18)."""
    codes = ("cabinet.settlement",) if visit.unsettled else ()
    return (*codes, *(f"cabinet.door_{state}" for _, state in not_shut(visit.doors)))


def after_staff(visit: Visit, front: Front, effects: tuple[Effect, ...]) -> Step:
    """Take note of a settlement that is done, and of doors that are left open by who goes away."""
    if isinstance(front, staff.Settling) and isinstance(front.inner, settlement.Reporting | settlement.Finished):
        visit = replace(visit, unsettled=False)
    if isinstance(front, staff.Done):
        left_open = tuple(Record(DoorAlarm(door, state)) for door, state in not_shut(visit.doors))
        effects = (*effects, *left_open)
    return visit, effects


def while_choosing(event: Event, context: Context) -> tuple[Front, tuple[Effect, ...]]:
    """Begin a service, if all its parts are ready before the first note."""
    match event:
        case Pressed("pay_bill") if not context.services.pay_bill:
            return pay_bill.begin(context)
        case Pressed("buy_electricity") if not context.services.buy_electricity:
            return buy_electricity.begin()
        case Pressed("reprint") if not missing(context.healths, enquiry.ASKING):
            return enquiry.begin()
        case Pressed("back" | "exit") | TimedOut():
            return Idle(), ()
        case _:
            return Menu(), ()


def wants_code(front: Front, visit: Visit) -> bool:
    """True where a bill or a slip may be shown to the scanner instead of typing its number (UI-1, PAY-6)."""
    match front:
        case Idle():
            return visit.scanning  # the runner wakes the scanner at the start
        case pay_bill.Identifying(identify.Number()) | enquiry.Typing():
            return True
        case _:
            return False


def sale_in(front: Front) -> OpenSale | None:
    """Return the sale in front, to which a note that falls late is put down; nobody's where there is none."""
    sale = _sale_in(front)
    return None if sale is None or sale.elsewhere else sale  # another terminal's has no notes here


def _sale_in(front: Front) -> OpenSale | None:
    match front:
        case pay_bill.Booking(inner) | buy_electricity.Booking(inner):
            return inner.sale
        case pay_bill.Ending(inner) | buy_electricity.Ending(inner):
            return inner.sale
        case buy_electricity.Writing(inner):
            return inner.sale
        case _:
            return None
