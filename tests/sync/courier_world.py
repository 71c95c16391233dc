"""A real journal, a real platform in this process, and a courier between them that can be killed at any step."""

import io
import itertools
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import TypeAdapter
from sqlalchemy import Engine, select

from kiosk_app.domain.batches import (
    JournalBatched,
    JournalCovered,
    JournalReconciled,
    JournalRefused,
    JournalSetAside,
    JournalUploaded,
    Stage,
)
from kiosk_app.domain.facts import (
    Fact,
    NoteCredited,
    NoteOffered,
    OpenSale,
    SaleAccepted,
    SaleRejected,
    TenderClosed,
    advance,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sealed import Page, SealedRow
from kiosk_app.domain.staff_events import StaffEvent
from kiosk_app.journal.codec import decode
from kiosk_app.journal.journal import Clock as JournalClock
from kiosk_app.journal.journal import SqliteJournal
from kiosk_app.sync.asking import booking_body
from kiosk_app.sync.client import understood
from kiosk_app.sync.courier import Courier
from kiosk_app.sync.means import Clocks, Means
from kiosk_app.sync.upload import Ticket
from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import audit_to
from platform_stub.files.ftps import AppendOnly
from platform_stub.files.uploads import Uploads
from platform_stub.platform import Platform, compose
from platform_stub.storage.database import open_engine, reading
from platform_stub.storage.schema import reconciliations, sales, uploads
from platform_stub.terminals.authority import new_authority
from tests.platform_stub.bound import Start
from tests.platform_stub.conftest import NOW, Client, Clock, enrolled, prepare, register
from tests.platform_stub.core_double import CoreDouble
from tests.support import samples

WALL_MS = 1_795_400_851_000  # a moment on 2026-11-23 in China
DAY = "20261123"
BOOKED = {"1": ("booked", 10_000), "2": ("booked", 10_000), "3": ("booked", 10_000)}
BATCH_FACTS = (
    JournalBatched,
    JournalUploaded,
    JournalRefused,
    JournalSetAside,
    JournalCovered,
    JournalReconciled,
)
STEPS_AT_MOST = 400


class Killed(BaseException):
    """The kiosk's process ends here: no handler runs."""


@dataclass
class Cut:
    """Kills, or cuts the line, at the n-th place that is passed; 0 never does."""

    at: int = 0
    raising: type[BaseException] = Killed
    passed: list[str] = field(default_factory=list)

    def here(self, place: str) -> None:
        """Pass a place."""
        self.passed.append(place)
        if len(self.passed) == self.at:
            raise self.raising(place)


@dataclass
class Terminal:
    """What survives the kiosk's death: its disk and its key; and the platform that it speaks to."""

    number: str
    home: Path
    platform: Platform
    app: Any
    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    now_s: float = 0.0
    wall_ms: int = WALL_MS
    told: list[StaffEvent] = field(default_factory=list)
    delivered: int = 10**9
    idle: bool = True
    at: str = "00:00"
    starts: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def uploads(self) -> Uploads:
        assert self.platform.uploads is not None
        return self.platform.uploads

    def client(self) -> Client:
        return Client(self.app, self.certificate, start=Start(secrets.token_hex(8)))

    @contextmanager
    def running(self, cut: Cut | None = None) -> Iterator["Run"]:
        """Start the kiosk; it is gone at the end, however it comes."""
        clock = JournalClock(lambda: int(self.now_s * 1_000), lambda: self.wall_ms)
        with SqliteJournal(self.home / "journal.db", self.number, "1.0", clock) as journal:
            yield Run(self, journal, self.client(), cut or Cut())

    # --- what is true afterwards ---

    def batch_facts(self) -> list[Fact]:
        with SqliteJournal(self.home / "journal.db", self.number, "1.0") as journal:
            return [each.fact for each in journal.entries() if isinstance(each.fact, BATCH_FACTS)]

    def kinds(self) -> list[str]:
        return [type(fact).__name__ for fact in self.batch_facts()]

    def rows(self, table: Any) -> list[Any]:
        with reading(self.platform.engine) as connection:
            return list(connection.execute(select(table).where(table.c.terminal == self.number)).all())

    def ledger(self) -> dict[str, tuple[str, int]]:
        return {row.sale[-1]: (row.state, row.paid_fen) for row in self.rows(sales)}

    def files(self) -> list[tuple[int, int]]:
        """Return the rows of the journal that each applied file has, in order."""
        return sorted((row.first_seq, row.last_seq) for row in self.rows(uploads) if row.last_seq)

    def reports(self) -> list[tuple[int, int, int]]:
        return [(row.compared, row.differing, row.open) for row in self.rows(reconciliations) if row.finished_at]


@dataclass
class Run:
    """One life of the kiosk: satisfies the courier's keeper, line and carrier."""

    terminal: Terminal
    journal: SqliteJournal
    client: Client
    cut: Cut

    def courier(self) -> Courier:
        terminal, known = self.terminal, self.journal.ledger.batches
        means = Means(
            terminal.number, self, self, self.carry, lambda: terminal.key, decode, lambda: terminal.delivered,
            lambda: None, terminal.home / "outgoing",
        )  # fmt: skip
        clocks = Clocks(lambda: terminal.now_s, lambda: terminal.wall_ms, lambda: 0.5)
        return Courier(means, replace(known, known=dict(known.known)), terminal.at, terminal.told.append, clocks)

    def settle(self, courier: Courier | None = None) -> Courier:
        """Let the courier work, in virtual time, until everything it knows of is at its end."""
        courier = courier or self.courier()
        for _ in range(STEPS_AT_MOST):
            self.terminal.now_s += courier.step()
            stages = [each.stage for each in courier.batches.known.values()]
            if stages and Stage.CUT not in stages and Stage.UPLOADED not in stages:
                return courier
        raise AssertionError(f"it comes to no end: {self.terminal.kinds()}")

    # --- courier.Keeper ---

    def last_row(self) -> SealedRow:
        return self.journal.page(self.journal.head[0] - 1).rows[-1]

    def page(self, after: int) -> Page:
        return self.journal.page(after)

    def idle(self) -> bool:
        return self.terminal.idle

    def record(self, fact: Fact) -> None:
        dies = self.cut.raising is Killed
        if dies:
            self.cut.here(f"before {type(fact).__name__}")
        self.journal.record(fact)
        if dies:
            self.cut.here(f"after {type(fact).__name__}")

    # --- upload.Line and Bring ---

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Any]) -> Any:
        self.cut.here(f"before {path}")
        answer = self.client.send(method, path, body)
        self.cut.here(f"after {path}")
        return understood(answer.status_code, answer.content, shape)

    def carry(self, ticket: Ticket, name: str, content: bytes, received: int) -> None:
        self.cut.here("before the file")
        expected = self.terminal.uploads.admit(ticket.user, ticket.password, self.terminal.number)
        assert expected.path.name == name
        with AppendOnly(expected) as file:
            half = received + (len(content) - received) // 2
            file.write(content[received:half])
            self.cut.here("in the file")
            file.write(content[half:])
        self.cut.here("after the file")

    # --- sales ---

    def sell(self, *, booked: bool = False, rejected: str = "", heard: bool = False) -> OpenSale:
        """Take 100 yuan for a bill; the platform hears of it where it is booked or `heard`."""
        number = self.journal.open_sale(samples.BILL_TERMS)
        sale = OpenSale(number, samples.BILL_TERMS)
        facts: list[Fact] = [NoteOffered(number, 1, samples.HUNDRED), NoteCredited(number, 1, samples.HUNDRED)]
        for fact in (*facts, TenderClosed(number, Fen(10_000))):
            self.journal.record(fact)
            sale = advance(sale, fact)
        if booked or heard:
            body = json.loads(json.dumps(booking_body(sale.booking_request())))
            assert self.client.send("PUT", f"/v1/sales/{number}", body).status_code == 200
        if booked:
            self.journal.record(SaleAccepted(number, replace(samples.BOOKING, paid=Fen(10_000))))
        if rejected:
            self.journal.record(SaleRejected(number, rejected))
        return sale


@dataclass
class Town:
    """One platform for all terminals of a test module: making one costs more than what is tested."""

    engine: Engine
    platform: Platform
    core: CoreDouble
    authority: Any
    home: Path
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def terminal(self) -> Terminal:
        """Return a terminal with three sales: booked, refused, and one that the platform never heard of."""
        number = f"GD-{next(self.numbers):04}"
        register(self.engine, number)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = enrolled(self.engine, self.authority, number, self.platform.clock(), key)
        home = self.home / number
        home.mkdir()
        terminal = Terminal(number, home, self.platform, terminal_api(self.platform), key, certificate)
        with terminal.running() as run:
            run.sell(booked=True)
            self.core.faults.append("refuse")
            run.sell(heard=True, rejected="OUT_OF_HOURS")
            run.sell()
        return terminal

    def core_has(self, terminal: Terminal) -> dict[str, int]:
        """Return what the billing core has booked for this terminal, by the sale's last digit."""
        prefix = terminal.number.replace("-", "")
        return {
            serial[-1]: order.paid_fen for serial, (order, _) in self.core.booked.items() if serial.startswith(prefix)
        }


@contextmanager
def standing() -> Iterator[Town]:
    """Build one platform for all tests of a file: what is killed here is never the machine, so its disk is memory."""
    memory = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(prefix="gridkiosk-", dir=memory if memory.is_dir() else None))
    url, clock, authority = f"sqlite:///{home / 'platform.db'}", Clock(), new_authority(NOW)
    prepare(url)
    engine, core, audit = open_engine(url), CoreDouble(clock), audit_to(io.StringIO())
    taken = Uploads(engine, clock, audit, home / "uploads", ("127.0.0.1", 1))
    platform = compose(engine, core, audit, clock, answers=authority.answers, uploads=taken)
    yield Town(engine, platform, core, authority, home)
    engine.dispose()
    shutil.rmtree(home)


def run_for(terminal: Terminal, courier: Courier, seconds: float) -> None:
    until = terminal.now_s + seconds
    while terminal.now_s < until:
        terminal.now_s += courier.step() or 0.01
