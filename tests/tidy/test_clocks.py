"""The wall clock of the kiosk's machine is read in few places, and decides in none of them (I23, fault 21).

Whoever adds a place has to say here what for. What waits or runs out goes by the monotonic clock, what comes first by
the number of its row; that a jump changes no amount and no status is played in `tests/journal/test_wall_clock.py` and
in the simulation.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ = {
    "datetime": {"now", "today", "utcnow"},
    "date": {"today"},
    "time": {
        "time",
        "time_ns",
        "localtime",
        "gmtime",
        "ctime",
        "asctime",
        "strftime",
        "clock_gettime",
        "CLOCK_REALTIME",
    },
    "QDateTime": {"currentDateTime", "currentDateTimeUtc", "currentMSecsSinceEpoch", "currentSecsSinceEpoch"},
    "QDate": {"currentDate"},
    "QTime": {"currentTime"},
}
PLACES = {  # and what for
    "kiosk_app/app.py": "since when a screen stands, for who looks at it",
    "kiosk_app/assembly.py": "the time of day that a note bears on the screen",
    "kiosk_app/journal/journal.py": "each row's stamp, beside its number and the monotonic clock",
    "kiosk_app/receipts/paper.py": "the time on a slip",
    "kiosk_app/runtime/outlook.py": "which day's sales staff is shown",
    "kiosk_app/screens/window.py": "the clock on the screen",
    "kiosk_app/sync/means.py": "the planned hour of a reconciliation, never sooner than an hour after the last",
    "kiosk_app/sync/worker.py": "what a heartbeat says, and how far the platform's clock is away",
}


def readings(source: str) -> Iterator[int]:
    """Yield the lines in which a wall clock is read, or taken out of its module under another name."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id=of) | ast.Attribute(attr=of), attr=name) if name in READ.get(of, ()):
                yield node.lineno
            case ast.ImportFrom(module="time", names=names) if READ["time"] & {each.name for each in names}:
                yield node.lineno
            case _:
                pass


def test_i23_the_wall_clock_is_read_where_it_decides_nothing() -> None:
    files = sorted((ROOT / "kiosk_app").rglob("*.py"))
    found = {str(path.relative_to(ROOT)) for path in files if any(readings(path.read_text("utf-8")))}
    assert found == PLACES.keys()


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "clock = time.time_ns",
        "from time import monotonic, time",
        "QDateTime.currentDateTime()",
    ],
)
def test_a_reading_is_found_however_it_is_written(line: str) -> None:
    assert list(readings(line)) == [1]
    assert not list(readings("time.monotonic(); datetime.fromtimestamp(0); self.time.now()"))
