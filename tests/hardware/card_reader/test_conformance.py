"""The standard contract, told at every reader (ACC-4): what the flows may rely on."""

from dataclasses import replace

import pytest

from kiosk_app.domain.device import Condition, Device
from kiosk_app.domain.events import (
    CardChallenged,
    CardInserted,
    CardRead,
    CardRetained,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    HealthChanged,
    WriteProgressed,
    WriteStage,
)
from kiosk_app.domain.meter_card import CardProblem, CardVerdict, WriteOrder, judge
from tests.hardware.card_reader.rigs import Rig
from tests.hardware.card_reader.vending import attempt, authenticate, order, random_of, read, written


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


def test_a_mute_card(rig: Rig) -> None:
    if not rig.sees_mute_cards:
        rig.port.await_card()
        rig.insert("mute")
        assert rig.quiet(2.5) == [], "the daemon's virtual reader takes it for no card"
        return
    presented(rig, "mute")
    rig.port.read()
    assert rig.wait_for(CardUnusable).problem is CardProblem.UNREADABLE
    rig.port.eject()
    rig.take()
    rig.wait_for(CardTaken)


def test_a_card_pulled_while_it_is_held(rig: Rig) -> None:
    """The flow is told once; what it asks then is answered, and the reader is ready for the next card."""
    presented(rig, "wang")
    read(rig)
    rig.pull()
    assert rig.wait_for(CardUnusable).problem is CardProblem.GONE
    assert rig.quiet(0.5) == []
    rig.port.challenge(8)
    assert rig.wait_for(CardUnusable).problem is CardProblem.GONE
    rig.port.eject()
    rig.wait_for(CardTaken)
    presented(rig, "li")
    assert read(rig).serial == "1122334455667799"


def test_a_card_pulled_and_asked_for_before_anybody_looked(rig: Rig) -> None:
    """Whatever comes first, the answer or the look: there is one answer, and no card afterwards."""
    presented(rig, "wang")
    rig.pull()
    rig.port.read()
    assert rig.wait_for(CardUnusable).problem is CardProblem.GONE
    rig.port.eject()
    rig.wait_for(CardTaken)


def test_a_forgotten_card(rig: Rig) -> None:
    """Fault 39: swallowed where that can be done; where it cannot, nobody claims so, and it is nobody's next card."""
    presented(rig, "wang")
    read(rig)
    rig.port.eject()
    assert rig.quiet(1) == []
    rig.port.retain()
    if rig.has_shutter:
        rig.wait_for(CardRetained)
        assert rig.quiet(1) == []
        assert not rig.present, "it is in the bin"
    else:
        rig.wait_for(CardUnusable)
        rig.port.await_card()
        assert rig.quiet(1) == [], "the card that lies there is not the next customer's"
        rig.take()
        assert rig.quiet(1) == []
    presented(rig, "li")
    assert read(rig).serial == "1122334455667799"


def test_retaining_a_card_that_was_taken(rig: Rig) -> None:
    presented(rig, "wang")
    rig.port.eject()
    rig.take()
    rig.wait_for(CardTaken)
    rig.port.retain()
    rig.wait_for(CardTaken)


def test_nothing_is_said_after_the_slot_was_closed(rig: Rig) -> None:
    rig.port.await_card()
    rig.port.withdraw()
    assert rig.quiet(1) == []
    presented(rig, "wang")


def test_every_command_is_answered_without_a_card(rig: Rig) -> None:
    """The flow never waits in vain."""
    port = rig.port
    order_of_nothing = WriteOrder("V1", "1122334455667788", 8, 15_000, (), ())
    for ask in (port.read, lambda: port.challenge(8), lambda: port.authenticate(3, bytes(8))):
        ask()
        assert rig.wait_for(CardUnusable).problem is CardProblem.GONE
    port.write(order_of_nothing)
    assert rig.wait_for(CardWriteFailed) == CardWriteFailed(CardProblem.GONE, "no card")
    for ask in (port.eject, port.retain):
        ask()
        rig.wait_for(CardTaken)


def condition(rig: Rig, wanted: Condition) -> str:
    """Wait until the reader is in this condition; return the part at fault."""
    while (health := rig.wait_for(HealthChanged).health).condition is not wanted:
        assert health.device is Device.CARD_READER
    return health.code


def read_when_back(rig: Rig) -> CardRead:
    """Ask until the reader is in service again."""
    for _ in range(100):
        rig.port.read()
        event = rig.wait_for_any(CardRead, CardUnusable)
        if isinstance(event, CardRead):
            return event
        rig.quiet(0.2)
    raise AssertionError("the reader does not come back")


def test_the_reader_is_lost_and_comes_back(rig: Rig) -> None:
    """OPS-2: the loss is reported with its part; what is asked meanwhile is answered; afterwards cards are read."""
    if not rig.can_be_unplugged:
        pytest.skip("its daemon is stopped and restarted in pcsc/test_service.py")
    presented(rig, "wang")
    before = read(rig)
    rig.lose()
    rig.port.read()
    assert rig.wait_for(CardUnusable).problem is CardProblem.READER_LOST
    rig.find()
    rig.port.challenge(8)
    assert rig.wait_for(CardUnusable).problem in (CardProblem.READER_LOST, CardProblem.UNREADABLE)
    assert read_when_back(rig) == CardRead(before)
    rig.lose()
    assert condition(rig, Condition.LOST) in ("line_lost", "not_answering", "reader_unplugged")
    rig.find()
    assert condition(rig, Condition.READY) == ""


# --- writing ---


def test_another_card_in_place_of_the_first(rig: Rig) -> None:
    """Fault 37: pulled before the write, another put back: the order is not for that one."""
    presented(rig, "wang")
    wang = read(rig)
    purchase = order(wang, bytes(4), 15_000, 8)
    rig.port.eject()
    rig.take()
    rig.wait_for(CardTaken)
    presented(rig, "li")
    li = read(rig)
    assert judge(li, wang.serial, 8, 15_000) is CardVerdict.STOP
    authenticate(rig, li.serial)
    event = written(rig, purchase)
    assert isinstance(event, CardWriteFailed)
    assert event.problem is CardProblem.OTHER_CARD
    assert {sfi: bytes(rig.box.look("li").files[sfi]) for sfi in (1, 2, 5)} == dict(li.files)


def test_a_purchase_is_written_and_read_back(rig: Rig) -> None:
    """VEND-3: parameters, wallet, return-write cleared, then everything read back."""
    presented(rig, "wang")
    card = read(rig)
    authenticate(rig, card.serial)
    purchase = order(card, random_of(rig), 15_000, 8)
    rig.port.write(purchase)
    stages: list[WriteStage] = []
    while isinstance(event := rig.wait_for_any(WriteProgressed, CardWritten, CardWriteFailed), WriteProgressed):
        stages.append(event.stage)
    assert isinstance(event, CardWritten)
    assert stages == list(WriteStage)
    assert (event.card.wallet_value, event.card.wallet_counter, event.card.return_present) == (15_000, 8, False)
    assert judge(event.card, card.serial, 8, 15_000) is CardVerdict.DONE
    truth = rig.box.look("wang").files
    assert {sfi: bytes(truth[sfi]) for sfi, _ in purchase.expected} == dict(purchase.expected)
    assert dict(event.card.files) == dict(purchase.expected)


def test_an_energy_controlled_card_is_written(rig: Rig) -> None:
    """VEND-3: the wallet counts 0.01 kWh, and the card stays of its kind."""
    presented(rig, "li")
    card = read(rig)
    assert (card.profile, card.wallet_value, card.remaining) == ("quantity-cpu", 12_000, 4_310)
    authenticate(rig, card.serial)
    event = written(rig, order(card, random_of(rig), 6_000, 4))
    assert isinstance(event, CardWritten)
    assert (event.card.profile, event.card.wallet_value, event.card.wallet_counter) == ("quantity-cpu", 6_000, 4)
    assert read(rig).profile == "quantity-cpu"


def test_a_wrong_mac_is_refused_and_not_retried(rig: Rig) -> None:
    """I14, H5: who has no key of the vending system writes no card. One that refused a MAC is not asked again, and
    what was written before it is known.
    """
    presented(rig, "wang")
    card = read(rig)
    authenticate(rig, card.serial)
    purchase = order(card, random_of(rig), 15_000, 8)
    forged = replace(purchase.writes[1], mac=bytes(4))
    event = written(rig, replace(purchase, writes=(purchase.writes[0], forged, purchase.writes[2])))
    assert isinstance(event, CardWriteFailed)
    assert (event.problem, event.detail) == (CardProblem.REFUSED, "6988")
    assert event.card is not None
    assert judge(event.card, card.serial, 8, 15_000) is CardVerdict.WRITE
    truth = rig.box.look("wang").files
    assert bytes(truth[1]) == purchase.writes[0].data
    assert bytes(truth[2]) == dict(card.files)[2], "the wallet is untouched"
    assert rig.quiet(0.5) == []
    assert isinstance(attempt(rig, 15_000, 8), CardWritten), "a new order for a new random heals it"


def test_a_wrong_cryptogram_costs_one_try_and_no_more(rig: Rig) -> None:
    presented(rig, "wang")
    read(rig)
    rig.port.challenge(8)
    rig.wait_for(CardChallenged)
    rig.port.authenticate(3, bytes(8))
    refused = rig.wait_for(CardUnusable)
    assert (refused.problem, refused.detail) == (CardProblem.REFUSED, "63C2")
    assert rig.quiet(0.5) == []
    assert rig.box.look("wang").tries[3] == 2


def test_a_locked_key(rig: Rig) -> None:
    locked = rig.box.look("wang")
    locked.tries[3] = 0
    rig.box.put("wang", locked)
    presented(rig, "wang")
    read(rig)
    rig.port.challenge(8)
    rig.wait_for(CardChallenged)
    rig.port.authenticate(3, bytes(8))
    refused = rig.wait_for(CardUnusable)
    assert (refused.problem, refused.detail) == (CardProblem.LOCKED, "6983")


def test_nothing_is_written_without_authentication(rig: Rig) -> None:
    presented(rig, "wang")
    card = read(rig)
    event = written(rig, order(card, random_of(rig), 15_000, 8))
    assert isinstance(event, CardWriteFailed)
    assert event.detail == "6982"
    assert event.card == card


def test_an_order_for_another_card_is_not_even_begun(rig: Rig) -> None:
    """I14: the order names its card."""
    presented(rig, "wang")
    card = read(rig)
    authenticate(rig, card.serial)
    event = written(rig, replace(order(card, random_of(rig), 15_000, 8), card_serial="1122334455667799"))
    assert isinstance(event, CardWriteFailed)
    assert event.problem is CardProblem.OTHER_CARD
    assert {sfi: bytes(rig.box.look("wang").files[sfi]) for sfi in (1, 2, 5)} == dict(card.files)


def test_an_order_of_more_than_was_booked_is_not_even_begun(rig: Rig) -> None:
    """I14: the value on the card is never more than what was booked."""
    presented(rig, "wang")
    card = read(rig)
    authenticate(rig, card.serial)
    event = written(rig, replace(order(card, random_of(rig), 15_000, 8), wallet_value=1_500))
    assert isinstance(event, CardWriteFailed)
    assert event.problem is CardProblem.REFUSED
    assert {sfi: bytes(rig.box.look("wang").files[sfi]) for sfi in (1, 2, 5)} == dict(card.files)
