"""What stands on the bench: the composition of parts, lines, memory and log."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from emulators.bench.bench import Bench
from emulators.bench.bill_acceptor import BillAcceptor
from emulators.bench.cabinet import Cabinet
from emulators.bench.card_reader import CardReader
from emulators.bench.cards import Cards
from emulators.bench.desk_reader import DeskReader
from emulators.bench.log import Log
from emulators.bench.part import SerialPart
from emulators.bench.pcsc_daemon import daemon_with_reader
from emulators.bench.pty_line import PtyLine
from emulators.bench.receipt_printer import ReceiptPrinter
from emulators.bench.run_dir import CARDS, MEMORY, METERS, TRAY, RunDir
from emulators.bench.scanner import Scanner
from emulators.bench.station import PoweredStation, SerialStation, Station
from emulators.bench.wall import Wall
from emulators.bench.wire import byte_time
from emulators.meter.meters import MeterWall
from emulators.meter_card.image import CardBox
from emulators.receipt_printer.fonts import Style, glyph
from emulators.virtual_reader.reader import VirtualReader

FAST_BAUD = 1_000_000  # not without end: a printer must get its bytes no faster than fast paper takes them


def wall_clock() -> str:
    """Return the time of day as people read it."""
    return datetime.now().astimezone().strftime("%H:%M:%S")


@contextmanager
def assembled(run_dir: RunDir, *, fast: bool, pcsc: bool) -> Iterator[Bench]:
    """Put everything on the bench as an earlier process left it, cables in, and take it away again.

    Raises MemoryUnreadable when it is not known where things were, DaemonMissing when `pcsc` is not to be had, NoFont.
    """
    glyph("国", Style())  # a printer without characters had better not start
    cards = Cards(CardBox(run_dir.path / CARDS))
    wall = MeterWall(run_dir.path / METERS)
    wall.fill()
    with ExitStack() as closing:
        reader: list[Station] = []
        if pcsc:
            closing.enter_context(daemon_with_reader())
            virtual = VirtualReader(cards.box)
            virtual.start()
            closing.callback(virtual.stop)
            reader = [PoweredStation(DeskReader(cards, virtual))]
        parts: list[SerialPart] = [BillAcceptor(fast=fast), ReceiptPrinter(run_dir.path / TRAY, fast=fast)]
        parts += [] if pcsc else [CardReader(cards, fast=fast)]
        parts += [Cabinet(), Scanner()]
        on_lines = [SerialStation(part, line_of(part, run_dir, fast=fast)) for part in parts]
        bench = Bench([*on_lines, *reader, Station(Wall(wall, cards))], run_dir.path / MEMORY, Log(wall_clock))
        bench.recall()
        for station in on_lines:
            station.line.plug()
            closing.callback(station.line.unplug)
        yield bench


def line_of(part: SerialPart, run_dir: RunDir, *, fast: bool) -> PtyLine:
    """Return the part's line, the cable still out."""
    return PtyLine(run_dir.path / part.port, byte_time(FAST_BAUD if fast else part.baud))
