"""Screen 3: six services in fixed places; one that is not to be had says why."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from kiosk_app.domain.events import Pressed
from kiosk_app.screens import theme
from kiosk_app.screens.lettering import Align, Lettering, Type, Words, set_into
from kiosk_app.screens.painted import Painted
from kiosk_app.screens.screen import Box, Look, Screen
from kiosk_app.screens.touch import Touch
from kiosk_app.views import MenuView
from kiosk_app.views.service import ServiceLine, Tile

SERVICES = {
    "pay_bill": "receipt-japanese-yen",
    "buy_electricity": "chip-card",
    "query": "search",
    "recharge_card": "ticket",
    "reprint": "printer",
    "notices": "megaphone",
}
PAYING = ("pay_bill", "buy_electricity")
"""The two green tiles."""

TILE_WIDTH, TILE_HEIGHT, GAP = 312, 228, 20
PILL_ROOM, PILL_GAP, PILL_RIGHT = 14 + 24 + 8 + 14, 10, 18
"""Of a reason: what stands around its text; how far it keeps from the icon and from the edge."""


class _TileButton(Touch):
    """Icon, name, what it does; or an amber pill with the reason why not."""

    def __init__(self, parent: QWidget, look: Look, place: int) -> None:
        x = 24 + place % 3 * (TILE_WIDTH + GAP)
        y = 172 + place // 3 * (TILE_HEIGHT + GAP)
        super().__init__(parent, look.gate, "tile", (x, y, TILE_WIDTH, TILE_HEIGHT))
        self._look = look
        self._tile = Tile("query", enabled=False)

    def show_tile(self, tile: Tile) -> None:
        """Show one service."""
        self._tile = tile
        self.means(Pressed(tile.service))
        self.change_kind("paying" if tile.service in PAYING else "tile")
        self.setEnabled(tile.enabled)
        self.setText(self._look.words(f"service_{tile.service}").text)
        self.update()

    def _name(self) -> tuple[Lettering, QRectF]:
        large = self._look.large
        kind = Type(48 if large else 36, bold=True, line=64 if large else 46, grows=False)
        box = QRectF(26, 138 if large else 126, TILE_WIDTH - 38, 64 if large else 46)
        setting = set_into(self._look.words(f"service_{self._tile.service}"), kind, box, large=False)
        if large and not setting.fits(box):
            kind = Type(40, bold=True, line=64, grows=False)
            setting = set_into(self._look.words(f"service_{self._tile.service}"), kind, box, large=False)
        return setting, box

    def _hint(self) -> tuple[Lettering, QRectF] | None:
        if self._look.large:
            return None
        box = QRectF(26, 171, TILE_WIDTH - 38, 32)
        return set_into(self._look.words(f"service_{self._tile.service}_hint"), _HINT, box, large=False), box

    def _reason(self) -> tuple[Lettering, QRectF] | None:
        if self.isEnabled() or self._tile.why_not is None:
            return None
        room = QRectF(0, 0, TILE_WIDTH - 26 - self._icon_size() - PILL_GAP - PILL_RIGHT - PILL_ROOM, 52)
        setting = set_into(self._look.words(self._tile.why_not), _REASON, room, large=self._look.large)
        return setting, room

    def _icon_size(self) -> int:
        """Large text has larger icons, but for the ones that share their line with a reason."""
        return 96 if self._look.large and self.isEnabled() else 72

    def clipped(self) -> list[str]:
        """Return the texts that do not fit."""
        parts = (self._name(), self._hint(), self._reason())
        return [self._tile.service for part in parts if part is not None and not part[0].fits(part[1])]

    def _paint_content(self, painter: QPainter) -> None:
        paying = self.property("kind") == "paying"
        size = self._icon_size()
        tint = self._ink("on_action" if paying else "green")
        picture = theme.icon(SERVICES[self._tile.service], size, tint, 1.75, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(26, 26), picture)
        setting, box = self._name()
        setting.draw(painter, box, theme.colour(self._ink("on_action" if paying else "ink")))
        hint = self._hint()
        if hint is not None:
            hint[0].draw(painter, hint[1], theme.colour(self._ink("on_action" if paying else "ink_2")))
        self._paint_reason(painter)

    def _paint_reason(self, painter: QPainter) -> None:
        reason = self._reason()
        if reason is None:
            return
        setting, _room = reason
        high = 52 if self._look.large else 44
        wide = PILL_ROOM + setting.width
        pill = QRectF(TILE_WIDTH - PILL_RIGHT - wide, 22, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("amber"))
        painter.drawRoundedRect(pill, high / 2, high / 2)
        mark = theme.icon("ban", 24, "on_amber", 2.25, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(round(pill.left() + 14), round(pill.center().y() - 12)), mark)
        setting.draw(painter, pill.adjusted(46, 0, 0, 0), theme.colour("on_amber"))


_REASON = Type(22, bold=True)
_HINT = Type(24, line=32, grows=False)
_LINE = Type(22, line=28)


class _Lines(Painted):
    """What can be done here now, from the right margin to the left."""

    def __init__(self, parent: QWidget, look: Look, box: Box) -> None:
        super().__init__(parent, box)
        self._look = look
        self._lines: tuple[ServiceLine, ...] = ()

    def show_lines(self, lines: tuple[ServiceLine, ...]) -> None:
        """Show them."""
        self._lines = lines
        self.update()

    def _said(self, line: ServiceLine) -> Words:
        return self._look.words(f"line_{line.part}", state=self._look.words(line.state).text)

    def _paint(self, painter: QPainter) -> None:
        right = float(self.width())
        for line in reversed(self._lines):
            setting = Lettering(self._said(line), _LINE, self.width())
            left = right - setting.width
            setting.draw(painter, QRectF(left, 0, setting.width, self.height()), theme.colour("ink"))
            name, tone = ("circle-check", "green") if line.usable else ("triangle-alert", "ink")
            mark = theme.icon(name, 26, tone, 2.25, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(round(left - 32), round(self.height() / 2 - 14)), mark)
            right = left - 32 - 22

    def clipped(self) -> list[str]:
        """Return all of it when the lines do not fit side by side."""
        wide = sum(Lettering(self._said(line), _LINE, self.width()).width + 54 for line in self._lines) - 22
        return [line.part for line in self._lines] if wide > self.width() else []


class MenuScreen(Screen):
    """Title, services' states, six tiles."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._heading = self._text((24, 93, 976, 62), Type(40, bold=True, line=52, align=Align.LEFT))
        self._lines = _Lines(self, look, (400, 96, 600, 58))
        self._tiles = [_TileButton(self, look, place) for place in range(6)]
        for tile in self._tiles:
            tile.touched.connect(self.touched)

    def render_view(self, view: MenuView) -> None:
        """Show the view."""
        self._heading.say(self._t("menu_title"))
        self._lines.setVisible(not self._look.large)
        self._lines.show_lines(view.lines)
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(view.tiles))
            if place < len(view.tiles):
                tile.show_tile(view.tiles[place])
