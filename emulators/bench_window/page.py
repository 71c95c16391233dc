"""What all pages of the window share: a signal for what hands want, and `render`."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from emulators.bench_window.tongue import Tongue

Truths = Mapping[str, Mapping[str, Any]]
Can = Mapping[str, Mapping[str, Any]]


class Page(QWidget):
    """A page of the window. `render` twice gives the same picture."""

    wanted = Signal(str, str, object)  # device, action, arguments

    def render_truth(self, truths: Truths, can: Can, tongue: Tongue) -> None:
        """Show the truth about all devices, what can be done, in this language."""
        raise NotImplementedError

    def want(self, device: str, action: str, **arguments: Any) -> None:
        """Ask for something to be done."""
        self.wanted.emit(device, action, arguments)


def possible(can: Can, device: str, action: str) -> bool:
    """True when the bench knows this action."""
    return action in can.get(device, {})


def label(parent: QWidget, kind: str) -> QLabel:
    """Return a label of a kind that the stylesheet knows."""
    made = QLabel(parent)
    made.setProperty("kind", kind)
    return made


def button(parent: QWidget, kind: str = "") -> QPushButton:
    """Return a button of a kind that the stylesheet knows."""
    made = QPushButton(parent)
    made.setProperty("kind", kind)
    return made
