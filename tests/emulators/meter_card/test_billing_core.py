"""Card and billing core were written apart from the same pages: here they meet (I14, VEND-1, VEND-3; H5)."""

import pytest

from emulators.meter_card.card import MeterCard
from emulators.meter_card.cards import CUSTOMERS, WANG_REPLACED, sample_cards
from emulators.meter_card.files import PARAMETERS, RETURN_WRITE, WALLET, Parameters, Wallet
from sg186_stub.hsm import Hsm
from sg186_stub.seed_people import demo_people
from tests.emulators.meter_card.host import SELECT, Host


@pytest.mark.parametrize("name", [customer.card for customer in CUSTOMERS])
def test_the_encryption_machine_opens_the_card_and_its_macs_are_accepted(name: str) -> None:
    session, hsm = Host(MeterCard(sample_cards()[name])), Hsm()
    session.ask(SELECT)
    for key_no in (3, 4):
        challenge, _ = session.ask("0084000008")
        assert session.ask(bytes([0, 0x82, 0, key_no, 8]) + hsm.cryptogram(session.serial, challenge))[1] == 0x9000
    random = session.random()
    for sfi, size in ((PARAMETERS, 45), (WALLET, 8), (RETURN_WRITE, 49)):
        command = bytes([0x04, 0xD6, 0x80 | sfi, 0, size + 4]) + bytes(range(size))
        assert session.ask(command + hsm.mac(session.serial, random, command))[1] == 0x9000


def test_both_start_with_the_same_cards() -> None:
    seeded = {
        card.serial: (person.customer_no, person.meter_no, card.counter)
        for person in demo_people()
        for card in person.cards
    }
    issued = {}
    for sample in (*CUSTOMERS, WANG_REPLACED):
        image = sample_cards()[sample.card]
        parameters = Parameters.from_bytes(bytes(image.files[PARAMETERS]))
        counter = Wallet.from_bytes(bytes(image.files[WALLET])).counter
        issued[image.serial.hex().upper()] = (parameters.customer_no[2:], parameters.meter_no, counter)
    assert issued == seeded
