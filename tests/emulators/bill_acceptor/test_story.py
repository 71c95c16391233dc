"""Stories of notes at the emulated acceptor: what the host hears, and where the note really is (protocols.md 1.8)."""

import pytest

from tests.emulators.bill_acceptor.bench import (
    ACK,
    ALL,
    HOLD,
    IDENT,
    ILLEGAL,
    NONE,
    POLL,
    RESET,
    RETURN,
    STACK,
    STATUS,
    TABLE,
    Bench,
    framed,
    started,
)


def test_from_power_up_to_the_first_credit() -> None:
    bench = Bench()
    assert bench.polls(1.0) == ["10"]
    assert bench.ask(RESET) == ACK
    assert bench.polls(4.0) == ["13", "19"]
    assert bench.ask(STATUS) == "000000000000"
    assert bench.ask("32FFFFFF") == ACK
    assert len(bench.ask(IDENT)) == 34 * 2
    assert bench.ask(TABLE)[:40] == "0143484E010243484E010543484E010143484E02"
    assert bench.ask(ALL) == ACK
    assert bench.ask(STATUS) == "0017FF0017FF", "only the types that exist"
    assert bench.poll() == "14"
    assert bench.insert(10_000)
    assert bench.polls(2.0) == ["15", "8003"]
    assert bench.ask(STACK) == ACK
    assert bench.polls(2.0) == ["17", "8103", "14"]
    assert bench.truth["cassette"] == [{"number": 1, "fen": 10_000, "series": "2005", "country": "CHN"}]
    assert bench.ask(NONE) == ACK
    assert bench.poll() == "19"
    assert not bench.insert(10_000)


def test_returned_on_command() -> None:
    bench = started()
    bench.in_escrow(5_000)
    assert bench.ask(RETURN) == ACK
    assert bench.polls(2.0) == ["18", "8202", "14"]
    assert bench.numbers("returned") == [1]


def test_escrow_gives_back_by_itself_after_ten_seconds() -> None:
    bench = started()
    bench.in_escrow()
    assert bench.polls(9.0) == ["8003"]
    assert bench.polls(2.0) == ["8003", "18", "8203", "14"]
    assert bench.ask(STACK) == ILLEGAL


def test_hold_lasts_ten_seconds_and_can_be_renewed() -> None:
    bench = started()
    bench.in_escrow()
    for _ in range(3):
        assert bench.ask(HOLD) == ACK
        assert bench.polls(9.0) == ["1A"]
    assert bench.polls(2.5) == ["1A", "18", "8203", "14"]
    assert bench.numbers("returned") == [1]


def test_stacked_from_hold() -> None:
    bench = started()
    bench.in_escrow()
    assert bench.ask(HOLD) == ACK
    assert bench.ask(STACK) == ACK
    assert bench.polls(2.0) == ["17", "8103", "14"]


def test_stacked_is_repeated_until_acknowledged_and_no_note_goes_in_before() -> None:
    bench = started()
    bench.stacking()
    bench.wait(1.0)
    assert bench.polls(5.0, ack=False) == ["8103"]
    assert not bench.insert(10_000)
    assert bench.ask(POLL) == "8103"
    assert bench.ask(STATUS).startswith("00"), "another question comes between"
    assert bench.ask(ACK) == ""
    assert bench.ask(POLL) == "8103", "that ACK was for the status"
    assert bench.ask(ACK) == ""
    assert bench.ask(POLL) == "14"
    assert bench.insert(10_000)


def test_nak_repeats_the_last_answer() -> None:
    bench = started()
    bench.stacking()
    bench.wait(1.0)
    assert bench.ask(POLL) == "8103"
    assert bench.ask("FF") == "8103"
    assert bench.ask("FF") == "8103"
    assert bench.ask(ACK) == ""
    assert bench.ask(POLL) == "14"


@pytest.mark.parametrize("where", ["10", "13", "14", "15", "17", "18", "19"])
def test_stack_return_and_hold_only_with_a_note_in_escrow(where: str) -> None:
    bench = Bench()
    _bring_to(bench, where)
    assert bench.ask(POLL) == where
    for command in (STACK, RETURN, HOLD):
        assert bench.ask(command) == ILLEGAL
    assert bench.ask(POLL) == where, "the state is unchanged"


@pytest.mark.parametrize("where", ["10", "13", "15", "17", "18", "8003", "1A"])
def test_bill_types_are_set_only_at_rest(where: str) -> None:
    bench = Bench()
    _bring_to(bench, where)
    assert bench.ask(NONE) == ILLEGAL
    assert bench.ask(POLL) == where


@pytest.mark.parametrize("where", ["14", "15", "8003", "17", "18", "1A"])
def test_the_unit_is_not_identified_while_it_works(where: str) -> None:
    bench = Bench()
    _bring_to(bench, where)
    for command in (IDENT, TABLE, "51", "60"):
        assert bench.ask(command) == ILLEGAL


@pytest.mark.parametrize("where", ["10", "13", "19"])
def test_the_unit_is_identified_before_it_works(where: str) -> None:
    bench = Bench()
    _bring_to(bench, where)
    assert [len(bench.ask(command)) // 2 for command in (IDENT, TABLE, "51", "60")] == [34, 120, 4, 16]


@pytest.mark.parametrize(
    "payload", ["3A", "3B", "3C0001", "3D0001", "3E", "5000", "52", "66", "70", "F0", "34FF", "3300"]
)
def test_what_the_unit_does_not_know_is_illegal(payload: str) -> None:
    bench = Bench()
    _bring_to(bench, "19")
    assert bench.ask(payload) == ILLEGAL
    assert bench.ask(POLL) == "19"


def test_wrong_crc_is_answered_with_nak_and_wrong_address_with_silence() -> None:
    bench = started()
    frame = bytearray(framed(POLL))
    frame[-1] ^= 1
    assert bench.say(bytes(frame)) == framed("FF")
    assert bench.say(framed(POLL, address=1)) == b""
    assert bench.ask(POLL) == "14"


def test_a_frame_that_stops_is_forgotten() -> None:
    bench = started()
    assert bench.say(framed(POLL)[:4]) == b""
    bench.wait(0.2)
    assert bench.ask(POLL) == "14"


def _bring_to(bench: Bench, where: str) -> None:
    if where == "10":
        return
    assert bench.ask(RESET) == ACK
    if where == "13":
        return
    bench.polls(4.0)
    if where == "19":
        return
    assert bench.ask(ALL) == ACK
    if where == "14":
        return
    assert bench.insert()
    if where == "15":
        return
    bench.wait(1.0)
    command = {"17": STACK, "18": RETURN, "1A": HOLD}.get(where)
    if command is not None:
        assert bench.ask(command) == ACK
