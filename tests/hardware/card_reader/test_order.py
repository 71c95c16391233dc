"""A write order is checked against the card before its first byte (I14, meter_card.md 3.2)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kiosk_app.domain.meter_card import FileWrite, WriteOrder
from kiosk_app.hardware.card_reader.order import unfit
from kiosk_app.hardware.card_reader.profiles import load
from kiosk_app.hardware.card_reader.snapshot import Presented, decode
from tests.contract.card_reader import apdus

SGCC = load()[1]
SERIAL = "1122334455667788"
FILES = {name: bytes.fromhex(content) for name, content in apdus()["files"].items()}
BEFORE = {1: FILES["parameters"], 2: bytes.fromhex("0000271000000007"), 5: FILES["return-write"]}
CARD = Presented(SGCC, decode(SGCC, SERIAL, BEFORE))
MAC = b"\x01\x02\x03\x04"
WALLET, CLEARED, PARAMETERS = bytes.fromhex("0000177000000008"), bytes(49), FILES["parameters of 2013"]


def order_of(*writes: FileWrite, expected: dict[int, bytes], value: int = 6_000, counter: int = 8) -> WriteOrder:
    return WriteOrder("V1", SERIAL, counter, value, writes, tuple(expected.items()))


PURCHASE = order_of(
    FileWrite(1, 0, PARAMETERS, MAC),
    FileWrite(2, 0, WALLET, MAC),
    FileWrite(5, 0, CLEARED, MAC),
    expected={1: PARAMETERS, 2: WALLET, 5: CLEARED},
)


def test_a_purchase_fits() -> None:
    assert unfit(PURCHASE, CARD) == ""


def test_a_part_of_a_file_may_be_written() -> None:
    part = FileWrite(1, 5, PARAMETERS[5:], MAC)
    assert unfit(replace(PURCHASE, writes=(part, *PURCHASE.writes[1:])), CARD) == ""


def test_tariffs_are_written_in_two_pieces() -> None:
    tariff = bytes(range(256)) + b"\x00\x16"
    pieces = FileWrite(3, 0, tariff[:128], MAC), FileWrite(3, 128, tariff[128:], MAC)
    whole = replace(PURCHASE, writes=(*pieces, *PURCHASE.writes), expected=((3, tariff), *PURCHASE.expected))
    assert unfit(whole, CARD) == ""
    torn = replace(whole, writes=(pieces[0], replace(pieces[1], data=bytes(130)), *PURCHASE.writes))
    assert unfit(torn, CARD) == "order expects what it does not write: 03"


def test_only_the_return_write_file_of_a_card_that_has_the_purchase() -> None:
    """Torn behind the wallet: the rewrite may be what is missing (meter_card.md 3.2)."""
    half = Presented(SGCC, decode(SGCC, SERIAL, {**BEFORE, 2: WALLET}))
    rest = order_of(FileWrite(5, 0, CLEARED, MAC), expected={2: WALLET, 5: CLEARED})
    assert unfit(rest, half) == ""
    assert unfit(rest, CARD) == "order puts another value into the wallet"


def without(sfi: int) -> WriteOrder:
    return replace(PURCHASE, expected=tuple(each for each in PURCHASE.expected if each[0] != sfi))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda: replace(PURCHASE, writes=()), "order without writes, or a file expected twice"),
        (lambda: replace(PURCHASE, expected=PURCHASE.expected * 2), "order without writes, or a file expected twice"),
        (lambda: replace(PURCHASE, wallet_value=6_001), "order puts another value into the wallet"),
        (lambda: replace(PURCHASE, counter=9), "order puts another value into the wallet"),
        (lambda: without(5), "order writes file 05"),
        (lambda: swapped(1, 2), "order clears the return-write file before the wallet"),
        (lambda: changed(1, sfi=9), "order writes file 09"),
        (lambda: changed(1, mac=b"\x01\x02\x03"), "order of 8 bytes and a MAC of 3"),
        (lambda: changed(1, data=b""), "order of 0 bytes and a MAC of 4"),
        (lambda: changed(1, data=bytes(252)), "order of 252 bytes and a MAC of 4"),
        (lambda: changed(1, offset=1), "order beyond file 02"),
        (lambda: changed(1, offset=-1), "order beyond file 02"),
        (lambda: changed(0, data=bytes(45)), "order expects what it does not write: 01"),
        (
            lambda: replace(PURCHASE, expected=(*PURCHASE.expected[:2], (5, bytes(48)))),
            "order expects file 05 of 48 bytes",
        ),
        (lambda: replace(PURCHASE, expected=((7, b"x"), *PURCHASE.expected)), "order expects file 07 of 1 bytes"),
    ],
)
def test_an_order_that_does_not_fit(change: Callable[[], WriteOrder], complaint: str) -> None:
    assert unfit(change(), CARD) == complaint


def swapped(first: int, second: int) -> WriteOrder:
    writes = list(PURCHASE.writes)
    writes[first], writes[second] = writes[second], writes[first]
    return replace(PURCHASE, writes=tuple(writes))


def changed(index: int, **fields: Any) -> WriteOrder:
    writes = list(PURCHASE.writes)
    writes[index] = replace(writes[index], **fields)
    return replace(PURCHASE, writes=tuple(writes))
