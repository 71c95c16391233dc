"""Both languages say everything, with the same places to fill; every word of the bench's has a text."""

import re

from emulators.bench_window import controls
from emulators.bench_window.hand_page import CARDS
from emulators.bench_window.paper_bills import BILLS, card_name
from emulators.bench_window.tongue import LANGUAGES, Tongue, amount, grouped, short_yuan, yuan
from emulators.bench_window.words import WORDS
from emulators.bill_acceptor.protocol import State
from emulators.meter.display import DisplayError
from emulators.meter_card.cards import CUSTOMERS, sample_cards
from emulators.motor_reader.mechanism import Place
from tests.emulators.bench_window.conftest import Desk

PLACE = re.compile(r"{(\w+)}")


def test_both_languages_have_the_same_places() -> None:
    for key, texts in WORDS.items():
        assert len(texts) == len(LANGUAGES)
        assert len({tuple(sorted(PLACE.findall(text))) for text in texts}) == 1, key
        assert all(texts), key


def test_chinese_has_no_english_words_and_english_no_chinese() -> None:
    names = re.compile(r"PC/SC|EN|￥|GM65")
    for key, (chinese, english) in WORDS.items():
        if key != "other_language":
            assert not re.search(r"[A-Za-z]", names.sub("", PLACE.sub("", chinese))), key
            assert not re.search(r"[\u4e00-\u9fff]", english), key


def test_every_state_place_error_and_card_has_a_text() -> None:
    doings = {state.name.lower() for state in State if state not in (State.STACKED, State.RETURNED)}
    keys = {f"acceptor.{doing}" for doing in doings | {"off", "booting"}}
    keys |= {f"place.{place.value}" for place in Place} | {f"meter_error.{error.value}" for error in DisplayError}
    keys |= {f"remark.{bill.remark}" for bill in BILLS if bill.remark}
    for control in (
        *controls.ACCEPTOR,
        *controls.PRINTER,
        *controls.READER,
        *controls.CABINET,
        *controls.SCANNER,
    ):
        keys.add(f"control.{control.key}")
    assert keys <= set(WORDS)
    assert set(CARDS) == set(sample_cards())
    for card in CARDS:
        assert card_name(card, Tongue("zh")) != card


def test_every_action_of_the_bench_has_a_text(desk: Desk) -> None:
    deeds = {action for actions in desk.ask({"ask": "actions"}).values() for action in actions}
    assert {deed for deed in deeds if f"deed.{deed}" not in WORDS} == set()


def test_every_control_is_an_action_that_exists(desk: Desk) -> None:
    known = desk.ask({"ask": "actions"})
    for device, each in (
        ("bill_acceptor", controls.ACCEPTOR),
        ("receipt_printer", controls.PRINTER),
        ("card_reader", controls.READER),
        ("cabinet", controls.CABINET),
        ("scanner", controls.SCANNER),
    ):
        for control in each:
            for deed in (control.deed, *([control.back] if control.back else [])):
                allowed = {text.strip("[]").partition("=")[0] for text in known[device][deed.action]["arguments"]}
                assert set(deed.arguments) <= allowed, control.key


def test_amounts_and_numbers() -> None:
    assert (yuan(12_345_678), yuan(-5), yuan(0)) == ("￥123,456.78", "-￥0.05", "￥0.00")
    assert (short_yuan(10_000), short_yuan(10_050)) == ("￥100", "￥100.50")
    assert (amount(4_310, "ckwh"), amount(4_310, "fen")) == ("43.10 kWh", "￥43.10")
    assert grouped(CUSTOMERS[0].customer_no) == "310 458 7926"
