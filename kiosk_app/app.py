"""The main loop: starts the parts, hands each event to the flows, paints what they say, and stops in order."""

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from kiosk_app.assembly import VERSION, Assembly, MainLoop
from kiosk_app.config import Settings
from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import Event, HealthChanged, Pressed, TimedOut
from kiosk_app.flows import buy_electricity, pay_bill
from kiosk_app.flows.motion import in_motion
from kiosk_app.flows.supervision import all_starting
from kiosk_app.flows.visit import Idle
from kiosk_app.hardware.bill_acceptor.driver import BillAcceptorDriver
from kiosk_app.journal.journal import JournalFailed, SqliteJournal
from kiosk_app.journal.storage import JournalBroken
from kiosk_app.receipts.paper import Paper
from kiosk_app.runtime.garbage import uncollected
from kiosk_app.runtime.hooks import take_over
from kiosk_app.runtime.journal_health import journal_health
from kiosk_app.runtime.patience import Deadline, Patience, begun, granted, prolonged
from kiosk_app.runtime.runner import Runner
from kiosk_app.runtime.telling import Counted, counted_in, told
from kiosk_app.runtime.watchdog import Watchdog, Worker, notify, progress_of
from kiosk_app.screens.frame import Identity as ScreenIdentity
from kiosk_app.screens.inbox import Inbox
from kiosk_app.screens.recordings import Recordings, Volume
from kiosk_app.screens.voice import Silent, Speaker, Voice, player_on
from kiosk_app.screens.window import KioskWindow
from kiosk_app.sync.identity import Identity
from kiosk_app.sync.relay import Job
from kiosk_app.sync.slip_key import slip_signer
from kiosk_app.sync.witness import SignedHead
from kiosk_app.views import View
from kiosk_app.views.frame import Frame, message
from kiosk_app.views.service import OutOfServiceView, StartingView
from kiosk_app.views.show import show

TICK_MS, SIGNAL_MS, WATCH_MS = 250, 100, 3_000
FAULT_SHOWN_MS = 3_000
STOP_AT_MOST_S = 30.0
EXIT_FAULT, EXIT_RESTART = 70, 75

log = structlog.get_logger(__name__)


class KioskApp(QObject):
    """Runs the terminal: journal, parts, flows and screens, one event after the other in the main thread."""

    def __init__(self, settings: Settings) -> None:
        """Open the journal and build every part; nothing moves before `start`. Raises JournalBusy."""
        super().__init__()
        self._settings = settings
        self._stopping_since: float | None = None
        self._deadline: Deadline | None = None
        self._shown: type[View] | None = None
        self._since = ""
        self.exit_code = 0
        self.turns = 0  # of the event loop; the watchdog looks at it
        place, sign = settings.terminal, slip_signer(Identity(settings.storage.identity))
        identity = ScreenIdentity(place.number, place.site, place.hotline, place.utility)
        self._speaker, volume = speaker_of(settings), Volume[settings.speech.volume.upper()]
        paper = self._paper = Paper(place.utility, place.number, place.site, place.hotline, self._language, sign)
        hide, say = settings.window.hide_cursor, self._speaker
        self.window = KioskWindow(identity, hide_cursor=hide, speaker=say, volume=volume, slip_code=paper.slip_code)
        self.window.touched.connect(self.on_event)
        self.window.more_time_asked.connect(self._prolong)
        self._inbox = Inbox(self.on_event)
        self.crashes = Inbox(self._crashed)
        self.runner: Runner | None = None
        self._workers: dict[str, Worker] = {}
        self._older: Inbox[int] = Inbox(self._hand_over)
        self._jobs: Inbox[Job] = Inbox(self._carry_out)
        self._rolled_back: Inbox[SignedHead] = Inbox(self._stop_rolled_back)
        self._assembly: Assembly | None = None
        self._restarting = False
        self._stopped_by = "stopped"
        self._counted = Counted()
        self._appear()
        try:
            self.journal = SqliteJournal(settings.storage.journal, settings.terminal.number, VERSION)
        except JournalBroken as broken:
            self._out_of_service(broken)
        except JournalFailed as failed:
            self.fail("journal_write", failed)
        else:
            self._build()

    def _build(self) -> None:
        settings = self._settings
        self._counted = counted_in(self.journal.ledger)
        loop = MainLoop(
            self._inbox.post,
            self._older.post,
            self._jobs.post,
            self._rolled_back.post,
            self.state,
            self._nobody_in_front,
            self._restart,
            self.later,
        )
        self._assembly = assembly = Assembly(settings, self.journal, self._paper, loop)
        if assembly.rolled_back:
            # The platform alone is told, again and again: its alarm brings somebody here.
            self._workers, self._stopped_by = {"platform": assembly.platform}, "rolled_back"
            self._out_of_service(JournalBroken("rolled_back", "the journal lacks what the platform has counter-signed"))
            return
        self._workers = assembly.workers
        self.runner = Runner(settings.rules(), assembly.ports)
        self._watchdog = Watchdog(
            {"event_loop": lambda: self.turns, **{name: progress_of(each) for name, each in self._workers.items()}}
        )

    # --- start, stop, and what goes wrong ---

    def _appear(self) -> None:
        """Have something on the glass before the journal is read: nobody is to touch a dead screen, or a desktop."""
        devices = tuple((str(health.device), str(health.condition)) for health in all_starting())
        self.window.show_view(StartingView(Frame(exit_enabled=False), devices, VERSION))
        self.window.showFullScreen() if self._settings.window.full_screen else self.window.show()
        QApplication.processEvents()

    def start(self) -> None:
        """Settle what the last run left open, start every thread."""
        self._every(SIGNAL_MS, self._look_at_signals)
        self._every(TICK_MS, self._tick)
        self._every(WATCH_MS, self._watch)
        if self.runner is None:
            for worker in self._workers.values():
                worker.start()
            notify("READY=1")
            return
        self._guarded(lambda runner: runner.start(tuple(self.journal.ledger.open_sales.values())))
        if (assembly := self._assembly) is not None:
            self._guarded(lambda _: assembly.orders.begin())
        for worker in self._workers.values():
            worker.start()
        self._watch_disk()
        notify("READY=1")
        log.info("started", terminal=self._settings.terminal.number, version=VERSION)

    def on_event(self, event: Event) -> None:
        """Take one event of a device, the platform, a timer or a finger; always in the main thread."""
        if event == Pressed("stay"):
            self._restart_patience()
            return
        self._guarded(lambda runner: runner.handle(event))

    def stop(self) -> None:
        """Stop in order: a note in motion and a card being written come to their end first (SIGTERM)."""
        if self._stopping_since is None:
            self._stopping_since = time.monotonic()
            if self.runner is not None and isinstance(
                self.runner.visit.front, pay_bill.Tendering | buy_electricity.Tendering
            ):
                self.on_event(TimedOut())

    def _guarded(self, act: Callable[[Runner], None]) -> None:
        """Let the runner act and paint the result; a failing journal or a bug ends the process, acceptor closed."""
        runner = self.runner
        if runner is None:
            return
        before = runner.visit.front
        try:
            act(runner)
        except (JournalFailed, AssertionError) as error:
            self.fail("journal_write" if isinstance(error, JournalFailed) else "bug", error)
            return
        after = runner.visit.front
        if after != before:
            self._restart_patience()
            if isinstance(after, Idle):
                self.window.reset_session()
        self._paint(runner)

    def _paint(self, runner: Runner) -> None:
        """Show the visit; a kind of screen keeps the time at which it came up."""
        view = show(runner.visit, VERSION, self._since)
        if type(view) is not self._shown:
            self._shown, self._since = type(view), datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
            view = show(runner.visit, VERSION, self._since)
        self.window.show_view(view)

    def fail(self, code: str, error: BaseException) -> None:
        """Take no more money, say so, and exit: the restart recovers from the journal. Only the first fault counts."""
        log.error("fault", code=code, exc_info=error)
        if self.exit_code:
            return
        self.runner = None
        acceptor = self._workers.get("bill_acceptor")
        if isinstance(acceptor, BillAcceptorDriver):
            acceptor.close()
        self.exit_code = EXIT_FAULT
        self.window.show_view(OutOfServiceView(Frame(exit_enabled=False), message("why_fault"), (f"kiosk.{code}",)))
        QTimer.singleShot(FAULT_SHOWN_MS, self.quit)

    def _crashed(self, error: BaseException) -> None:
        """A thread of ours ended by a bug: the same as a bug in the main thread (ARCHITECTURE.md, rules)."""
        self.fail("bug", error)

    def _out_of_service(self, broken: JournalBroken) -> None:
        """The journal is not whole and has kept a copy of itself as it was: serve nobody, say why (I10, I18)."""
        log.error("journal_broken", code=broken.code, detail=broken.detail, rows=broken.good_rows)
        view = OutOfServiceView(Frame(exit_enabled=False), message("why_journal"), (f"journal.{broken.code}",))
        self.window.show_view(view)

    def quit(self) -> None:
        """End the threads, close the journal, leave."""
        for name, worker in self._workers.items():
            if not worker.stop():
                log.warning("worker_did_not_stop", worker=name)
        if hasattr(self, "journal"):
            self.journal.close()
        self._speaker.stop()
        self.window.allow_close()
        self.window.close()
        QApplication.exit(self.exit_code or (EXIT_RESTART if self._restarting else 0))

    # --- timers ---

    def later(self, after_s: float, event: Event) -> None:
        """Deliver an event after a pause."""
        QTimer.singleShot(int(after_s * 1000), lambda: self.on_event(event))

    def _every(self, milliseconds: int, act: Callable[[], None]) -> None:
        timer = QTimer(self)
        timer.timeout.connect(act)
        timer.start(milliseconds)

    def _tick(self) -> None:
        self.turns += 1
        if self.runner is not None:
            self._counted = counted_in(self.journal.ledger)
            self._sum_up()
        self._look_at_orders()
        if self._deadline is None:
            self.window.set_remaining(None, 0)
            return
        waits, remaining = self._deadline.waits, self._deadline.until - time.monotonic()
        self.window.set_remaining(max(0.0, remaining) if waits.shown else None, waits.seconds)
        if remaining <= 0:
            self._deadline = None
            self.on_event(TimedOut())
            if self._deadline is None:
                self._restart_patience()

    def _restart_patience(self) -> None:
        if self.runner is None:
            self._deadline = None
            return
        self._deadline = begun(self._granted(self.runner), time.monotonic())

    def _granted(self, runner: Runner) -> Patience | None:
        return granted(runner.visit.front, self._settings.rules(), more_time=self.window.more_time)

    def _prolong(self) -> None:
        """The customer asks for more time: what runs now is doubled at once (T13)."""
        if self.runner is not None:
            self._deadline = prolonged(self._deadline, self._granted(self.runner))

    def _look_at_signals(self) -> None:
        """Give the interpreter a chance to run signal handlers, and finish an orderly stop."""
        if self._stopping_since is None:
            return
        waited = time.monotonic() - self._stopping_since
        if self.runner is None or not in_motion(self.runner.visit.front) or waited > STOP_AT_MOST_S:
            log.info("stopped", seconds=round(waited, 1))
            self._stopping_since = None
            self.quit()

    def _watch(self) -> None:
        if self.runner is not None:
            self._watch_disk()
            if still := self._watchdog.look():
                log.error("standing_still", worker=", ".join(still))

    def _watch_disk(self) -> None:
        assert self._assembly is not None, "a runner without parts"
        free, ledger = shutil.disk_usage(self._settings.storage.directory).free, self.journal.ledger
        doubts, refused = ledger.books.doubts.total(), ledger.batches.refused
        self.on_event(HealthChanged(journal_health(free, doubts, refused, self._assembly.platform.untaken.oldest)))

    # --- what ports need from here ---

    def _language(self) -> str:
        return self.window.language

    def _hand_over(self, after: int) -> None:
        """Read older rows for the platform's thread: the journal's file belongs to this one."""
        if self.runner is None or self._assembly is None:
            return
        try:
            self._assembly.posting.hand_over(after, self.journal.page(after))
        except JournalFailed as failed:
            self.fail("journal_read", failed)

    def _carry_out(self, job: Job) -> None:
        """Do the courier's work on the journal."""
        if self.runner is None:
            job.drop()
            return
        try:
            job.carry_out()
        except JournalFailed as failed:
            self.fail("journal_write", failed)

    def _sum_up(self) -> None:
        """Keep what the journal adds up to while nobody waits, so that the next start need not add it up (HW-1)."""
        if self._nobody_in_front():
            try:
                self.journal.sum_up()
            except JournalFailed as failed:
                self.fail("journal_write", failed)

    def _nobody_in_front(self) -> bool:
        return self.runner is not None and not self.runner.visit.serving

    def _stop_rolled_back(self, head: SignedHead) -> None:
        """The platform has signed what this journal does not contain: take no money on it."""
        self.fail("journal_rolled_back", JournalBroken("rolled_back", f"row {head.count} is not what was signed"))

    # --- what the platform orders and configures ---

    def _look_at_orders(self) -> None:
        if self._assembly is None or self._stopping_since is not None or not self._nobody_in_front():
            return
        orders = self._assembly.orders
        if orders.busy:
            self._guarded(lambda _: orders.look())

    def _restart(self) -> None:
        """Stop in order, and be started again."""
        self._restarting = True
        self.stop()

    def state(self) -> dict[str, Any]:
        """Return what the heartbeat says; read in the platform's thread, so only of values that are never changed."""
        runner, assembly = self.runner, self._assembly
        assert assembly is not None, "no part beats before all are there"
        stopped = Health(Device.JOURNAL, Condition.FAULT, self._stopped_by)
        healths, done = (runner.visit.healths, assembly.orders.reports) if runner is not None else ((stopped,), ())
        return {**told(healths, self._counted, self.journal.recent.head(), done), **assembly.configuring.said()}


def speaker_of(settings: Settings) -> Speaker:
    """Return the loudspeaker as configured."""
    speech = settings.speech
    if not speech.enabled:
        return Silent()
    studio = Path(speech.recordings) if speech.recordings else None
    return Voice(Recordings(settings.storage.speech, studio), player_on(speech.device))


def run(settings: Settings, attach: Callable[[KioskApp], object] | None = None) -> int:
    """Run the kiosk until it is stopped; return its exit code. `attach` may hold on to the app (the demonstration)."""
    qt = QApplication.instance() or QApplication([])
    assert isinstance(qt, QApplication), "widgets need a QApplication"
    qt.setQuitOnLastWindowClosed(False)
    with uncollected():
        app = KioskApp(settings)
        take_over(app.stop, app.fail, app.crashes.post)
        app.start()
    attached = attach(app) if attach else None
    code = qt.exec()
    del attached
    return code
