"""What stands on the bench: the composition of parts, lines, memory and log."""

from datetime import datetime

from emulators.bench.bench import Bench
from emulators.bench.bill_acceptor import BillAcceptor
from emulators.bench.card_reader import CardReader
from emulators.bench.cards import Cards
from emulators.bench.log import Log
from emulators.bench.part import SerialPart
from emulators.bench.pty_line import PtyLine
from emulators.bench.run_dir import CARDS, MEMORY, METERS, RunDir
from emulators.bench.station import SerialStation, Station
from emulators.bench.wall import Wall
from emulators.bench.wire import byte_time
from emulators.meter.meters import MeterWall
from emulators.meter_card.cards import fill
from emulators.meter_card.image import CardBox


def wall_clock() -> str:
    """Return the time of day as people read it."""
    return datetime.now().astimezone().strftime("%H:%M:%S")


def assemble(run_dir: RunDir, *, fast: bool) -> Bench:
    """Put everything on the bench as an earlier process left it, cables in; MemoryUnreadable when that is not known."""
    box = CardBox(run_dir.path / CARDS)
    fill(box)
    wall = MeterWall(run_dir.path / METERS)
    wall.fill()
    cards = Cards(box)

    def on_line(part: SerialPart) -> Station:
        line = PtyLine(run_dir.path / part.port, 0.0 if fast else byte_time(part.baud))
        return SerialStation(part, line)

    stations = [on_line(BillAcceptor(fast=fast)), on_line(CardReader(cards, fast=fast)), Station(Wall(wall, cards))]
    bench = Bench(stations, run_dir.path / MEMORY, Log(wall_clock))
    bench.recall()
    for station in stations:
        if isinstance(station, SerialStation):
            station.line.plug()
    return bench
