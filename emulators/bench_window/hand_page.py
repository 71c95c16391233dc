"""What a customer holds: banknotes and cards."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from emulators.bench_window import look
from emulators.bench_window.page import Can, Page, Truths, button, label, possible
from emulators.bench_window.paper_bills import card_name
from emulators.bench_window.pictures import ODD_NOTES, CardButton, Note, NoteButton, notes_of
from emulators.bench_window.tongue import Tongue, amount

NEW, OLD = "2005", "1999"
CARDS = ("wang", "li", "chen", "zhao", "liu", "zhou", "wang-old", "foreign", "blank", "mute")
ACROSS = 5
ACCEPTOR, READER = "bill_acceptor", "card_reader"


class HandPage(Page):
    """Notes above, cards below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._series = NEW
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.GAP, 0, 0)
        column.setSpacing(look.GAP)
        self._notes_head = label(self, "section")
        self._series_buttons = {series: button(self, "tab") for series in (NEW, OLD)}
        column.addLayout(self._head())
        self._notes = [NoteButton(self, note, 60) for note in notes_of(NEW)]
        self._odd = [NoteButton(self, note, 60) for note in ODD_NOTES]
        column.addLayout(self._grid([*self._notes, *self._odd], 4))
        self._pull, self._string, self._second = (button(self) for _ in range(3))
        column.addLayout(self._row(self._pull, self._string, self._second))
        self._cards_head = label(self, "section")
        column.addSpacing(look.GAP)
        column.addWidget(self._cards_head)
        self._cards = [CardButton(self, card) for card in CARDS]
        column.addLayout(self._grid(self._cards, ACROSS))
        self._take = button(self, "primary")
        column.addWidget(self._take)
        column.addStretch(1)
        self._connect()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._notes_head)
        row.addStretch(1)
        for series, each in self._series_buttons.items():
            each.setCheckable(True)
            each.setAutoExclusive(True)
            each.setChecked(series == NEW)
            each.clicked.connect(partial(self._choose, series))
            row.addWidget(each)
        return row

    def _grid(self, parts: Sequence[QWidget], across: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(look.GAP)
        for at, part in enumerate(parts):
            grid.addWidget(part, at // across, at % across)
        return grid

    def _row(self, *parts: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look.GAP)
        for part in parts:
            row.addWidget(part)
        return row

    def _connect(self) -> None:
        for note in (*self._notes, *self._odd):
            note.clicked.connect(partial(self._insert_note, note))
        for card in self._cards:
            card.clicked.connect(partial(self._insert_card, card.card))
        self._pull.clicked.connect(lambda: self.want(ACCEPTOR, "pull_note"))
        self._string.clicked.connect(lambda: self.want(ACCEPTOR, "pull_string"))
        self._second.clicked.connect(lambda: self.want(ACCEPTOR, "push_second_note", fen=1_000))
        self._take.clicked.connect(lambda: self.want(READER, "take_card"))

    def _choose(self, series: str) -> None:
        self._series = series
        for part, note in zip(self._notes, notes_of(series), strict=True):
            part.show_note(note, part.caption)

    def _insert_note(self, part: NoteButton) -> None:
        self.want(ACCEPTOR, "insert_note", **part.note.arguments())

    def _insert_card(self, card: str) -> None:
        self.want(READER, "insert_card", card=card)

    def render_truth(self, truths: Truths, can: Can, tongue: Tongue) -> None:
        """Show notes and cards; a card that is elsewhere cannot be taken up."""
        self._notes_head.setText(tongue("hand.notes"))
        self._cards_head.setText(tongue("hand.cards"))
        for series, tab in self._series_buttons.items():
            tab.setText(tongue(f"series.{series}"))
        takes_notes = possible(can, ACCEPTOR, "insert_note")
        for part, note in zip(self._notes, notes_of(self._series), strict=True):
            self._show_note(part, note, tongue(f"series.{note.series}"), enabled=takes_notes)
        for part, note in zip(self._odd, ODD_NOTES, strict=True):
            self._show_note(part, note, tongue(f"note.{note.key}"), enabled=takes_notes)
        acceptor = truths.get(ACCEPTOR, {})
        inside = acceptor.get("inside", [])
        for each, key, works in (
            (self._pull, "hand.pull_note", bool(inside)),
            (self._string, "hand.pull_string", bool(inside)),
            (self._second, "hand.second_note", len(inside) == 1),
            (self._take, "hand.take_card", bool(truths.get(READER, {}).get("card"))),
        ):
            each.setText(tongue(key))
            each.setEnabled(works)
        self._render_cards(truths.get(READER, {}).get("cards", {}), can, tongue)

    def _show_note(self, part: NoteButton, note: Note, caption: str, *, enabled: bool) -> None:
        part.show_note(note, caption)
        part.setEnabled(enabled)

    def _render_cards(self, cards: Truths, can: Can, tongue: Tongue) -> None:
        for part in self._cards:
            facts = cards.get(part.card, {})
            at_hand = facts.get("holder", "") == "hand"
            if at_hand and "counter" in facts and part.card != "blank":
                lines = (tongue("card.counter", counter=facts["counter"]), amount(facts["value"], facts.get("unit")))
            elif at_hand:
                lines = (tongue.known("card_text", part.card), "")
            elif not facts:
                lines = ("", "")
            else:
                lines = (tongue.known("holder", facts["holder"]), "")
            part.show_card(facts, card_name(part.card, tongue), lines)
            part.setEnabled(at_hand and possible(can, READER, "insert_card"))
