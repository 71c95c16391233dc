"""Recomputed and published vectors of meter_card.md 7 (numbers in the ids)."""

import pytest

from emulators.meter_card import crypto

DK = bytes.fromhex("029F4938B6519A908B78A77978C41317")
RANDOM = bytes.fromhex("11223344")
PARAMETER_FRAME = "68010027010000000000000000000000000020000000100000000100000100001234567811223344556602D616"


def test_vector_1_single_des_is_3des_with_both_halves_equal() -> None:
    key = bytes.fromhex("133457799BBCDFF1")
    assert crypto.encrypt(key + key, bytes.fromhex("0123456789ABCDEF")).hex().upper() == "85E813540F0AB405"


@pytest.mark.parametrize(
    ("key", "data", "expected"),
    [
        pytest.param(
            "7962D9ECE03D1ACD4C76089DCE131543",
            "72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2",
            "5F1448EEA8AD90A7",
            id="2-icao-9303",
        ),
        pytest.param(
            "5775204D69616F6A756E404726444311",
            "4348454E48414F2D50437C424645424642464630303033303643337E39425030504432434E3730313633363649303034337C"
            "32303234303131317C32303235303130317C383139317C30",
            "4089819D3D991CC7",
            id="3-pbc",
        ),
    ],
)
def test_retail_mac(key: str, data: str, expected: str) -> None:
    assert crypto.retail_mac(bytes.fromhex(key), bytes.fromhex(data)).hex().upper() == expected


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        pytest.param("0000000012345678", "C094A324BB6DF15F85AB2357EFDC5DA1", id="4"),
        pytest.param("0000112233445566", "029F4938B6519A908B78A77978C41317", id="5"),
        pytest.param("1122334455667788", "3EB3B72576BBBE831355AB0EE3123AE8", id="6"),
    ],
)
def test_diversification(factor: str, expected: str) -> None:
    assert crypto.diversify(crypto.MASTER_KEY, bytes.fromhex(factor)).hex().upper() == expected


def test_vector_7_diversification_in_two_levels() -> None:
    first = crypto.diversify(crypto.MASTER_KEY, bytes.fromhex("1122334455667788"))
    second = crypto.diversify(first, bytes.fromhex("0000112233445566"))
    assert second.hex().upper() == "4B749F7F40B821893655D8BB92353B8A"


def test_vector_8_external_authentication_and_its_inverse() -> None:
    challenge = bytes.fromhex("A1B2C3D4E5F60718")
    cryptogram = crypto.encrypt(DK, challenge)
    assert cryptogram.hex().upper() == "0FD4AF637B2BE1BE"
    assert crypto.decrypt(DK, cryptogram) == challenge


@pytest.mark.parametrize(
    ("header", "data", "expected"),
    [
        pytest.param("04D682000C", "0000271000000001", "30F09FA6", id="9-wallet"),
        pytest.param("04D682000C", "0000271000000008", "C9C2BEB8", id="10-wallet"),
        pytest.param("04D682000C", "0000000000000000", "2F2B2C7C", id="11-wallet"),
        pytest.param("04D682000C", "05F5E0FF000000FF", "CD769492", id="12-wallet"),
        pytest.param("04D6810031", PARAMETER_FRAME, "A929EA81", id="14-parameters"),
        pytest.param("04D6850035", "00" * 49, "E6000F01", id="15-return-write-cleared"),
        pytest.param("04D6860036", "00" * 50, "239EAFC0", id="16-csg"),
    ],
)
def test_command_mac(header: str, data: str, expected: str) -> None:
    mac = crypto.command_mac(DK, RANDOM, bytes.fromhex(header), bytes.fromhex(data))
    assert mac.hex().upper() == expected


def test_vector_13_the_master_key_makes_another_mac() -> None:
    header, data = bytes.fromhex("04D682000C"), bytes.fromhex("0000271000000001")
    assert crypto.command_mac(crypto.MASTER_KEY, RANDOM, header, data).hex().upper() == "505CCF04"
