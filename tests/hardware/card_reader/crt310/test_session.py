"""The motorised reader's session at its edges: without a line, with commands on it when it goes, with a thing stuck."""

from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.motor_reader.mechanism import Entry, Length
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import CardInserted, CardUnusable, HealthChanged
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.hardware.card_reader import profiles
from kiosk_app.hardware.card_reader.contract import AwaitCard, Read
from kiosk_app.hardware.card_reader.crt310.session import Crt310Session
from tests.hardware.card_reader.stage import ready


def test_without_a_line_nothing_is_asked_and_nothing_waited_for() -> None:
    session = Crt310Session(profiles.load())
    session.tick(1.0)
    assert (session.outgoing(), session.events(), session.wake_at()) == (b"", [], None)
    assert session.settled


def test_commands_that_waited_for_the_reader_are_answered_when_the_line_goes() -> None:
    session = Crt310Session(profiles.load())
    session.connected(0.0)
    session.command(Read(), 0.1)
    session.command(AwaitCard(), 0.1)
    session.disconnected(0.2)
    answers = [event for event in session.events() if not isinstance(event, HealthChanged)]
    assert [(type(event), getattr(event, "problem", None)) for event in answers] == [
        (CardUnusable, CardProblem.READER_LOST)
    ], "a card that is awaited is awaited still when the reader comes back"
    assert not session.holds_card
    assert session.heard == 2


def test_fault_39_a_thing_that_is_no_card_and_does_not_leave_is_a_fault() -> None:
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.device.mechanism.jammed = True
    stage.insert("thing", MeterCard(sample_cards()["wang"]), Length.LONG)
    stage.wait_for(CardUnusable)
    stage.until(lambda: stage.health == (Condition.FAULT, "card_jam"))
    assert stage.device.mechanism.bin == []


def test_fault_39_a_thing_that_is_stuck_inside_is_a_fault_and_never_a_card() -> None:
    """What is longer than a card leaves by the rear alone; here the motor cannot move it."""
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.insert("thing", MeterCard(sample_cards()["wang"]), Length.LONG)
    stage.until(lambda: stage.device.mechanism.motion is None)
    stage.device.mechanism.jammed = True
    told = stage.wait_for(CardUnusable)
    assert told.problem is CardProblem.NOT_A_CUSTOMER_CARD
    stage.until(lambda: stage.health == (Condition.FAULT, "card_jam"))
    assert stage.device.mechanism.card is not None
    assert stage.device.mechanism.entry is Entry.PROHIBITED, "nobody puts a card on top of it"


def test_a_card_pulled_back_while_it_is_seated_was_never_there() -> None:
    """It stuck at the mouth, and the hand was faster than the motor: the slot stays open for the next."""
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.device.mechanism.jammed = True
    stage.insert("card", MeterCard(sample_cards()["wang"]))
    stage.device.mechanism.jammed = False
    stage.until(lambda: stage.device.mechanism.motion is not None)
    stage.device.pull(stage.now)
    assert stage.run(3) == []
    stage.insert("card", MeterCard(sample_cards()["wang"]))
    stage.wait_for(CardInserted)
