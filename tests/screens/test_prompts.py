"""What is said aloud: one fixed prompt a screen, six seconds at most, two languages, nothing of a customer (T18)."""

import re
import subprocess
import wave
from pathlib import Path
from typing import get_args

import pytest

from kiosk_app.screens import gallery
from kiosk_app.screens.messages import CATALOGUE
from kiosk_app.screens.prompts import ALARM, STAFF, STILL_THERE, prompt_of
from kiosk_app.screens.recordings import LONGEST_S, SYNTHESISER, VOICES, Prompt, Recordings
from kiosk_app.screens.texts import LANGUAGES, Texts
from kiosk_app.views import View

VIEWS = gallery.views()
KEYS = tuple(key for key in CATALOGUE if key.startswith("say_"))
PRIVATE = re.compile(r"[{}<>￥¥%0-9]")
"""Whatever could be filled in, an amount or a number."""

HANZI_A_SENTENCE = 18


def said(key: str, language: str) -> Prompt:
    texts = Texts()
    texts.use(language)
    return Prompt(key, language, texts.markup(key))


PROMPTS = tuple(said(key, language) for language in LANGUAGES for key in KEYS)
named = pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: f"{prompt.key} {prompt.language}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speech")


@pytest.mark.parametrize("kind", get_args(View), ids=lambda kind: kind.__name__)
def test_every_view_has_its_prompt_and_staff_have_none(kind: type[View]) -> None:
    """T18: every kind of view; what staff do is not called out into the hall."""
    keys = {prompt_of(view) for view in VIEWS.values() if type(view) is kind}
    assert keys
    assert keys == {None} if kind in STAFF else keys <= set(KEYS)


def test_every_prompt_belongs_to_a_screen() -> None:
    assert {prompt_of(view) for view in VIEWS.values()} - {None} | {STILL_THERE} == set(KEYS)


@named
def test_no_prompt_can_hold_anything_of_a_customer(prompt: Prompt) -> None:
    """T18: no name, address, amount or balance on the loudspeaker: nothing is filled in, and there is no digit."""
    assert prompt.text
    assert not PRIVATE.search(prompt.text)


@pytest.mark.parametrize(
    "names",
    [
        ("bills", "bills_partial", "bills_none_chosen", "bills_none_owed", "bills_paged"),
        ("explanation", "explanation_locked", "explanation_no_answer"),
        ("cash", "cash_first", "cash_surplus", "cash_advance", "cash_purchase"),
        ("outcome_unknown", "booking_refused", "note_in_doubt"),
        ("receipt_on_screen", "receipt_on_screen_unconfirmed", "receipt_on_screen_unwritten"),
    ],
)
def test_a_prompt_does_not_tell_how_a_customer_stands(names: tuple[str, ...]) -> None:
    """Whoever owes, owes nothing, is locked out or has a note in doubt hears the same as everybody."""
    assert len({prompt_of(VIEWS[name]) for name in names}) == 1


@named
def test_sentences_are_short(prompt: Prompt) -> None:
    """T10."""
    if prompt.language == "zh":
        assert max(len(re.findall(r"[\u4e00-\u9fff]", part)) for part in prompt.text.split("。")) <= HANZI_A_SENTENCE


@named
def test_a_prompt_lasts_six_seconds_at_most(prompt: Prompt, folder: Path) -> None:
    """T18: measured on the file that is played."""
    Recordings(folder).sound(prompt)
    (file,) = folder.glob(f"{prompt.key}_{prompt.language}_*.wav")
    with wave.open(str(file)) as recording:
        seconds = recording.getnframes() / recording.getframerate()
    assert 0.5 < seconds <= LONGEST_S


@pytest.mark.parametrize("key", KEYS)
def test_chinese_is_read_as_chinese(key: str) -> None:
    """The synthesiser marks what it reads by another language's rules; Mandarin syllables carry their tones."""
    phonemes = subprocess.run(
        [SYNTHESISER, "-v", VOICES["zh"][0], "-x", "-q", said(key, "zh").text],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "(en)" not in phonemes
    hanzi = re.findall(r"[\u4e00-\u9fff]", said(key, "zh").text)
    assert len(re.findall(r"\d\d", phonemes)) == len(hanzi)


def test_behind_a_scanned_bill_nobody_is_told_to_type_the_password_again() -> None:
    assert prompt_of(VIEWS["password_after_scan"]) == "say_password"
    assert prompt_of(VIEWS["password_wrong"]) == "say_password_problem"


def test_the_alarm_is_the_one_of_card_writing() -> None:
    assert prompt_of(VIEWS["card_writing"]) == ALARM
    assert "请勿取卡" in said(ALARM, "zh").text
    assert "not remove" in said(ALARM, "en").text


def test_the_studio_finds_every_text(folder: Path) -> None:
    """docs/screens/prompts.md is what a studio records: every file's name with its words."""
    page = (Path(__file__).parents[2] / "docs" / "screens" / "prompts.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `say_")]
    assert rows == [f"| `{key}.wav` | {said(key, 'zh').text} | {said(key, 'en').text} |" for key in KEYS]
