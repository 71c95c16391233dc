"""One seed from beginning to end: people and faults, then everything is healed and settles, then the box is counted."""

import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from kiosk_app.domain.batches import BatchFact
from kiosk_app.domain.customer import MeterKind
from kiosk_app.domain.money import Fen
from kiosk_app.domain.rules import Rules
from kiosk_app.runtime.staffing import StaffPorts
from tests.simulation.checkers.bookings import ExactlyOnce
from tests.simulation.checkers.books import Books
from tests.simulation.checkers.cards import CardPromise
from tests.simulation.checkers.delivery import Agreement, Delivery
from tests.simulation.checkers.file_rows import check_file
from tests.simulation.checkers.gate import Gate
from tests.simulation.checkers.liveness import Liveness
from tests.simulation.checkers.money import Conservation
from tests.simulation.checkers.notes import NoteTrail
from tests.simulation.checkers.service import Service
from tests.simulation.checkers.settlements import Settlements
from tests.simulation.checkers.sights import Sights
from tests.simulation.checkers.slips import TrueSlips
from tests.simulation.checkers.storage import Storage
from tests.simulation.checkers.watch import Watch
from tests.simulation.devices.acceptor import Acceptor
from tests.simulation.devices.cabinet import Cabinet
from tests.simulation.devices.desk import Desk
from tests.simulation.devices.printer import Printer
from tests.simulation.devices.reader import Reader
from tests.simulation.faults import OF_SYNC
from tests.simulation.kiosk import End, JournalWatch, Ledgered, Machine
from tests.simulation.memory import MemoryStore
from tests.simulation.platform.customers import Customer, OpenBill
from tests.simulation.platform.line import Line
from tests.simulation.platform.model import ModelPlatform
from tests.simulation.platform.real import RealPlatform
from tests.simulation.platform.synced import SyncedPlatform
from tests.simulation.stores import SqliteStore
from tests.simulation.street import Street
from tests.simulation.sync.mail import Mail, Waker
from tests.simulation.sync.wire import Wire
from tests.simulation.tape import Decisions, Tape
from tests.simulation.things import Meter, MeterCard
from tests.simulation.violation import Violation
from tests.simulation.world import World


class Variant(StrEnum):
    """What stands in for what: how a seed is played."""

    FAST = "memory"  # journal in memory, platform modelled
    JOURNAL = "sqlite"  # the real journal on a file
    PLATFORM = "platform"  # the platform's own code, and the wire's shapes
    SYNC = "sync"  # the real journal, the platform's own code, and the courier and outbox between them


VISITS = (12, 30, 60, 120, 240)
LONG = (*VISITS, 480)  # where many seeds are played: beginning and settling cost as much as twenty visits
FEW_VISITS = (6, 12, 20, 30)  # where a visit costs a hundred times as much
SETTLE_MS = 2_400_000
POSTPONED_MS = 25_200_000  # longer than the platform waits before it asks about a refused sale once more
FOR_EVER, START_AGAIN_MS = 10**15, 900_000


@dataclass(slots=True)
class Result:
    """What one run was."""

    visits: int
    power_cuts: int
    other_faults: int
    marks: Counter[str]
    struck: Counter[str]
    decisions: Decisions
    virtual_ms: int
    violation: Violation | None = None
    story: list[str] = field(default_factory=list)


class Scenario:
    """Builds the world of one tape and plays it."""

    def __init__(
        self, tape: Tape, *, telling: bool = False, variant: Variant = Variant.FAST, long: bool = False
    ) -> None:
        self.world = world = World(tape, telling=telling)
        self._long = long
        self.watch = world.watch = Watch()
        synced, on_the_wire = variant is Variant.SYNC, variant in (Variant.PLATFORM, Variant.SYNC)
        if synced:
            world.faults.add(OF_SYNC)
        self.customers = {each.customer_no: each for each in people_of_town(tape, on_the_wire=on_the_wire)}
        on_a_file = synced or variant is Variant.JOURNAL
        self.store: MemoryStore | SqliteStore = SqliteStore(world) if on_a_file else MemoryStore(world)
        most = Fen((500_000, 30_000)[tape.choose(2, "rules")])
        short = Rules(number_length=2, password_length=2, cash_maximum=most)  # typing is not what this is about
        rules = Rules(cash_maximum=most) if on_the_wire else short
        self.machine = Machine(world, rules, self.store)
        self.acceptor = Acceptor(world, self.machine)
        holds = tape.choose(2, "reader.without_shutter") == 0
        self.reader = Reader(world, self.machine, holds=holds, raw=on_the_wire)
        self.printer = Printer(world, self.machine)
        platform = SyncedPlatform if synced else RealPlatform if on_the_wire else ModelPlatform
        self.platform: ModelPlatform | RealPlatform = platform(world, self.customers)
        self.line = Line(world, self.machine, self.platform)
        self.mail: Mail | None = None
        if isinstance(self.platform, SyncedPlatform) and isinstance(self.store, SqliteStore):
            wire = Wire(world, self.machine, self.line, self.platform)
            self.mail = Mail(world, self.machine, self.store, wire)
        self.cabinet = Cabinet(world, self.machine, self.acceptor)
        self.staffed = not on_the_wire and tape.choose(3, "staff") == 2
        self._plug_in()
        self._add_checkers()
        self.street = Street(self)

    def _plug_in(self) -> None:
        machine, parts = self.machine, (self.line, self.acceptor, self.printer, self.reader)
        desk = Desk(self.world, machine)

        def staff(journal: Ledgered) -> StaffPorts:
            return StaffPorts(desk, journal, self.printer.print_settlement, self.line, self.cabinet)

        if self.staffed:
            machine.plug_in(self.acceptor, self.reader, self.printer, self.line, (*parts, self.cabinet), staff)
        else:
            running = parts if self.mail is None else (*parts, self.mail)
            machine.plug_in(self.acceptor, self.reader, self.printer, self.line, running)

    def _add_checkers(self) -> None:
        watch = self.watch
        books = Books()
        trail = NoteTrail(watch, self.acceptor)
        bookings = ExactlyOnce(books)
        self.storage = Storage(self.store.held, self.store.read)
        cards = CardPromise(books, bookings, self.customers.values())
        for checker in (
            books,
            trail,
            bookings,
            Conservation(books, trail),
            cards,
            TrueSlips(books, bookings),
            Service(watch, books, trail, self.reader),
            self.storage,
            Sights(self.world, self.machine, books),
            Liveness(self.world, self.machine, self.acceptor, books),
        ):
            watch.add(checker)
        if self.staffed:
            watch.add(Settlements(books, trail, self.acceptor, lambda: self.world.now))
            watch.add(JournalWatch(self.machine))
        if isinstance(self.platform, RealPlatform):
            watch.add(Gate(self.platform.alarms, lambda: self.world.now))
        if self.mail is not None:
            watch.add(Waker(self.mail))
        self.books = books

    def play(self) -> Result:
        """Run to the end or to the first broken promise."""
        violation: Violation | None = None
        try:
            self._play()
            if isinstance(self.store, SqliteStore):
                self.store.close(End.PROCESS)
                check_file(self.store.path, self.storage.kept)
            if isinstance(self.platform, SyncedPlatform) and isinstance(self.store, SqliteStore):
                Delivery(self.store.path, self.platform, self.world.faults.struck).check()
        except Violation as broken:
            violation = broken
        except Exception as error:
            if not of_the_kiosk(error):
                raise
            violation = Violation("crash", "I28", f"the kiosk stops with {type(error).__name__}: {error}")
        finally:
            if isinstance(self.store, SqliteStore):
                self.store.remove()
            if isinstance(self.platform, SyncedPlatform):
                self.platform.remove()
        world = self.world
        faults = world.faults
        return Result(
            world.served,
            faults.power_cuts,
            faults.others,
            world.marks.seen,
            faults.struck,
            world.tape.decisions,
            world.now,
            violation,
            world.story,
        )

    def _play(self) -> None:
        world, time = self.world, self.world.time
        possible = FEW_VISITS if self.mail is not None else LONG if self._long else VISITS
        visits = possible[world.tape.choose(len(possible), "visits")]
        self.machine.boot()
        self.street.open(visits)
        time.run(FOR_EVER)
        world.faults.heal()
        self.street.heal()
        if isinstance(self.platform, RealPlatform) and self.platform.clones:
            self.machine.stop(End.PROCESS)  # whoever found the clone starts the true machine anew
        if world.telling:
            world.tell("world", "everything is healed")
        time.run(time.now + SETTLE_MS)
        self._hold_what_is_refused()
        self._send_collector()  # a settlement left half done keeps everybody out
        self.street.bring_cards_back()
        time.run(time.now + SETTLE_MS)
        self._send_collector()
        if self.mail is not None and isinstance(self.platform, SyncedPlatform):
            self._reconcile(self.mail, self.platform)
        self.watch.settled()
        self._start_again()
        self.watch.counted([*self.acceptor.box, *self.street.takings.everything])

    def _hold_what_is_refused(self) -> None:
        """Somebody at the platform keeps for the customer what the core will not book."""
        if isinstance(self.platform, ModelPlatform):
            for sale in self.store.ledger.open_sales.values():
                if sale.rejected is not None and sale.closed:
                    self.platform.office.hold(sale.sale, sale.closed)

    def _send_collector(self) -> None:
        if self.staffed:
            self.street.send_collector(plain=True)
            self.world.time.run(self.world.now + SETTLE_MS)

    def _reconcile(self, mail: Mail, platform: SyncedPlatform) -> None:
        """Let everything be compared; then lose a sale at the platform: digests and files must find just that one."""
        time, eyes = self.world.time, Agreement(platform.database)
        time.run(time.now + POSTPONED_MS)  # what the core refused is asked about again
        for plants in (False, True):
            eyes.asked(platform.lose(self.world.tape.choose(4, "sync.lost_sale")) if plants else "")
            eyes.digests(mail.differing())
            for _ in range(2):  # one that finds the platform without a file says so, and brings it
                mail.demand()
                time.run(time.now + SETTLE_MS)
            eyes.reconciled(mail.ends)
        eyes.at_last(mail.differing())

    def _start_again(self) -> None:
        """I11: what is settled stays so: a restart adds nothing but that it happened."""
        for end in End:
            before = len(self.storage.kept)
            self.machine.stop(end)
            self.world.time.run(self.world.now + START_AGAIN_MS)
            added = [type(fact).__name__ for fact in self.storage.kept[before:] if not isinstance(fact, BatchFact)]
            if added != ["Booted"]:
                raise Violation("recovery", "I11", f"a restart of a settled kiosk records {', '.join(added)}")


def of_the_kiosk(error: Exception) -> bool:
    """True where the kiosk's own code raised; compiled code is told by its path below the root."""
    trace = error.__traceback__
    assert trace is not None
    while trace.tb_next is not None:
        trace = trace.tb_next
    return "kiosk_app" in Path(trace.tb_frame.f_code.co_filename).parts


def people_of_town(tape: Tape, *, on_the_wire: bool = False) -> list[Customer]:
    """Make a few customers of each kind; which bills they owe comes from the tape."""
    found: list[Customer] = []
    count = (4, 2, 8)[tape.choose(3, "town")]
    for index in range(count):
        number = f"{10 + index}" + ("00000000" if on_the_wire else "")
        password = f"{20 + index}" + ("0000" if on_the_wire else "")
        if index % 2:
            serial = f"{index:016X}"
            card = MeterCard(serial, number, f"{index:012}", 7, 0, 7)
            kind = MeterKind.ENERGY_CONTROLLED if index % 4 == 3 else MeterKind.FEE_CONTROLLED
            found.append(Customer(number, password, kind, card.meter_no, card=card, meter=Meter(7)))
        else:
            draw = random.Random(tape.choose(1_000, "town.bills"))
            bills = [
                OpenBill(f"{number}-{month}", f"2026-{month:02}", draw.randrange(500, 30_000), draw.randrange(0, 900))
                for month in range(1, 1 + draw.randrange(1, 8))
            ]
            found.append(Customer(number, password, MeterKind.POST_PAID, None, bills))
    return found


def trace(result: Result) -> str:
    """Return SHA-256 over a told story: equal traces are equal runs, step by step."""
    return hashlib.sha256("\n".join(result.story).encode()).hexdigest()


def run(tape: Tape, **options: Any) -> Result:
    """Play one tape."""
    return Scenario(tape, **options).play()
