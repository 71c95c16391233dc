"""The standard contract, told at every reader (ACC-4): what the flows may rely on."""

import pytest

from kiosk_app.domain.events import CardInserted, CardRead, CardTaken, CardUnusable
from kiosk_app.domain.meter_card import CardProblem
from tests.hardware.card_reader.rigs import Rig


def presented(rig: Rig, name: str) -> None:
    """A customer puts a card in when asked."""
    rig.port.await_card()
    rig.insert(name)
    rig.wait_for(CardInserted)


def test_a_card_is_read_and_handed_back(rig: Rig) -> None:
    """VEND-1."""
    presented(rig, "wang")
    rig.port.read()
    card = rig.wait_for(CardRead).card
    assert (card.profile, card.serial, card.card_type) == ("sgcc-cpu-2013", "1122334455667788", 2)
    assert (card.customer_no, card.meter_no) == ("3104587926", "000086315742")
    assert (card.wallet_value, card.wallet_counter) == (10_000, 7)
    assert (card.return_present, card.return_counter, card.remaining) == (True, 7, 2_345)
    assert dict(card.files) == {sfi: bytes(rig.box.look("wang").files[sfi]) for sfi in (1, 2, 5)}
    rig.port.eject()
    assert rig.quiet(0.5) == [], "the card lies there, and nobody has taken it"
    rig.take()
    rig.wait_for(CardTaken)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("foreign", CardProblem.NOT_A_CUSTOMER_CARD),
        ("mute", CardProblem.UNREADABLE),
        ("blank", CardProblem.BLANK),
    ],
)
def test_a_card_that_is_none_of_ours(rig: Rig, name: str, problem: CardProblem) -> None:
    presented(rig, name)
    rig.port.read()
    assert rig.wait_for(CardUnusable).problem is problem
    rig.port.eject()
    rig.take()
    rig.wait_for(CardTaken)
