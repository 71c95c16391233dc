"""What the vending system does for a purchase, made here with the emulated cards' textbook keys (VEND-3, VEND-4)."""

from collections.abc import Callable
from dataclasses import replace

from emulators.meter_card import crypto
from emulators.meter_card.files import EMPTY_RETURN, PURCHASE, Parameters, Wallet
from kiosk_app.domain.events import (
    CardAuthenticated,
    CardChallenged,
    CardRead,
    CardWriteFailed,
    CardWritten,
    WriteProgressed,
)
from kiosk_app.domain.meter_card import (
    PARAMETER_FILE,
    RETURN_FILE,
    WALLET_FILE,
    CardSnapshot,
    CardVerdict,
    FileWrite,
    WriteOrder,
    judge,
)
from tests.hardware.card_reader.rigs import Rig

KEYS = (3, 4)
Tamper = Callable[[WriteOrder], WriteOrder]


def key_of(serial: str) -> bytes:
    return crypto.diversify(crypto.MASTER_KEY, bytes.fromhex(serial))


def file_write(serial: str, random: bytes, sfi: int, data: bytes, offset: int = 0) -> FileWrite:
    """One UPDATE BINARY of an order, with its MAC."""
    header = bytes([0x04, 0xD6, 0x80 | sfi, offset, len(data) + crypto.MAC_BYTES])
    return FileWrite(sfi, offset, data, crypto.command_mac(key_of(serial), random, header, data))


def order(card: CardSnapshot, random: bytes, value: int, counter: int) -> WriteOrder:
    """Order purchase `counter` worth `value`: parameters (changed a little), wallet, return-write cleared."""
    parameters = replace(SOLD_PARAMETERS[card.serial], alarm_1=3_000, switch_time="2701010000")
    images = {
        PARAMETER_FILE: parameters.to_bytes(),
        WALLET_FILE: Wallet(value, counter).to_bytes(),
        RETURN_FILE: EMPTY_RETURN,
    }
    writes = tuple(file_write(card.serial, random, sfi, image) for sfi, image in images.items())
    return WriteOrder("V1", card.serial, counter, value, writes, tuple(images.items()))


SOLD_PARAMETERS = {
    "1122334455667788": Parameters("000086315742", "003104587926", PURCHASE),
    "1122334455667799": Parameters("000086315759", "003104587934", PURCHASE, user_type=0x10),
}


def read(rig: Rig) -> CardSnapshot:
    rig.port.read()
    return rig.wait_for(CardRead).card


def authenticate(rig: Rig, serial: str) -> None:
    for key_no in KEYS:
        rig.port.challenge(8)
        challenge = rig.wait_for(CardChallenged).challenge
        rig.port.authenticate(key_no, crypto.encrypt(key_of(serial), challenge))
        rig.wait_for(CardAuthenticated)


def random_of(rig: Rig) -> bytes:
    rig.port.challenge(4)
    return rig.wait_for(CardChallenged).challenge


def written(rig: Rig, to_write: WriteOrder) -> CardWritten | CardWriteFailed:
    """Write, and return the reader's last word."""
    rig.port.write(to_write)
    while True:
        event = rig.wait_for_any(WriteProgressed, CardWritten, CardWriteFailed)
        if isinstance(event, CardWritten | CardWriteFailed):
            return event


def attempt(rig: Rig, value: int, counter: int) -> CardWritten | CardWriteFailed | CardVerdict:
    """One turn of `flows.write_card`: read, judge, authenticate, order, write; the verdict where nothing is written."""
    card = read(rig)
    verdict = judge(card, card.serial, counter, value)
    if verdict is not CardVerdict.WRITE:
        return verdict
    authenticate(rig, card.serial)
    return written(rig, order(card, random_of(rig), value, counter))
