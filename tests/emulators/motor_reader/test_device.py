"""The emulated CRT-310 in virtual time: handshake, card's place, power and hands (protocols.md 3.1; HW-4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.motor_reader.device import Power
from emulators.motor_reader.mechanism import Length, NotPossible
from emulators.motor_reader.protocol import encode
from tests.emulators.motor_reader.bench import ACK, ENQ, EOT, NAK, Bench

NONE, MOUTH, HELD, INSIDE, CONTACT, REAR, CAPTURED = "4E", "48", "49", "4A", "4B", "4C", "4D"


def with_card_at_contacts(name: str = "wang") -> Bench:
    """A card drawn in to the contacts, entry closed behind it."""
    bench = Bench()
    assert bench.ask("2E33") == "2E3359"
    bench.insert(name)
    assert bench.ask("2F3131") == "2F313159"
    assert bench.place() == CONTACT
    return bench


def test_reset_answers_with_the_version_and_opens_the_entry() -> None:
    bench = Bench()
    bench.ask("2F3131")
    assert bench.ask("3130") == "31304E4E4E"
    assert bench.ask("3030") == "3030435254203331302056332E3020"
    assert bench.ask("3130") == "31304E4A4A", "after a reset everybody may put a card in, at both ends"


@pytest.mark.parametrize(
    ("parameters", "front", "rear"),
    [("3331", "4A", "4E"), ("3131", "4E", "4E"), ("3231", "49", "4E"), ("3430", "4B", "4A")],
)
def test_entry_control_shows_in_the_status(parameters: str, front: str, rear: str) -> None:
    bench = Bench()
    assert bench.ask("2F" + parameters) == f"2F{parameters}59"
    assert bench.ask("3130") == f"31304E{front}{rear}"


def test_a_damaged_frame_is_answered_with_nak_and_may_be_sent_again() -> None:
    bench = Bench()
    frame = bytearray(encode(b"10"))
    frame[-1] ^= 1
    assert bench.say(bytes(frame)) == NAK
    assert bench.say(ENQ) == b"", "nothing was accepted"
    assert bench.ask("3130") == "31304E4A4A"


def test_a_frame_that_stops_is_answered_with_nak() -> None:
    bench = Bench()
    assert bench.say(encode(b"10")[:4]) == b""
    bench.wait(0.4)
    assert bench.device.outgoing() == NAK
    assert bench.place() == NONE


def test_nothing_is_executed_before_enq() -> None:
    bench = Bench()
    assert bench.say(encode(b"\x2f\x31\x31")) == ACK
    bench.wait(1)
    assert bench.say(EOT) == EOT
    assert bench.say(ENQ) == b""
    assert bench.ask("3130")[6:8] == "4A", "the entry stayed open"


def test_a_stray_ack_is_ignored_and_a_nak_repeats_the_answer() -> None:
    bench = Bench()
    assert bench.ask("3130") == "31304E4A4A"
    assert bench.say(ACK) == b""
    assert bench.say(NAK) == encode(bytes.fromhex("31304E4A4A"))


def test_eot_gives_up_the_answer_but_not_the_motion() -> None:
    bench = with_card_at_contacts()
    bench.say(encode(b"21"))
    bench.say(ENQ)
    assert bench.say(EOT) == EOT
    bench.wait(2)
    assert bench.device.outgoing() == b""
    assert bench.place() == HELD


def test_a_card_is_drawn_in_to_where_the_host_said() -> None:
    for parameter, place in (("30", MOUTH), ("31", HELD), ("32", INSIDE), ("33", CONTACT), ("34", REAR)):
        bench = Bench()
        assert bench.ask("2E" + parameter) == f"2E{parameter}59"
        bench.insert()
        assert bench.place() == place


def test_a_closed_slot_takes_no_card() -> None:
    bench = Bench()
    for entry in ("3131", "3231", "3431"):
        bench.ask("2F" + entry)
        with pytest.raises(NotPossible, match="closed"):
            bench.insert()
    bench.ask("2F3331")
    bench.insert()
    with pytest.raises(NotPossible, match="a card is in the slot"):
        bench.insert("li")


@pytest.mark.parametrize(
    ("parameter", "place"),
    [("2E", INSIDE), ("2F", CONTACT), ("30", MOUTH), ("31", HELD), ("32", REAR)],
)
def test_the_card_moves_to_every_place(parameter: str, place: str) -> None:
    bench = with_card_at_contacts()
    assert bench.ask("32" + parameter) == f"32{parameter}59"
    assert bench.place() == place


def test_moving_without_a_card() -> None:
    bench = Bench()
    for parameter in ("2E", "2F", "30", "31", "32", "33", "34"):
        assert bench.ask("32" + parameter) == f"32{parameter}45"


def test_a_card_in_the_mouth_cannot_be_fetched_back() -> None:
    """Fault: forgotten card. A card put out with 32 30 is not gripped any more."""
    bench = with_card_at_contacts()
    bench.ask("3230")
    for parameter in ("2F", "31", "33"):
        assert bench.ask("32" + parameter) == f"32{parameter}57"
    assert bench.device.pull(bench.now).name == "wang"
    assert bench.place() == NONE


def test_a_held_card_is_taken_or_retained() -> None:
    bench = with_card_at_contacts()
    bench.ask("3231")
    bench.device.pull(bench.now)
    assert bench.place() == NONE
    bench = with_card_at_contacts()
    bench.ask("3231")
    assert bench.ask("3233") == "323359"
    assert bench.place() == CAPTURED
    bench.wait(1)
    assert bench.place() == NONE
    assert [card.name for card in bench.device.mechanism.bin] == ["wang"]


def test_a_card_inside_is_out_of_reach() -> None:
    bench = with_card_at_contacts()
    with pytest.raises(NotPossible, match="within reach"):
        bench.device.pull(bench.now)


def test_a_hand_can_pull_the_card_while_it_is_drawn_in_or_fetched_back() -> None:
    bench = Bench()
    bench.insert()
    bench.wait(0.2)
    bench.device.pull(bench.now)
    assert bench.place() == NONE
    bench = with_card_at_contacts()
    bench.ask("3231")
    bench.say(encode(b"\x32\x2f"))
    bench.say(ENQ)
    bench.device.pull(bench.now)
    bench.wait(1)
    assert bench.device.outgoing() == encode(bytes.fromhex("322F45"))


def test_a_jam_is_reported_as_a_failed_move() -> None:
    bench = with_card_at_contacts()
    bench.device.mechanism.jammed = True
    assert bench.ask("3231") == "32314E"
    assert bench.place() == CONTACT
    bench.device.mechanism.jammed = False
    assert bench.ask("3231") == "323159"


def test_the_chip_answers_through_the_reader() -> None:
    bench = with_card_at_contacts()
    assert bench.ask("3730") == "373059000D3B781100001122334455667788"
    assert bench.apdu("00A4000002DF01") == "6106"
    assert bench.apdu("00B0820008") == "00002710000000079000"
    assert bench.ask("372F")[4:6] == "59", "warm reset"
    assert bench.apdu("00B0820008") == "6A82", "which forgets the selection"


def test_the_chip_needs_contacts_and_a_reset() -> None:
    bench = Bench()
    assert bench.ask("3730") == "373045"
    bench.insert()
    assert bench.place() == INSIDE
    assert bench.ask("3730") == "373057"
    bench.ask("322F")
    assert bench.apdu("00A4000002DF01") == "4E"
    bench.ask("3730")
    assert bench.apdu("00A4000002DF01") == "6106"
    assert bench.ask("3331") == "333159"
    assert bench.apdu("00A4000002DF01") == "4E"
    bench.ask("3730")
    bench.ask("322E")
    bench.ask("322F")
    assert bench.apdu("00A4000002DF01") == "4E", "leaving the contacts takes the power"


def test_a_mute_card_fails_its_reset() -> None:
    assert with_card_at_contacts("mute").ask("3730") == "37304E"


def test_lengths_of_apdus_are_checked() -> None:
    bench = with_card_at_contacts()
    bench.ask("3730")
    for payload in ("3731", "37310000", "3731000800A4000002DF01"):
        assert bench.ask(payload) == "4E3704"
    assert bench.ask("3732000500B0820008") == "37324E", "T=1 to a T=0 card"


def test_card_types() -> None:
    bench = Bench()
    assert bench.ask("3131") == "31314E30"
    bench.insert()
    assert bench.ask("3131") == "31314E32"
    assert with_card_at_contacts().ask("3131") == "31313130"
    assert with_card_at_contacts("mute").ask("3131") == "31314E31"


def test_sensors_follow_the_card() -> None:
    bench = Bench()
    assert bench.ask("312E") == "312E" + "30" * 8
    assert bench.ask("312F") == "312F" + "30" * 7
    bench.insert()
    assert "31" in bench.ask("312E")[4:]


@pytest.mark.parametrize(
    ("payload", "refusal"),
    [
        ("99", "4E9900"),
        ("3235", "4E3201"),
        ("32", "4E3201"),
        ("2E36", "4E2E01"),
        ("2F3531", "4E2F01"),
        ("2F31", "4E2F01"),
        ("3040", "4E3001"),
        ("3132", "4E3101"),
        ("3739", "4E3701"),
        ("3D3030", "4E3D02"),
        ("3530", "4E3502"),
        ("303B41", "4E3002"),
    ],
)
def test_what_the_reader_refuses(payload: str, refusal: str) -> None:
    assert Bench().ask(payload) == refusal


def test_there_is_no_magnetic_stripe() -> None:
    bench = with_card_at_contacts()
    assert bench.ask("45303032") == "453030321F4EE5"
    assert bench.ask("45303035") == "453030351F4EE51F4EE5"
    assert Bench().ask("45303032") == "4530303245"


def test_an_abnormal_card_only_leaves_at_the_rear() -> None:
    bench = Bench()
    bench.insert(length=Length.LONG)
    assert bench.place() == "46"
    assert bench.ask("3230") == "4E3206"
    assert bench.ask("3730") == "4E3706"
    assert bench.ask("3234") == "323459"
    bench.wait(1)
    assert bench.place() == NONE


def test_power_failure_puts_the_card_out_and_answers_07() -> None:
    """HW-4: ejects the card on power failure."""
    bench = with_card_at_contacts()
    bench.ask("3730")
    bench.device.cut_power(bench.now)
    assert bench.ask("3130") == "4E3107"
    bench.wait(2)
    assert bench.device.power is Power.OFF
    assert bench.say(encode(b"10")) == b""
    assert bench.device.wake_at() is None
    with pytest.raises(NotPossible, match="closed"):
        bench.insert("li")
    bench.device.restore_power(bench.now)
    assert bench.say(encode(b"10")) == b"", "still starting"
    bench.wait(1)
    assert bench.ask("3130") == "3130484A4A", "in the mouth; entry open to all"
    assert bench.device.pull(bench.now).name == "wang"


def test_power_failure_with_a_jam_keeps_the_card() -> None:
    bench = with_card_at_contacts()
    bench.device.mechanism.jammed = True
    bench.device.cut_power(bench.now)
    bench.wait(2)
    with pytest.raises(NotPossible):
        bench.device.pull(bench.now)
    bench.device.restore_power(bench.now)
    bench.wait(1)
    assert bench.place() == CONTACT


def test_a_tear_is_a_failed_exchange_and_may_take_the_mains_along() -> None:
    bench = with_card_at_contacts()
    card = bench.device.mechanism.card
    assert card is not None
    bench.ask("3730")
    card.chip.tear_after_commands(1)  # type: ignore[attr-defined] # the bench put a meter card in
    assert bench.apdu("00A4000002DF01") == "6106"
    assert bench.apdu("00A4000002DF01") == "4E"
    assert bench.apdu("00A4000002DF01") == "4E", "until it is reset"
    bench.ask("3730")
    card.chip.tear_after_commands(0)  # type: ignore[attr-defined] # see above
    bench.device.cuts_power_at_tear = True
    assert bench.ask("3731000700A4000002DF01", patience_s=0.2) == ""
    bench.wait(2)
    assert bench.device.pull(bench.now).name == "wang"


def test_a_damaged_answer_does_not_check() -> None:
    bench = Bench()
    bench.device.damaged_answers = 1
    bench.say(encode(b"10"))
    bench.say(ENQ)
    bench.wait(0.1)
    answer = bench.device.outgoing()
    assert answer[:-1] == encode(bytes.fromhex("31304E4A4A"))[:-1]
    assert answer != encode(bytes.fromhex("31304E4A4A"))


@given(chunks=st.lists(st.binary(max_size=40), max_size=20))
def test_any_bytes_leave_the_reader_able_to_answer(chunks: list[bytes]) -> None:
    bench = Bench()
    for chunk in chunks:
        bench.say(chunk)
        bench.wait(0.05)
    bench.wait(3)
    bench.say(EOT)
    assert bench.ask("3030") == "3030435254203331302056332E3020"


@given(
    steps=st.lists(
        st.sampled_from(["insert", "pull", "cut", "restore", "wait", "2E", "2F", "30", "31", "33"]), max_size=15
    )
)
def test_a_card_is_never_lost_or_doubled(steps: list[str]) -> None:
    """One card: in the hand, in the reader, or in the bin."""
    bench, in_hand = Bench(), True
    for step in steps:
        try:
            if step == "insert" and in_hand:
                bench.insert()
                in_hand = False
            elif step == "pull":
                bench.device.pull(bench.now)
                in_hand = True
        except NotPossible:
            continue
        if step == "cut":
            bench.device.cut_power(bench.now)
        elif step == "restore":
            bench.device.restore_power(bench.now)
        elif step == "wait":
            bench.wait(0.7)
        elif len(step) == 2:
            bench.say(encode(b"\x32" + bytes.fromhex(step)))
            bench.say(ENQ)
        mechanism = bench.device.mechanism
        assert [in_hand, mechanism.card is not None, bool(mechanism.bin)].count(True) == 1
