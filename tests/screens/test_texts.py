"""The catalogue: every key has words in both languages, with the same names in them; every used key is there."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import resources
from kiosk_app.domain.device import NEEDED, Condition
from kiosk_app.domain.meter_card import CardProblem
from kiosk_app.domain.voucher import VoucherKind
from kiosk_app.hardware.bill_acceptor.states import FAULTS, PASSING, FailureCode
from kiosk_app.hardware.printer.protocol import Trouble
from kiosk_app.screens.menu import SERVICES
from kiosk_app.screens.messages import CATALOGUE
from kiosk_app.screens.texts import LANGUAGES, Texts, known, staff_code
from kiosk_app.views.frame import message
from kiosk_app.views.show import EXPLAINED

ROOT = Path(__file__).parents[2]
TS = resources.path("translations", "kiosk_en.ts")
INTERFACES = (ROOT / "docs" / "interfaces.md").read_text(encoding="utf-8").partition("## 2")[0]
REFUSALS = tuple(sorted({code.lower() for code in re.findall(r"`([A-Z]+_[A-Z_]+)`", INTERFACES)}))
"""Every code that the platform may answer a terminal, from the interface's own page."""

UNSEEN = {
    "unknown_outcome": "the same key is asked again until there is an answer",
    "key_reused": "an alarm of the platform",
    "request_replayed": "an alarm of the platform",
    "terminal_cloned": "an alarm of the platform",
    "boot_differs": "a fault of the program",
    "terminal_scrapped": "the terminal is refused: platform_refused",
    "foreign_sale": "an alarm of the platform",
    "sale_unheard": "the sale is booked again",
    "already_written": "the card is read again and found written",
    "crypto_unavailable": "the write waits: title_unwritten",
    "no_purchase_record": "the write waits: title_unwritten",
}
"""Codes that lead to no explanation, and what happens instead."""


def translations() -> dict[str, ET.Element]:
    root = ET.parse(TS).getroot()
    return {str(context.findtext("name")): next(context.iter("message")) for context in root.iter("context")}


def test_every_key_is_translated_and_finished() -> None:
    """UI-1: no entry unfinished, none missing, none left over."""
    found = translations()
    assert set(found) == set(CATALOGUE)
    for key, entry in found.items():
        translation = entry.find("translation")
        assert translation is not None
        assert translation.get("type") is None, f"{key} is unfinished"
        assert (translation.text or "").strip(), f"{key} is empty"
        assert entry.findtext("source") == CATALOGUE[key], f"{key}: run ./kiosk translate"


def test_built_translation_is_that_of_the_source() -> None:
    """The .qm is kept beside the .ts; run ./kiosk translate after a change."""
    english = Texts()
    english.use("en")
    for key, entry in translations().items():
        assert english.markup(key) == entry.findtext("translation"), key


@pytest.mark.parametrize("pattern", [r"\{(\w+)\}", r"(</?b>)"])
def test_both_languages_fill_in_the_same_and_stress_alike(pattern: str) -> None:
    english = Texts()
    english.use("en")
    for key, source in CATALOGUE.items():
        assert sorted(re.findall(pattern, source)) == sorted(re.findall(pattern, english.markup(key))), key


def literals(function: str, place: int) -> set[str]:
    """Return the strings given to calls of `function` at this place, in all that makes views."""
    found = set()
    for folder in ("views", "flows", "screens", "app"):
        files = [ROOT / "kiosk_app" / f"{folder}.py", *(ROOT / "kiosk_app" / folder).glob("*.py")]
        for file in (one for one in files if one.exists()):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and name_of(node.func) == function and len(node.args) > place:
                    found |= strings(node.args[place])
    return found


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def strings(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return strings(node.body) | strings(node.orelse)
    return set()


def test_every_key_that_views_use_has_words() -> None:
    used = literals("message", 0) | literals("Message", 0) | literals("Button", 0) | literals("Step", 2)
    used |= literals("_t", 0) | literals("words", 0)
    assert len(used) > 100
    missing = {key for key in used if key not in CATALOGUE and key.isidentifier()}
    assert missing == set()


def family(prefix: str, ends: tuple[str, ...]) -> list[str]:
    return [prefix + end for end in ends]


@pytest.mark.parametrize(
    "key",
    [
        *family("why_", tuple(code for code in REFUSALS if code not in UNSEEN)),
        "why_no_answer",
        *family("why_", tuple(CardProblem)),
        *family("why_", NEEDED),
        *family(
            "problem_", ("number_incomplete", "customer_unknown", "password_wrong", "password_needed", "limit_exceeded")
        ),
        *family("problem_", ("note_rejected", "note_returned", "note_over_limit")),
        *family("paused_", NEEDED),
        *family("device_", NEEDED),
        *family("condition_", tuple(Condition)),
        *family("title_", tuple(VoucherKind)),
        *family("explain_", tuple(kind for kind in VoucherKind if kind not in ("payment", "purchase"))),
        *family("next_", tuple(kind for kind in VoucherKind if kind not in ("payment", "purchase"))),
        *family("outcome_", tuple(VoucherKind)),
        *family("part_", ("cash", "meter_card", "receipt")),
        *family("line_", ("cash", "meter_card", "receipt")),
        *family("service_", tuple(SERVICES)),
        *[f"service_{service}_hint" for service in SERVICES],
        *family("weekday_", tuple("0123456")),
    ],
)
def test_every_key_that_is_put_together_has_words(key: str) -> None:
    assert key in CATALOGUE


def test_the_interface_names_its_refusals() -> None:
    assert len(REFUSALS) > 15
    assert set(UNSEEN) <= set(REFUSALS)
    assert {"customer_locked", "arrears_first", "limit_exceeded", "rewrite_first"} <= set(REFUSALS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_a_device_has_words_of_its_device(language: str) -> None:
    """Whatever part fails, the screen says which device it is, never a code alone (T10)."""
    texts = Texts()
    texts.use(language)
    codes = [
        *(f"bill_acceptor_{code}" for code in (*FAULTS.values(), *PASSING.values(), "note_in_doubt", "not_answering")),
        *(f"bill_acceptor_failure_{code.name.lower()}" for code in FailureCode),
        *(f"receipt_printer_{trouble}" for trouble in Trouble),
        *(f"{device}_{condition}" for device in NEEDED for condition in Condition),
    ]
    for code in codes:
        shown = known(f"why_{code}")
        device = next(str(device) for device in NEEDED if code.startswith(device))
        assert shown.startswith(f"why_{device}"), code
        assert texts.words(f"why_{code}").text.strip(" 。."), code


def test_steps_after_a_refusal_have_words() -> None:
    assert [key for key in EXPLAINED.values() if key not in CATALOGUE] == []


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("why_bill_acceptor_motor_failure", "why_bill_acceptor"),
        ("why_bill_acceptor_cassette_full", "why_bill_acceptor_cassette_full"),
        ("why_some_new_refusal", "why_other"),
        ("problem_never_seen", "problem_other"),
    ],
)
def test_codes_from_outside_always_have_words(key: str, shown: str) -> None:
    assert known(key) == shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "fact"), [("why_customer_locked", {"minutes": 30}), ("problem_password_wrong", {"tries": 2})]
)
def test_a_fact_that_is_missing_leaves_no_hole(language: str, key: str, fact: dict[str, object]) -> None:
    """Facts of a refusal come from outside; the lock-out says its minutes where they are known."""
    texts = Texts()
    texts.use(language)
    whole, plain = texts.words(message(key, **fact)).text, texts.words(message(key)).text
    assert str(*fact.values()) in whole
    assert whole != plain
    assert not re.search(r"[{}\d]", plain)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("bill_acceptor.cassette_full", "BV-CASSETTE-FULL"),
        ("receipt_printer.paper_end", "PR-PAPER-END"),
        ("kiosk.bug", "KS-BUG"),
        ("last_purchase_not_used", "LAST-PURCHASE-NOT-USED"),
        ("new_device.broken", "NEW-DEVICE-BROKEN"),
    ],
)
def test_codes_for_staff_can_be_read_out_on_the_telephone(code: str, shown: str) -> None:
    assert staff_code(code) == shown


def test_a_key_without_words_shows_itself() -> None:
    assert Texts().words("no_such_key").text == "[no_such_key]"
    assert Texts().words(message("no_such_key", x=1)).text == "[no_such_key]"


def test_words_keep_the_rules_of_language() -> None:
    """T10: at most 18 hanzi a sentence, two sentences, no exclamation marks, 您; money with the ￥ of two bytes."""
    for key, text in CATALOGUE.items():
        plain = re.sub(r"</?b>|\{\w+\}", "", text)
        assert "！" not in plain, key
        assert "你" not in plain, key
        assert "¥" not in plain, key
        assert len(re.findall(r"[。？]", plain)) <= 2, key
        for sentence in re.split(r"[。？\n]", plain):
            hanzi = re.findall(r"[\u4e00-\u9fff]", sentence)
            assert len(hanzi) <= 18, f"{key}: {sentence}"
