"""Stories of the motorised reader in virtual time: its slot, jams, power failures, a lost line (HW-4, faults 37-39)."""

from collections.abc import Callable

import pytest

from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.motor_reader.device import Power
from emulators.motor_reader.mechanism import USUAL, Entry, Length, NotPossible, Place
from emulators.motor_reader.protocol import Negative, encode, negative
from kiosk_app.domain.device import Condition
from kiosk_app.domain.events import (
    CardInserted,
    CardRead,
    CardRetained,
    CardTaken,
    CardUnusable,
    CardWriteFailed,
    CardWritten,
    Event,
    HealthChanged,
)
from kiosk_app.domain.meter_card import CardProblem, CardVerdict, WriteOrder, judge
from kiosk_app.hardware.card_reader.crt310.slot import LEFT_S
from tests.hardware.card_reader.rigs import MemoryBox, VirtualMotorRig
from tests.hardware.card_reader.stage import Stage, ready
from tests.hardware.card_reader.vending import attempt, authenticate, order, random_of, read

READY = (Condition.READY, "")
VALUE, COUNTER = 15_000, 8


def wang() -> MeterCard:
    return MeterCard(sample_cards()["wang"])


def with_card(stage: Stage | None = None) -> Stage:
    """A card is held inside and was announced."""
    stage = stage or ready()
    stage.port.await_card()
    stage.run(1)
    stage.insert("wang", wang())
    stage.wait_for(CardInserted)
    return stage


def place(stage: Stage) -> Place:
    return stage.device.mechanism.place


def entry(stage: Stage) -> Entry:
    return stage.device.mechanism.entry


def happened(events: list[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, HealthChanged)]


# --- the slot ---


def test_the_slot_is_closed_from_the_first_second() -> None:
    """After a reset everybody may put a card in; so the first thing is to close."""
    stage = ready()
    assert stage.device.mechanism.entry is Entry.PROHIBITED
    assert not stage.device.mechanism.rear_allowed
    with pytest.raises(NotPossible, match="closed"):
        stage.insert("wang", wang())


def test_the_slot_is_open_only_while_a_card_is_awaited() -> None:
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    assert entry(stage) is Entry.SWITCH
    stage.insert("wang", wang())
    stage.wait_for(CardInserted)
    assert entry(stage) is Entry.PROHIBITED, "closed before anybody is told"
    assert place(stage) is Place.CONTACT
    stage.port.eject()
    stage.run(2)
    assert (place(stage), entry(stage)) == (Place.FRONT, Entry.PROHIBITED)


def test_a_slot_closed_in_time() -> None:
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.port.withdraw()
    stage.run(1)
    assert stage.device.mechanism.entry is Entry.PROHIBITED
    assert stage.events == []


def test_a_card_that_slips_in_while_the_slot_closes_is_put_out_again() -> None:
    """The customer presses "back" with the card at the slot: nobody is told of it, and it is not kept."""
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.port.withdraw()
    stage.insert("wang", wang())
    stage.run(3)
    assert place(stage) is Place.FRONT
    assert happened(stage.events) == []
    assert stage.health == (Condition.FAULT, "card_left"), "no service is promised while it stands there"
    stage.device.pull(stage.now)
    stage.until(lambda: stage.health == READY)
    assert happened(stage.events) == []


@pytest.mark.parametrize("length", [Length.LONG, Length.SHORT])
def test_something_that_is_no_card_leaves_at_the_rear(length: Length) -> None:
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.insert("thing", wang(), length)
    assert stage.wait_for(CardUnusable).problem is CardProblem.NOT_A_CUSTOMER_CARD
    stage.port.await_card()  # as the flow does
    stage.run(2)
    assert len(stage.device.mechanism.bin) == 1
    assert stage.device.mechanism.entry is Entry.SWITCH
    assert stage.health == READY
    with_card_inserted_again(stage)


def with_card_inserted_again(stage: Stage) -> None:
    stage.insert("wang", wang())
    stage.wait_for(CardInserted)


def test_a_card_drawn_in_by_hand_in_the_last_moment() -> None:
    """The customer pulls it back while it is drawn in: nothing was inserted, the slot stays open."""
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.insert("wang", wang())
    stage.device.pull(stage.now)
    assert happened(stage.run(2)) == []
    with_card_inserted_again(stage)


# --- found at the start, left behind, swallowed ---


@pytest.mark.parametrize("where", [Place.CONTACT, Place.INSIDE, Place.REAR])
def test_a_card_found_inside_at_the_start_is_put_out(where: Place) -> None:
    """The kiosk died in the middle of a visit: its customer may still be there."""
    stage = Stage(USUAL)
    stage.insert("wang", wang())
    stage.run(1)
    stage.device.mechanism.place = where
    stage.connect()
    stage.until(lambda: place(stage) is Place.FRONT)
    stage.until(lambda: stage.health == (Condition.FAULT, "card_left"))
    stage.device.pull(stage.now)
    stage.until(lambda: stage.health == READY)
    assert happened(stage.events) == []


def test_something_that_is_no_card_found_at_the_start() -> None:
    stage = Stage(USUAL)
    stage.insert("thing", wang(), Length.LONG)
    stage.run(1)
    stage.connect()
    stage.until(lambda: stage.health == READY)
    stage.run(1)
    assert len(stage.device.mechanism.bin) == 1
    assert happened(stage.events) == []


def test_a_card_that_nobody_takes_is_swallowed_after_a_minute() -> None:
    stage = Stage(USUAL)
    stage.insert("wang", wang())
    stage.run(1)
    stage.connect()
    stage.run(LEFT_S - 5)
    assert place(stage) is Place.FRONT
    stage.run(10)
    assert [card.name for card in stage.device.mechanism.bin] == ["wang"]
    assert stage.health == READY


def test_a_card_awaited_while_another_still_stands_in_the_slot() -> None:
    stage = Stage(USUAL)
    stage.insert("wang", wang())
    stage.run(1)
    stage.connect()
    stage.until(lambda: stage.health == (Condition.FAULT, "card_left"))
    stage.port.await_card()
    assert happened(stage.run(2)) == []
    stage.device.pull(stage.now)
    stage.run(3)
    with_card_inserted_again(stage)


def test_a_forgotten_card_is_swallowed_when_the_flow_says_so() -> None:
    stage = with_card()
    stage.port.eject()
    assert happened(stage.run(35)) == [], "how long to wait is the flow's business"
    stage.port.retain()
    stage.wait_for(CardRetained)
    stage.run(2)
    assert [card.name for card in stage.device.mechanism.bin] == ["wang"]
    assert stage.health == READY


def test_a_card_taken_in_the_very_moment_it_is_swallowed() -> None:
    """Who has it, is said by the reader: a hand was faster."""
    stage = with_card()
    stage.port.eject()
    stage.run(2)
    stage.port.retain()
    stage.until(lambda: stage.device.mechanism.motion is not None)
    stage.device.pull(stage.now)
    assert isinstance(stage.wait_for_any(CardRetained, CardTaken), CardTaken)
    assert stage.device.mechanism.bin == []


def test_the_answer_to_swallowing_is_lost() -> None:
    """The card is nowhere to be seen afterwards, and swallowing it was begun: it is in the bin."""
    stage = with_card()
    stage.port.eject()
    stage.run(2)
    garble_next(stage, b"\x32\x33")
    stage.port.retain()
    stage.wait_for(CardRetained)


def test_swallowing_failed_because_the_card_was_taken() -> None:
    """Some readers call that a failed motion: nobody says that a card is in the bin which is not."""
    stage = with_card()
    stage.port.eject()
    stage.run(2)
    stage.to_host = lambda data: encode(b"\x32\x33\x4e") if data[3:5] == b"\x32\x33" else data
    stage.port.retain()
    stage.until(lambda: stage.device.mechanism.motion is not None)
    stage.device.pull(stage.now)
    assert isinstance(stage.wait_for_any(CardRetained, CardTaken), CardTaken)


def test_a_card_in_the_mouth_cannot_be_swallowed() -> None:
    """Put out by a power failure it is not gripped any more (protocols.md 3.1): nobody says that it is in the bin."""
    stage = with_card()
    stage.device.cut_power(stage.now)
    stage.run(5)
    stage.device.restore_power(stage.now)
    stage.wait_for(CardUnusable)
    stage.port.eject()
    assert happened(stage.run(5)) == []
    stage.port.retain()
    assert stage.wait_for(CardUnusable).problem is CardProblem.GONE
    assert stage.health == (Condition.FAULT, "card_in_mouth")
    stage.device.pull(stage.now)
    stage.until(lambda: stage.health == READY)


def test_an_offered_card_that_was_drawn_in_again_is_offered_again() -> None:
    """Somebody pushes it back, or the reader does so by itself."""
    stage = with_card()
    stage.port.eject()
    stage.run(2)
    stage.device.mechanism.place = Place.INSIDE
    stage.until(lambda: place(stage) is Place.FRONT)
    stage.device.pull(stage.now)
    stage.wait_for(CardTaken)


def test_a_card_awaited_while_one_is_held_is_announced_again() -> None:
    stage = with_card()
    stage.port.await_card()
    stage.wait_for(CardInserted)
    assert entry(stage) is Entry.PROHIBITED


def garble_next(stage: Stage, command: bytes) -> None:
    """Damage the next answer that begins with this CM and PM."""

    def wire(data: bytes) -> bytes:
        if data[3:5] == command:
            stage.to_host = lambda clean: clean
            return data[:-1] + bytes([data[-1] ^ 0x11])
        return data

    stage.to_host = wire


# --- jams ---


def test_a_card_that_jams_on_its_way_in() -> None:
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    stage.device.mechanism.jammed = True
    stage.insert("wang", wang())
    assert stage.wait_for(CardUnusable).detail == "card_jam"
    assert stage.health == (Condition.FAULT, "card_jam")
    stage.port.await_card()
    assert happened(stage.run(5)) == [], "said once"
    stage.device.pull(stage.now)
    stage.device.mechanism.jammed = False
    stage.until(lambda: stage.health == READY)
    stage.run(1)
    with_card_inserted_again(stage)


def test_a_card_that_jams_on_its_way_out() -> None:
    """Fault 39: the flow is told at once; the reader goes on trying, and the card is not forgotten."""
    stage = with_card()
    stage.device.mechanism.jammed = True
    stage.port.eject()
    stuck = stage.wait_for(CardUnusable)
    assert (stuck.problem, stuck.detail) == (CardProblem.READER_LOST, "card_jam")
    assert stage.health == (Condition.FAULT, "card_jam")
    stage.run(20)
    assert stage.health == (Condition.FAULT, "card_jam")
    stage.device.mechanism.jammed = False
    stage.until(lambda: place(stage) is Place.FRONT)
    stage.device.pull(stage.now)
    stage.until(lambda: stage.health == READY)


def test_a_card_that_jams_while_it_is_swallowed() -> None:
    stage = with_card()
    stage.port.eject()
    stage.run(2)
    stage.device.mechanism.jammed = True
    stage.port.retain()
    stuck = stage.wait_for(CardUnusable)
    assert (stuck.problem, stuck.detail) == (CardProblem.READER_LOST, "card_jam")
    assert stage.health == (Condition.FAULT, "card_jam")


# --- power ---


def test_the_reader_puts_the_card_out_when_the_mains_fail() -> None:
    """HW-4: and the flow learns that it is gone, once the reader speaks again."""
    stage = with_card()
    stage.device.cut_power(stage.now)
    stage.until(lambda: stage.health is not None and stage.health[0] is Condition.LOST)
    stage.run(5)
    assert (place(stage), stage.device.power) == (Place.MOUTH, Power.OFF)
    stage.device.restore_power(stage.now)
    assert stage.wait_for(CardUnusable).problem is CardProblem.GONE
    assert stage.health == (Condition.FAULT, "card_left")
    stage.device.pull(stage.now)
    stage.until(lambda: stage.health == READY)
    assert stage.device.mechanism.entry is Entry.PROHIBITED


def test_on_backup_power_the_reader_is_lost_and_says_why() -> None:
    stage = ready()
    stage.device.cut_power(stage.now)
    stage.port.await_card()
    lost = stage.wait_for(CardUnusable)
    assert (lost.problem, lost.detail) == (CardProblem.READER_LOST, "backup_power")
    assert stage.health == (Condition.LOST, "backup_power")
    stage.until(lambda: stage.health == (Condition.LOST, "not_answering"))
    stage.device.restore_power(stage.now)
    stage.until(lambda: stage.health == READY)
    stage.run(1)
    with_card_inserted_again(stage)


def test_a_reader_that_was_restarted_unseen_is_closed_again() -> None:
    """Between two looks the mains flicker: the reader begins with an open slot and a chip without power."""
    stage = ready()
    stage.device.cut_power(stage.now)
    stage.device.restore_power(stage.now)
    stage.run(5)
    assert stage.device.mechanism.entry is Entry.PROHIBITED
    assert stage.health == READY


@pytest.mark.parametrize("count", [*range(0, 103, 6), 45, 53, 101])
def test_a_card_written_while_the_mains_fail(count: int) -> None:
    """HW-4, VEND-4, fault 3: the card comes out, and what it lacks is written when it is back."""
    rig = VirtualMotorRig(MemoryBox())
    rig.start()
    stage = rig.stage
    rig.port.await_card()
    rig.insert("wang")
    rig.wait_for(CardInserted)
    card = read(rig)
    authenticate(rig, card.serial)
    purchase = order(card, random_of(rig), VALUE, COUNTER)
    stage.device.cuts_power_at_tear = True
    rig.tear(after_bytes=count)
    rig.port.write(purchase)
    failed = rig.wait_for(CardWriteFailed)
    assert (failed.problem, failed.card) == (CardProblem.READER_LOST, None)
    rig.port.eject()
    assert rig.wait_for(CardUnusable).problem is CardProblem.READER_LOST, "the flow is not kept waiting"
    stage.run(5)
    stage.device.pull(stage.now)
    stage.device.restore_power(stage.now)
    stage.until(lambda: stage.health == READY)
    rig.port.await_card()
    rig.insert("wang")
    rig.wait_for(CardInserted)
    outcome = attempt(rig, VALUE, COUNTER)
    assert outcome is CardVerdict.DONE or isinstance(outcome, CardWritten)
    card = read(rig)
    assert judge(card, card.serial, COUNTER, VALUE) is CardVerdict.DONE


# --- the line ---


def lose_line(stage: Stage) -> None:
    stage.disconnect()


def lose_reader(stage: Stage) -> None:
    stage.to_device = lambda _: b""
    stage.until(lambda: stage.health is not None and stage.health[0] is Condition.LOST, 120)


def find_again(stage: Stage) -> None:
    stage.to_device = lambda data: data
    stage.connect()


each_loss = pytest.mark.parametrize("lose", [lose_line, lose_reader])


@each_loss
def test_a_card_held_through_a_short_loss_is_still_held(lose: Callable[[Stage], None]) -> None:
    """A glitch of the line does not end a visit; the chip's session does end, so the card is read again."""
    stage = with_card()
    stage.port.read()
    stage.wait_for(CardRead)
    lose(stage)
    assert stage.health is not None
    assert stage.health[0] is Condition.LOST
    find_again(stage)
    stage.until(lambda: stage.health == READY)
    assert happened(stage.events) == []
    stage.port.challenge(8)
    assert stage.wait_for(CardUnusable).problem is CardProblem.UNREADABLE
    stage.port.read()
    stage.wait_for(CardRead)


@each_loss
def test_every_command_is_answered_while_the_reader_is_lost(lose: Callable[[Stage], None]) -> None:
    """The flow never waits in vain, and the card is put out when the reader is back."""
    stage = with_card()
    lose(stage)
    stage.events.clear()
    port = stage.port
    for ask in (port.read, lambda: port.challenge(8), lambda: port.authenticate(3, bytes(8)), port.eject, port.retain):
        ask()
        assert stage.wait_for(CardUnusable, 1).problem is CardProblem.READER_LOST
    port.write(WriteOrder("V1", "", 0, 0, (), ()))
    assert stage.wait_for(CardWriteFailed, 1).problem is CardProblem.READER_LOST
    find_again(stage)
    stage.until(lambda: place(stage) is Place.FRONT)
    stage.device.pull(stage.now)
    stage.until(lambda: stage.health == READY)


@each_loss
def test_a_card_awaited_while_the_reader_is_lost(lose: Callable[[Stage], None]) -> None:
    """Said once, or the flow and the reader would answer each other for ever; then the slot opens."""
    stage = ready()
    stage.port.await_card()
    stage.run(1)
    lose(stage)
    assert stage.wait_for(CardUnusable, 1).problem is CardProblem.READER_LOST
    stage.port.await_card()
    assert happened(stage.run(10)) == []
    find_again(stage)
    stage.until(lambda: stage.device.mechanism.entry is Entry.SWITCH)
    with_card_inserted_again(stage)


@each_loss
def test_the_reader_is_lost_while_it_writes(lose: Callable[[Stage], None]) -> None:
    """READER_LOST, no card, and never a second UPDATE; the card says later what it holds."""
    stage = with_card()
    rig = VirtualMotorRig(MemoryBox())
    rig.stage, rig.port = stage, stage.port
    card = read(rig)
    authenticate(rig, card.serial)
    purchase = order(card, random_of(rig), VALUE, COUNTER)
    stage.written.clear()
    stage.port.write(purchase)
    stage.until(lambda: any(b"\x04\xd6\x82" in frame for frame in stage.written))
    lose(stage)
    failed = stage.wait_for(CardWriteFailed, 1)
    assert (failed.problem, failed.card) == (CardProblem.READER_LOST, None)
    updates = [frame for frame in stage.written if b"\x04\xd6" in frame and len(frame) > 16]
    find_again(stage)
    stage.until(lambda: stage.health == READY)
    assert len(set(updates)) <= 2
    outcome = attempt(rig, VALUE, COUNTER)
    assert outcome is CardVerdict.DONE or isinstance(outcome, CardWritten)


def test_a_port_that_is_not_there_is_lost_and_answers() -> None:
    stage = Stage()
    stage.disconnect()
    assert stage.health == (Condition.LOST, "line_lost")
    stage.port.read()
    assert stage.wait_for(CardUnusable, 1).problem is CardProblem.READER_LOST


def test_a_device_that_is_no_reader() -> None:
    """Something else is plugged in: it echoes."""
    stage = Stage()
    stage.connect()
    stage.to_device = lambda _: b""
    stage.until(lambda: stage.health == (Condition.LOST, "not_answering"))


@pytest.mark.parametrize(("reason", "code"), [(Negative.BACKUP_POWER, "backup_power"), (0x05, "supply_voltage")])
def test_a_reader_that_says_it_cannot_work(reason: int, code: str) -> None:
    """OPS-2: down to the part at fault."""
    stage = ready()
    stage.to_host = lambda data: encode(bytes([0x4E, 0x31, reason])) if data[:1] == b"\x02" else data
    stage.until(lambda: stage.health == (Condition.LOST, code))
    stage.to_host = lambda data: data
    stage.until(lambda: stage.health == READY)


def test_a_shutter_that_does_not_close_is_a_fault() -> None:
    stage = ready()
    stage.to_host = lambda data: data.replace(encode(bytes.fromhex("31304E4E4E")), encode(bytes.fromhex("31304E4A4E")))
    stage.until(lambda: stage.health == (Condition.LOST, "shutter"))


def test_answers_that_make_no_sense() -> None:
    stage = ready()
    stage.to_host = lambda data: encode(bytes.fromhex("3130FFFFFF")) if data[3:5] == b"\x31\x30" else data
    stage.until(lambda: stage.health == (Condition.LOST, "malformed_answers"))


def test_an_unknown_command_is_not_a_lost_reader() -> None:
    """An older reader that does not know the stop position is used all the same."""
    stage = Stage()
    refusal = encode(negative(0x2E, Negative.UNKNOWN_COMMAND))
    stage.to_host = lambda data: refusal if data[3:4] == b"\x2e" else data
    stage.connect()
    stage.until(lambda: stage.health == READY)
    with_card(stage)


@each_loss
@pytest.mark.parametrize("give", ["eject", "retain", "read"])
def test_the_reader_is_lost_over_a_command(lose: Callable[[Stage], None], give: str) -> None:
    """The command under way is answered, once."""
    stage = with_card()
    getattr(stage.port, give)()
    stage.run(0.03)
    lose(stage)
    assert [type(event) for event in happened(stage.events)] == [CardUnusable]
    find_again(stage)
    stage.run(5)
    assert [type(event) for event in happened(stage.events)] == [CardUnusable]


# --- the chip ---


def test_a_card_beside_the_contacts_is_fetched() -> None:
    stage = with_card()
    stage.device.mechanism.place = Place.INSIDE
    stage.port.read()
    stage.wait_for(CardRead)
    assert place(stage) is Place.CONTACT


def test_a_reader_that_refuses_to_speak_to_the_chip() -> None:
    stage = with_card()
    stage.to_host = lambda data: encode(b"\x4e\x37\x02") if data[3:4] == b"\x37" else data
    stage.port.read()
    refused = stage.wait_for(CardUnusable)
    assert (refused.problem, refused.detail) == (CardProblem.UNREADABLE, "refused 02")


def test_a_chip_of_the_other_protocol_is_spoken_to_in_its_own() -> None:
    """The operation byte of the reset says T=1; then commands go out as 37 32."""
    stage = with_card()
    chip = encode(b"\x37\x30\x5a\x00\x0d" + bytes.fromhex("3B781100001122334455667788"))
    stage.to_host = lambda data: chip if data[3:5] == b"\x37\x30" else data
    stage.port.read()
    stage.wait_for(CardUnusable)
    assert encode(bytes.fromhex("37320007") + bytes.fromhex("00A4000002DF01")) in stage.written


def test_a_dirty_chip_is_seated_again() -> None:
    stage = with_card()
    resets = iter([b"\x37\x30\x4e"] * 2)
    stage.to_host = lambda data: encode(next(resets, data[3:-2])) if data[3:5] == b"\x37\x30" else data
    stage.port.read()
    stage.wait_for(CardRead)
    assert encode(b"\x32\x2e") in stage.written
    assert encode(b"\x32\x2f") in stage.written


def test_a_damaged_answer_while_reading_is_read_again() -> None:
    stage = with_card()
    stage.device.damaged_answers = 3
    stage.port.read()
    stage.wait_for(CardRead)


@pytest.mark.parametrize("which", range(1, 4))
def test_a_damaged_answer_to_a_write_is_never_repeated(which: int) -> None:
    """The answer to the n-th UPDATE is damaged: what the card holds is read back and decides."""
    stage = with_card()
    rig = VirtualMotorRig(MemoryBox())
    rig.stage, rig.port = stage, stage.port
    card = read(rig)
    authenticate(rig, card.serial)
    purchase = order(card, random_of(rig), VALUE, COUNTER)
    seen = []

    def wire(data: bytes) -> bytes:
        if data[3:5] == b"\x37\x31":
            seen.append(data)
            if len(seen) == which:
                return data[:-1] + bytes([data[-1] ^ 0x40])
        return data

    stage.to_host = wire
    stage.written.clear()
    stage.port.write(purchase)
    event = stage.wait_for_any(CardWritten, CardWriteFailed)
    updates = [frame for frame in stage.written if frame[7:9] == b"\x04\xd6"]
    assert len(updates) == len(set(updates)) == which
    if which == len(purchase.writes):
        assert isinstance(event, CardWritten)
    else:
        assert isinstance(event, CardWriteFailed)
        assert event.problem is CardProblem.UNREADABLE
        assert event.card is not None
        assert isinstance(attempt(rig, VALUE, COUNTER), CardWritten)
