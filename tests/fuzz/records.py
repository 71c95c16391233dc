"""What the terminal reads from its own disk: journal rows, the journal's log, the configuration."""

import atexit
import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from kiosk_app.config import ConfigRefused, load
from kiosk_app.domain.facts import (
    Booted,
    CardCompleted,
    CardKept,
    Fact,
    IncidentSeen,
    NoteCredited,
    Outcome,
    ReceiptMissed,
    SaleAccepted,
    SaleBegun,
    SaleEnded,
    WriteBegun,
)
from kiosk_app.journal import log
from kiosk_app.journal.chain import GENESIS, Row, seal
from kiosk_app.journal.codec import KINDS, NotAFact, decode, encode
from kiosk_app.journal.rows import verified
from kiosk_app.journal.storage import JournalBroken
from kiosk_app.journal.table import APPEND
from tests.crash.recovery import memory
from tests.fuzz.target import Target
from tests.support import samples
from tests.support.samples import HUNDRED, SALE

SAMPLE = Path(__file__).parents[2] / "resources" / "kiosk.sample.toml"
NAMES = sorted(KINDS)
FACTS: tuple[Fact, ...] = (
    Booted("GD-0117", "1"),
    SaleBegun(SALE, samples.PURCHASE_TERMS),
    SaleBegun(SALE, samples.BILL_TERMS),
    NoteCredited(SALE, 1, HUNDRED),
    SaleAccepted(SALE, samples.PURCHASE_BOOKING),
    WriteBegun(SALE, samples.CARD.serial, 8, 10_000, "00" * 32),
    CardCompleted(SALE, samples.CARD),
    ReceiptMissed(SALE, 1, "paper_end"),
    SaleEnded(SALE, Outcome.SOLD),
    CardKept(None, samples.CARD.serial),
    IncidentSeen("cheating", "最后一行"),
)
MAGIC, PAGE = 0x377F0682, 4_096


def codec(data: bytes) -> None:
    """A row's body is a fact or NotAFact; a fact comes back from its own writing."""
    if not data:
        return
    body = data[1:].decode("utf-8", "surrogateescape" if data[0] & 0x80 else "replace")
    with suppress(NotAFact):
        fact = decode(NAMES[data[0] % len(NAMES)], body)
        assert decode(*encode(fact)) == fact


def table() -> sqlite3.Connection:
    """Return an empty journal in memory whose columns hold whatever is put into them."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    raw.execute("CREATE TABLE facts (seq INTEGER PRIMARY KEY, boot_id, mono_ms, wall_ms, kind, body, hash)")
    return raw


TABLE = table()


def row(data: bytes) -> None:
    """A row with any values in any types is read, or JournalBroken; a good row before it is read all the same."""
    good = Row(1, "00" * 8, 1, 1, *encode(FACTS[0]))
    TABLE.execute("DELETE FROM facts")
    put(good, seal(GENESIS, good))
    values = list(islice(values_in(data), 6))
    bad = Row(2, *values[:5])  # type: ignore[arg-type]  # on purpose: what SQLite may give back for a damaged row
    put(bad, values[5])
    found = []
    with suppress(JournalBroken):
        found = [entry.fact for entry in verified(TABLE)]
    assert found == [] or found[0] == FACTS[0]
    assert len(found) < 2, "nobody guesses a hash"


def put(stored: Row, sealed: object) -> None:
    """Write a row as it is."""
    TABLE.execute(APPEND, (*stored, sealed))


def values_in(data: bytes) -> Iterator[object]:
    """Yield values of every type that SQLite has: a byte says which, then come the value's bytes."""
    rest = iter(data)
    while True:
        kind = next(rest, 0)
        raw = bytes(value for _, value in zip(range(kind >> 3), rest, strict=False))
        match kind & 7:
            case 0:
                yield None
            case 1:
                yield int.from_bytes(raw[:8], "big", signed=True)
            case 2:
                yield struct.unpack(">d", raw[:8].ljust(8, b"\0"))[0]
            case 3:
                yield raw
            case 4:
                yield NAMES[kind % len(NAMES)]
            case _:
                yield raw.decode("utf-8", "replace")


def log_file(data: bytes) -> None:
    """Any bytes are a log that hides commits or does not; so is what has a header whose sum is right."""
    assert log.hides_commits(data, 0) in (True, False)
    words = struct.unpack(">6I", (struct.pack(">2I", MAGIC, 3_007_000) + data).ljust(24, b"\0")[:24])
    whole = struct.pack(">8I", *words, *summed(words)) + data[24:]
    assert log.header_is_whole(whole)
    for valid in range(3):
        assert log.hides_commits(whole, valid) in (True, False)


def summed(words: tuple[int, ...]) -> tuple[int, int]:
    """Return the sum of a header, made over little-endian words as its magic says."""
    first = second = 0
    swapped = [int.from_bytes(word.to_bytes(4, "big"), "little") for word in words]
    for one, two in zip(swapped[::2], swapped[1::2], strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second


CONFIG = memory() / f"gridkiosk-fuzz-{os.getpid()}.toml"
atexit.register(CONFIG.unlink, missing_ok=True)


def config(data: bytes) -> None:
    """A configuration is read or ConfigRefused, with a reason that names the file."""
    CONFIG.write_bytes(data)
    refusal = ""
    try:
        load(CONFIG)
    except ConfigRefused as refused:
        refusal = str(refused)
    assert not refusal or str(CONFIG) in refusal


def codec_seeds() -> Iterator[bytes]:
    """Yield facts of many kinds as they are written."""
    for fact in FACTS:
        kind, body = encode(fact)
        yield bytes((NAMES.index(kind),)) + body.encode()


def row_seeds() -> Iterator[bytes]:
    """Yield a row of each type in each column."""
    for kind in range(6):
        yield bytes((8 * 4 + kind, 1, 2, 3, 4)) * 6


def log_seeds() -> Iterator[bytes]:
    """Yield a log of two pages of 512 bytes, and one that never was."""
    head = struct.pack(">4I", 512, 0, 1, 2)
    frame = struct.pack(">6I", 2, 2, 1, 2, 0, 0) + bytes(512)
    yield head + bytes(8) + frame * 2
    yield bytes(64)


def config_seeds() -> Iterator[bytes]:
    """Yield the sample."""
    yield SAMPLE.read_bytes()


TARGETS = (
    Target("journal_codec", codec, codec_seeds, 4_096),
    Target("journal_row", row, row_seeds),
    Target("journal_log", log_file, log_seeds, 2_048),
    Target("configuration", config, config_seeds, 8_192),
)
