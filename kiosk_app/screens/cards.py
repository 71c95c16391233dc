"""White cards that several screens use: label and value in rows, and the story of what happened and what is next."""

from PySide6.QtWidgets import QFrame, QWidget

from kiosk_app.screens.lettering import Align, Type, Words
from kiosk_app.screens.painted import Disc
from kiosk_app.screens.screen import Box, Icon, Look, Screen, Text, surface

ROW, STORY_ROW = 60, 112


class FactCard(QFrame):
    """Rows of a label and a value, 60 pixels each."""

    def __init__(self, parent: QWidget, look: Look, y: int, rows: int, *, height: int = ROW) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._row = height
        self.setGeometry(24, y, 604, rows * height + 2)
        self._lines, self._labels, self._values = [], [], []
        for place in range(rows):
            top = 1 + place * height
            self._lines.append(surface(self, "line", (1, top - 1 if place else top, 602, 1)))
            self._labels.append(Text(self, look, (25, top, 230, height), Type(24, line=36), "ink_2"))
            value = Type(28, bold=True, line=36, align=Align.RIGHT)
            self._values.append(Text(self, look, (210, top, 369, height), value))
        self._lines[0].hide()

    def show_facts(self, facts: tuple[tuple[Words, str], ...]) -> None:
        """Show the rows; the card is as high as they are."""
        self.resize(604, len(facts) * self._row + 2)
        for place, (label, value) in enumerate(zip(self._labels, self._values, strict=True)):
            used = place < len(facts)
            label.setVisible(used)
            value.setVisible(used)
            self._lines[place].setVisible(used and place > 0)
            if used:
                label.say(facts[place][0])
                value.say(facts[place][1])


class StoryCard(QFrame):
    """Three rows of icon, heading and one sentence: the money, what is next, whom to ask (T11)."""

    def __init__(self, parent: QWidget, look: Look, y: int, rows: int = 3, width: int = 604) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setGeometry(24, y, width, rows * STORY_ROW + 1)
        self._icons, self._headings, self._texts = [], [], []
        for place in range(rows):
            top = place * STORY_ROW
            if place:
                surface(self, "line", (1, top, width - 2, 1))
            self._icons.append(Icon(self, (25, top + 33, 48, 48), "info", "green"))
            heading = Type(28, bold=True, line=36)
            self._headings.append(Text(self, look, (93, top + 20, width - 110, 36), heading))
            text = Type(28, line=36, wrap=True)
            self._texts.append(Text(self, look, (93, top + 57, width - 110, 38), text, "ink_2"))

    def show_story(self, story: tuple[tuple[str, Words, Words], ...]) -> None:
        """Show (icon, heading, sentence) of each row."""
        for place, (icon, heading, sentence) in enumerate(story):
            self._icons[place].change(icon, "green")
            self._headings[place].say(heading)
            self._texts[place].say(sentence)
            self._texts[place].restyle(_SENTENCE)


_SENTENCE = Type(28, line=38)


class Announcement:
    """Disc, title and one line under it, at the head of a result."""

    def __init__(self, screen: Screen, look: Look) -> None:
        self._disc = Disc(screen, (24, 102, 88, 88), 52)
        self._title = Text(screen, look, (134, 100, 494, 56), Type(44, bold=True, line=56))
        self._line = Text(screen, look, (134, 156, 494, 36), Type(28, line=36), "ink_2")

    def say(self, icon: str, severity: str, title: Words, line: Words) -> None:
        """Show it; severity "pending" is amber, "fault" red."""
        fault = severity == "fault"
        self._disc.dress(icon, "red" if fault else "amber", "on_action" if fault else "on_amber")
        self._title.say(title)
        self._line.say(line)


class HelpCard(QFrame):
    """Whom to call, in the right column where no money is involved."""

    def __init__(self, parent: QWidget, look: Look, box: Box) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("surface", "card")
        self.setGeometry(*box)
        top = (box[3] - 260) // 2 + 2
        Icon(self, (25, top, 36, 36), "phone", "ink_2")
        self._label = Text(self, look, (75, top, 250, 36), Type(28, line=36), "ink_2")
        big = Type(72, bold=True, line=92, spacing=1, grows=False)
        self._number = Text(self, look, (25, top + 37, 300, 92), big)
        self._hours = Text(self, look, (25, top + 129, 300, 34), Type(24, line=32), "ink_2")
        surface(self, "line", (25, top + 181, 298, 2))
        self._below = Text(self, look, (25, top + 200, 298, 60), Type(22, line=29, wrap=True, top=True), "ink_2")

    def say(self, below: Words) -> None:
        """Show the hotline, and a remark under it."""
        self._label.say(self._look.words("hotline_label"))
        self._number.say(self._look.hotline)
        self._hours.say(self._look.words("hotline_hours"))
        self._below.say(below)
