"""The chip loses its power at every byte of a write: what the driver says then is true, and a rewrite heals it.

I14, VEND-4, faults 3, 37 and 38: the outcome is CardWritten with all files equal, or CardWriteFailed with what could be
read back; `judge` then decides, as the flow does.
"""

import pytest

from emulators.meter_card.files import EMPTY_RETURN, Wallet, return_is_empty
from kiosk_app.domain.events import CardInserted, CardRead, CardTaken, CardUnusable, CardWriteFailed, CardWritten
from kiosk_app.domain.meter_card import CardProblem, CardSnapshot, CardVerdict, judge
from tests.hardware.card_reader.conftest import NewRig
from tests.hardware.card_reader.rigs import Rig
from tests.hardware.card_reader.vending import attempt, authenticate, order, random_of, read, written

VALUE, COUNTER = 15_000, 8
SIZES = (45, 8, 49)
EVERY_BYTE = range(sum(SIZES) + 1)


def presented(rig: Rig) -> None:
    rig.port.await_card()
    rig.insert("wang")
    rig.wait_for(CardInserted)


def presented_again(rig: Rig) -> None:
    """The customer takes the card, and brings it back later."""
    rig.port.eject()
    if rig.present:
        rig.take()
    rig.wait_for(CardTaken)
    presented(rig)


def torn(rig: Rig, count: int, garble: int | None) -> CardWritten | CardWriteFailed:
    """Write the purchase onto a card that loses its power after `count` bytes."""
    presented(rig)
    card = read(rig)
    authenticate(rig, card.serial)
    purchase = order(card, random_of(rig), VALUE, COUNTER)
    rig.tear(after_bytes=count, garble=garble)
    return written(rig, purchase)


def in_full(rig: Rig) -> bool:
    files = rig.box.look("wang").files
    return bytes(files[2]) == Wallet(VALUE, COUNTER).to_bytes() and return_is_empty(bytes(files[5]))


def healed(rig: Rig, event: CardWritten | CardWriteFailed) -> None:
    """What the flow does next: believe the card, rewrite what is not on it, in the same visit or the next."""
    card: CardSnapshot | None = event.card
    if card is not None:
        assert dict(card.files) == {sfi: bytes(rig.box.look("wang").files[sfi]) for sfi in (1, 2, 5)}
    if isinstance(event, CardWritten):
        assert dict(event.card.files)[5] == EMPTY_RETURN
        assert in_full(rig)
        return
    if card is None:
        presented_again(rig)
    outcome = attempt(rig, VALUE, COUNTER)
    assert outcome is CardVerdict.DONE or isinstance(outcome, CardWritten), outcome
    if card is not None and judge(card, card.serial, COUNTER, VALUE) is CardVerdict.DONE:
        assert outcome is CardVerdict.DONE
    assert in_full(rig)
    assert attempt(rig, VALUE, COUNTER) is CardVerdict.DONE, "it is not written twice"


@pytest.mark.parametrize("garble", [None, 0x00, 0x68, 0xFF])
def test_every_byte(new_rig: NewRig, garble: int | None) -> None:
    for count in EVERY_BYTE:
        rig = new_rig()
        event = torn(rig, count, garble)
        if count == EVERY_BYTE[-1] and rig.has_shutter:
            assert isinstance(event, CardWritten), "all is written, only the answer is lost"
        assert not isinstance(event, CardWritten) or count >= EVERY_BYTE[-2], count
        healed(rig, event)


def test_an_energy_controlled_card_stays_of_its_kind_at_every_byte_of_its_parameters(new_rig: NewRig) -> None:
    """A torn user type byte must not turn kWh into yuan."""
    for count in range(SIZES[0]):
        rig = new_rig()
        rig.port.await_card()
        rig.insert("li")
        rig.wait_for(CardInserted)
        card = read(rig)
        authenticate(rig, card.serial)
        rig.tear(after_bytes=count, garble=0xEE)
        event = written(rig, order(card, random_of(rig), 6_000, 4))
        assert isinstance(event, CardWriteFailed)
        if event.card is None:
            rig.port.eject()
            rig.wait_for(CardTaken)
            rig.port.await_card()
            rig.insert("li")
            rig.wait_for(CardInserted)
        again = read(rig)
        assert (again.profile, again.wallet_value, again.wallet_counter) == ("quantity-cpu", 12_000, 3)
        assert isinstance(attempt(rig, 6_000, 4), CardWritten)


@pytest.mark.parametrize("count", [20, 53, 102])
def test_some_bytes_at_every_reader(rig: Rig, count: int) -> None:
    healed(rig, torn(rig, count, None))


def test_the_chip_goes_mute_between_any_two_commands(new_rig: NewRig) -> None:
    """Three writes and the reading back; the chip loses its power before the n-th of these commands, once."""
    for commands in range(12):
        rig = new_rig()
        presented(rig)
        card = read(rig)
        authenticate(rig, card.serial)
        purchase = order(card, random_of(rig), VALUE, COUNTER)
        rig.tear(after_commands=commands)
        healed(rig, written(rig, purchase))


def test_the_chip_goes_mute_while_it_is_read(new_rig: NewRig) -> None:
    for commands in range(5):
        rig = new_rig()
        presented(rig)
        rig.tear(after_commands=commands)
        rig.port.read()
        event = rig.wait_for_any(CardRead, CardUnusable)
        if rig.has_shutter:
            assert isinstance(event, CardRead), "the chip is reset and read from the beginning"
        else:
            assert isinstance(event, CardUnusable)
            assert event.problem is CardProblem.GONE


def test_a_card_torn_while_it_is_read_at_every_reader(rig: Rig) -> None:
    presented(rig)
    rig.tear(after_commands=2)
    rig.port.read()
    event = rig.wait_for_any(CardRead, CardUnusable)
    assert isinstance(event, CardRead) is rig.has_shutter
    assert rig.quiet(0.5) == []
    assert rig.present is rig.has_shutter
