"""The motorised reader's session at its edges: without a line, with commands on it when it goes, with a thing stuck."""

from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.motor_reader.mechanism import Length
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import CardUnusable, HealthChanged
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
