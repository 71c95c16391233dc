"""The rules of the screens, each on every sample view: places, sizes, contrast on the picture itself, no motion."""

import itertools
from collections import Counter

import pytest
from PySide6.QtCore import QAbstractAnimation, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QMovie
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from kiosk_app.domain.events import Pressed
from kiosk_app.screens import gallery, theme
from kiosk_app.screens.aids import Aids
from kiosk_app.screens.painted import Amount, CountdownRing, StepBar
from kiosk_app.screens.screen import Box, Text
from kiosk_app.screens.still_there import StillThere
from kiosk_app.screens.texts import LANGUAGES
from kiosk_app.screens.touch import Touch
from kiosk_app.screens.window import KioskWindow
from kiosk_app.views import IdleView, OutOfServiceView, ReceiptOnScreenView, StartingView, SuccessView, TroubleView
from tests.screens.conftest import Clock, put, visible
from tests.screens.test_targets import place, targets
from tests.screens.test_theme import contrast_of

VIEWS = gallery.views()
NAMES = tuple(VIEWS)
STYLES = tuple(itertools.product(LANGUAGES, (False, True)))
PUBLIC = (IdleView, OutOfServiceView, StartingView)
SWITCHES = ({"by_money", "by_energy"}, {"volume_off", "volume_low", "volume_medium", "volume_high"})
BLINKING_AT_MOST_HZ = 3


def covered(window: KioskWindow, part: QWidget) -> bool:
    """True for what lies under the question whether anybody is there, or under the aids."""
    dialogs = [part for part in (*window.findChildren(StillThere), *window.findChildren(Aids)) if part.isVisible()]
    below = place_of(window, part).top() >= theme.HEADER_HEIGHT
    return below and bool(dialogs) and not any(dialog.isAncestorOf(part) for dialog in dialogs)


def place_of(window: KioskWindow, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


@pytest.mark.parametrize("name", NAMES)
def test_at_most_seven_decisions(window: KioskWindow, name: str) -> None:
    """T3: six tiles on the menu, never more than seven choices; the positions of a switch are one choice."""
    view = put(window, name)
    body = [target for target in targets(window) if target.property("kind") not in ("tool", "exit", "key", "function")]
    chosen = {str(target.property("reports")) for target in body}
    assert len(chosen.difference(*SWITCHES)) + sum(bool(chosen & switch) for switch in SWITCHES) <= 7
    if name.startswith("menu"):
        assert len(view.tiles) == 6  # type: ignore[union-attr]  # the samples called menu are menus


@pytest.mark.parametrize("style", STYLES)
def test_everything_has_its_fixed_place(window: KioskWindow, style: tuple[str, bool]) -> None:
    """T6: back bottom left, main bottom right, exit and countdown top right, step top middle, hotline bottom middle."""
    language, large = style
    places: dict[str, set[Box]] = {}
    for name, view in VIEWS.items():
        window.use(language, large=large)
        put(window, name)
        if isinstance(view, PUBLIC):
            continue
        found = {str(target.property("kind")): target for target in visible(window) if isinstance(target, Touch)}
        parts: dict[str, QWidget] = {kind: found[kind] for kind in ("back", "main", "exit") if kind in found}
        for part in visible(window):
            if isinstance(part, CountdownRing) and part.width() == 64:
                parts["ring"] = part
            if isinstance(part, StepBar):
                parts["step"] = part
        for what, part in parts.items():
            box = place_of(window, part)
            places.setdefault(what, set()).add((box.x(), box.y(), box.width(), box.height()))
        labels = [part for part in visible(window) if isinstance(part, QLabel)]
        assert any(gallery.IDENTITY.hotline in label.text() for label in labels if in_footer(window, label))
    assert places == {
        "back": {(0, 674, 300, 94)},
        "main": {(724, 674, 300, 94)},
        "exit": {(924, 0, 100, 72)},
        "ring": {(590, 4, 64, 64)},
        "step": {(288, 49, 284, 8)},
    }


def in_footer(window: KioskWindow, label: QLabel) -> bool:
    box = place_of(window, label)
    return box.top() >= theme.FOOTER_TOP and 300 <= box.center().x() <= 724


@pytest.mark.parametrize(
    ("name", "point", "event"),
    [
        ("bills", QPoint(0, 767), Pressed("back")),
        ("bills", QPoint(1023, 767), Pressed("confirm")),
        ("bills", QPoint(1023, 0), Pressed("exit")),
        ("idle", QPoint(1023, 767), Pressed("start")),
    ],
)
def test_the_edge_of_the_screen_belongs_to_its_button(
    window: KioskWindow, name: str, point: QPoint, event: object
) -> None:
    """T2: a finger that slides along the frame of the panel still meets the button there."""
    put(window, name)
    heard: list[object] = []
    window.touched.connect(heard.append)
    part = window.childAt(point)
    assert part is not None
    QTest.mouseClick(part, Qt.MouseButton.LeftButton, pos=part.mapFrom(window, point))
    assert heard == [event]


WITHOUT_TITLE = {"staff_overview", "staff_overview_scanner"}
"""Drawn without one: the rail says where the technician is."""


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_smaller_than_22_pixels(window: KioskWindow, name: str) -> None:
    """T8: 22 is the floor (4.8 mm capitals), lines at least 1.15 times the size, titles 40 and more."""
    for language, large in STYLES:
        window.use(language, large=large)
        put(window, name)
        sizes = [part.kind for part in visible(window) if isinstance(part, Text) and part.text()]
        assert sizes
        assert min(kind.size for kind in sizes) >= 22
        assert all(kind.line_height / kind.size >= 1.15 for kind in sizes)
        assert name in WITHOUT_TITLE or max(kind.size for kind in sizes) >= 40


@pytest.mark.parametrize("dark", [False, True], ids=["normal", "high contrast"])
@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_out_from_what_it_stands_on(window: KioskWindow, name: str, dark: bool) -> None:
    """T9: 7:1, measured on the picture: the colour of each text against the colour that fills its place."""
    window.use("zh", contrast=dark)
    put(window, name)
    image = window.grab().toImage()
    measured = 0
    for part in visible(window):
        if isinstance(part, Text) and part.text() and not covered(window, part):
            seen = part.visibleRegion().boundingRect()
            seen.translate(part.mapTo(window, QPoint(0, 0)))
            assert has_ink(image, seen), f"{part.text()} is not there"
            ground = most_common(image, seen)
            ratio = contrast_of(theme.colour(part.tone), ground)
            assert ratio >= 6.95, f"{part.text()}: {ratio:.2f} on {ground.name()}"
            measured += 1
    assert measured >= 3


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(("cash", "success", "bills", "receipt"))])
def test_the_amount_is_there(window: KioskWindow, name: str) -> None:
    """The one large number: painted, in full, at the place of the money."""
    put(window, name)
    image = window.grab().toImage()
    amounts = [part for part in visible(window) if isinstance(part, Amount)]
    assert amounts
    for amount in amounts:
        assert amount.accessibleName().startswith("￥")
        assert amount.clipped() == []
        box = place_of(window, amount)
        ink = theme.colour("on_dark").rgb()
        columns = [
            x
            for x in range(box.left(), box.right() + 1)
            if any(image.pixel(x, y) == ink for y in range(box.top(), box.bottom() + 1, 2))
        ]
        assert columns[-1] - columns[0] > len(amount.accessibleName()) * 16


def has_ink(image: QImage, box: QRect) -> bool:
    ground = image.pixel(box.topLeft())
    rows = range(box.top(), box.bottom() + 1, 2)
    return any(image.pixel(x, y) != ground for y in rows for x in range(box.left(), box.right() + 1, 2))


def most_common(image: QImage, box: QRect) -> QColor:
    inside = box.intersected(image.rect())
    pixels = Counter(
        image.pixel(x, y)
        for x in range(inside.left(), inside.right() + 1, 9)
        for y in range(inside.top(), inside.bottom() + 1, 4)
    )
    return QColor(pixels.most_common(1)[0][0])


@pytest.mark.parametrize("name", [name for name, view in VIEWS.items() if isinstance(view, TroubleView)])
def test_a_failure_has_its_four_parts(window: KioskWindow, name: str) -> None:
    """T11, PAY-5: what happened, where the money is, what to do next, terminal, transaction number and hotline."""
    view = put(window, name)
    assert isinstance(view, TroubleView)
    said = shown(window)
    kind = view.title.key.removeprefix("title_")
    words = window._look.words
    for message in (view.title, view.explanation, view.money, view.next_step, view.enquiry):
        assert words(message).text in said
    assert words(f"next_{kind}").text in said
    for fact in (view.sale, gallery.IDENTITY.terminal, gallery.IDENTITY.hotline):
        assert fact in said


@pytest.mark.parametrize("name", [name for name, view in VIEWS.items() if isinstance(view, ReceiptOnScreenView)])
def test_without_paper_the_screen_says_what_the_slip_would(window: KioskWindow, name: str) -> None:
    """T11, screen 15: the number large, what it came to, what is next; name and number are masked or the customer's."""
    view = put(window, name)
    assert isinstance(view, ReceiptOnScreenView)
    said, words = shown(window), window._look.words
    assert words(f"outcome_{view.voucher.kind}").text in said
    assert words("receipt_paid_valid" if view.success else f"next_{view.voucher.kind}").text in said
    for fact in (view.sale, gallery.IDENTITY.terminal, gallery.IDENTITY.hotline, view.voucher.name_masked):
        assert fact in said
    number = next(part for part in visible(window) if isinstance(part, Text) and part.text() == view.sale)
    assert number.kind.size >= 56


def shown(window: KioskWindow) -> str:
    return "\n".join(part.text() for part in visible(window) if isinstance(part, QLabel))


@pytest.mark.parametrize("name", [name for name, view in VIEWS.items() if isinstance(view, SuccessView)])
def test_after_a_payment_the_balance_and_the_number_are_shown(window: KioskWindow, name: str) -> None:
    """PAY-4."""
    view = put(window, name)
    assert isinstance(view, SuccessView)
    assert view.sale in shown(window)
    if view.balance is not None:
        assert window._look.words("account_balance").text in shown(window)


def test_the_keypad_is_that_of_a_telephone(window: KioskWindow) -> None:
    """T19: 1-2-3 on top, never shuffled, a bar on the 5; T1: keys of 108 with gaps of 12."""
    for name in ("number", "password", "purchase_money"):
        put(window, name)
        keys = [target for target in targets(window) if target.property("kind") in ("key", "function")]
        keys.sort(key=lambda key: (place(window, key).top(), place(window, key).left()))
        order = [str(key.property("reports")).removeprefix("digit_") for key in keys]
        assert order == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "backspace"]
        assert {(key.width(), key.height()) for key in keys} == {(108, 108)}
        assert place(window, keys[1]).left() - place(window, keys[0]).right() - 1 == 12


def test_nothing_moves(window: KioskWindow) -> None:
    """T21: no animation and no film; what repeats does so at most once a second, well below three a second."""
    for name in NAMES:
        put(window, name)
    parts = [*window.findChildren(QAbstractAnimation), *window.findChildren(QMovie)]
    assert parts == []
    repeating = [timer for timer in window.findChildren(QTimer) if not timer.isSingleShot()]
    assert repeating
    assert all(timer.interval() >= 1000 / BLINKING_AT_MOST_HZ for timer in repeating)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("wait") or name == "card_writing"])
def test_no_countdown_while_a_device_or_the_platform_works(window: KioskWindow, name: str) -> None:
    """T15: the program sets none; the screen has nothing to count, and nothing to touch."""
    put(window, name)
    assert not any(isinstance(part, CountdownRing) for part in visible(window))
    assert targets(window) == []


def test_high_contrast_is_two_touches_away_and_ends_with_the_session(window: KioskWindow, clock: Clock) -> None:
    """T9: on the panel of aids."""
    put(window, "menu")
    normal = window.grab().toImage()
    for picture_is_dark in (True, False):
        for text in ("语音", "深色显示", "完成"):
            touch(window, clock, text)
        assert (window.grab().toImage().pixelColor(500, 660).name() == "#000000") is picture_is_dark
    assert window.grab().toImage() == normal
    window.use("zh", contrast=True)
    window.reset_session()
    assert window.grab().toImage() == normal


def touch(window: KioskWindow, clock: Clock, text: str) -> None:
    tool = next(target for target in targets(window) if target.text() == text)
    QTest.mouseClick(tool, Qt.MouseButton.LeftButton)
    clock.now += 1


def test_tools_used_on_the_idle_screen_and_left_are_set_back(window: KioskWindow, clock: Clock) -> None:
    """T20: whoever comes next finds Chinese, normal size and colours."""
    put(window, "idle")
    normal = window.grab().toImage()
    for text in ("语音", "深色显示", "延长时间", "大声", "EN"):
        touch(window, clock, text)
    changed = window.grab().toImage()
    assert changed != normal
    window._second.timeout.emit()
    assert window.grab().toImage() == changed
    clock.now += 61
    window._second.timeout.emit()
    assert window.grab().toImage() == normal
