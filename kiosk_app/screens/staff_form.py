"""Screens A1 and A9, and the count of the cash box: up to six fields beside the keypad."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.events import RowTouched
from kiosk_app.screens import theme
from kiosk_app.screens.banner import Banner
from kiosk_app.screens.keypad import Keypad
from kiosk_app.screens.lettering import Lettering, Type, Words, set_into
from kiosk_app.screens.screen import Look, Screen
from kiosk_app.screens.touch import Touch
from kiosk_app.views import FormView
from kiosk_app.views.frame import message
from kiosk_app.views.staff import FormField

FIELDS, ONE_COLUMN, HIGH, GAP, TOP = 6, 3, 96, 12, 204
_LABEL = Type(22, line=30)
_VALUE = Type(36, bold=True, line=46, spacing=2)


class _Field(Touch):
    """A label, and what has been typed; a green border where the next digit goes."""

    def __init__(self, parent: QWidget, look: Look, place: int) -> None:
        super().__init__(parent, look.gate, "secondary", (24, TOP, 604, HIGH))
        self._look, self._field = look, FormField(message("field_operator_number"), "", current=False)
        self.means(RowTouched(place))

    def show_field(self, field: FormField) -> None:
        """Show one field."""
        self._field = field
        self.setText(self._look.words(field.label).text)
        self.change_kind("chosen" if field.current else "secondary")
        self.update()

    def forget(self) -> None:
        """Hold no digit."""
        self._field = FormField(self._field.label, "", current=False)

    def _label(self) -> tuple[Lettering, QRectF]:
        box = QRectF(20, 8, self.width() - 40, 32)
        return set_into(self._look.words(self._field.label), _LABEL, box, large=self._look.large), box

    def clipped(self) -> list[str]:
        """Return the label when it does not fit."""
        setting, box = self._label()
        return [] if setting.fits(box) else [self.text()]

    def _paint_content(self, painter: QPainter) -> None:
        setting, box = self._label()
        setting.draw(painter, box, theme.colour(self._ink("ink_2")))
        value = Lettering(Words(self._field.shown), _VALUE, self.width() - 40)
        value.draw(painter, QRectF(20, 42, self.width() - 40, 46), theme.colour(self._ink("ink")))


class StaffFormScreen(Screen):
    """Title, fields in one column or two, what was wrong, the keypad."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._title()
        self._below = self._text((24, 152, 604, 40), Type(24, line=34), "ink_2")
        self._fields = [_Field(self, look, place) for place in range(FIELDS)]
        for field in self._fields:
            field.touched.connect(self.touched)
        self._problem = Banner(self, look, (24, 552, 604, 96), "attention")
        self._keypad = Keypad(self, look)
        self._keypad.touched.connect(self.touched)

    def render_view(self, view: FormView) -> None:
        """Show the view."""
        self._heading.say(self._t(view.title))
        self._below.say(self._t(view.below))
        two = len(view.fields) > ONE_COLUMN
        for place, field in enumerate(self._fields):
            field.setVisible(place < len(view.fields))
            if place < len(view.fields):
                wide = 296 if two else 604
                across, down = (place % 2, place // 2) if two else (0, place)
                field.setGeometry(24 + across * (wide + GAP), TOP + down * (HIGH + GAP), wide, HIGH)
                field.show_field(view.fields[place])
        self._problem.setVisible(view.problem is not None)
        if view.problem is not None:
            self._problem.say(self._t(view.problem))
        self._keypad.refresh()
