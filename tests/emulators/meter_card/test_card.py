"""The card operating system: every behaviour a driver meets (meter_card.md 1.3-1.10, 3.1)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.meter_card.card import Behaviour, MeterCard, card_of
from emulators.meter_card.cards import fill, sample_cards
from emulators.meter_card.eeprom import PowerLost
from emulators.meter_card.files import PARAMETERS, RETURN_WRITE, STANDBY_TARIFF, TARIFF, WALLET, Wallet
from emulators.meter_card.image import CardBox
from tests.emulators.meter_card.host import SELECT, Host

FRESH_WALLET = Wallet(10_000, 8).to_bytes()


def host(name: str = "wang", behaviour: Behaviour | None = None) -> Host:
    """A sample card on the desk, directory selected."""
    session = Host(MeterCard(sample_cards()[name], behaviour=behaviour or Behaviour()))
    session.select()
    return session


def purchasing(name: str = "wang", behaviour: Behaviour | None = None) -> Host:
    """A card with both keys of the vending side presented."""
    session = host(name, behaviour)
    assert session.authenticate(3) == 0x9000
    assert session.authenticate(4) == 0x9000
    return session


def test_answer_to_reset_ends_with_the_serial() -> None:
    atr = MeterCard(sample_cards()["wang"]).power_on()
    assert atr is not None
    assert atr.hex().upper() == "3B781100001122334455667788"
    assert len(atr) == 13


def test_a_mute_card_does_not_answer_a_reset() -> None:
    card = MeterCard(sample_cards()["mute"])
    assert card.power_on() is None
    with pytest.raises(PowerLost):
        card.transmit(SELECT)


def test_a_foreign_card_has_no_electricity_directory() -> None:
    assert Host(MeterCard(sample_cards()["foreign"])).select() == 0x6A82


def test_select_announces_its_answer_or_gives_it() -> None:
    session = Host(MeterCard(sample_cards()["wang"]))
    assert session.ask(SELECT) == (b"", 0x6106)
    assert session.ask("00C0000006") == (bytes.fromhex("6F048402DF01"), 0x9000)
    assert session.ask("00C0000006")[1] == 0x6985, "given once"
    plain = Host(MeterCard(sample_cards()["wang"], behaviour=Behaviour(bytes_waiting=False)))
    assert plain.ask(SELECT) == (b"", 0x9000)
    assert plain.ask(SELECT + b"\x00") == (bytes.fromhex("6F048402DF01"), 0x9000)


def test_get_response_with_too_many_bytes_says_how_many() -> None:
    session = Host(MeterCard(sample_cards()["wang"]))
    session.ask(SELECT)
    assert session.ask("00C0000010")[1] == 0x6C06
    assert session.ask("00C0000006")[1] == 0x9000


def test_a_wrong_length_is_corrected_or_cut() -> None:
    assert host().ask("00B0810000") == (b"", 0x6C2D)
    data, status = host(behaviour=Behaviour(right_length=False)).ask("00B0810000")
    assert (len(data), status) == (45, 0x9000)


def test_files_are_read_without_rights_and_in_pieces() -> None:
    session = host()
    assert session.read(WALLET) == Wallet(10_000, 7).to_bytes()
    first, _ = session.ask("00B0830081")
    second, status = session.ask("00B0838181")
    assert len(first + second) == 258
    assert status == 0x9000


def test_the_serial_is_a_file_of_the_master_file() -> None:
    session = Host(MeterCard(sample_cards()["wang"]))
    assert session.ask("00B0990108") == (bytes.fromhex("1122334455667788"), 0x9000)


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("", 0x6700),
        ("00A400", 0x6700),
        ("00A4000002DF", 0x6700),
        ("00A4000003DF0100", 0x6700),
        ("00A4040002DF01", 0x6A86),
        ("00A4000002DF02", 0x6A82),
        ("0084000010", 0x6700),
        ("0084010008", 0x6A86),
        ("00B0010008", 0x6986),
        ("00B0E10008", 0x6A86),
        ("00B08A0008", 0x6A82),
        ("00B0820808", 0x6B00),
        ("00B08200", 0x6700),
        ("00D682000C" + "00" * 12, 0x6900),
        ("84D682000C" + "00" * 12, 0x6882),
        ("04D682000C" + "00" * 12, 0x6982),
        ("04B0820008", 0x6882),
        ("00820003081122334455667788", 0x6984),
        ("00820007081122334455667788", 0x6A88),
        ("00820003041122334400", 0x6700),
        ("00820103081122334455667788", 0x6A86),
        ("00B2010008", 0x6D00),
        ("A0A4000002DF01", 0x6E00),
        ("00C0000008", 0x6985),
    ],
)
def test_malformed_and_misplaced_commands(command: str, status: int) -> None:
    session = host()
    session.ask("00C0000006")
    assert session.ask(command) == (b"", status)


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_answered_and_change_nothing(raw: bytes) -> None:
    session = host()
    before = session.card.image.to_json()
    answer = session.card.transmit(raw)
    assert 2 <= len(answer) <= 258
    assert session.card.image.to_json() == before or raw[1:2] == b"\x82"


@pytest.mark.parametrize(
    ("key_no", "opened"), [(2, {RETURN_WRITE}), (3, {PARAMETERS, TARIFF, STANDBY_TARIFF, RETURN_WRITE}), (4, {WALLET})]
)
def test_each_key_opens_its_files_and_no_other(key_no: int, opened: set[int]) -> None:
    for sfi in (PARAMETERS, WALLET, TARIFF, STANDBY_TARIFF, RETURN_WRITE):
        session = host()
        assert session.authenticate(key_no) == 0x9000
        assert session.update(sfi, bytes(8), session.random()) == (0x9000 if sfi in opened else 0x6982)


def test_rights_add_up_and_end_with_a_selection_or_a_reset() -> None:
    session = purchasing()
    random = session.random()
    assert session.update(WALLET, FRESH_WALLET, random) == 0x9000
    assert session.update(RETURN_WRITE, bytes(49), random) == 0x9000
    session.select()
    assert session.update(WALLET, FRESH_WALLET, session.random()) == 0x6982
    session = purchasing()
    session.card.power_on()
    session.select()
    assert session.update(WALLET, FRESH_WALLET, session.random()) == 0x6982


def test_three_wrong_cryptograms_lock_the_key_for_good() -> None:
    session = host()
    assert [session.authenticate(4, wrong=True) for _ in range(4)] == [0x63C2, 0x63C1, 0x63C0, 0x6983]
    again = Host(MeterCard(session.card.image))
    again.select()
    assert again.authenticate(4) == 0x6983, "a reset gives no tries back"
    assert again.authenticate(3) == 0x9000, "the other key is another counter"


def test_a_right_cryptogram_gives_the_tries_back() -> None:
    session = host()
    assert session.authenticate(3, wrong=True) == 0x63C2
    assert session.authenticate(3) == 0x9000
    assert session.authenticate(3, wrong=True) == 0x63C2


def test_a_challenge_authenticates_once() -> None:
    session = host()
    challenge, _ = session.ask("0084000008")
    assert session.authenticate(3) == 0x9000
    assert session.ask(bytes([0, 0x82, 0, 3, 8]) + challenge)[1] == 0x6984


def test_a_wrong_mac_writes_nothing_and_spends_the_random() -> None:
    for refusal in (0x6988, 0x6989):
        session = purchasing(behaviour=Behaviour(mac_refusal=refusal))
        random = session.random()
        assert session.update(WALLET, FRESH_WALLET, bytes(4)) == refusal
        assert session.read(WALLET) == Wallet(10_000, 7).to_bytes()
        assert session.update(WALLET, FRESH_WALLET, random) == 0x6984


def test_one_random_serves_several_macs_unless_the_card_is_stricter() -> None:
    for strict, second in ((False, 0x9000), (True, 0x6984)):
        session = purchasing(behaviour=Behaviour(one_challenge_per_mac=strict))
        random = session.random()
        assert session.update(WALLET, FRESH_WALLET, random) == 0x9000
        assert session.update(WALLET, FRESH_WALLET, random) == second


def test_a_write_stays_within_its_file() -> None:
    session = purchasing()
    random = session.random()
    assert session.update(WALLET, bytes(9), random) == 0x6A84
    assert session.update(WALLET, bytes(1), random, offset=8) == 0x6B00
    assert session.ask("04D682000411223344")[1] == 0x6987


def test_internal_authentication_proves_the_card() -> None:
    assert host().ask("00880001081122334455667788")[1] == 0x6108


@given(count=st.integers(0, 48), garble=st.none() | st.integers(0, 255))
def test_a_long_write_tears_at_any_byte(count: int, garble: int | None) -> None:
    session = purchasing()
    old, new = session.read(RETURN_WRITE), bytes(range(100, 149))
    random = session.random()
    session.card.tear_after_bytes(count, garble)
    with pytest.raises(PowerLost):
        session.update(RETURN_WRITE, new, random)
    in_flight = old[count] if garble is None else garble
    assert bytes(session.card.image.files[RETURN_WRITE]) == new[:count] + bytes([in_flight]) + old[count + 1 :]
    with pytest.raises(PowerLost):
        session.ask(SELECT)


@given(count=st.integers(0, 8), garble=st.none() | st.integers(0, 255))
def test_a_wallet_is_written_wholly_or_not_at_all(count: int, garble: int | None) -> None:
    session = purchasing()
    random = session.random()
    session.card.tear_after_bytes(count, garble)
    with pytest.raises(PowerLost):
        session.update(WALLET, FRESH_WALLET, random)
    expected = FRESH_WALLET if count == 8 else Wallet(10_000, 7).to_bytes()
    assert bytes(session.card.image.files[WALLET]) == expected


@given(count=st.integers(0, 20))
def test_power_goes_between_two_commands(count: int) -> None:
    session = host()
    session.card.tear_after_commands(count)
    for _ in range(count):
        assert session.ask(SELECT)[1] == 0x6106
    with pytest.raises(PowerLost):
        session.ask(SELECT)
    assert session.card.power_on() is not None, "the next insertion is a new one"
    assert session.select() == 0x6106


def test_a_card_outlives_the_process(tmp_path: Path) -> None:
    box = CardBox(tmp_path / "cards")
    fill(box)
    session = Host(card_of(box, "wang"))
    session.select()
    assert session.authenticate(4) == 0x9000
    session.update(WALLET, FRESH_WALLET, session.random())
    assert session.authenticate(3, wrong=True) == 0x63C2
    fill(box)
    later = CardBox(tmp_path / "cards").look("wang")
    assert bytes(later.files[WALLET]) == FRESH_WALLET
    assert later.tries[3] == 2
    assert not list(tmp_path.glob("**/*.new"))


def test_a_torn_write_is_kept_torn(tmp_path: Path) -> None:
    box = CardBox(tmp_path)
    fill(box)
    session = Host(card_of(box, "wang"))
    session.select()
    session.authenticate(3)
    random = session.random()
    session.card.tear_after_bytes(5)
    with pytest.raises(PowerLost):
        session.update(PARAMETERS, bytes(45), random)
    assert bytes(box.look("wang").files[PARAMETERS][:6]) == bytes(5) + b"\x00"
    assert box.look("wang").files[PARAMETERS][43] != 0


def test_only_names_reach_the_disk(tmp_path: Path) -> None:
    box = CardBox(tmp_path)
    with pytest.raises(ValueError, match="not a card's name"):
        box.look("../wang")
    with pytest.raises(KeyError):
        box.look("nobody")


def test_samples_fit_the_billing_core() -> None:
    cards = sample_cards()
    assert {"wang", "li", "chen", "zhao", "foreign", "blank", "mute"} <= set(cards)
    assert cards["li"].files[PARAMETERS][4] == 0x10
    assert Wallet.from_bytes(bytes(cards["chen"].files[WALLET])).counter == 12
    assert cards["chen"].files[RETURN_WRITE] == bytes(49)
    assert bytes(cards["zhao"].files[RETURN_WRITE][27:31]) == bytes(4)
    assert cards["zhao"].files[PARAMETERS][42] == 1
