"""The acceptor's bill table: what each bill type is worth (protocols.md 1.7).

    24 records of 5 bytes, the index is the bill type:
    +-------+-----------------+----------+
    | digit | country, 3 ASCII| exponent |   value = digit x 10^(exponent & 7F) yuan, divided if bit 7 is set
    +-------+-----------------+----------+   digit 0 or country 00 00 00: unused

Old and new series of one value are different types, so a type means nothing without the table of its unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk_app.domain.money import NOTHING, Fen
from kiosk_app.domain.notes import ACCEPTED_VALUES, Note
from kiosk_app.hardware.bill_acceptor.protocol import BILL_TYPES, Malformed

RECORD = 5
RENMINBI = b"CHN"
EXPONENT_AT_MOST = 9  # beyond it a record is not a banknote


@dataclass(frozen=True, slots=True)
class BillTable:
    """The renminbi types of one unit and what they are worth, in fen."""

    values: Mapping[int, Fen]

    @property
    def accepted(self) -> frozenset[int]:
        """The types that this kiosk takes: ¥10, ¥20, ¥50 and ¥100 of any series (HW-3)."""
        return frozenset(bill_type for bill_type, value in self.values.items() if value in ACCEPTED_VALUES)

    def note(self, bill_type: int) -> Note:
        """Return the note of this type; one that the table does not know as renminbi is worth nothing by itself."""
        return Note(self.values.get(bill_type, NOTHING), bill_type)


def parse_bill_table(payload: bytes) -> BillTable:
    """Return the answer to GET BILL TABLE (120 bytes), or raise Malformed."""
    if len(payload) != BILL_TYPES * RECORD:
        raise Malformed(f"a bill table has {BILL_TYPES * RECORD} bytes, not {len(payload)}")
    values: dict[int, Fen] = {}
    for bill_type in range(BILL_TYPES):
        if (value := value_in(payload[bill_type * RECORD : (bill_type + 1) * RECORD])) is not None:
            values[bill_type] = value
    return BillTable(MappingProxyType(values))


def value_in(record: bytes) -> Fen | None:
    """Return what one record is worth; None when unused, foreign, or not a whole number of fen."""
    digit, country, exponent = record[0], record[1:4], record[4]
    power = exponent & 0x7F
    if not digit or country != RENMINBI or power > EXPONENT_AT_MOST:
        return None
    if not exponent & 0x80:
        return Fen(digit * 100 * 10**power)
    value, rest = divmod(digit * 100, 10**power)
    return None if rest else Fen(value)
