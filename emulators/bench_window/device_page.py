"""The page of one device: what can be done to it, and where its notes, cards or slips are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emulators.bench_window import look
from emulators.bench_window.controls import Control
from emulators.bench_window.page import Can, Page, Truths, button, label, possible
from emulators.bench_window.tongue import Tongue
from emulators.bench_window.truth import State

Places = Callable[[State, Tongue], list[tuple[str, str]]]
MOST_PLACES = 5


class DevicePage(Page):
    """Buttons above, places below."""

    def __init__(
        self, parent: QWidget, device: str, controls: Sequence[Control], places: Places, across: int = 3
    ) -> None:
        super().__init__(parent)
        self._device, self._controls, self._places, self._across = device, controls, places, across
        self._state: State = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.GAP, 0, 0)
        column.setSpacing(look.GAP)
        self._head, self._places_head = label(self, "section"), label(self, "section")
        column.addWidget(self._head)
        grid = QGridLayout()
        grid.setSpacing(look.GAP)
        self._buttons = [self._button(grid, at) for at in range(len(controls))]
        for at in range(across):
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        column.addSpacing(look.GAP)
        column.addWidget(self._places_head)
        column.addWidget(self._places_card())
        column.addStretch(1)

    def _button(self, grid: QGridLayout, at: int) -> QPushButton:
        made = button(self)
        made.setCheckable(True)
        made.clicked.connect(partial(self._pressed, at))
        grid.addWidget(made, at // self._across, at % self._across)
        return made

    def _places_card(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("kind", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        for at in range(MOST_PLACES):
            name, what = label(card, "quiet"), label(card, "")
            what.setWordWrap(True)
            grid.addWidget(name, at, 0)
            grid.addWidget(what, at, 1)
            self._rows.append((name, what))
        return card

    def _pressed(self, at: int, *_checked: Any) -> None:
        control = self._controls[at]
        deed = control.next(self._state)
        self._buttons[at].setChecked(control.is_on(self._state))  # the truth says when it is so
        self.want(self._device, deed.action, **deed.arguments)

    def render_truth(self, truths: Truths, can: Can, tongue: Tongue) -> None:
        """Show conditions and places."""
        self._state = truths.get(self._device, {})
        self._head.setText(tongue(f"head.{self._device}"))
        self._places_head.setText(tongue(f"head_places.{self._device}"))
        for control, each in zip(self._controls, self._buttons, strict=True):
            each.setText(tongue(f"control.{control.key}"))
            known = bool(self._state) and possible(can, self._device, control.deed.action)
            each.setEnabled(known and control.works(self._state))
            each.setChecked(known and control.is_on(self._state))
        places = self._places(self._state, tongue)
        for at, (name, what) in enumerate(self._rows):
            there = at < len(places)
            name.setVisible(there)
            what.setVisible(there)
            name.setText(places[at][0] if there else "")
            what.setText(places[at][1] if there else "")
