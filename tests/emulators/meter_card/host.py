"""What a host does with a card, written for the tests: authentication, writes, reading back."""

from emulators.meter_card import crypto
from emulators.meter_card.card import MeterCard
from emulators.meter_card.files import SIZES

SELECT = bytes.fromhex("00A4000002DF01")


class Host:
    """A host that holds the master key, as terminal and vending system together do."""

    def __init__(self, card: MeterCard) -> None:
        self.card = card
        atr = card.power_on()
        assert atr is not None
        self.serial = atr[-8:]
        self.key = crypto.diversify(crypto.MASTER_KEY, self.serial)

    def ask(self, command: bytes | str) -> tuple[bytes, int]:
        """Send one command; answer data and status word."""
        answer = self.card.transmit(bytes.fromhex(command) if isinstance(command, str) else command)
        return answer[:-2], int.from_bytes(answer[-2:], "big")

    def select(self) -> int:
        """Enter the electricity directory."""
        return self.ask(SELECT)[1]

    def read(self, sfi: int) -> bytes:
        """Read a whole file (at most 256 bytes)."""
        data, status = self.ask(bytes([0x00, 0xB0, 0x80 | sfi, 0, min(SIZES[sfi], 255)]))
        assert status == 0x9000, f"{status:04X}"
        return data

    def authenticate(self, key_no: int, wrong: bool = False) -> int:
        """GET CHALLENGE and EXTERNAL AUTHENTICATE."""
        challenge, _ = self.ask("0084000008")
        cryptogram = bytes(8) if wrong else crypto.encrypt(self.key, challenge)
        return self.ask(bytes([0x00, 0x82, 0x00, key_no, 8]) + cryptogram)[1]

    def random(self) -> bytes:
        """Return four bytes for MACs."""
        return self.ask("0084000004")[0]

    def update(self, sfi: int, data: bytes, random: bytes, offset: int = 0) -> int:
        """UPDATE BINARY with MAC."""
        header = bytes([0x04, 0xD6, 0x80 | sfi, offset, len(data) + 4])
        return self.ask(header + data + crypto.command_mac(self.key, random, header, data))[1]
