"""The card's slot, in a picture at the left, with remarks at the right: for "insert" and for "take"."""

from PySide6.QtWidgets import QWidget

from kiosk_app.screens.banner import Banner
from kiosk_app.screens.lettering import Words
from kiosk_app.screens.screen import Box, Look, Picture, Screen, surface

INNER_HEIGHT = 400
REMARK_LEFT, REMARK_WIDTH = 724, 240


class SlotScreen(Screen):
    """Title, a banner where there is something to say, and the card with the picture in the room that is left."""

    def __init__(self, look: Look, picture: str) -> None:
        super().__init__(look)
        self._heading = self._title((24, 92, 976, 60))
        self._banner = Banner(self, look, (24, 160, 976, 72), "attention")
        self._card = surface(self, "card", (24, 172, 976, 476))
        self._inner = QWidget(self._card)
        Picture(self._inner, (40, 92, 544, 216), picture)
        surface(self._inner, "line", (612, 36, 1, 328))

    def _show_banner(self, said: Words | None) -> None:
        box: Box = (24, 172, 976, 476) if said is None else (24, 248, 976, 400)
        self._banner.setVisible(said is not None)
        if said is not None:
            self._banner.say(said)
        self._card.setGeometry(*box)
        self._inner.setGeometry(0, (box[3] - INNER_HEIGHT) // 2, 976, INNER_HEIGHT)
