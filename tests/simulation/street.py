"""The street: who comes when, what happens to the building meanwhile, and who mends it all at the end."""

from typing import TYPE_CHECKING

from kiosk_app.domain.customer import MeterKind
from kiosk_app.runtime.journal_health import FREE_AT_LEAST
from tests.simulation.collector import Collector, Takings
from tests.simulation.kiosk import End
from tests.simulation.people import Person, Surroundings
from tests.simulation.platform.customers import Customer
from tests.simulation.story import brief
from tests.simulation.timeline import Act
from tests.simulation.violation import Violation

if TYPE_CHECKING:
    from tests.simulation.scenario import Scenario

GAP_MS = (*[4_000] * 9, *[30_000] * 7, *[300_000] * 3, 86_400_000)
CORE_DOWN_MS = (60_000, 1_800_000, 14_400_000)
DISK_FULL_MS = 60_000
JUMPS_MS = (1_000, -1_000, 31_536_000_000, -31_536_000_000, -1_764_000_000_000)
VISIT_AT_MOST_MS = 7_200_000
BACK_WITH_CARD_MS = 120_000
COLLECTOR_IN = 8  # one in so many who come, where staff come at all


class Street:
    """Sends one person after another, and trouble among them."""

    def __init__(self, scene: "Scenario") -> None:
        self.scene = scene
        self.visits = 0
        self.somebody: Person | Collector | None = None
        self.takings = Takings()
        self._town = list(scene.customers.values())
        cards = [each.card for each in self._town if each.card is not None]
        self._around = Surroundings(
            scene.world, scene.machine, scene.acceptor, scene.reader, cards, scene.printer.slips
        )
        self._left = 0
        scene.machine.looked_at = self._look
        self._possible = self._happenings()

    def _look(self) -> None:
        if self.somebody is not None:
            self.somebody.look()

    def open(self, visits: int) -> None:
        """Let people come."""
        self._left = visits
        self.scene.world.time.after(8_000, self._next)

    def _next(self) -> None:
        if not self._left or self.somebody is not None:
            return
        self._left -= 1
        world = self.scene.world
        if self.scene.staffed and world.tape.choose(COLLECTOR_IN, "street.collector") == 1:
            self._trouble()
            self.send_collector()
            return
        customer = self._town[world.tape.choose(len(self._town), "street.who")]
        self._trouble()
        self._come(customer)

    def _come(self, customer: Customer, *, plain: bool = False) -> None:
        self.visits += 1
        person = Person(self.visits, customer, self._around, self._gone)
        self.somebody = self.scene.watch.in_front = person
        self.scene.world.time.after(VISIT_AT_MOST_MS, self._lose_patience, person)
        person.arrive(plain=plain)

    def send_collector(self, *, plain: bool = False) -> None:
        """The collector comes between two customers."""
        scene = self.scene
        collector = Collector(scene.world, scene.machine, scene.cabinet, self.takings, self._collector_gone)
        self.somebody, scene.watch.in_front = collector, None
        scene.world.time.after(VISIT_AT_MOST_MS, self._lose_patience, collector)
        collector.arrive(plain=plain)

    def _collector_gone(self, collector: Collector) -> None:
        if self.scene.world.telling:
            self.scene.world.tell("collector", "leaves")
        self.somebody = None
        self._whoever_is_next()

    def _gone(self, person: Person) -> None:
        world, customer = self.scene.world, person.customer
        if world.telling:
            world.tell("person", f"#{person.ident} leaves")
        self.somebody = self.scene.watch.in_front = None
        self._home(customer)
        self._whoever_is_next()

    def _whoever_is_next(self) -> None:
        world = self.scene.world
        if not self._left and not world.faults.healed:
            world.time.enough = True
        gap = GAP_MS[world.tape.choose(len(GAP_MS), "street.gap")]
        world.time.after(gap, self._next)

    def _home(self, customer: Customer) -> None:
        """Most put their card into the meter at home."""
        card, reader = customer.card, self.scene.reader
        if card is None or customer.meter is None or card is reader.card or card in reader.bin:
            return
        if self.scene.world.tape.choose(4, "street.home") < 3:
            customer.meter.insert(card)

    def _lose_patience(self, person: Person | Collector) -> None:
        """I28: a visit comes to its end, whatever the person does or does not do."""
        if self.somebody is person:
            front = self.scene.machine.front
            raise Violation("street", "I28", f"somebody still stands there: {brief(front)}")

    # --- trouble ---

    def _happenings(self) -> tuple[tuple[str, Act, tuple[object, ...]], ...]:
        """Return what may happen during a visit of this seed."""
        scene = self.scene
        happenings: tuple[tuple[str, Act, tuple[object, ...]], ...] = (
            ("power.cut_in_visit", scene.machine.stop, (End.POWER,)),
            ("process.kill_in_visit", scene.machine.stop, (End.PROCESS,)),
            ("net.down", scene.line.go_down, ()),
            ("net.flaps", scene.line.flap, ()),
            ("acceptor.line_lost", scene.acceptor.lose_line, ()),
            ("acceptor.cassette_full", scene.acceptor.cassette_full, ()),
            ("reader.lost", scene.reader.lose, ()),
            ("printer.offline", scene.printer.go_offline, ()),
            ("platform.restored", scene.platform.restore, ()),
            ("core.down", self._core_down, ()),
            ("core.account_closed", self._close_account, ()),
            ("disk.full_for_a_while", self._fill_disk, ()),
            ("clock.jump", self._clock, ()),
            ("clone.speaks", scene.platform.hear_clone, ()),
        )
        of_the_box: tuple[tuple[str, Act, tuple[object, ...]], ...] = (
            ("box.forced", scene.cabinet.force, ()),
            ("cabinet.lost", scene.cabinet.lose, ()),
        )
        possible = (*happenings, *of_the_box) if scene.staffed else happenings
        if scene.mail is not None:
            possible = (*possible, ("sync.demanded", scene.mail.demand, ()))
        return tuple(each for each in possible if scene.world.faults.rates[each[0]])

    def _trouble(self) -> None:
        """See what happens during this visit, each at a moment of its own."""
        world = self.scene.world
        for name, happen, arguments in self._possible:
            if world.faults.strikes(name):
                world.time.after(self._moment(), self._happen, happen, arguments)

    def _happen(self, happen: Act, arguments: tuple[object, ...]) -> None:
        if not self.scene.world.faults.healed:
            happen(*arguments)

    def _core_down(self) -> None:
        world = self.scene.world
        pause = CORE_DOWN_MS[world.tape.choose(len(CORE_DOWN_MS), "core.down_for")]
        self.scene.platform.core_silent(world.now + pause)

    def _clock(self) -> None:
        world = self.scene.world
        world.clock_off_ms += JUMPS_MS[world.tape.choose(len(JUMPS_MS), "clock.jump_by")]
        world.marks.hit("clock_jumped")

    def _moment(self) -> int:
        return 500 * self.scene.world.tape.choose(60, "trouble.when")

    def _close_account(self) -> None:
        if isinstance(self.somebody, Person):
            self.somebody.customer.closed = True
            self.scene.world.marks.hit("account_closed_in_visit")

    def _fill_disk(self) -> None:
        self.scene.machine.room(0)
        self.scene.world.time.after(DISK_FULL_MS, self.scene.machine.room, FREE_AT_LEAST)

    # --- the end ---

    def heal(self) -> None:
        """Mend everything."""
        scene = self.scene
        scene.store.disk.broken_until = 0
        scene.platform.core_silent(0)
        scene.printer.mend()
        scene.cabinet.shut()
        for customer in self._town:
            customer.closed = False
        scene.platform.reconcile()
        scene.line.heal()

    def bring_cards_back(self) -> None:
        """Everybody with a card comes once more: what is booked and not written is written without money (VEND-4)."""
        self.scene.reader.bin.clear()
        for place, customer in enumerate(each for each in self._town if each.kind is not MeterKind.POST_PAID):
            self.scene.world.time.after(place * BACK_WITH_CARD_MS, self._come_back, customer)

    def _come_back(self, customer: Customer) -> None:
        if self.somebody is None:
            self._come(customer, plain=True)
        else:
            self.scene.world.time.after(BACK_WITH_CARD_MS, self._come_back, customer)
