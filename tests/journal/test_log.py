"""The write-ahead log: room made beforehand, damage told from a cut, evidence kept; reading changes nothing."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from kiosk_app.domain.facts import IncidentSeen
from kiosk_app.journal import log, storage
from kiosk_app.journal.journal import SqliteJournal, good_prefix
from kiosk_app.journal.storage import JournalBroken, JournalBusy

FRAME = log.FRAME.size + 4096


def killed(path: Path, appends: int) -> None:
    """Leave a journal as a killed kiosk leaves it: this many rows in the log, and the file as it was before them."""
    live = path.with_name("live.db")
    with SqliteJournal(live, "GD-0117", "1") as journal:
        for number in range(appends - 1):
            journal.record(IncidentSeen("test", str(number)))
        storage.copy(live, path.parent / "copy")
    for tail in storage.TAILS:
        if (part := Path(f"{path.parent}/copy/live.db{tail}")).exists():
            shutil.move(part, f"{path}{tail}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "copy").mkdir()
    killed(tmp_path / "journal.db", 6)
    return tmp_path / "journal.db"


def ends_of_commits(path: Path) -> list[int]:
    """Return the places of the frames that end a commit, in order."""
    whole = storage.log_of(path).read_bytes()
    found = log.frames(whole)
    current = found[0].salts
    return [log.HEADER.size + n * FRAME for n, each in enumerate(found) if each.commits and each.salts == current]


def damage(path: Path, place: int) -> None:
    """Turn one byte over in the page of the frame at this place."""
    with storage.log_of(path).open("r+b") as file:
        file.seek(place + log.FRAME.size + 4000)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 0xFF]))


def test_the_log_has_room_before_the_first_append_needs_it(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        size = storage.log_of(tmp_path / "journal.db").stat().st_size
        assert size >= storage.ROOM
        for number in range(10):
            journal.record(IncidentSeen("test", str(number)))
        assert storage.log_of(tmp_path / "journal.db").stat().st_size == size, (
            "an append overwrites, the log does not grow"
        )


def test_what_a_killed_kiosk_left_in_the_log_is_in_the_file_after_the_next_start(path: Path) -> None:
    rows = len(good_prefix(path)[0])
    with SqliteJournal(path, "GD-0117", "1"):
        alone = path.with_name("alone.db")
        shutil.copy2(path, alone)
    assert len(good_prefix(alone)[0]) == rows == 6


@pytest.mark.parametrize("back", [3, 4])
def test_fault_17_damage_in_the_log_before_its_last_two_appends_is_refused(path: Path, back: int) -> None:
    damage(path, ends_of_commits(path)[-2 * back])
    with pytest.raises(JournalBroken, match="journal_log"):
        SqliteJournal(path, "GD-0117", "1")


def test_damage_to_the_last_append_looks_like_a_cut(path: Path) -> None:
    damage(path, ends_of_commits(path)[-2])
    with SqliteJournal(path, "GD-0117", "1") as journal:
        assert journal.head[0] == 5 + 1


def test_i10_a_refused_journal_is_kept_as_it_was_found_and_only_once(path: Path) -> None:
    damage(path, ends_of_commits(path)[2])
    found = storage.log_of(path).read_bytes()
    for _ in range(2):
        with pytest.raises(JournalBroken):
            SqliteJournal(path, "GD-0117", "1")
        (kept,) = path.parent.glob("journal.db.broken-*")
        assert (kept / "journal.db-wal").read_bytes() == found
        shutil.copy2(kept / "journal.db-wal", storage.log_of(path))
        shutil.copy2(kept / "journal.db", path)


def test_i9_an_append_is_never_a_part_of_somebody_elses_transaction(tmp_path: Path) -> None:
    with SqliteJournal(tmp_path / "journal.db", "GD-0117", "1") as journal:
        reading = journal.entries()
        next(reading)
        with pytest.raises(AssertionError, match="transaction of its own"):
            journal.record(IncidentSeen("test"))
        assert len(list(reading)) == 0
        journal.record(IncidentSeen("test"))
    assert len(good_prefix(tmp_path / "journal.db")[0]) == 2


def test_reading_a_journal_leaves_it_as_it_is(path: Path) -> None:
    before = {part.name: part.read_bytes() for part in path.parent.iterdir() if part.is_file()}
    entries, broken = good_prefix(path)
    assert broken is None
    assert len(entries) == 6
    assert {part.name: part.read_bytes() for part in path.parent.iterdir() if part.is_file()} == before


def test_a_journal_in_use_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    child = os.fork()
    if not child:
        SqliteJournal(path, "GD-0117", "1")
        path.with_name("open").touch()
        while True:
            signal.pause()
    try:
        while not path.with_name("open").exists():
            assert os.waitpid(child, os.WNOHANG) == (0, 0)
            time.sleep(0.01)
        with pytest.raises(JournalBusy):
            good_prefix(path)
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def test_a_journal_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    entries, broken = good_prefix(tmp_path / "none.db")
    assert entries == []
    assert broken is not None
    assert broken.code == "journal_unreadable"
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("content", [b"", bytes(32), bytes(4096), b"\x37\x7f\x06\x82" + bytes(5000)])
def test_a_file_that_is_no_log_hides_nothing(content: bytes) -> None:
    assert not log.hides_commits(content, 0)


def test_where_there_is_no_log_there_is_no_room_to_make(tmp_path: Path) -> None:
    """A journal on other terms, as the crash matrix keeps some for comparison: no log is made up for it."""
    storage.make_room(tmp_path / "journal.db")
    assert list(tmp_path.iterdir()) == []
