"""A host and a pair of hands at the emulated reader, in virtual time."""

from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.motor_reader.device import CardReaderDevice
from emulators.motor_reader.mechanism import Inserted, Length
from emulators.motor_reader.protocol import encode

ACK, NAK, ENQ, EOT = b"\x06", b"\x15", b"\x05", b"\x04"
STATUS = "3130"


class Bench:
    """Time passes only here."""

    def __init__(self) -> None:
        self.device, self.now = CardReaderDevice(), 100.0

    def wait(self, seconds: float) -> None:
        """Let time pass in small steps."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + 0.05, end)
            self.device.tick(self.now)

    def say(self, data: bytes) -> bytes:
        """Send bytes; return what comes back at once."""
        self.device.receive(data, self.now)
        return self.device.outgoing()

    def ask(self, payload: str, patience_s: float = 5.0) -> str:
        """Frame, ACK, ENQ, answer: the answer's payload in hex, or nothing when none comes in time."""
        assert self.say(encode(bytes.fromhex(payload))) == ACK
        answer, waited = self.say(ENQ), 0.0
        while not answer and waited < patience_s:
            self.wait(0.05)
            waited += 0.05
            answer = self.device.outgoing()
        if not answer:
            return ""
        assert answer == encode(answer[3:-2]), "the answer is a right frame"
        return answer[3:-2].hex().upper()

    def place(self) -> str:
        """S1 of the status, as its two hex digits."""
        return self.ask(STATUS)[4:6]

    def insert(self, name: str = "wang", length: Length = Length.NORMAL) -> MeterCard:
        """Push a sample card into the slot."""
        card = MeterCard(sample_cards()[name])
        self.device.insert(Inserted(name, card, length), self.now)
        return card

    def apdu(self, command: str) -> str:
        """Exchange one APDU; the card's answer in hex, or the operation byte when it is not Y."""
        answer = self.ask(f"3731{len(command) // 2:04X}{command}")
        assert answer[:4] == "3731"
        if answer[4:6] != "59":
            return answer[4:6]
        assert int(answer[6:10], 16) * 2 == len(answer) - 10
        return answer[10:]
