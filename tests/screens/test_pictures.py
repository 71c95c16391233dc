"""Every screen in both languages, and with large text: nothing is cut, rendering twice gives the same picture."""

import importlib
import itertools
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtGui import QFontInfo, QRawFont

import kiosk_app.views
from kiosk_app.screens import gallery, theme
from kiosk_app.screens.lettering import Type, Words, by_phrases, words
from kiosk_app.screens.messages import CATALOGUE
from kiosk_app.screens.screen import Look, Text
from kiosk_app.screens.texts import LANGUAGES
from kiosk_app.screens.touch import Touch
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import MenuView, View
from kiosk_app.views.frame import Frame, message
from kiosk_app.views.service import Tile
from tests.screens.conftest import PICTURES, put, visible

VIEWS = gallery.views()
NAMES = tuple(VIEWS)
STYLES = tuple(itertools.product(LANGUAGES, (False, True)))


def test_gallery_has_every_kind_of_view() -> None:
    """Every view class there is has its screen and its picture."""
    classes = set()
    for file in (Path(kiosk_app.views.__file__).parent).glob("*.py"):
        module = importlib.import_module(f"kiosk_app.views.{file.stem}")
        classes |= {value for name, value in vars(module).items() if isinstance(value, type) and name.endswith("View")}
    assert classes == set(get_args(View))
    assert {type(view) for view in gallery.views().values()} == classes


@pytest.mark.parametrize("key", [key for key in CATALOGUE if key.startswith("paused_")] + ["coming_soon"])
def test_every_reason_of_a_grey_tile_fits_beside_its_icon(window: KioskWindow, key: str) -> None:
    """The look: grey never without a reason."""
    for language, large in STYLES:
        window.use(language, large=large)
        window.show_view(MenuView(Frame(), (Tile("buy_electricity", False, message(key)),), ()))
        tile = next(part for part in visible(window) if isinstance(part, Touch) and part.property("kind") == "paying")
        assert tile.clipped() == [], (language, large)


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_cut_and_no_key_is_without_words(window: KioskWindow, name: str) -> None:
    """UI-1, T8, T10: both languages, both sizes; a picture of each is left in build/screens."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language, large in STYLES:
        window.use(language, large=large)
        put(window, name)
        for part in visible(window):
            clipped = part.clipped() if hasattr(part, "clipped") else []
            assert clipped == [], (language, large, type(part).__name__)
            text = part.text() if hasattr(part, "text") else ""
            assert not text.startswith("["), f"no text for {text}"
            assert "{" not in text, f"not filled in: {text}"
        picture = window.grab()
        assert (picture.width(), picture.height()) == (theme.WIDTH, theme.HEIGHT)
        assert picture.save(str(PICTURES / f"{name}_{language}{'_large' if large else ''}.png"))


def test_rendering_twice_gives_the_same_picture(window: KioskWindow) -> None:
    """Also when every other screen was shown in between: no page keeps anything of the view before (T20)."""
    first = {}
    for name in NAMES:
        put(window, name)
        first[name] = window.grab().toImage()
        put(window, name)
        assert window.grab().toImage() == first[name], name
    for name in reversed(NAMES):
        put(window, name)
        assert window.grab().toImage() == first[name], name


def test_both_languages_differ_and_the_session_ends_in_chinese(window: KioskWindow) -> None:
    put(window, "menu")
    chinese = window.grab().toImage()
    window.use("en", large=True)
    assert window.grab().toImage() != chinese
    window.reset_session()
    assert window.grab().toImage() == chinese


def test_gallery_writes_a_picture_for_each_view_language_and_size(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {name: VIEWS[name] for name in ("idle", "menu", "cash")}
    monkeypatch.setattr(gallery, "views", lambda: few)
    files = gallery.paint_gallery(tmp_path)
    assert len(files) == len(set(files)) == len(few) * len(LANGUAGES) * 2 + len(LANGUAGES)
    assert all(file.stat().st_size > 1_000 for file in files)
    assert [file.name for file in files[-2:]] == ["zh.png", "en.png"]


def test_the_family_is_installed(qapp: object) -> None:
    """T12: without it names of customers would show as boxes."""
    assert theme.family_installed()
    assert QFontInfo(theme.font(28)).family() == theme.FAMILY


def test_rare_characters_have_glyphs(qapp: object) -> None:
    """T12: 堃 喆 㐂 and, from Extension B, 𠂇."""
    for character in theme.PROBE_CHARACTERS:
        face = QRawFont.fromFont(theme.font(28))
        assert face.glyphIndexesForString(character) != [0], character


def test_text_too_long_is_cut_with_an_ellipsis_not_painted_over_the_next(own_window: KioskWindow) -> None:
    look = Look("GD-0117", "95598")
    text = Text(own_window, look, (0, 0, 120, 40), Type(28))
    text.say("一个特别特别长的名字，谁也没有料到")
    assert text.clipped() != []
    text.show()
    assert text.grab().toImage().width() == 120


def test_large_text_is_larger_where_there_is_room_and_never_smaller(own_window: KioskWindow) -> None:
    look = Look("GD-0117", "95598")
    wide, tight = Text(own_window, look, (0, 0, 600, 60), Type(28)), Text(own_window, look, (0, 0, 56, 36), Type(28))
    widths = []
    for large in (False, True):
        look.large = large
        wide.say("客户编号")
        tight.say("编号")
        widths.append((wide.text_width(), tight.text_width()))
    (wide_normal, tight_normal), (wide_large, tight_large) = widths
    assert wide_large == pytest.approx(wide_normal * theme.LARGE_TEXT, rel=0.02)
    assert tight_large == tight_normal


def test_what_is_filled_in_is_never_read_as_markup() -> None:
    """A masked name may hold anything."""
    said = words("<b>{name}</b>，您好", {"name": "王<b>*</b>{x}明"})
    assert said.text == "王<b>*</b>{x}明，您好"
    assert said.bold == ((0, len("王<b>*</b>{x}明")),)


@pytest.mark.parametrize("height", [30, 34, 36, 40, 60])
def test_a_g_keeps_its_tail(own_window: KioskWindow, height: int) -> None:
    """A box as high as the type needs shows all of it, though Noto's letters stand low in their line."""
    look = Look("GD-0117", "95598")
    text = Text(own_window, look, (0, 0, 300, height), Type(24, line=32))
    text.say("Agjpqy")
    roomy = Text(own_window, look, (0, 0, 300, 200), Type(24, line=32))
    roomy.say("Agjpqy")
    assert text.clipped() == []
    assert inked_rows(text) == inked_rows(roomy)


def inked_rows(text: Text) -> int:
    """Return how many rows of pixels have ink in them."""
    image = text.grab().toImage()
    ground = image.pixel(image.width() - 1, 0)
    return sum(any(image.pixel(x, y) != ground for x in range(image.width())) for y in range(image.height()))


@pytest.mark.parametrize(
    ("said", "width", "expected"),
    [
        ("本机不找零，多投的金额存入电费账户。", 420, ["本机不找零，", "多投的金额存入电费账户。"]),
        ("No change given. All of it buys energy.", 420, ["No change given.", "All of it buys energy."]),
        ("一行就够了，不用换行。", 420, ["一行就够了，不用换行。"]),
    ],
)
def test_lines_end_at_phrases(qapp: object, said: str, width: int, expected: list[str]) -> None:
    setting = by_phrases(Words(said, ((0, 5),)), Type(28, wrap=True), width)
    assert [line.rstrip("\u2028 ") for line in setting.texts()] == expected


def test_a_phrase_that_is_too_long_is_broken_anywhere(qapp: object) -> None:
    setting = by_phrases(Words("没有一个标点的很长很长很长很长的一句话"), Type(28, wrap=True), 200)
    assert setting.lines == 3
