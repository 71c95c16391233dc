"""A purchase written through the reader while the mains fail: the money arrives once (HW-4, VEND-4)."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from emulators.meter.display import DisplayError
from emulators.meter.meter import Meter
from emulators.meter.meters import sample_meters
from emulators.meter_card import crypto
from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import sample_cards
from emulators.meter_card.files import EMPTY_RETURN, RETURN_WRITE, WALLET, Wallet
from emulators.motor_reader.device import Power
from emulators.motor_reader.mechanism import Inserted
from tests.emulators.motor_reader.bench import Bench

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SERIAL = bytes.fromhex("1122334455667788")
PURCHASE = Wallet(15_000, 8).to_bytes()
BYTES = 8 + 49


class Terminal:
    """Writes the purchase through the reader; stops at the first answer it did not want."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._key = bench, crypto.diversify(crypto.MASTER_KEY, SERIAL)

    def write(self) -> bool:
        """Fetch the card to the contacts and write; True when every answer was right."""
        bench = self._bench
        if bench.ask("322F") != "322F59" or bench.ask("3730")[4:6] != "59":
            return False
        if bench.apdu("00A4000002DF01") != "6106":
            return False
        for key_no in (3, 4):
            challenge = bytes.fromhex(bench.apdu("0084000008")[:16])
            cryptogram = crypto.encrypt(self._key, challenge).hex()
            if bench.apdu(f"008200{key_no:02X}08{cryptogram}") != "9000":
                return False
        random = bytes.fromhex(bench.apdu("0084000004")[:8])
        return all(self._update(sfi, content, random) for sfi, content in ((2, PURCHASE), (5, EMPTY_RETURN)))

    def _update(self, sfi: int, content: bytes, random: bytes) -> bool:
        header = bytes([0x04, 0xD6, 0x80 | sfi, 0, len(content) + 4])
        mac = crypto.command_mac(self._key, random, header, content)
        command = (header + content + mac).hex().upper()
        answer = self._bench.ask(f"3731{len(command) // 2:04X}{command}", patience_s=0.3)
        return answer == "373159" + "0002" + "9000"


def test_an_undisturbed_write() -> None:
    bench = Bench()
    card = bench.insert()
    assert Terminal(bench).write()
    assert bytes(card.image.files[WALLET]) == PURCHASE
    assert bytes(card.image.files[RETURN_WRITE]) == EMPTY_RETURN


@given(count=st.integers(0, BYTES), garble=st.none() | st.integers(0, 255))
def test_the_mains_fail_at_any_byte(count: int, garble: int | None) -> None:
    bench, meter = Bench(), Meter(sample_meters()[0])
    card = MeterCard(sample_cards()["wang"])
    bench.device.insert(Inserted("wang", card), bench.now)
    bench.device.cuts_power_at_tear = True
    card.tear_after_bytes(count, garble)
    assert not Terminal(bench).write()
    assert bench.device.power is not Power.MAINS
    bench.wait(2)
    assert bench.device.pull(bench.now).chip is card, "the reader has put the card out by itself"
    assert meter.insert(card, NOW).error in (None, DisplayError.CONTENT)
    bench.device.restore_power(bench.now)
    bench.wait(1)
    bench.device.insert(Inserted("wang", card), bench.now)
    if meter.register.counter == 7:
        assert Terminal(bench).write()
    bench.ask("3231")
    bench.device.pull(bench.now)
    assert meter.insert(card, NOW).error is None
    assert (meter.register.counter, meter.register.remaining) == (8, 2_345 + 15_000)
