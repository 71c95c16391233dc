"""The terminal's parts, built and wired to the journal and to each other; nothing moves before they are started."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from kiosk_app.config import SerialPort, Settings, judged
from kiosk_app.domain.events import Event
from kiosk_app.hardware.bill_acceptor import driver as bill_acceptor
from kiosk_app.hardware.cabinet.driver import CabinetDriver
from kiosk_app.hardware.card_reader import registry
from kiosk_app.hardware.printer.driver import ReceiptPrinterDriver
from kiosk_app.hardware.scanner.driver import ScannerDriver
from kiosk_app.hardware.transport import SerialLine
from kiosk_app.journal.codec import decode
from kiosk_app.journal.journal import SqliteJournal
from kiosk_app.receipts.paper import Paper
from kiosk_app.runtime.orders import Means as OrderMeans
from kiosk_app.runtime.orders import OrderDesk
from kiosk_app.runtime.outlook import Lookout
from kiosk_app.runtime.runner import Ports
from kiosk_app.runtime.staffing import StaffPorts
from kiosk_app.runtime.watchdog import Worker
from kiosk_app.staff.accounts import Accounts, AccountsBroken
from kiosk_app.staff.desk import Desk
from kiosk_app.staff.worker import StaffWorker
from kiosk_app.sync.binding import Binding
from kiosk_app.sync.client import PlatformClient
from kiosk_app.sync.configuring import Configuring, Judged
from kiosk_app.sync.courier import Courier
from kiosk_app.sync.courier_thread import CourierThread
from kiosk_app.sync.fresh import FreshLine, fresh_bring
from kiosk_app.sync.grants import grant_fetcher
from kiosk_app.sync.identity import Identity, signing_key
from kiosk_app.sync.line import tls
from kiosk_app.sync.means import Means
from kiosk_app.sync.posting import Posting
from kiosk_app.sync.relay import Job, Relay, RelayedJournal, Turns
from kiosk_app.sync.renewal import Renewal
from kiosk_app.sync.witness import SignedHead, Witness, answer_key, contains, kept_head
from kiosk_app.sync.worker import Heard, PlatformWorker

VERSION = "0.1.0"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MainLoop:
    """What the parts' threads want of the main loop. Each may be called from any thread; none waits."""

    event: Callable[[Event], None]
    older_rows: Callable[[int], None]  # to be handed to `Assembly.posting`, from behind this row
    journal_work: Callable[[Job], None]
    rolled_back: Callable[[SignedHead], None]
    state: Callable[[], dict[str, Any]]  # what the next heartbeat says
    nobody_in_front: Callable[[], bool]
    restart: Callable[[], None]
    later: Callable[[float, Event], None]  # of the main thread alone


class Assembly:
    """Every device, the operators' desk, and what talks to the platform."""

    def __init__(self, settings: Settings, journal: SqliteJournal, paper: Paper, loop: MainLoop) -> None:
        self._settings, self._journal, self._paper, self._loop = settings, journal, paper, loop
        self._identity = identity = Identity(settings.storage.identity)
        self._binding = Binding(settings.terminal.number, journal.boot_id, lambda: answer_key(identity))
        self.posting = Posting(journal.recent, loop.older_rows)
        self.configuring = self._configuring()
        self._acceptor = bill_acceptor.build(
            line_of(settings.bill_acceptor), loop.event, clock, settings.storage.stacked_notes
        )
        self._printer = ReceiptPrinterDriver(
            line_of(settings.receipt_printer), loop.event, paper.lay_out, strip_used=journal.ledger.slip_unconfirmed
        )
        self._reader = registry.build(
            settings.card_reader.kind, settings.card_reader.model_dump(exclude={"kind"}), loop.event
        )
        self.platform = self._platform()
        self._courier = self._build_courier()
        self.orders = OrderDesk(
            journal, lambda: journal.ledger.orders, OrderMeans(loop.restart, self._pause, self._courier.demand)
        )
        self.workers: dict[str, Worker] = {
            "bill_acceptor": self._acceptor,
            "receipt_printer": self._printer,
            "card_reader": self._reader,
            "platform": self.platform,
            "courier": self._courier,
        }
        staff, scanner = self._staff(), self._scanner()
        self.ports = Ports(
            journal, self._acceptor, self._reader, self._printer, self.platform, loop.later, staff, scanner
        )

    @property
    def rolled_back(self) -> bool:
        """True when the journal lacks what the platform has counter-signed (F18)."""
        return not contains(kept_head(self._identity, self._settings.terminal.number), self._journal.hash_at)

    # --- towards the platform ---

    def _connect(self) -> PlatformClient:
        line = self._settings.platform
        return PlatformClient(line.url, tls(Path(line.authority), self._identity.file), self._binding)

    def _configuring(self) -> Configuring:
        settings, origin = self._settings, self._settings.origin
        return Configuring(
            settings.storage.configuration,
            origin.version if origin is not None else 0,
            lambda values: Judged(*judged(settings, values)),
            lambda _version: self.orders.want_restart(),
        )

    def _platform(self) -> PlatformWorker:
        """Build what talks to the platform while customers wait, and beats."""
        settings, loop, identity = self._settings, self._loop, self._identity
        number = settings.terminal.number
        return PlatformWorker(
            self._connect,
            loop.event,
            settings.platform.heartbeat_s,
            {"version": VERSION, "boot_id": self._journal.boot_id},
            loop.state,
            self.posting,
            Witness(identity, number, self._journal.recent.hash_at, loop.rolled_back),
            Renewal(identity, number, Path(settings.platform.authority)),
            self._heard,
        )

    def _heard(self, heard: Heard) -> None:
        """Take what a heartbeat's answer brings; in the platform's thread."""
        self.configuring.hear(heard.config)
        if heard.known or heard.orders:
            self._loop.journal_work(Job(lambda: self.orders.hear(heard.known, heard.orders)))

    def _pause(self, paused: bool) -> None:
        self.platform.paused = paused

    def _build_courier(self) -> CourierThread:
        """Build what takes the journal to the platform by itself."""
        settings, turns, batches = self._settings, Turns(), self._journal.ledger.batches
        authority, identity = Path(settings.platform.authority), self._identity
        means = Means(
            settings.terminal.number,
            RelayedJournal(Relay(self._loop.journal_work, turns), self._journal, self._loop.nobody_in_front),
            FreshLine(self._connect, turns.go_on),
            fresh_bring(lambda: tls(authority, identity.file), turns.go_on),
            lambda: signing_key(identity.file),
            decode,
            lambda: self.posting.outbox.held or 0,
            self.posting.hurry,
            settings.storage.outgoing,
        )
        own = replace(batches, known=dict(batches.known))
        at, beat_s = settings.reconciliation.at, settings.platform.heartbeat_s
        return CourierThread(Courier(means, own, at, self._loop.event, look_s=beat_s), turns)

    # --- staff, and what not every terminal has ---

    def _staff(self) -> StaffPorts | None:
        """Open the operators' desk; a file that is not whole lets nobody in, and customers are served all the same."""
        settings, journal, paper, printer = self._settings, self._journal, self._paper, self._printer
        try:
            desk = Desk(Accounts(settings.storage.operators), lambda: time.monotonic_ns() // 1_000_000)
        except AccountsBroken as broken:
            log.error("operators_broken", reason=str(broken))  # noqa: TRY400 - the file's name says it all
            return None
        worker = StaffWorker(desk, self._loop.event)
        self.workers["staff"] = worker
        self.workers["operators"] = grant_fetcher(self._connect, worker, settings.platform.heartbeat_s)
        lookout = Lookout(
            journal.diary,
            lambda: self.platform.heard,
            lambda: journal.head[0],
            lambda: self.posting.outbox.held,
            Path(settings.storage.directory),
            VERSION,
        )
        return StaffPorts(
            worker,
            journal,
            lambda job, voucher: printer.print_slip(job, paper.lay_out_settlement(voucher)),
            office=self.platform,
            cabinet=self._cabinet(),
            courier=self._courier,
            acceptor_counts=lambda: self._acceptor.counts,
            outlook=lookout.look,
            print_differences=lambda job, slip: printer.print_slip(job, paper.lay_out_differences(slip)),
        )

    def _cabinet(self) -> CabinetDriver | None:
        if (board := self._settings.cabinet) is None:
            return None
        cabinet = CabinetDriver(SerialLine(board.port, board.baud), board.address, self._loop.event)
        self.workers["cabinet"] = cabinet
        return cabinet

    def _scanner(self) -> ScannerDriver | None:
        if (there := self._settings.scanner) is None:
            return None
        scanner = ScannerDriver(SerialLine(there.port, there.baud), there.model, self._loop.event)
        self.workers["scanner"] = scanner
        return scanner


def line_of(port: SerialPort) -> SerialLine:
    """Return a serial line as configured."""
    return SerialLine(port.port, port.baud)


def clock() -> str:
    """Return the wall clock as the note list shows it."""
    return datetime.now().astimezone().strftime("%H:%M:%S")
