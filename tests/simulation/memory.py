"""The journal in memory: rows in flight and a disk that can fail, as the real one has them, without SQLite."""

from collections.abc import Callable

from kiosk_app.domain.books import Settlement
from kiosk_app.domain.facts import Booted, Fact, Ledger, OpenSale, SaleBegun, apply, period_of
from kiosk_app.domain.sale import SaleNumber, SaleTerms
from kiosk_app.domain.staff import Period, SettlementNumber
from kiosk_app.domain.staff_facts import SettlementClosed
from kiosk_app.journal.journal import JournalFailed
from tests.simulation.kiosk import Cut, End, Ledgered
from tests.simulation.world import World

TERMINAL, VERSION = "GD-0117", "0.0.0"
SLOW_MS, BROKEN_MS = 2_000, 90_000


class Disk:
    """What may happen to one append, for whatever store."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.broken_until = 0

    def append(self, fact: Fact, write: Callable[[], None]) -> None:
        """Write one row: durable when this returns, durable or lost when it does not."""
        world, faults = self._world, self._world.faults
        if world.telling:
            world.tell("journal", fact)
        for name, end in (("power.cut_in_record", End.POWER), ("process.kill_in_record", End.PROCESS)):
            if faults.rates[name] and faults.strikes(name):
                self._perhaps(fact, write)
                raise Cut(end)
        if world.now < self.broken_until:
            world.marks.hit("disk_still_broken")
            raise JournalFailed("simulated")
        if faults.rates["disk.write_fails"] and faults.strikes("disk.write_fails"):
            self._perhaps(fact, write)
            raise JournalFailed("simulated")
        if faults.rates["disk.broken_for_a_while"] and faults.strikes("disk.broken_for_a_while"):
            self.broken_until = world.now + BROKEN_MS
            raise JournalFailed("simulated")
        if faults.rates["disk.slow"] and faults.strikes("disk.slow"):
            world.time.pass_time(SLOW_MS)
        write()
        world.watch.recorded(fact)

    def _perhaps(self, fact: Fact, write: Callable[[], None]) -> None:
        """The row was in flight: it is lost or on disk, and nobody was told."""
        world = self._world
        survived = world.tape.choose(2, "disk.in_flight_survives") == 1
        world.marks.hit("row_in_flight_durable" if survived else "row_in_flight_lost")
        if survived:
            write()
            world.watch.recorded(fact)
        if world.telling:
            world.tell("journal", "the row was in flight:", "on disk" if survived else "lost")


class MemoryStore:
    """Rows in a list. What is in the list is durable."""

    def __init__(self, world: World) -> None:
        self.rows: list[Fact] = []
        self.disk = Disk(world)
        self._ledger, self._folded = Ledger(), 0

    @property
    def ledger(self) -> Ledger:
        """Fold the rows like `SqliteJournal` does, when somebody asks: a fold goes on where it stopped."""
        for fact in self.rows[self._folded :]:
            self._ledger = apply(self._ledger, fact)
        self._folded = len(self.rows)
        return self._ledger

    def open(self, life: int) -> tuple[Ledgered, tuple[OpenSale, ...]]:
        """Begin a life with what the rows add up to."""
        journal = MemoryJournal(self)
        journal.record(Booted(TERMINAL, VERSION))
        return journal, tuple(self.ledger.open_sales.values())

    def close(self, end: End) -> None:
        """Nothing of it is in memory only."""

    def held(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def read(self) -> list[Fact]:
        """Return the rows."""
        return self.rows


class MemoryJournal:
    """Satisfies `runtime.ports.Journal`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store, self._rows, self._disk = store, store.rows, store.disk
        self._sales = store.ledger.sales

    def record(self, fact: Fact) -> None:
        """Append one fact."""
        self._disk.append(fact, lambda: self._rows.append(fact))

    def open_sale(self, terms: SaleTerms) -> SaleNumber:
        """Give out the next number."""
        number = SaleNumber(f"GD0117-{self._sales + 1:06}")
        self.record(SaleBegun(number, terms))
        self._sales += 1
        return number

    # --- runtime.staffing.Books ---

    @property
    def head(self) -> tuple[int, bytes]:
        """Number of rows; nothing is sealed here."""
        return len(self._rows), b""

    @property
    def open_settlement(self) -> Settlement | None:
        """A settlement that is not at its end."""
        return self._store.ledger.books.open

    @property
    def unreported(self) -> tuple[Settlement, ...]:
        """Settlements that are done and of which the platform has not said that it has them."""
        return tuple(self._store.ledger.books.unreported.values())

    def period(self) -> Period:
        """Add the period up."""
        return period_of(self._store.ledger)

    def close_period(self, operator: str) -> Settlement:
        """Give out the next settlement number together with the period."""
        period, number = self.period(), SettlementNumber(f"GD0117-S{self._store.ledger.books.settlements + 1:05}")
        self.record(SettlementClosed(number, operator, period))
        return Settlement(number, operator, period)
