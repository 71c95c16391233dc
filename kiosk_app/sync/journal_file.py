"""The journal as the file that is handed to the platform (PAY-7, I20; docs/interfaces.md 6).

Everything in it, its date and its time of making included, comes from the journal, and the signature is made without
chance (RFC 6979): the file of a range is the same bytes however often it is made.
"""

import base64
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import quote

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from kiosk_app.domain.batches import JournalSetAside
from kiosk_app.domain.facts import Fact, OpenSale, SaleBegun, SaleEnded, TenderClosed, advance
from kiosk_app.domain.meter_card import PARAMETER_FILE, RETURN_FILE, WALLET_FILE, CardSnapshot
from kiosk_app.domain.sale import SaleKind, SaleNumber

VERSION = 1
CHINA = timezone(timedelta(hours=8))  # the file's times, whatever the machine's zone is
KINDS = {SaleKind.BILL_PAYMENT: "PAY", SaleKind.PURCHASE: "VEND"}
CARD_FILES = (PARAMETER_FILE, WALLET_FILE, RETURN_FILE)
BATCHES = range(1, 1_000)
PACKED_AT_MOST = 4 * 1024 * 1024  # bytes; the platform takes no longer one


class NothingToWrite(Exception):
    """The journal has no such rows, or no start in which the terminal says its number."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """A journal row as the file needs it."""

    seq: int
    wall_ms: int
    fact: Fact
    hash: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A sale that took money, as it stands at the end of the range."""

    sale: OpenSale
    closed_ms: int  # wall clock, when its total became final


@dataclass(frozen=True, slots=True)
class Batch:
    """A range of the journal and the sales whose total became final in it: each sale is in one batch for ever."""

    terminal: str
    number: int
    first_seq: int
    last_seq: int
    made_ms: int  # wall clock of the last row
    head: bytes  # hash of the last row
    sales: tuple[Taken, ...]

    @property
    def name(self) -> str:
        """The file's name; packed it has `.gz` after it."""
        return f"{self.terminal}_{moment(self.made_ms)[:8]}_{self.number:03}.txt"


def batch_of(entries: Iterable[Stamped], terminal: str, number: int, first_seq: int, last_seq: int) -> Batch:
    """Gather a batch from the journal, read from its beginning; raise NothingToWrite."""
    assert number in BATCHES, "a batch has three digits"
    if not 1 <= first_seq <= last_seq:
        raise NothingToWrite(f"no rows from {first_seq} to {last_seq}")
    known: dict[SaleNumber, OpenSale] = {}
    closed: dict[SaleNumber, int] = {}
    last: Stamped | None = None
    for entry in entries:
        if entry.seq > last_seq:
            break
        last = entry
        follow(known, entry.fact, keep=closed)
        if isinstance(entry.fact, TenderClosed) and entry.seq >= first_seq and entry.fact.paid:
            closed.setdefault(entry.fact.sale, entry.wall_ms)
        if isinstance(entry.fact, JournalSetAside):  # a row before the batch's end, so a file is the same ever after
            closed.pop(SaleNumber(entry.fact.about), None)
    if last is None or last.seq != last_seq:
        raise NothingToWrite(f"the journal has no row {last_seq}")
    sales = tuple(Taken(known[sale], at) for sale, at in closed.items())
    return Batch(terminal, number, first_seq, last_seq, last.wall_ms, last.hash, sales)


def follow(known: dict[SaleNumber, OpenSale], fact: Fact, keep: dict[SaleNumber, int]) -> None:
    """Bring the sales up to date in place; one that ended is forgotten unless it is to be kept."""
    match fact:
        case SaleBegun(sale, terms):
            known[sale] = OpenSale(sale, terms)
        case SaleEnded(sale) if sale not in keep:
            known.pop(sale, None)
        case _:
            about: SaleNumber | None = getattr(fact, "sale", None)
            if about is not None and about in known:
                known[about] = advance(known[about], fact)


def content_of(batch: Batch, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the file: UTF-8, one line a sale between header and trailer, each ended by a line feed."""
    made = moment(batch.made_ms)
    header = ("H", VERSION, batch.terminal, made[:8], f"{batch.number:03}", batch.first_seq, batch.last_seq, made)
    lines = [header, *(row(n, taken) for n, taken in enumerate(batch.sales, 1))]
    before = "".join(joined(line) + "\n" for line in lines).encode()
    total = sum(taken.sale.paid for taken in batch.sales)
    digest = hashlib.sha256(before).hexdigest()
    trailer = joined(("T", len(batch.sales), total, digest, batch.last_seq, batch.head.hex())) + "|"
    return before + (trailer + signature(trailer.encode(), key)).encode() + b"\n"


def packed(content: bytes) -> bytes:
    """Return the file as it is sent; no time and no name in its gzip header."""
    return gzip.compress(content, mtime=0)


def row(n: int, taken: Taken) -> tuple[object, ...]:
    """Return the fields of one sale's line; the last three are there to book what the platform never heard of."""
    sale, booking = taken.sale, taken.sale.booking
    status = "SUCCEEDED" if booking else "FAILED" if sale.rejected else "UNKNOWN"
    purchase, card = booking.purchase if booking else None, sale.terms.card
    return (
        "D",
        n,
        sale.sale,
        plain(booking.platform_serial) if booking else "",
        KINDS[sale.terms.kind],
        sale.terms.customer_no,
        sale.paid,
        "CASH",
        moment(taken.closed_ms),
        status,
        card.serial if card else "",
        purchase.counter if purchase else "",
        write_state(sale) if card else "",
        "+".join(f"{each.value}x{each.count}" for each in sale.notes),
        ",".join(plain(bill.bill_id) for bill in sale.terms.bills),
        card_text(card) if card else "",
    )


def write_state(sale: OpenSale) -> str:
    """Return how far the write of the card has come, as far as the journal knows."""
    if sale.confirmed:
        return "CONFIRMED"
    if sale.written is not None:
        return "WRITTEN"
    return "BEGUN" if sale.write_begun else "NONE"


def card_text(card: CardSnapshot) -> str:
    """Return the card as it was read before the sale: profile and files 01, 02, 05 in hex."""
    files = dict(card.files)
    return ",".join((card.profile, *(files[sfi].hex().upper() for sfi in CARD_FILES)))


def signature(line: bytes, key: ec.EllipticCurvePrivateKey) -> str:
    """Sign the trailer up to here: ECDSA P-256 with SHA-256 without chance, r and s of 32 bytes each, base64."""
    r, s = decode_dss_signature(key.sign(line, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode("ascii")


def moment(wall_ms: int) -> str:
    """Return a wall clock as yyyyMMddHHmmss in China's time; one that cannot be is the epoch."""
    try:
        return datetime.fromtimestamp(wall_ms // 1_000, UTC).astimezone(CHINA).strftime("%Y%m%d%H%M%S")
    except (OverflowError, ValueError, OSError):
        return "19700101080000"


def plain(text: str) -> str:
    """Return a text of the platform's without what the file has a meaning for; nothing changes in what it sends."""
    return quote(text, safe=":")


def joined(fields: Iterable[object]) -> str:
    """Return one line without its end."""
    return "|".join(str(field) for field in fields)
