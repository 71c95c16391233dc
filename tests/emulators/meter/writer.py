"""A terminal with the vending system behind it, as the tests need it: the rules of meter_card.md 3.2 and 3.4."""

from dataclasses import dataclass, replace
from enum import Enum

from emulators.meter_card.card import MeterCard
from emulators.meter_card.eeprom import PowerLost
from emulators.meter_card.files import (
    EMPTY_RETURN,
    PARAMETERS,
    PURCHASE,
    RETURN_WRITE,
    WALLET,
    Parameters,
    Wallet,
    return_is_empty,
)
from tests.emulators.meter_card.host import Host


class Verdict(Enum):
    """What the terminal says at the end of a visit."""

    SUCCESS = "confirmed; nothing is written any more"
    REWRITE = "the purchase is not wholly on the card"
    STOP = "service counter"
    UNKNOWN = "the card lost power"


@dataclass(frozen=True, slots=True)
class Writer:
    """One booked purchase: `counter` (e) and `value` for the card `serial`, images made before the first write."""

    serial: bytes
    counter: int
    value: int
    parameters: bytes

    @classmethod
    def buying(cls, card: MeterCard, value: int) -> "Writer":
        """Book the next purchase for this card, as it was identified."""
        image = card.image
        own = Parameters.from_bytes(bytes(image.files[PARAMETERS]))
        after = replace(own, card_type=PURCHASE, alarm_1=3_000, switch_time="2701010000")
        counter = Wallet.from_bytes(bytes(image.files[WALLET])).counter + 1
        return cls(image.serial, counter, value, after.to_bytes())

    def look(self, card: MeterCard) -> Verdict:
        """Read the card and decide; write nothing."""
        try:
            return self._judge(self._opened(card))
        except PowerLost:
            return Verdict.UNKNOWN
        finally:
            card.power_off()

    def visit(self, card: MeterCard) -> Verdict:
        """Read the card, decide, write what is missing with the same counter and value, read back."""
        try:
            host = self._opened(card)
            verdict = self._judge(host)
            if verdict is not Verdict.REWRITE:
                return verdict
            self._write(host)
            return self._judge(host)
        except PowerLost:
            return Verdict.UNKNOWN
        finally:
            card.power_off()

    def _opened(self, card: MeterCard) -> Host:
        host = Host(card)
        assert host.select() in (0x9000, 0x6106)
        return host

    def _judge(self, host: Host) -> Verdict:
        wallet, back = Wallet.from_bytes(host.read(WALLET)), host.read(RETURN_WRITE)
        if host.serial != self.serial or wallet.counter not in (self.counter, self.counter - 1):
            return Verdict.STOP
        if wallet.counter == self.counter - 1:
            return Verdict.REWRITE
        if wallet.value != self.value:
            return Verdict.STOP
        back_counter = int.from_bytes(back[27:31], "big")
        if return_is_empty(back) or back_counter == self.counter:
            return Verdict.SUCCESS
        return Verdict.REWRITE if back_counter == self.counter - 1 else Verdict.STOP

    def _write(self, host: Host) -> None:
        assert host.authenticate(3) == 0x9000
        assert host.authenticate(4) == 0x9000
        random = host.random()
        wallet = Wallet(self.value, self.counter).to_bytes()
        for sfi, content in ((PARAMETERS, self.parameters), (WALLET, wallet), (RETURN_WRITE, EMPTY_RETURN)):
            assert host.update(sfi, content, random) == 0x9000
        for sfi, content in ((PARAMETERS, self.parameters), (WALLET, wallet), (RETURN_WRITE, EMPTY_RETURN)):
            assert host.read(sfi) == content
