"""A visit of staff on real flows, a journal in memory and answers given by hand."""

from dataclasses import dataclass, field, replace

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.effects import Effect, Record
from kiosk_app.domain.events import DigitTyped, Event, HealthChanged, Pressed
from kiosk_app.domain.facts import Fact, NoteCredited, SaleBegun, TenderClosed, fold, period_of
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.rules import Rules
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.domain.staff import Operator, Period, Role, SettlementNumber
from kiosk_app.domain.staff_effects import AskPrecheck, ClosePeriod, LookUpPeriod, SignIn
from kiosk_app.domain.staff_events import PeriodClosed, PeriodTold, PrecheckPassed, SignedIn
from kiosk_app.domain.staff_facts import SettlementClosed, StaffFact
from kiosk_app.flows import visit
from kiosk_app.flows.visit import Visit
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED

LI = Operator("1001", "李建国", Role.COLLECTOR)
WANG = Operator("2002", "王工", Role.TECHNICIAN)
CHEN = Operator("3003", "陈经理", Role.ADMINISTRATOR)
PASSWORD = "58203941"


def takings() -> list[Fact]:
    """Two sales with money: 100 and 50 yuan."""
    facts: list[Fact] = []
    for number, note in enumerate((HUNDRED, FIFTY), 1):
        sale = SaleNumber(f"GD0117-{number:06}")
        facts += [
            SaleBegun(sale, samples.BILL_TERMS),
            NoteCredited(sale, 1, note),
            TenderClosed(sale, Fen(note.value)),
        ]
    return facts


@dataclass
class World:
    """The visit, what it has recorded, and what it asked for last."""

    rules: Rules = field(default_factory=Rules)
    facts: list[Fact] = field(default_factory=takings)
    acceptor: tuple[NoteCount, ...] | None = None  # its own count
    visit: Visit = field(init=False)
    asked: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.boot()

    def boot(self) -> None:
        """Begin anew with what the journal holds."""
        begun = visit.begin(self.rules)
        unsettled = fold(self.facts).books.open is not None
        self.visit = replace(begun, staffed=True, recovering=False, unsettled=unsettled)
        for device in Device:
            self.happen(HealthChanged(Health(device, Condition.READY)))

    @property
    def period(self) -> Period:
        return period_of(fold(self.facts))

    @property
    def open(self) -> Settlement | None:
        return fold(self.facts).books.open

    @property
    def told(self) -> list[StaffFact]:
        """Every fact about staff."""
        return [fact for fact in self.facts if isinstance(fact, StaffFact)]

    def at(self, kind: type) -> bool:
        """Say whether the visit is at this state."""
        return isinstance(self.visit.front, kind)

    def happen(self, *events: Event) -> "World":
        """Take events, record facts, answer at once what the journal answers."""
        for event in events:
            self.visit, effects = visit.step(self.visit, event)
            self.asked = [effect for effect in effects if not isinstance(effect, Record)]
            for effect in effects:
                self._answer(effect)
        return self

    def _answer(self, effect: Effect) -> None:
        match effect:
            case Record(fact):
                self.facts.append(fact)
            case LookUpPeriod():
                self.happen(PeriodTold(self.period, self.open, self.acceptor))
            case ClosePeriod(operator):
                closed = SettlementClosed(SettlementNumber("GD0117-S00001"), operator, self.period)
                self.facts.append(closed)
                assert self.open is not None
                self.happen(PeriodClosed(self.open, self.acceptor))
            case _:
                pass

    def press(self, *buttons: str) -> "World":
        return self.happen(*(Pressed(button) for button in buttons))

    def type_in(self, digits: str) -> "World":
        return self.happen(*(DigitTyped(digit) for digit in digits))

    def knock(self, number: str = LI.number, password: str = PASSWORD) -> "World":
        """Type number and password at the hidden way in."""
        self.press("staff").type_in(number).press("confirm").type_in(password).press("confirm")
        assert isinstance(self.asked[0], SignIn), self.asked
        return self

    def come_in(self, operator: Operator = LI, *, must_change: bool = False) -> "World":
        self.knock(operator.number)
        return self.happen(SignedIn("staff", operator, must_change))

    def agree(self) -> "World":
        """Sign in, and let the platform have the same."""
        self.come_in().press("settle")
        assert self.asked == [AskPrecheck(self.period)]
        return self.happen(PrecheckPassed())
