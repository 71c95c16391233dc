"""Notes as things, and the bill table: what the unit takes them for (protocols.md 1.7; HW-3).

Several types have the same value: the utility's terminals take old and new series of ¥10 to ¥100.
"""

from dataclasses import dataclass

from emulators.bill_acceptor.protocol import Reject

CHINA = "CHN"  # ISO 3166, as the table says it; not CNY
TYPES, RECORD = 24, 5
FEN_PER_YUAN = 100


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of paper with an identity; `number` is written on no note and known to nobody but the test."""

    number: int
    fen: int
    series: str
    country: str = CHINA
    flaw: Reject | None = None  # what a sensor finds wrong with it
    on_string: bool = False


@dataclass(frozen=True, slots=True)
class BillType:
    """One line of the bill table; `series` is not told on the wire."""

    fen: int
    series: str
    country: str = CHINA

    def record(self) -> bytes:
        """Return digit, country, exponent: 5 bytes. The value is digit x 10^exponent in whole units of money."""
        value, exponent = self.fen // FEN_PER_YUAN, 0
        assert value * FEN_PER_YUAN == self.fen > 0, "the table here knows whole units only"
        while value % 10 == 0:
            value, exponent = value // 10, exponent + 1
        assert value < 10, "one digit and zeros"
        return bytes([value]) + self.country.encode("ascii") + bytes([exponent])


BillTable = tuple[BillType | None, ...]

OLD, NEW, LATEST = "1999", "2005", "2015"
RMB: BillTable = (
    BillType(1_000, NEW),
    BillType(2_000, NEW),
    BillType(5_000, NEW),
    BillType(10_000, NEW),
    BillType(1_000, OLD),
    BillType(2_000, OLD),
    BillType(5_000, OLD),
    BillType(10_000, OLD),
    BillType(100, OLD),  # the unit knows them, the terminal does not take them
    BillType(500, NEW),
    BillType(10_000, LATEST),
    None,
    BillType(10_000, "2010", "HKG"),
)


def table_data(table: BillTable) -> bytes:
    """Return the 120 bytes of GET BILL TABLE: 24 records, unused ones all zero."""
    assert len(table) <= TYPES, "24 types at most"
    return b"".join(bill.record() if bill else bytes(RECORD) for bill in table).ljust(TYPES * RECORD, b"\x00")


def type_of(note: Note, table: BillTable) -> int | None:
    """Return the number of the type that a note is recognised as."""
    for number, bill in enumerate(table):
        if bill is not None and (bill.fen, bill.series, bill.country) == (note.fen, note.series, note.country):
            return number
    return None


def usual_series(fen: int, table: BillTable) -> str:
    """Return the series of the first type with this value, "" when the unit knows none."""
    return next((bill.series for bill in table if bill is not None and bill.fen == fen), "")
