"""The journal as a file: what is in it, that it is always the same bytes, that it is there whole or not at all."""

import gzip
import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.cli import main
from kiosk_app.domain import facts as f
from kiosk_app.domain.facts import Fact
from kiosk_app.domain.money import Fen
from kiosk_app.domain.sale import SaleNumber
from kiosk_app.journal.journal import Clock, SqliteJournal
from kiosk_app.sync import journal_file
from kiosk_app.sync.journal_file import NothingToWrite, Stamped, batch_of, content_of
from kiosk_app.sync.outgoing import AlreadyThere, keep_once
from tests.contract.journal_file import KEY, NAME, content
from tests.support import samples
from tests.support.samples import FIFTY, HUNDRED, TEN

MORNING_MS = 1_795_400_820_000  # 2026-11-23 10:27:00 in China


def sale_number(number: int) -> SaleNumber:
    return SaleNumber(f"GD0117-{number:06}")


def story() -> Iterator[Fact]:
    """A booked payment, a purchase as far as its confirmation, a refused one, one of unknown end, one without money."""
    yield f.Booted("GD-0117", "1.0")
    one, two, three, four, five, six = (sale_number(number) for number in range(1, 7))
    yield f.SaleBegun(one, samples.BILL_TERMS)
    for ordinal in (1, 2):
        yield f.NoteOffered(one, ordinal, HUNDRED)
        yield f.NoteCredited(one, ordinal, HUNDRED)
    yield f.TenderClosed(one, Fen(20_000))
    yield f.SaleAccepted(one, samples.BOOKING)
    yield f.SaleEnded(one, f.Outcome.SOLD)
    yield f.SaleBegun(two, samples.PURCHASE_TERMS)
    yield f.NoteCredited(two, 1, HUNDRED)
    yield f.TenderClosed(two, Fen(10_000))
    yield f.SaleAccepted(two, samples.PURCHASE_BOOKING)
    yield f.WriteBegun(two, samples.CARD.serial, 8, 10_000, "00" * 32)
    yield f.CardCompleted(two, samples.CARD)
    yield f.ConfirmationDelivered(two)
    yield f.SaleEnded(two, f.Outcome.SOLD)
    yield f.SaleBegun(three, samples.BILL_TERMS)
    yield f.NoteCredited(three, 1, FIFTY)
    yield f.NoteCredited(three, 2, TEN)
    yield f.TenderClosed(three, Fen(6_000))
    yield f.SaleRejected(three, "OUT_OF_HOURS")
    yield f.SaleBegun(four, samples.PURCHASE_TERMS)
    yield f.NoteCredited(four, 1, HUNDRED)
    yield f.TenderClosed(four, Fen(10_000))
    yield f.SalePending(four)
    yield f.SaleBegun(five, samples.BILL_TERMS)
    yield f.TenderClosed(five, Fen(0))
    yield f.SaleEnded(five, f.Outcome.NOTHING_PAID)
    yield f.SaleBegun(six, samples.BILL_TERMS)
    yield f.NoteCredited(six, 1, TEN)


def stamped(told: Iterator[Fact]) -> list[Stamped]:
    """Give the facts places, times and hashes; the hash is not the journal's, and the file does not care."""
    return [
        Stamped(seq, MORNING_MS + seq * 1_000, fact, hashlib.sha256(str(seq).encode()).digest())
        for seq, fact in enumerate(told, 1)
    ]


ENTRIES = stamped(story())


def made(first: int = 1, last: int = len(ENTRIES), number: int = 1) -> tuple[str, bytes]:
    batch = batch_of(iter(ENTRIES), "GD-0117", number, first, last)
    return batch.name, content_of(batch, KEY)


def rows(file: bytes) -> list[list[str]]:
    return [line.split("|") for line in file.decode().splitlines() if line.startswith("D|")]


def test_the_file_is_the_recorded_one() -> None:
    assert made() == (NAME, content())


def test_pay_7_every_sale_that_took_money_has_one_line() -> None:
    found = {row[2]: (row[4], int(row[6]), row[9], row[12]) for row in rows(made()[1])}
    assert found == {
        "GD0117-000001": ("PAY", 20_000, "SUCCEEDED", ""),
        "GD0117-000002": ("VEND", 10_000, "SUCCEEDED", "CONFIRMED"),
        "GD0117-000003": ("PAY", 6_000, "FAILED", ""),
        "GD0117-000004": ("VEND", 10_000, "UNKNOWN", "NONE"),
    }


def test_the_bytes_are_the_same_in_every_time_zone_and_at_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    first = made()
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert made() == first
        assert journal_file.packed(first[1]) == journal_file.packed(made()[1])
    finally:
        monkeypatch.undo()
        time.tzset()
    assert gzip.decompress(journal_file.packed(first[1])) == first[1]


@given(st.lists(st.integers(1, len(ENTRIES) - 1), unique=True, max_size=8))
def test_i20_however_the_journal_is_cut_each_sale_is_in_one_file(cuts: list[int]) -> None:
    ends = [*sorted(cuts), len(ENTRIES)]
    files = [made(first + 1, last, 1)[1] for first, last in zip([0, *ends], ends, strict=False)]
    assert [row[2] for file in files for row in rows(file)] == [row[2] for row in rows(made()[1])]


@pytest.mark.parametrize(
    ("first", "last"), [(0, 3), (4, 3), (1, len(ENTRIES) + 1), (len(ENTRIES) + 1, len(ENTRIES) + 1)]
)
def test_rows_that_are_not_there_are_not_written(first: int, last: int) -> None:
    with pytest.raises(NothingToWrite):
        made(first, last)


def test_what_the_platform_said_cannot_break_a_line() -> None:
    terms = replace(samples.BILL_TERMS, bills=(replace(samples.BILLS[0], bill_id="a|b,c\nd"),))
    evil = replace(samples.BOOKING, platform_serial="P|1\nT|0")
    told: list[Fact] = [f.SaleBegun(sale_number(1), terms), f.NoteCredited(sale_number(1), 1, HUNDRED)]
    told += [f.TenderClosed(sale_number(1), Fen(10_000)), f.SaleAccepted(sale_number(1), evil)]
    file = content_of(batch_of(iter(stamped(iter(told))), "GD-0117", 1, 1, 4), KEY)
    assert file.count(b"\n") == 3
    assert rows(file)[0][3] == "P%7C1%0AT%7C0"


@pytest.mark.parametrize("wall_ms", [-(10**17), 10**17, -1])
def test_fault_40_a_clock_that_cannot_be_does_not_stop_the_file(wall_ms: int) -> None:
    assert len(journal_file.moment(wall_ms)) == 14


# --- keeping it ---


def test_a_file_is_kept_once(tmp_path: Path) -> None:
    file = keep_once(tmp_path, NAME, b"one")
    assert keep_once(tmp_path, NAME, b"one") == file
    with pytest.raises(AlreadyThere):
        keep_once(tmp_path, NAME, b"two")
    assert file.read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == [NAME]
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("failing", ["fsync", "write"])
def test_fault_15_a_disk_that_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    if failing == "fsync":
        monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "I/O error")))
    else:
        monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match=r"I/O error|full"):
        keep_once(tmp_path, NAME, b"one")
    assert list(tmp_path.iterdir()) == []


def test_fault_14_what_a_cut_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(b"half")
    assert keep_once(tmp_path, NAME, b"one").read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == [NAME]


def test_the_directory_is_synced_after_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    keep_once(tmp_path, NAME, b"one")
    assert synced == [str(tmp_path / f"{NAME}.part"), str(tmp_path)]


# --- the command ---


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    with SqliteJournal(path, "GD-0117", "1", Clock(lambda: 0, lambda: MORNING_MS)) as opened:
        sale = opened.open_sale(samples.BILL_TERMS)
        opened.record(f.NoteCredited(sale, 1, HUNDRED))
        opened.record(f.TenderClosed(sale, Fen(10_000)))
    return path


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    pem = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "terminal.pem").write_bytes(pem)
    return tmp_path / "terminal.pem"


def test_a_journal_is_exported(
    journal: Path, identity: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["journal", "export", str(journal), "--identity", str(identity), "--into", str(tmp_path)]
    assert main(words) == 0
    written = (tmp_path / NAME).read_bytes()
    assert main(words) == 0
    assert (tmp_path / NAME).read_bytes() == written
    assert [row[2] for row in rows(written)] == ["GD0117-000001"]
    assert "1 sales, rows 1 to 4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code"),
    [(["--batch", "0"], 2), (["--batch", "1000"], 2), (["--to", "99"], 2), (["--into", "/nowhere"], 2)],
)
def test_an_export_that_cannot_be_is_refused(
    journal: Path, identity: Path, tmp_path: Path, more: list[str], code: int
) -> None:
    words = ["journal", "export", str(journal), "--identity", str(identity), "--into", str(tmp_path)]
    assert main([*words, *more]) == code
    assert list(tmp_path.glob("*.txt*")) == []


def test_an_export_needs_a_key_and_a_whole_journal(journal: Path, identity: Path, tmp_path: Path) -> None:
    assert main(["journal", "export", str(journal)]) == 2
    identity.write_text("no key")
    assert main(["journal", "export", str(journal), "--identity", str(identity)]) == 2
    (tmp_path / "empty.db").write_bytes(b"no journal at all" * 300)
    assert main(["journal", "export", str(tmp_path / "empty.db"), "--identity", str(identity)]) == 1
