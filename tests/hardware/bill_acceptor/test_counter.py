"""The acceptor's own count: each note that was reported once, through kills at any moment, anew with a new cassette."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import AcceptorStarted, Event, HealthChanged, NoteEscrowed, NoteStacked, PowerUpNote
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note, NoteCount, by_value
from kiosk_app.hardware.bill_acceptor.counter import StackedNotes

HUNDRED, FIFTY, OLD_HUNDRED = Note(Fen(10_000), 3), Note(Fen(5_000), 2), Note(Fen(10_000), 7)
STARTED = AcceptorStarted(PowerUpNote.NONE, None)
REMOVED = HealthChanged(Health(Device.BILL_ACCEPTOR, Condition.FAULT, "cassette_removed"))


def found(note: Note) -> AcceptorStarted:
    """The unit still reports this note at the start."""
    return AcceptorStarted(PowerUpNote.NONE, note, was_powered=True)


def counts(path: Path, *events: Event) -> tuple[NoteCount, ...] | None:
    """Let a fresh process hear these events."""
    stacked = StackedNotes(path)
    for event in events:
        stacked.take(event)
    return stacked.counts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acceptor" / "stacked.json"


def test_each_stacked_note_counts_and_outlives_the_process(path: Path) -> None:
    assert counts(path) == ()
    told = counts(path, STARTED, NoteEscrowed(HUNDRED), NoteStacked(HUNDRED), NoteEscrowed(FIFTY), NoteStacked(FIFTY))
    assert told == (NoteCount(Fen(10_000), 1), NoteCount(Fen(5_000), 1))
    assert counts(path, STARTED, NoteStacked(OLD_HUNDRED)) == (NoteCount(Fen(10_000), 2), NoteCount(Fen(5_000), 1))


def test_a_report_that_a_start_finds_again_is_the_same_note(path: Path) -> None:
    """Killed before the acknowledgement: the unit repeats what was counted."""
    assert counts(path, STARTED, NoteStacked(HUNDRED)) == (NoteCount(Fen(10_000), 1),)
    assert counts(path, found(HUNDRED)) == (NoteCount(Fen(10_000), 1),)
    assert counts(path, found(HUNDRED)) == (NoteCount(Fen(10_000), 1),), "killed again, and again before it"


def test_a_report_of_the_next_note_is_not_taken_for_the_last(path: Path) -> None:
    """Killed between the order to stack and the report, with an equal note before."""
    counts(path, STARTED, NoteStacked(HUNDRED), NoteEscrowed(HUNDRED))
    assert counts(path, found(HUNDRED)) == (NoteCount(Fen(10_000), 2),)


def test_a_start_without_a_report_ends_the_wait(path: Path) -> None:
    counts(path, STARTED, NoteStacked(HUNDRED))
    counts(path, STARTED)
    assert counts(path, found(HUNDRED)) == (NoteCount(Fen(10_000), 2),)


def test_another_cassette_begins_anew_and_an_old_mark_means_nothing_there(path: Path) -> None:
    assert counts(path, STARTED, NoteStacked(HUNDRED), NoteEscrowed(HUNDRED), REMOVED) == ()
    assert counts(path, STARTED, NoteStacked(FIFTY)) == (NoteCount(Fen(5_000), 1),)
    assert counts(path, found(FIFTY)) == (NoteCount(Fen(5_000), 1),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"notes": {"x": 1}}',
        b'{"notes": {}, "last": null}',
        b'{"notes": {"10000": -1}, "ordinal": 1, "last": null}',
        b'{"notes": {"10000": true}, "ordinal": 1, "last": null}',
        b'{"notes": {}, "ordinal": 1.5, "last": null}',
    ],
)
def test_a_file_that_is_no_count_is_unknown_until_the_cassette_is_changed(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert counts(path, STARTED, NoteStacked(HUNDRED)) is None
    assert path.read_bytes() == content, "nothing is written over"
    assert counts(path, REMOVED, NoteStacked(HUNDRED)) == (NoteCount(Fen(10_000), 1),)


def test_a_disk_that_takes_nothing_makes_the_count_unknown(tmp_path: Path) -> None:
    in_the_way = tmp_path / "acceptor"
    in_the_way.write_text("no folder")
    assert counts(in_the_way / "stacked.json", STARTED, NoteStacked(HUNDRED)) is None


def test_a_disk_that_stops_taking_makes_the_count_unknown_until_the_next_cassette(path: Path) -> None:
    """PAY-10: a count with a note missing would be a lie; the terminal goes on without one."""
    stacked = StackedNotes(path)
    stacked.take(NoteStacked(HUNDRED))
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("in the way")
    stacked.take(NoteStacked(FIFTY))
    assert stacked.counts is None
    path.parent.unlink()
    stacked.take(NoteStacked(FIFTY))
    assert stacked.counts is None, "what was missed stays missed"
    stacked.take(REMOVED)
    stacked.take(NoteStacked(FIFTY))
    assert stacked.counts == (NoteCount(Fen(5_000), 1),)


@dataclass
class Unit:
    """What really happened: notes in the box, and the report that is repeated until it is acknowledged."""

    box: list[Fen] = field(default_factory=list)
    reported: Note | None = None


@given(steps=st.lists(st.tuples(st.sampled_from((HUNDRED, FIFTY, OLD_HUNDRED)), st.integers(0, 4)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_whenever_the_process_dies_the_count_is_the_box(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Note, int]]
) -> None:
    """Killed at escrow, after the order, after the report, or after the acknowledgement (4: not at all)."""
    path = tmp_path_factory.mktemp("count") / "stacked.json"
    unit, stacked = Unit(), StackedNotes(path)
    for note, killed_at in steps:
        stacked.take(NoteEscrowed(note))
        if killed_at > 0:
            unit.box.append(note.value)
            unit.reported = note
        if killed_at > 1:
            stacked.take(NoteStacked(note))
        if killed_at > 2:
            unit.reported = None
        if killed_at < 4:
            stacked = StackedNotes(path)
            stacked.take(AcceptorStarted(PowerUpNote.NONE, unit.reported, was_powered=True))
            unit.reported = None
        assert stacked.counts == by_value(unit.box)
