"""Stories of the desk reader with a terminal in memory: what is different without a shutter (protocols.md 7)."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import (
    CardInserted,
    CardRead,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    Event,
    HealthChanged,
)
from kiosk_app.domain.meter_card import CardProblem, CardVerdict, WriteOrder
from kiosk_app.hardware.card_reader.pcsc.terminal import Sight, TerminalLost
from tests.hardware.card_reader.desk_rigs import VirtualDeskRig
from tests.hardware.card_reader.rigs import MemoryBox
from tests.hardware.card_reader.vending import attempt, authenticate, order, random_of, read, written

VALUE, COUNTER = 15_000, 8


def rig_in_service() -> VirtualDeskRig:
    rig = VirtualDeskRig(MemoryBox())
    rig.start()
    return rig


def with_card() -> VirtualDeskRig:
    rig = rig_in_service()
    rig.port.await_card()
    rig.insert("wang")
    rig.wait_for(CardInserted)
    return rig


def health(rig: VirtualDeskRig) -> tuple[Condition, str]:
    """The last health that was told; it is left on the list."""
    return next(
        (event.health.condition, event.health.code)
        for event in reversed(rig.events)
        if isinstance(event, HealthChanged)
    )


def happened(rig: VirtualDeskRig) -> list[Event]:
    return rig.quiet(1)


# --- the card's place ---


def test_a_card_put_down_before_it_is_asked_for() -> None:
    rig = rig_in_service()
    rig.insert("wang")
    assert happened(rig) == []
    rig.port.await_card()
    rig.wait_for(CardInserted)


def test_a_card_that_was_there_before_the_kiosk_is_nobodys() -> None:
    """The kiosk was restarted: whoever comes now must not buy for the card of whoever was here."""
    rig = VirtualDeskRig(MemoryBox())
    rig.insert("wang")
    rig.desk.look()
    assert health(rig) == (Condition.FAULT, "card_left")
    rig.port.await_card()
    assert happened(rig) == []
    rig.take()
    rig.desk.look()
    assert health(rig) == (Condition.READY, "")
    rig.insert("li")
    rig.wait_for(CardInserted)


def test_a_card_left_is_a_fault_until_somebody_takes_it() -> None:
    rig = with_card()
    rig.port.eject()
    rig.port.retain()
    assert rig.wait_for(CardUnusable).detail == "this reader cannot swallow a card"
    rig.desk.look()
    assert health(rig) == (Condition.FAULT, "card_left")
    rig.take()
    rig.desk.look()
    assert health(rig) == (Condition.READY, "")
    assert not any(isinstance(event, CardTaken) for event in rig.events), "the flow was answered already"


def test_a_card_exchanged_between_two_looks() -> None:
    """The reader counts: a quick hand is noticed, and the second card is not the first."""
    rig = with_card()
    rig.terminal.put(None)
    rig.insert("li")
    assert rig.wait_for(CardUnusable).problem is CardProblem.GONE
    rig.port.challenge(8)
    assert rig.wait_for(CardUnusable).problem is CardProblem.GONE
    assert read(rig).serial == "1122334455667799", "read again, the serial tells which one it is"


def test_a_card_exchanged_while_it_is_offered_was_taken() -> None:
    rig = with_card()
    rig.port.eject()
    rig.terminal.put(None)
    rig.insert("li")
    rig.wait_for(CardTaken)
    rig.port.await_card()
    rig.wait_for(CardInserted)


def test_an_offered_card_is_not_the_next_visits() -> None:
    rig = with_card()
    rig.port.eject()
    rig.port.await_card()
    assert happened(rig) == []
    rig.take()
    assert happened(rig) == []
    rig.insert("li")
    rig.wait_for(CardInserted)


def test_a_card_awaited_again_is_announced_again() -> None:
    rig = with_card()
    rig.port.await_card()
    rig.wait_for(CardInserted)


def test_the_chip_has_no_power_once_the_card_is_offered() -> None:
    rig = with_card()
    read(rig)
    assert rig.terminal.card is not None
    assert rig.terminal.card.powered
    rig.port.eject()
    assert not rig.terminal.card.powered


# --- loss ---


def test_every_command_is_answered_while_the_reader_is_lost() -> None:
    rig = with_card()
    rig.lose()
    port = rig.port
    for ask in (port.read, lambda: port.challenge(8), lambda: port.authenticate(3, bytes(8)), port.eject, port.retain):
        rig.events.clear()
        ask()
        assert rig.wait_for(CardUnusable).problem is CardProblem.READER_LOST
    port.write(WriteOrder("V1", "", 0, 0, (), ()))
    assert rig.wait_for(CardWriteFailed).problem is CardProblem.READER_LOST
    rig.find()
    rig.desk.look()
    assert health(rig) == (Condition.FAULT, "card_left"), "it was handed over while nobody could see it"


def test_a_card_awaited_while_the_reader_is_lost() -> None:
    """Said once, or the flow and the reader would answer each other for ever."""
    rig = rig_in_service()
    rig.port.await_card()
    rig.lose()
    assert rig.wait_for(CardUnusable).problem is CardProblem.READER_LOST
    rig.port.await_card()
    assert happened(rig) == []
    rig.find()
    rig.desk.look()
    rig.insert("wang")
    rig.wait_for(CardInserted)


def test_a_card_held_through_a_loss_must_be_read_again() -> None:
    rig = with_card()
    card = read(rig)
    rig.lose()
    rig.desk.look()
    rig.find()
    rig.desk.look()
    rig.port.write(order(card, bytes(4), VALUE, COUNTER))
    failed = rig.wait_for(CardWriteFailed)
    assert (failed.problem, failed.detail) == (CardProblem.UNREADABLE, "not read since its reset")
    assert read(rig) == card


def test_health_names_the_part_that_is_lost() -> None:
    """OPS-2."""
    rig = rig_in_service()
    for code in ("service_absent", "reader_unplugged", "service_stuck"):
        rig.terminal.lost = code
        rig.desk.look()
        assert health(rig) == (Condition.LOST, code)
    rig.find()
    rig.desk.look()
    assert health(rig) == (Condition.READY, "")


@pytest.mark.parametrize("answered", range(6))
def test_the_reader_is_lost_while_it_writes(answered: int) -> None:
    """After the n-th command of writing and reading back: READER_LOST, or written and proven before."""
    rig = with_card()
    card = read(rig)
    authenticate(rig, card.serial)
    purchase = order(card, random_of(rig), VALUE, COUNTER)
    rig.terminal.heard.clear()
    transmit = rig.terminal.transmit

    def until_lost(command: bytes) -> bytes:
        if len(rig.terminal.heard) == answered:
            rig.lose()
        return transmit(command)

    rig.terminal.transmit = until_lost  # type: ignore[method-assign]  # the cable is pulled in the middle
    event = written(rig, purchase)
    rig.terminal.transmit = transmit  # type: ignore[method-assign]
    assert isinstance(event, CardWriteFailed)
    assert (event.problem, event.card) == (CardProblem.READER_LOST, None)
    updates = [command for command in rig.terminal.heard if command[1] == 0xD6]
    assert len(updates) == min(answered, 3)
    rig.find()
    rig.desk.look()
    outcome = attempt(rig, VALUE, COUNTER)
    assert outcome is CardVerdict.DONE or isinstance(outcome, CardWritten)


# --- anything, in any order ---

ACTIONS = ("await", "withdraw", "read", "challenge", "eject", "retain", "put", "take", "lose", "find", "look")


def put(rig: VirtualDeskRig) -> None:
    if rig.terminal.card is None:
        rig.insert("wang")


def take(rig: VirtualDeskRig) -> None:
    if rig.terminal.card is not None:
        rig.take()


@settings(deadline=None)
@given(actions=st.lists(st.sampled_from(ACTIONS), max_size=40))
def test_in_any_order_every_command_has_its_answer(actions: list[str]) -> None:
    rig = rig_in_service()
    names: dict[str, Callable[[], None]] = {
        "await": rig.port.await_card,
        "withdraw": rig.port.withdraw,
        "read": rig.port.read,
        "challenge": lambda: rig.port.challenge(8),
        "eject": rig.port.eject,
        "retain": rig.port.retain,
        "lose": rig.lose,
        "find": rig.find,
        "look": rig.desk.look,
        "put": lambda: put(rig),
        "take": lambda: take(rig),
    }
    for action in actions:
        rig.events.clear()
        names[action]()
        kinds = {type(event) for event in rig.events if not isinstance(event, HealthChanged)}
        if action in ("read", "challenge"):
            assert kinds & {CardRead, CardUnusable} or any("Challenged" in kind.__name__ for kind in kinds)
        if action == "retain":
            assert kinds & {CardUnusable, CardTaken}
        if action == "eject":
            waiting = rig.terminal.card is not None and not rig.terminal.lost
            assert kinds & {CardUnusable, CardTaken} or waiting
    rig.find()
    rig.desk.look()
    take(rig)
    rig.desk.look()
    rig.port.withdraw()
    rig.events.clear()
    rig.port.await_card()
    rig.insert("li")
    rig.wait_for(CardInserted)
    assert read(rig).serial == "1122334455667799"


def test_a_sight_is_a_value() -> None:
    assert Sight(True, 3) == Sight(True, 3)
    assert str(TerminalLost("service_absent", "8010001D")) == "service_absent 8010001D"
