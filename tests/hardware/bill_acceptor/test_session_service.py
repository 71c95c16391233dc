"""Stories of one acceptor in service: notes in, decided, stacked, handed back, refused; credit before ACK."""

from itertools import pairwise

import pytest

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import (
    CheatingSeen,
    NoteEscrowed,
    NoteLost,
    NoteRejected,
    NoteReturned,
    NoteStacked,
)
from kiosk_app.domain.money import Fen
from kiosk_app.domain.notes import Note
from kiosk_app.hardware.bill_acceptor.session import AcceptorCommand
from tests.hardware.bill_acceptor.bench import Bench, bench_in_service, in_escrow
from tests.hardware.bill_acceptor.unit import DISABLED, IDLING, RMB, framed

OPEN, CLOSE, STACK = AcceptorCommand.OPEN, AcceptorCommand.CLOSE, AcceptorCommand.STACK
GIVE_BACK, CREDITED = AcceptorCommand.GIVE_BACK, AcceptorCommand.CREDITED
HUNDRED = Note(Fen(10_000), 3)
ACK_FRAME = framed(b"\x00")


@pytest.fixture
def bench() -> Bench:
    return Bench().opened()


def times_of(bench: Bench, command: int) -> list[float]:
    return [at for at, frame in bench.written if frame[3] == command]


def test_opening_enables_the_four_values_of_every_series_through_escrow() -> None:
    """HW-3, UI-4: ¥10, ¥20, ¥50, ¥100; not the ¥1 of type 4, not the euro of type 5."""
    bench = bench_in_service()
    bench.command(OPEN)
    bench.run(1)
    assert bytes.fromhex("34 00004F 00004F") in bench.unit.asked
    assert bench.unit.base[0] == IDLING
    assert not bench.session.closed


def test_closing_disables_every_type(bench: Bench) -> None:
    """Fault 36: no note is pulled in between sessions."""
    bench.command(CLOSE)
    bench.run(1)
    assert bench.unit.asked[-2:] == [b"\x33", b"\x33"]
    assert bytes.fromhex("34 000000 000000") in bench.unit.asked
    assert bench.unit.base[0] == DISABLED
    assert bench.session.closed


def test_a_note_is_escrowed_once_stacked_once_and_credited(bench: Bench) -> None:
    """I13: escrow, our STACK, 81; only then money."""
    bench.with_note(3)
    assert bench.events == [NoteEscrowed(HUNDRED)]
    bench.command(STACK)
    bench.until(lambda: bool(bench.all(NoteStacked)))
    assert bench.events == [NoteEscrowed(HUNDRED), NoteStacked(HUNDRED)]
    bench.command(CREDITED)
    bench.run(3)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteStacked(HUNDRED)]
    assert bench.unit.box == [(1, 3)]
    assert not bench.unit.to_tell, "the unit was told that it may forget the note"


def test_another_series_of_the_same_value_is_the_same_money(bench: Bench) -> None:
    bench.with_note(6)
    assert bench.events == [NoteEscrowed(Note(Fen(10_000), 6))]


def test_stacked_is_not_acknowledged_before_the_credit_is_durable(bench: Bench) -> None:
    """protocols.md 1.8: credit, fsync, ACK; until then the unit repeats 81, which is posted once."""
    bench.with_note(3).command(STACK)
    bench.until(lambda: bool(bench.all(NoteStacked)))
    polls = bench.unit.asked.count(b"\x33")
    bench.run(1.9)
    assert bench.unit.asked.count(b"\x33") == polls, "the bus rests while the credit is written"
    bench.run(8)
    assert polls + 3 <= bench.unit.asked.count(b"\x33") <= polls + 5
    assert bench.unit.to_tell == type(bench.unit.to_tell)([b"\x81\x03"])
    assert bench.all(NoteStacked) == [NoteStacked(HUNDRED)]
    bench.command(CREDITED)
    bench.run(0.5)
    assert not bench.unit.to_tell
    assert bench.health() == (Condition.READY, "")


def test_a_lost_ack_leads_to_another_ack_and_no_second_credit(bench: Bench) -> None:
    """Fault 33, I3."""
    bench.with_note(3).command(STACK)
    bench.until(lambda: bool(bench.all(NoteStacked)))
    lost: list[bytes] = []

    def lose_three_acks(data: bytes) -> bytes:
        if data == ACK_FRAME and len(lost) < 3:
            lost.append(data)
            return b""
        return data

    bench.to_unit = lose_three_acks
    bench.command(CREDITED)
    bench.run(3)
    assert len(lost) == 3
    assert not bench.unit.to_tell
    assert bench.all(NoteStacked) == [NoteStacked(HUNDRED)]


def test_two_notes_of_one_type_in_a_row_are_two_notes(bench: Bench) -> None:
    for _ in range(2):
        bench.with_note(3).command(STACK)
        seen = len(bench.all(NoteStacked))
        bench.until(lambda seen=seen: len(bench.all(NoteStacked)) > seen)  # type: ignore[misc]
        bench.command(CREDITED)
        bench.until(lambda: bench.unit.state() == bytes((IDLING,)))
    assert bench.all(NoteStacked) == [NoteStacked(HUNDRED)] * 2


def test_a_note_is_handed_back_on_the_flows_word(bench: Bench) -> None:
    bench.with_note(2).command(GIVE_BACK)
    bench.run(1)
    assert bench.events == [NoteEscrowed(Note(Fen(5_000), 2)), NoteReturned()]
    assert bench.unit.back == [(1, 2)]
    assert not bench.unit.to_tell


def test_an_undecided_note_is_held_every_five_seconds_at_most_and_handed_back_after_a_minute(bench: Bench) -> None:
    """Fault 20: a disk may take its time. protocols.md 1.4: HOLD is valid for 10 s; 1.8: repeated every 5 s at most."""
    bench.with_note(3)
    began = bench.now
    bench.run(58)
    holds = [began, *times_of(bench, 0x38)]
    assert len(holds) > 12
    assert all(later - earlier <= 5 for earlier, later in pairwise(holds))
    assert bench.events == [NoteEscrowed(HUNDRED)]
    bench.run(5)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteReturned()]
    assert bench.unit.back == [(1, 3)]


def test_a_refused_hold_is_asked_again_and_the_note_comes_back_by_itself(bench: Bench) -> None:
    bench.unit.refuses.add(0x38)
    bench.with_note(3).run(8)
    assert len(times_of(bench, 0x38)) > 2
    bench.unit.give_back()
    bench.run(1)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteReturned()]


def test_a_decision_that_comes_too_late_is_never_taken_for_the_next_note(bench: Bench) -> None:
    """I7, fault 20: the second note's intent is not durable when the first one's STACK arrives."""
    bench.with_note(3)
    bench.unit.give_back()
    bench.run(1)
    bench.with_note(2)
    bench.command(STACK)  # meant for the first
    bench.run(1)
    assert bench.unit.stack_orders == []
    assert in_escrow(bench)
    bench.command(STACK)
    bench.run(1)
    assert bench.unit.stack_orders == [2]


def test_a_new_sale_owes_nothing_for_the_last_one(bench: Bench) -> None:
    bench.with_note(3)
    bench.unit.give_back()
    bench.run(1)
    bench.command(OPEN)
    bench.with_note(2).command(STACK)
    bench.run(1)
    assert bench.unit.stack_orders == [2]


def test_a_second_decision_changes_nothing(bench: Bench) -> None:
    bench.with_note(3)
    bench.command(GIVE_BACK)
    bench.command(STACK)
    bench.run(1)
    assert bench.unit.stack_orders == []
    assert bench.unit.back == [(1, 3)]


@pytest.mark.parametrize("command", [STACK, GIVE_BACK, CREDITED])
def test_a_command_without_a_note_does_nothing(bench: Bench, command: AcceptorCommand) -> None:
    asked = len(bench.unit.asked)
    bench.command(command)
    bench.run(1)
    assert set(bench.unit.asked[asked:]) == {b"\x33"}
    assert bench.events == []


def test_closing_hands_an_undecided_note_back_before_it_disables(bench: Bench) -> None:
    bench.with_note(3).command(CLOSE)
    bench.run(2)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteReturned()]
    assert bench.unit.back == [(1, 3)]
    assert bench.session.closed
    bench.command(GIVE_BACK)  # the flow's answer to the escrow, late
    bench.command(OPEN)
    bench.run(1)
    bench.with_note(2).command(STACK)
    bench.run(1)
    assert bench.unit.stack_orders == [2]


def test_closing_does_not_take_a_decided_note_back(bench: Bench) -> None:
    bench.with_note(3).command(STACK)
    bench.command(CLOSE)
    bench.until(lambda: bool(bench.all(NoteStacked)))
    bench.command(CREDITED)
    bench.run(2)
    assert bench.unit.box == [(1, 3)]
    assert bench.session.closed


def test_a_note_that_was_on_its_way_in_at_closing_goes_back_without_asking_the_flow(bench: Bench) -> None:
    """Fault 36, I17: returned, never the next customer's."""
    assert bench.unit.insert(3)
    bench.command(CLOSE)
    bench.run(2)
    assert bench.events == [NoteRejected("inhibit")]
    assert bench.unit.back == [(1, 3)]
    assert bench.session.closed


@pytest.mark.parametrize("bill_type", [4, 5, 20])
def test_a_type_that_this_kiosk_does_not_take_goes_back_by_itself(bench: Bench, bill_type: int) -> None:
    """Fault 34, I6: ¥1, a euro, a type that the table does not hold."""
    bench.unit.enabled = b"\xff" * 6
    bench.with_note(bill_type).run(1)
    assert bench.events == [NoteRejected("unknown_type")]
    assert bench.unit.back == [(1, bill_type)]


def test_a_rejected_note_is_told_with_its_reason_once(bench: Bench) -> None:
    """CARD-2: counterfeit and damaged notes are refused."""
    bench.unit.to_tell += [b"\x15", b"\x1c\x66"]
    drop_first_ack = [ACK_FRAME]

    def wire(data: bytes) -> bytes:
        if data in drop_first_ack and bench.unit.told[:1] == b"\x1c":
            drop_first_ack.clear()
            return b""
        return data

    bench.to_unit = wire
    bench.run(2)
    assert bench.events == [NoteRejected("verification")]
    assert not drop_first_ack


def test_a_note_stacked_without_our_word_still_surfaces(bench: Bench) -> None:
    bench.unit.to_tell += [b"\x15", b"\x17", b"\x81\x01"]
    bench.run(1)
    assert bench.events == [NoteStacked(Note(Fen(2_000), 1))]
    bench.command(CREDITED)
    bench.run(1)
    assert not bench.unit.to_tell


def test_a_stacked_note_of_no_known_type_is_worth_nothing_by_itself(bench: Bench) -> None:
    bench.unit.to_tell += [b"\x17", b"\x81\x14"]
    bench.run(1)
    assert bench.events == [NoteStacked(Note(Fen(0), 0x14))]


def test_a_note_returned_after_an_accepted_stack_was_pulled(bench: Bench) -> None:
    """H6, fault 32, I13, protocols.md 1.9: 17 -> 82 is a string attempt or a transport fault: no credit."""
    bench.with_note(3)
    bench.unit.refuses = set()
    bench.command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.unit.to_tell.clear()
    bench.unit.to_tell += [b"\x17", b"\x18", b"\x82\x03"]
    bench.run(2)
    assert bench.events == [NoteEscrowed(HUNDRED), CheatingSeen(), NoteReturned()]


def test_cheating_is_told_once_and_the_unit_recovers_by_itself(bench: Bench) -> None:
    """H6, fault 32: no credit, an alarm, and the acceptor goes on."""
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.unit.to_tell.clear()
    bench.unit.to_tell += [b"\x45", b"\x45", b"\x45", b"\x18", b"\x82\x03"]
    bench.until(lambda: bool(bench.all(NoteReturned)))
    told = [event for event in bench.events if type(event).__name__ != "HealthChanged"]
    assert told == [NoteEscrowed(HUNDRED), CheatingSeen(), NoteLost(), CheatingSeen(), NoteReturned()]
    assert bench.health() == (Condition.READY, "")
    assert bench.all(NoteStacked) == []


def test_a_pause_is_an_attention_and_the_first_note_goes_on(bench: Bench) -> None:
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.unit.to_tell.extendleft([b"\x46", b"\x46", b"\x46"])
    bench.until(lambda: bench.health() == (Condition.ATTENTION, "pause"))
    bench.run(2)
    assert bench.health() == (Condition.READY, "")
    assert bench.all(NoteLost) == [NoteLost()]
    assert bench.all(NoteStacked) == [NoteStacked(HUNDRED)]


def test_a_note_that_vanishes_after_stack_is_in_doubt(bench: Bench) -> None:
    """I12: 14 without 81 or 82 proves nothing; a late 81 still counts."""
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.unit.to_tell.clear()
    bench.run(1)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteLost()]
    bench.unit.to_tell.append(b"\x81\x03")
    bench.run(1)
    assert bench.events[2:] == [NoteStacked(HUNDRED)]


def test_a_note_that_vanishes_without_stack_went_back(bench: Bench) -> None:
    bench.with_note(3)
    bench.unit.base = bytes((IDLING,))
    bench.run(1)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteReturned()]


def test_another_note_in_escrow_means_that_the_first_has_gone(bench: Bench) -> None:
    bench.with_note(3)
    bench.unit.base = b"\x80\x02"
    bench.run(1)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteReturned(), NoteEscrowed(Note(Fen(5_000), 2))]


def test_the_same_type_in_escrow_after_a_return_is_another_note(bench: Bench) -> None:
    bench.with_note(3).command(STACK)
    bench.until(lambda: bench.unit.stack_orders == [1])
    bench.unit.to_tell.clear()
    bench.unit.to_tell.append(b"\x17")
    bench.unit.base = b"\x80\x03"
    bench.run(0.5)
    assert bench.events == [NoteEscrowed(HUNDRED), NoteLost(), NoteEscrowed(HUNDRED)]


def test_a_refused_stack_is_given_again_while_the_note_waits(bench: Bench) -> None:
    bench.unit.refuses.add(0x35)
    bench.with_note(3).command(STACK)
    bench.run(1)
    assert len(times_of(bench, 0x35)) > 1
    bench.unit.refuses.clear()
    bench.run(1)
    assert bench.all(NoteStacked) == [NoteStacked(HUNDRED)]


def test_an_accepted_stack_without_effect_is_given_again_after_two_seconds(bench: Bench) -> None:
    bench.with_note(3)
    forged = [framed(b"\x00")]
    bench.to_host = lambda data: forged.pop() if data and forged and data != framed(b"\x80\x03") else data
    bench.unit.refuses.add(0x35)
    bench.command(STACK)
    bench.run(1)
    assert len(times_of(bench, 0x35)) == 1
    bench.unit.refuses.clear()
    bench.run(2)
    assert len(times_of(bench, 0x35)) == 2
    assert bench.unit.box == [(1, 3)]


def test_a_busy_unit_is_asked_more_rarely_but_not_forgotten(bench: Bench) -> None:
    bench.unit.base = b"\x1b\x05"
    bench.run(0.3)
    polls = bench.unit.asked.count(b"\x33")
    bench.run(5)
    assert 9 <= bench.unit.asked.count(b"\x33") - polls <= 11
    bench.unit.base = b"\x1b\xff"
    bench.run(20)
    assert bench.events == []


@pytest.mark.parametrize("state", ["1d", "25", "29", "30", "37", "1b"])
def test_a_state_that_means_nothing_here_changes_nothing(bench: Bench, state: str) -> None:
    bench.unit.base = bytes.fromhex(state)
    bench.run(2)
    assert bench.events == []


def test_polls_come_every_100_ms_and_frames_keep_20_ms_apart(bench: Bench) -> None:
    """protocols.md 1.4."""
    bench.written.clear()
    bench.run(10)
    polls = times_of(bench, 0x33)
    assert 80 <= len(polls) <= 101
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(polls))
    commands = [(at, frame) for at, frame in bench.written if frame != ACK_FRAME]
    acks = times_of(bench, 0x00)
    for at, _ in commands:
        assert all(at - ack >= 0.02 - 1e-9 for ack in acks if ack <= at)


def test_a_unit_that_reset_itself_forgets_the_sale_and_tells(bench: Bench) -> None:
    bench.with_note(3)
    bench.unit.cut_power()
    bench.until(lambda: bench.health()[0] is Condition.STARTING)
    bench.until(lambda: bench.health() == (Condition.READY, ""))
    assert bench.all(NoteLost) == [NoteLost()]
    assert bench.unit.base[0] == DISABLED, "opened again only on the flow's word"


def test_the_table_of_the_unit_decides_not_the_type() -> None:
    """Fault 34: table changed."""
    bench = Bench()
    bench.unit.table = RMB[5:10] + RMB[:5] + RMB[10:]
    bench.opened().with_note(0)
    assert bench.events == [NoteEscrowed(Note(Fen(2_000), 0))]
