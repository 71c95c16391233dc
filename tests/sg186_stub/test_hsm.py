"""The encryption machine against recorded vectors (meter_card.md 7, rows 2-15)."""

import json
from pathlib import Path
from typing import Any

import pytest

from sg186_stub import hsm
from sg186_stub.hsm import Hsm

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "card_vectors.json").read_text())
FACTOR, RANDOM = bytes.fromhex(VECTORS["factor"]), bytes.fromhex(VECTORS["random"])
MACHINE = Hsm(bytes.fromhex(VECTORS["master_key"]))


@pytest.mark.parametrize("vector", VECTORS["diversified"], ids=lambda vector: vector["factor"])
def test_diversification(vector: dict[str, str]) -> None:
    derived = hsm._diversify(bytes.fromhex(VECTORS["master_key"]), bytes.fromhex(vector["factor"]))
    assert derived.hex().upper() == vector["key"]


@pytest.mark.parametrize("vector", VECTORS["algorithm_3"], ids=lambda vector: vector["mac"])
def test_iso_9797_1_algorithm_3(vector: dict[str, str]) -> None:
    mac = hsm._mac(bytes.fromhex(vector["key"]), bytes.fromhex(vector["data"]), bytes(8))
    assert mac.hex().upper() == vector["mac"]


def test_cryptogram() -> None:
    assert MACHINE.cryptogram(FACTOR, bytes.fromhex(VECTORS["challenge"])).hex().upper() == VECTORS["cryptogram"]


@pytest.mark.parametrize("vector", VECTORS["macs"], ids=lambda vector: vector["what"])
def test_mac(vector: dict[str, str]) -> None:
    assert MACHINE.mac(FACTOR, RANDOM, bytes.fromhex(vector["command"])).hex().upper() == vector["mac"]


def test_another_random_or_card_makes_another_mac() -> None:
    command = bytes.fromhex(VECTORS["macs"][0]["command"])
    macs = {
        MACHINE.mac(FACTOR, RANDOM, command),
        MACHINE.mac(FACTOR, bytes(4), command),
        MACHINE.mac(bytes(8), RANDOM, command),
    }
    assert len(macs) == 3


def test_wrong_lengths_are_mistakes() -> None:
    for wrong in (
        lambda: Hsm(bytes(8)),
        lambda: MACHINE.cryptogram(bytes(7), bytes(8)),
        lambda: MACHINE.cryptogram(bytes(8), bytes(4)),
        lambda: MACHINE.mac(bytes(8), bytes(8), b""),
    ):
        with pytest.raises(ValueError, match="bytes"):
            wrong()


def test_no_key_is_shown() -> None:
    """I24: neither the representation nor the public attributes hold a key."""
    assert "0123" not in repr(MACHINE)
    assert [name for name in vars(MACHINE) if not name.startswith("_")] == []
