"""The receipt printer: slips on paper, whole or not, and what it says about them."""

from collections import deque

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import Event, HealthChanged, ReceiptFailed, ReceiptPrinted
from kiosk_app.domain.settlement_voucher import SettlementVoucher
from kiosk_app.domain.voucher import Voucher
from tests.simulation.kiosk import End, Machine
from tests.simulation.things import Slip
from tests.simulation.world import World

PRINT_MS, CHECK_MS, START_MS = 1_200, 200, 800
PAPER_MS = (60_000, 600_000)


class Printer:
    """Satisfies `runtime.ports.ReceiptPrinter` and `kiosk.Part`."""

    def __init__(self, world: World, machine: Machine) -> None:
        self.world, self.machine = world, machine
        self.slips: list[Slip] = []
        self.trouble = ""
        self.life = 0
        self._told_in = 0  # the life whose driver has said how the printer is
        self._jobs: deque[tuple[str, Voucher | SettlementVoucher]] = deque()

    # --- runtime.ports.ReceiptPrinter ---

    def print_voucher(self, job: str, voucher: Voucher) -> None:
        """Print a slip after those before it."""
        self.machine.boundary(f"printer.print {voucher.kind}")
        self.world.watch.print_ordered(voucher)
        self._queue(job, voucher)

    def print_settlement(self, job: str, voucher: SettlementVoucher) -> None:
        """Print a settlement's voucher after the slips before it."""
        self.machine.boundary("printer.print settlement")
        self.world.watch.settlement_print_ordered(voucher)
        self._queue(job, voucher)

    def _queue(self, job: str, voucher: Voucher | SettlementVoucher) -> None:
        self._jobs.append((job, voucher))
        if len(self._jobs) == 1:
            self.world.time.after(PRINT_MS, self._print, self.life)

    # --- the device ---

    def _print(self, life: int) -> None:
        if life != self.life or life != self.machine.life or not self._jobs:
            return
        faults = self.world.faults
        job, voucher = self._jobs.popleft()
        event: Event
        if self.trouble:
            event = ReceiptFailed(job, self.trouble)
        elif faults.strikes("printer.paper_out"):
            self._slip(voucher, whole=False)
            event = ReceiptFailed(job, "paper_end")
            self._breaks("paper_end")
        elif faults.strikes("printer.unconfirmed"):
            self._slip(voucher, whole=self.world.tape.choose(2, "printer.whole_but_unconfirmed") == 1)
            event = ReceiptFailed(job, "no_confirmation")
        else:
            self._slip(voucher, whole=True)
            event = ReceiptPrinted(job)
        if self._jobs:
            self.world.time.after(PRINT_MS, self._print, life)
        self.machine.post(life, event)

    def _slip(self, voucher: Voucher | SettlementVoucher, *, whole: bool) -> None:
        if isinstance(voucher, SettlementVoucher):
            self.world.watch.settlement_printed(voucher, whole)
            return
        slip = Slip(voucher, whole, self.world.now)
        self.slips.append(slip)
        self.world.watch.printed(slip)

    def _breaks(self, trouble: str) -> None:
        self.trouble = trouble
        pause = PAPER_MS[self.world.tape.choose(len(PAPER_MS), "printer.mended_after")]
        self.world.time.after(CHECK_MS, self._notice, self.life)
        self.world.time.after(pause, self.mend)

    def go_offline(self) -> None:
        """The printer stops answering, or its cover is open."""
        if not self.trouble:
            self._breaks("cover_open")

    def _notice(self, life: int) -> None:
        if self.trouble:
            self._tell(life, Condition.FAULT, self.trouble)

    def mend(self) -> None:
        """Somebody came."""
        if self.trouble:
            self.trouble = ""
            self._tell(self.life, Condition.READY, "")

    def _tell(self, life: int, condition: Condition, code: str) -> None:
        if life == self._told_in == self.life == self.machine.life:
            self.machine.post(life, HealthChanged(Health(Device.RECEIPT_PRINTER, condition, code)))

    # --- lives ---

    def prepare(self, life: int) -> None:
        """A new driver's queue is empty."""
        self.life = life
        self._jobs.clear()

    def begin(self, life: int) -> None:
        """Start the driver; what an earlier one left in the buffer is cleared."""
        self.world.time.after(START_MS, self._started, life)

    def _started(self, life: int) -> None:
        """Tell how the printer is now: somebody may have mended it since the driver was started."""
        self._told_in = life
        self._tell(life, Condition.FAULT if self.trouble else Condition.READY, self.trouble)

    def end(self, end: End) -> None:
        """A slip under way comes out whole, in part or not at all, and nobody hears of it."""
        if self._jobs and not self.trouble:
            match self.world.tape.choose(3, "power.slip_was"):
                case 1:
                    self._slip(self._jobs[0][1], whole=False)
                case 2:
                    self._slip(self._jobs[0][1], whole=True)
                    self.world.marks.hit("slip_printed_and_never_reported")
                case _:
                    pass
        self._jobs.clear()
