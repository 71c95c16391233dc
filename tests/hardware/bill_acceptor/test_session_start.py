"""Stories of starting: power-up states, a unit that kept running, faults, silence, and what they prove about a note."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from kiosk_app.domain.device import Condition, Device, Health
from kiosk_app.domain.events import (
    AcceptorStarted,
    CheatingSeen,
    Event,
    HealthChanged,
    NoteEscrowed,
    NoteLost,
    NoteReturned,
    NoteStacked,
    PowerUpNote,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note
from kiosk_app.hardware.bill_acceptor.session import AcceptorCommand
from tests.hardware.bill_acceptor.bench import Bench
from tests.hardware.bill_acceptor.unit import DISABLED, IDLING, Unit

OPEN, STACK, CREDITED = AcceptorCommand.OPEN, AcceptorCommand.STACK, AcceptorCommand.CREDITED
HUNDRED = Note(Fen(10_000), 3)
READY = (Condition.READY, "")


def order_of(unit: Unit) -> list[int]:
    """Commands apart from POLL, repetitions in a row once."""
    commands = [payload[0] for payload in unit.asked if payload[0] != 0x33]
    return [now for before, now in zip([-1, *commands], commands, strict=False) if now != before]


def crediting(bench: Bench) -> Callable[[Event], None]:
    """A flow that credits whatever is reported."""

    def react(event: Event) -> None:
        if isinstance(event, NoteStacked) or (isinstance(event, AcceptorStarted) and event.stacked):
            bench.session.command(CREDITED, bench.now)

    return react


def test_a_cold_start_follows_the_sequence_of_the_reference() -> None:
    """protocols.md 1.8: 10, RESET, 13, status, security, identification, table, 19."""
    bench = Bench().started()
    assert order_of(bench.unit) == [0x30, 0x31, 0x32, 0x37, 0x41]
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE)]
    healths = [event.health for event in bench.all(HealthChanged)]
    assert healths == [
        Health(Device.BILL_ACCEPTOR, Condition.STARTING, "starting"),
        Health(Device.BILL_ACCEPTOR, Condition.READY, "", "SM-CN2015 21K030000123"),
    ]
    assert bench.unit.base[0] == DISABLED
    assert bench.session.closed
    assert bench.events.index(bench.all(AcceptorStarted)[0]) < bench.events.index(bench.all(HealthChanged)[-1])


def test_it_starts_once_and_stays_started() -> None:
    bench = Bench().started()
    bench.run(30)
    assert len(bench.all(AcceptorStarted)) == 1
    assert bench.unit.asked.count(b"\x30") == 1


def test_a_note_in_the_validator_comes_back() -> None:
    """Fault 2, reliability.md 3: 11 -> RESET -> returned."""
    unit = Unit()
    unit.note, unit.notes = (1, 3), 1
    unit.cut_power()
    bench = Bench(unit).started()
    (started,) = bench.all(AcceptorStarted)
    assert started.power_up is PowerUpNote.IN_VALIDATOR
    assert started.stacked is None
    assert not started.was_powered
    assert unit.back == [(1, 3)]


@pytest.mark.parametrize("table_refused_at_first", [False, True])
def test_a_note_in_the_stacker_is_reported_before_the_start_is_over(table_refused_at_first: bool) -> None:
    """Fault 2: 12 -> 81 of the journal's open intent; the ACK waits for the credit."""
    unit = Unit()
    unit.in_stacker, unit.notes = (1, 3), 1
    unit.cut_power()
    if table_refused_at_first:
        unit.refuses.add(0x41)
    bench = Bench(unit)
    bench.until(lambda: 0x30 in order_of(unit))
    unit.refuses.clear()
    bench.until(lambda: bool(bench.all(AcceptorStarted)))
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED)]
    bench.run(5)
    assert unit.to_tell, "not acknowledged: the credit is not durable yet"
    assert bench.health() == (Condition.STARTING, "starting")
    bench.command(CREDITED)
    bench.until(lambda: bench.health() == READY)
    assert len(bench.all(AcceptorStarted)) == 1
    assert bench.all(NoteStacked) == []


def test_a_unit_that_reports_the_stacked_note_only_at_the_end_is_waited_for() -> None:
    unit = Unit(b"\x12")
    bench = Bench(unit)
    bench.until(lambda: 0x37 in order_of(unit))
    bench.run(2)
    assert bench.all(AcceptorStarted) == []
    unit.to_tell.append(b"\x81\x03")
    bench.react = crediting(bench)
    bench.started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.IN_STACKER, HUNDRED)]


def test_a_unit_that_never_reports_the_stacked_note_starts_without_it() -> None:
    """I12: the note is then in doubt; nobody guesses."""
    bench = Bench(Unit(b"\x12")).started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.IN_STACKER)]


@pytest.mark.parametrize("base", [bytes((IDLING,)), bytes((DISABLED,)), b"\x13", b"\x1b\x02"])
def test_a_unit_that_kept_running_says_so_and_is_not_reset(base: bytes) -> None:
    unit = Unit(base)
    bench = Bench(unit)
    bench.run(1)
    if base[0] != IDLING:
        unit.base = bytes((DISABLED,))
    bench.started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, was_powered=True)]
    assert b"\x30" not in unit.asked
    assert unit.base[0] == DISABLED


@pytest.mark.parametrize("table_while_stacked", [True, False])
def test_an_unacknowledged_stacked_note_is_found_after_the_kiosks_crash(table_while_stacked: bool) -> None:
    """protocols.md 1.8: the process died between 81 and the durable credit."""
    unit = Unit(bytes((IDLING,)))
    unit.table_while_stacked = table_while_stacked
    unit.to_tell += [b"\x17", b"\x81\x03"]
    bench = Bench(unit)
    bench.react = crediting(bench)
    bench.started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True)]
    assert bench.all(NoteStacked) == []
    assert not unit.to_tell
    bench.run(5)
    assert bench.all(NoteStacked) == []


def test_it_is_not_acknowledged_before_it_is_credited_where_the_table_can_be_read() -> None:
    unit = Unit(bytes((IDLING,)))
    unit.to_tell.append(b"\x81\x03")
    bench = Bench(unit)
    bench.run(20)
    assert unit.to_tell
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True)]


def test_i12_a_returned_note_of_a_unit_that_kept_running_proves_nothing() -> None:
    """The note of our STACK may have fallen while nobody listened, and this be the next one."""
    unit = Unit(bytes((IDLING,)))
    unit.to_tell.append(b"\x82\x03")
    bench = Bench(unit).started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, was_powered=True)]


def test_a_note_left_in_escrow_by_a_crash_is_handed_back() -> None:
    unit = Unit(b"\x80\x03")
    unit.note, unit.notes = (1, 3), 1
    bench = Bench(unit).started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, was_powered=True)]
    assert unit.back == [(1, 3)]
    assert unit.box == []


def test_a_return_that_has_no_effect_is_ordered_again() -> None:
    unit = Unit(b"\x1a")
    unit.refuses.add(0x36)
    bench = Bench(unit)
    bench.run(5)
    assert unit.asked.count(b"\x36") == 3


def test_what_comes_in_after_an_idle_state_is_no_evidence_for_the_old_note() -> None:
    """I12: a note that is returned or stacked later is another note."""
    unit = Unit(bytes((IDLING,)))
    unit.to_tell += [b"\x15", b"\x82\x02"]
    bench = Bench(unit).started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, was_powered=True)]

    unit = Unit(bytes((IDLING,)))
    unit.to_tell += [b"\x15", b"\x17", b"\x81\x02"]
    bench = Bench(unit)
    bench.react = crediting(bench)
    bench.started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, was_powered=True)]
    assert bench.all(NoteStacked) == [NoteStacked(Note(Fen(5_000), 2))]


def test_two_stacked_notes_at_the_start_are_two_notes() -> None:
    unit = Unit(bytes((IDLING,)))
    unit.table_while_stacked = False
    unit.to_tell += [b"\x81\x03", b"\x81\x02"]
    bench = Bench(unit)
    bench.react = crediting(bench)
    bench.started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True)]
    assert bench.all(NoteStacked) == [NoteStacked(Note(Fen(5_000), 2))]


def test_a_note_posted_before_a_power_cut_is_not_posted_again_by_the_start() -> None:
    """I3, fault 33: the unit lost its power before the ACK."""
    bench = Bench().opened()
    bench.with_note(3).command(STACK)
    bench.until(lambda: bool(bench.all(NoteStacked)))
    bench.unit.cut_power()
    bench.command(CREDITED)
    bench.started()
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.IN_STACKER)]
    assert bench.all(NoteStacked) == [NoteStacked(HUNDRED)]
    assert bench.unit.box == [(1, 3)]
    assert not bench.unit.to_tell
    bench.opened().with_note(3).command(STACK)
    bench.until(lambda: bool(bench.all(NoteStacked)))
    assert len(bench.unit.box) == 2


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("41", "cassette_full"),
        ("42", "cassette_removed"),
        ("43", "validator_jammed"),
        ("44", "cassette_jammed"),
        ("4750", "failure_stack_motor"),
        ("4765", "failure_unknown"),
        ("4870", "validator_jammed"),
    ],
)
def test_a_fault_puts_it_out_of_service_and_it_comes_back_mended(state: str, code: str) -> None:
    """Faults 30 and 31."""
    bench = Bench().opened()
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.unit.to_tell.clear()
    bench.unit.refuses.add(0x30)
    bench.unit.base = bytes.fromhex(state)
    bench.run(20)
    assert bench.health() == (Condition.FAULT, code)
    assert bench.all(HealthChanged)[-1].health.detail == bytes.fromhex(state).hex(" ").upper()
    assert bench.all(NoteLost) == [NoteLost()]
    assert bench.session.closed
    bench.unit.base = bytes((DISABLED,))
    bench.until(lambda: bench.health() == READY)
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, was_powered=True)]


def test_a_note_that_a_mended_unit_reports_is_the_evidence() -> None:
    """Fault 30: jam in the stacker; the mechanic pushes the note on."""
    bench = Bench().opened()
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.unit.to_tell.clear()
    bench.unit.base = b"\x44"
    bench.run(3)
    bench.react = crediting(bench)
    bench.unit.to_tell += [b"\x13", b"\x13", b"\x81\x03"]
    bench.unit.base = bytes((DISABLED,))
    bench.until(lambda: bench.health() == READY)
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True)]


def test_a_mechanic_who_switches_off_and_on_is_seen() -> None:
    bench = Bench().opened()
    bench.unit.base = b"\x43"
    bench.run(3)
    bench.unit.base = b"\x10"
    bench.until(lambda: bench.health() == READY)
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE)]


def test_a_failure_gets_one_reset() -> None:
    bench = Bench().opened()
    resets = bench.unit.asked.count(b"\x30")
    bench.unit.refuses.add(0x30)
    bench.unit.base = b"\x47\x50"
    bench.run(60)
    assert bench.unit.asked.count(b"\x30") == resets + 1


def test_the_reset_of_a_failure_may_mend_it() -> None:
    bench = Bench().opened()
    bench.unit.base = b"\x47\x50"
    bench.until(lambda: bench.health()[0] is Condition.FAULT)
    bench.until(lambda: bench.health() == READY)


def test_a_cassette_that_stays_away_gets_a_reset_after_five_seconds_then_every_thirty() -> None:
    """protocols.md 1.6: still 42 after 5 s -> RESET; some units want it after the cassette is back."""
    bench = Bench().opened()
    bench.unit.refuses.add(0x30)
    bench.written.clear()
    bench.unit.base = b"\x42"
    began = bench.now
    bench.run(80)
    resets = [at - began for at, frame in bench.written if frame[3] == 0x30]
    assert len(resets) == 3
    assert 5 <= resets[0] < 6
    assert all(30 <= later - earlier < 31 for earlier, later in pairwise(resets))


def test_a_unit_that_stays_in_power_up_is_reset_every_five_seconds() -> None:
    unit = Unit()
    unit.refuses.add(0x30)
    bench = Bench(unit)
    bench.run(17)
    assert unit.asked.count(b"\x30") == 4


def test_cheating_seen_while_it_starts_is_told() -> None:
    unit = Unit(b"\x45")
    bench = Bench(unit)
    bench.run(2)
    assert bench.all(CheatingSeen) == [CheatingSeen()]
    unit.base = bytes((DISABLED,))
    bench.started()


@pytest.mark.parametrize("table", [None, bytes(120), bytes.fromhex("0545555200") * 24, bytes(119)])
def test_without_a_table_that_names_our_notes_it_stays_out_of_service(table: bytes | None) -> None:
    """Fault 34: unknown denomination, table changed."""
    unit = Unit()
    unit.table = table
    bench = Bench(unit)
    bench.run(100)
    assert bench.health() == (Condition.FAULT, "failure_bill_table")
    assert bench.all(AcceptorStarted) == []
    assert 3 <= unit.asked.count(b"\x30") <= 6
    unit.table = Unit().table
    bench.started()


@pytest.mark.parametrize("command", [0x31, 0x32, 0x37])
@pytest.mark.parametrize("how", ["refuses", "mute"])
def test_only_the_bill_table_is_indispensable(command: int, how: str) -> None:
    unit = Unit()
    getattr(unit, how).add(command)
    bench = Bench(unit).started()
    assert len(bench.all(AcceptorStarted)) == 1
    assert not any(event.health.condition is Condition.LOST for event in bench.all(HealthChanged))


def test_five_silent_seconds_mean_lost_and_a_moving_note_is_told() -> None:
    """Fault 35; protocols.md 1.4."""
    bench = Bench().opened()
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    silent_since = bench.now
    bench.to_host = lambda _: b""
    bench.until(lambda: bool(bench.all(NoteLost)))
    assert 4.5 <= bench.now - silent_since <= 5.5
    assert bench.health() == (Condition.LOST, "not_answering")
    assert bench.session.closed
    bench.run(60)
    assert len(bench.all(NoteLost)) == 1
    bench.to_host = lambda data: data
    bench.react = crediting(bench)
    bench.until(lambda: bench.health() == READY)
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True)]


def test_a_unit_that_never_answered_is_lost() -> None:
    unit = Unit()
    unit.mute.update(range(256))
    bench = Bench(unit)
    bench.run(6)
    assert bench.health() == (Condition.LOST, "not_answering")
    unit.mute.clear()
    bench.started()


def test_a_unit_that_falls_silent_over_a_long_question_is_lost_later() -> None:
    unit = Unit()
    bench = Bench(unit)
    bench.until(lambda: b"\x37" in unit.asked)
    unit.mute.update(range(256))
    bench.run(13)
    assert bench.health() == (Condition.LOST, "not_answering")


def test_the_line_vanishes_and_comes_back() -> None:
    """Fault 35: USB-serial unplugged while a note is stacked."""
    bench = Bench().opened()
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.session.disconnected(bench.now)
    bench.session.disconnected(bench.now + 1)
    bench.collect()
    assert bench.session.wake_at() is None
    bench.session.tick(bench.now + 60)
    assert bench.session.outgoing() == b""
    assert bench.all(NoteLost) == [NoteLost()]
    assert [event.health.condition for event in bench.all(HealthChanged)] == [Condition.LOST]
    bench.now += 61
    bench.session.connected(bench.now)
    bench.react = crediting(bench)
    bench.until(lambda: bench.health() == READY)
    assert [event.health.condition for event in bench.all(HealthChanged)] == [
        Condition.LOST,
        Condition.STARTING,
        Condition.READY,
    ]
    assert bench.all(AcceptorStarted) == [AcceptorStarted(PowerUpNote.NONE, HUNDRED, was_powered=True)]
    assert bench.all(NoteStacked) == []


def test_a_line_that_was_never_there_is_lost_from_the_beginning() -> None:
    bench = Bench()
    bench.session.disconnected(bench.now)
    bench.collect()
    assert bench.health() == (Condition.LOST, "not_answering")
    assert bench.session.closed


def test_an_undecided_note_of_a_lost_line_owes_a_decision() -> None:
    """I7: the STACK for it arrives when the next note is in escrow."""
    bench = Bench().opened()
    bench.with_note(3)
    bench.session.disconnected(bench.now)
    bench.session.connected(bench.now)
    bench.unit.give_back()
    bench.until(lambda: bool(bench.all(AcceptorStarted)))
    assert bench.all(NoteEscrowed) == [NoteEscrowed(HUNDRED)]
    assert bench.all(NoteReturned) == []
    bench.command(STACK)
    bench.opened().with_note(2)
    bench.run(1)
    assert bench.unit.stack_orders == []
