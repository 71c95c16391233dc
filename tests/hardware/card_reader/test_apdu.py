"""One command and its answer: what T=0 makes of it, recorded commands, status words (meter_card.md 1.8, 1.9)."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import apdu
from kiosk_app.hardware.card_reader.apdu import CardRefused, NoAnswer, Transmit, ask, problem_of, split
from tests.contract.card_reader import apdus
from tests.hardware.card_reader.dialogue import Dialogue, scripted

RECORDED = apdus()["commands"]
READ = bytes.fromhex(RECORDED["read wallet"])
SELECT = bytes.fromhex(RECORDED["select DF01"])
UPDATE = bytes.fromhex(apdus()["writes"][0]["command"])


def test_the_recorded_commands() -> None:
    built = {
        "select DF01": apdu.select(0xDF01),
        "read parameters": apdu.read_binary(1, 0, 45),
        "read wallet": apdu.read_binary(2, 0, 8),
        "read return-write": apdu.read_binary(5, 0, 49),
        "read tariff, first piece": apdu.read_binary(3, 0, 128),
        "read tariff, second piece": apdu.read_binary(3, 128, 130),
        "random for a MAC": apdu.get_challenge(4),
        "random for an authentication": apdu.get_challenge(8),
        "external authentication with key 03": apdu.external_authenticate(3, bytes.fromhex("0FD4AF637B2BE1BE")),
        "get response": apdu.GET_RESPONSE + b"\x06",
    }
    assert {name: command.hex().upper() for name, command in built.items()} == RECORDED


@pytest.mark.parametrize("write", apdus()["writes"], ids=lambda write: str(write["name"]))
def test_the_recorded_writes(write: dict[str, str]) -> None:
    data, mac = bytes.fromhex(write["data"]), bytes.fromhex(write["mac"])
    assert apdu.update_binary(int(write["sfi"], 16), 0, data, mac).hex().upper() == write["command"]


@pytest.mark.parametrize(
    ("command", "repeatable", "replies", "data", "sent"),
    [
        (READ, True, ("AABB9000",), "AABB", 1),
        (READ, True, ("6C02", "AABB9000"), "AABB", 2),  # the card says how many there are
        (READ, True, ("6102", "AABB9000"), "AABB", 2),
        (READ, True, ("6C03", "6103", "AABBCC9000"), "AABBCC", 3),
        (SELECT, True, ("6106", "6F048402DF019000"), "6F048402DF01", 2),
        (SELECT, True, ("6100", "6C06", "6F048402DF019000"), "6F048402DF01", 3),
        (SELECT, True, ("6104", "AABB6102", "CCDD9000"), "AABBCCDD", 3),
        (SELECT, True, ("9000",), "", 1),
        (UPDATE, False, ("9000",), "", 1),
        (UPDATE, False, ("6102", "AABB9000"), "AABB", 2),  # announced data is fetched, the command is not sent again
    ],
)
def test_answers(command: bytes, repeatable: bool, replies: tuple[str, ...], data: str, sent: int) -> None:
    dialogue = Dialogue(ask(command, repeatable=repeatable), scripted(*replies))
    assert dialogue.run() == bytes.fromhex(data)
    assert len(dialogue.steps) == sent
    assert dialogue.commands[0] == command.hex().upper()


def test_the_right_length_is_taken_over() -> None:
    dialogue = Dialogue(ask(READ, repeatable=True), scripted("6C31", "00" * 49 + "9000"))
    assert len(dialogue.run()) == 49
    assert dialogue.commands == ["00B0820008", "00B0820031"]


@pytest.mark.parametrize("status", ["6C08", "6CFF", "6700", "6988", "6F00", "63C1"])
def test_a_command_that_changes_the_card_is_sent_once(status: str) -> None:
    """I14: not even where the card names another length."""
    dialogue = Dialogue(ask(UPDATE, repeatable=False), scripted(status))
    with pytest.raises(CardRefused) as refused:
        dialogue.run()
    assert refused.value.detail == status
    assert dialogue.commands == [UPDATE.hex().upper()]


def test_a_card_that_never_comes_to_an_end() -> None:
    dialogue = Dialogue(ask(SELECT, repeatable=True), scripted(*["AA61FF"] * 50))
    with pytest.raises(CardRefused):
        dialogue.run()
    assert len(dialogue.steps) == 1 + apdu.FRAGMENTS_AT_MOST


@pytest.mark.parametrize("answer", ["", "90", "00" * 259])
def test_what_is_no_answer(answer: str) -> None:
    with pytest.raises(NoAnswer) as nothing:
        split(bytes.fromhex(answer))
    assert nothing.value.problem is CardProblem.UNREADABLE


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (0x6300, CardProblem.REFUSED),
        (0x63C0, CardProblem.LOCKED),
        (0x63C1, CardProblem.REFUSED),
        (0x63CF, CardProblem.REFUSED),
        (0x6983, CardProblem.LOCKED),
        (0x6988, CardProblem.REFUSED),
        (0x6989, CardProblem.REFUSED),
        (0x9302, CardProblem.REFUSED),
        (0x9303, CardProblem.LOCKED),
        (0x6A81, CardProblem.LOCKED),
        (0x6283, CardProblem.LOCKED),
        (0x6A82, CardProblem.NOT_A_CUSTOMER_CARD),
        (0x6E00, CardProblem.NOT_A_CUSTOMER_CARD),
        (0x6B00, CardProblem.BLANK),
        (0x6982, CardProblem.UNREADABLE),
        (0x6984, CardProblem.UNREADABLE),
        (0x6581, CardProblem.UNREADABLE),
        (0x6F00, CardProblem.UNREADABLE),
    ],
)
def test_status_words(status: int, problem: CardProblem) -> None:
    assert problem_of(status) is problem


@settings(deadline=None)
@given(status=st.integers(0, 0xFFFF))
def test_every_status_word_means_something_about_the_card(status: int) -> None:
    assert problem_of(status) not in (CardProblem.GONE, CardProblem.READER_LOST, CardProblem.OTHER_CARD)


@settings(deadline=None)
@given(replies=st.lists(st.binary(max_size=6), min_size=20, max_size=20), repeatable=st.booleans())
def test_any_answers_come_to_an_end(replies: list[bytes], repeatable: bool) -> None:
    dialogue = Dialogue(ask(READ if repeatable else UPDATE, repeatable=repeatable), scripted(*replies))
    with suppress(CardRefused, NoAnswer):
        dialogue.run()
    sent = [step.command for step in dialogue.steps if isinstance(step, Transmit)]
    assert sum(command == UPDATE for command in sent) == (0 if repeatable else 1)
