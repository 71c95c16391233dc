"""From raw files to a snapshot: recorded files, torn ones at every byte, and whatever else a card may give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app.domain.meter_card import CardProblem, CardVerdict, judge
from kiosk_app.hardware.card_reader.apdu import CardRefused
from kiosk_app.hardware.card_reader.profiles import DIRECTORY, CardProfile, load, parse
from kiosk_app.hardware.card_reader.snapshot import blank, decode, known, serial_of, whole
from tests.contract.card_reader import apdus

QUANTITY, SGCC = load()
SERIAL = "1122334455667788"
FILES = {name: bytes.fromhex(content) for name, content in apdus()["files"].items()}
WHOLE = {1: FILES["parameters"], 2: FILES["wallet"], 5: FILES["return-write"]}


def reframed(content: bytes, offset: int, value: int) -> bytes:
    """Change one byte of a framed file and make its sum right again."""
    changed = bytearray(content)
    changed[offset] = value
    changed[-2] = sum(changed[1:-2]) & 0xFF
    return bytes(changed)


def test_the_recorded_files_mean_what_was_recorded() -> None:
    card, means = decode(SGCC, SERIAL, WHOLE), apdus()["means"]
    assert {name: getattr(card, name) for name in means} == means
    assert (card.profile, card.serial, card.return_present) == ("sgcc-cpu-2013", SERIAL, True)
    assert card.files == ((1, WHOLE[1]), (2, WHOLE[2]), (5, WHOLE[5]))


def test_a_customer_number_of_ten_digits_loses_its_padding_and_a_longer_one_nothing() -> None:
    padded = reframed(reframed(FILES["parameters"], 36, 0x00), 37, 0x31)
    assert decode(SGCC, SERIAL, {**WHOLE, 1: padded}).customer_no == "3133445566"
    assert decode(SGCC, SERIAL, WHOLE).customer_no == "112233445566"


def test_digits_that_are_none() -> None:
    odd = reframed(FILES["parameters"], 36, 0x1A)
    assert decode(SGCC, SERIAL, {**WHOLE, 1: odd}).customer_no == ""


@pytest.mark.parametrize("filler", [0x00, 0xFF])
def test_a_blank_card(filler: int) -> None:
    with pytest.raises(CardRefused) as refused:
        decode(SGCC, SERIAL, {1: bytes([filler]) * 45, 2: bytes(8), 5: bytes(49)})
    assert refused.value.problem is CardProblem.BLANK


def test_a_card_for_another_purpose() -> None:
    """Key download, relay test, …: whole, but not a customer's (meter_card.md 1.2)."""
    with pytest.raises(CardRefused) as refused:
        decode(SGCC, SERIAL, {**WHOLE, 1: reframed(FILES["parameters"], 1, 0x02)})
    assert (refused.value.problem, refused.value.detail) == (CardProblem.NOT_A_CUSTOMER_CARD, "card kind 02")


@pytest.mark.parametrize("cut", range(1, 45))
def test_torn_parameters_still_make_a_snapshot(cut: int) -> None:
    """Fault 37: the vending system needs serial and wallet to order the rewrite; what is torn is left empty."""
    new = FILES["parameters of 2013"]
    torn = new[:cut] + FILES["parameters"][cut:]
    card = decode(SGCC, SERIAL, {**WHOLE, 1: torn})
    assert (card.wallet_counter, card.serial) == (8, SERIAL)
    if whole(SGCC.files.parameters, torn):
        assert card.meter_no == "000012345678"
    else:
        assert (card.customer_no, card.meter_no, card.card_type) == ("", "", 0)


@pytest.mark.parametrize("cut", range(50))
def test_a_return_write_file_is_empty_from_its_first_cleared_byte(cut: int) -> None:
    """As meters take it (meter_card.md 1.6)."""
    torn = bytes(cut) + FILES["return-write"][cut:]
    card = decode(SGCC, SERIAL, {**WHOLE, 5: torn})
    assert card.return_present is (cut == 0)
    assert (card.return_counter, card.remaining) == ((7, 12_345) if cut == 0 else (0, 0))
    assert judge(card, SERIAL, 8, 6_000) is (CardVerdict.WRITE if cut == 0 else CardVerdict.DONE)


@pytest.mark.parametrize(("byte", "quantity"), [(0x10, True), (0x00, False), (0x01, False)])
def test_a_quantity_card_is_known_by_its_user_type(byte: int, quantity: bool) -> None:
    parameters, returned = reframed(WHOLE[1], 4, byte), reframed(WHOLE[5], 4, byte)
    contents = {**WHOLE, 1: parameters, 5: returned}
    assert known(QUANTITY, contents) is quantity
    assert known(SGCC, contents), "the general one takes what the particular one left"
    torn = bytearray(parameters)
    torn[40] ^= 0xFF
    torn[4] = 0x77
    assert known(QUANTITY, {**contents, 1: bytes(torn)}) is quantity, (
        "a torn file does not decide while another is whole"
    )
    both_torn = {**contents, 1: reframed(parameters, 4, byte)[:-1] + b"\x00", 5: bytes(49)}
    assert known(QUANTITY, both_torn) is quantity


def test_a_family_whose_wallet_counts_in_digits() -> None:
    """The encoding is the profile's; digits that are none are no value."""
    text = (DIRECTORY / "sgcc-cpu-2013.toml").read_text(encoding="utf-8")
    line = 'wallet_value = { file = "wallet", offset = 0, size = 4, encoding = '
    packed = parse(text.replace(f'{line}"binary"', f'{line}"digits", digits = 8'), "packed.toml")
    wallet = bytes.fromhex("0001234500000008")
    assert decode(packed, SERIAL, {**WHOLE, 2: wallet}).wallet_value == 12_345
    assert decode(packed, SERIAL, {**WHOLE, 2: b"\x0a" + wallet[1:]}).wallet_value == 0


def test_the_serial_is_the_end_of_the_atr() -> None:
    atr = bytes.fromhex("3B78110000") + bytes.fromhex(SERIAL)
    assert serial_of(atr, SGCC) == SERIAL
    assert serial_of(atr[:-1], SGCC) is None
    assert serial_of(b"", SGCC) is None


@settings(deadline=None)
@given(
    profile=st.sampled_from([QUANTITY, SGCC]),
    parameters=st.binary(min_size=45, max_size=45),
    wallet=st.binary(min_size=8, max_size=8),
    returned=st.binary(min_size=49, max_size=49),
)
def test_any_content_is_a_snapshot_or_a_refusal(
    profile: CardProfile, parameters: bytes, wallet: bytes, returned: bytes
) -> None:
    contents = {1: parameters, 2: wallet, 5: returned}
    assert isinstance(known(profile, contents), bool)
    if blank(parameters) or (whole(profile.files.parameters, parameters) and parameters[1] != 0x01):
        with pytest.raises(CardRefused):
            decode(profile, SERIAL, contents)
        return
    card = decode(profile, SERIAL, contents)
    assert dict(card.files) == contents
    assert card.wallet_value == int.from_bytes(wallet[:4], "big")
    assert card.return_present is (returned[0] == 0x68)
