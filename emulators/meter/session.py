"""How a meter talks to a card in its slot: as a host, with its ESAM's keys (meter_card.md 1.8-1.10)."""

from collections.abc import Callable
from typing import Protocol

from emulators.meter.display import DisplayError, Rejection
from emulators.meter_card import crypto
from emulators.meter_card.files import PARAMETERS, RETURN_WRITE, SIZES, WALLET

SELECT_ELECTRICITY = bytes.fromhex("00A4000002DF01")
METER_KEY = 0x02
SERIAL_AT = 5  # in the ATR


class Chip(Protocol):
    """A card with contacts."""

    def power_on(self) -> bytes | None:
        """Return the ATR; None when the card is mute."""

    def power_off(self) -> None:
        """Take the power away."""

    def transmit(self, raw: bytes) -> bytes:
        """Answer a command with data and status word, or raise PowerLost."""


class CardSession:
    """One insertion: reset, mutual authentication, reading, and the return-write."""

    def __init__(self, chip: Chip, master_key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        self._chip = chip
        atr = chip.power_on()
        if atr is None:
            raise Rejection(DisplayError.CARD, "no answer to reset")
        self.serial = atr[SERIAL_AT:]
        self._key = crypto.diversify(master_key, self.serial)
        self._ask(SELECT_ELECTRICITY)
        random = random_bytes(8)
        if self._ask(bytes.fromhex("0088000108") + random + b"\x08") != crypto.encrypt(self._key, random):
            raise Rejection(DisplayError.CARD, "card not authentic")
        challenge = self._ask(bytes.fromhex("0084000008"))
        self._ask(bytes([0x00, 0x82, 0x00, METER_KEY, 8]) + crypto.encrypt(self._key, challenge))

    def read(self, sfi: int) -> bytes:
        """Return a whole file."""
        return self._ask(bytes([0x00, 0xB0, 0x80 | sfi, 0, SIZES[sfi]]))

    def files(self) -> tuple[bytes, bytes, bytes]:
        """Return parameter file, wallet and return-write file."""
        return self.read(PARAMETERS), self.read(WALLET), self.read(RETURN_WRITE)

    def write_back(self, content: bytes) -> None:
        """Write the return-write file."""
        random = self._ask(bytes.fromhex("0084000004"))
        header = bytes([0x04, 0xD6, 0x80 | RETURN_WRITE, 0, len(content) + crypto.MAC_BYTES])
        self._ask(header + content + crypto.command_mac(self._key, random, header, content))

    def _ask(self, command: bytes) -> bytes:
        answer = self._chip.transmit(command)
        if answer[-2] == 0x61:
            answer = self._chip.transmit(bytes([0x00, 0xC0, 0x00, 0x00, answer[-1]]))
        if answer[-2:] != b"\x90\x00":
            raise Rejection(DisplayError.CARD, f"status {answer[-2:].hex().upper()}")
        return answer[:-2]
