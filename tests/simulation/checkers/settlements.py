"""Settlements: only after both agree, each once, all the cash of the period and no other, no open box without one.

I4, I7, I16, I18, I19, PAY-9, PAY-10, fault 52. Sums are made here from the rows and from the notes in the box.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.simulation.checkers.books import Books
from tests.simulation.checkers.notes import NoteTrail
from tests.simulation.devices.acceptor import Acceptor
from tests.simulation.violation import Violation

DOUBTS_AT_MOST = 4
SEEN_WITHIN_MS = 5_000  # of the row


class Settlements:
    """Follows every settlement from the pre-check to the platform's books."""

    name = "settlements"

    def __init__(self, books: Books, trail: NoteTrail, acceptor: Acceptor, clock: Callable[[], int]) -> None:
        self._books, self._trail, self._acceptor, self._clock = books, trail, acceptor, clock
        self._doubts, self._doubted_at = 0, 0  # notes in doubt since the last period was closed
        self._through = 0  # number of the last sale of the periods closed so far
        self._closed: dict[str, Any] = {}  # SettlementClosed by number
        self._open = ""
        self._agreed: tuple[int, int] | None = None  # what the platform has said yes to
        self._passed = False  # and a row says so, in this sign-in
        self._box: Counter[int] = Counter()  # value -> notes that rows say are in the box
        self._lifted: Counter[int] = Counter()  # value -> notes that rows said were in the box when it was emptied
        self._lifting = False  # the box is open: what falls now leaves too
        self._leaving: set[int] = set()  # notes that rows hold and that were to leave with it
        self._left_behind: set[int] = set()  # notes that were to be handed in and still lie in the box
        self._copies: dict[str, int] = {}
        self._whole: set[str] = set()  # whose voucher came out whole
        self._printed: set[str] = set()  # and whose printer has said so, in a row
        self._opening = self._released = ""  # BoxOpening of who is signed in, and not carried out yet
        self._opened: set[str] = set()
        self._counted: dict[str, Any] = {}
        self._done: dict[str, Any] = {}
        self._told: dict[str, Any] = {}
        self._kept: set[str] = set()
        self._reported: set[str] = set()
        self._alarms = self._alarms_before = 0

    def _wrong(self, promise: str, text: str) -> Violation:
        return Violation(self.name, promise, text)

    # --- lives and people ---

    def booted(self, life: int, open_sales: int) -> None:
        self._passed, self._opening, self._released = False, "", ""

    def row_operator_signed_in(self, fact: Any) -> None:
        self._passed = False

    def row_operator_signed_out(self, fact: Any) -> None:
        self._opening = self._released = ""

    def acceptor_opened(self) -> None:
        """I18: between the closing of a period and the handing in of its cash no note may fall."""
        if self._open:
            raise self._wrong("I18", f"the acceptor is opened while settlement {self._open} is under way")

    # --- notes in doubt ---

    def row_note_in_doubt(self, fact: Any) -> None:
        self._doubts, self._doubted_at = self._doubts + 1, self._clock()

    def row_sale_begun(self, fact: Any) -> None:
        """I18, H7: who brings about one doubt after the other is not served until somebody has counted the box."""
        if self._doubts > DOUBTS_AT_MOST and self._clock() > self._doubted_at + SEEN_WITHIN_MS:
            raise self._wrong("I18", f"a sale begins with {self._doubts} notes in doubt since the box was counted")

    # --- the box by rows ---

    def row_note_credited(self, fact: Any) -> None:
        self._box[fact.note.value] += 1

    def row_note_unexpected(self, fact: Any) -> None:
        self._box[fact.note.value] += 1

    # --- before the period is closed ---

    def precheck_passed(self, period: Any) -> None:
        """The platform says that it has the same."""
        self._agreed = period.count, period.total

    def row_settlement_checked(self, fact: Any) -> None:
        """I8: passed is what the platform has said."""
        self._passed = not fact.code
        if self._passed and self._agreed != (fact.count, fact.total):
            raise self._wrong("I19", f"{fact.count} sales of {fact.total} pass a pre-check that said {self._agreed}")

    def row_settlement_closed(self, fact: Any) -> None:
        """I19: the next number, after a passed pre-check, over all that was taken since the last one, and all notes."""
        number, period = fact.settlement, fact.period
        if self._open or not number.endswith(f"S{len(self._closed) + 1:05}"):
            raise self._wrong("I3", f"settlement {number} is closed, {self._open or 'another number'} comes first")
        if not self._passed:
            raise self._wrong("I19", f"settlement {number} is closed without a pre-check that passed")
        taken = [
            sale.closed
            for place, sale in enumerate(self._books.sales.values(), start=1)
            if place > self._through and sale.closed
        ]
        if (period.first, period.last) != (self._through + 1, len(self._books.sales)):
            raise self._wrong("I19", f"settlement {number} is over {period.first}-{period.last} after {self._through}")
        if (period.count, period.total) != (len(taken), sum(taken)):
            text = f"settlement {number} is over {period.count} sales of {period.total}, taken were {sum(taken)}"
            raise self._wrong("I19", text)
        said = {each.value: each.count for each in period.notes}
        certain = Counter(note.value for note in self._acceptor.box if self._due(note))
        if said != {value: count for value, count in self._box.items() if count} or said != dict(certain):
            raise self._wrong("I19", f"settlement {number} says {said}; in the box are {dict(certain)}")
        self._closed[number], self._open = fact, number
        self._through, self._passed, self._doubts = period.last, False, 0

    def _due(self, note: Any) -> bool:
        """True for a note that a row holds and that no settlement has handed in."""
        return note.ident in self._trail.certain and note.ident not in self._left_behind

    # --- voucher ---

    def row_settlement_voucher_begun(self, fact: Any) -> None:
        self._copies[fact.settlement] = self._copies.get(fact.settlement, 0) + 1
        if fact.settlement != self._open or fact.copy != self._copies[fact.settlement]:
            raise self._wrong("I16", f"copy {fact.copy} of the voucher of {fact.settlement}, open is {self._open}")

    def settlement_print_ordered(self, voucher: Any) -> None:
        """I7: intent first; I16: what was closed."""
        settlement = voucher.settlement
        if self._copies.get(settlement.number) != voucher.copy:
            raise self._wrong("I7", f"a voucher of {settlement.number} is sent before its intent is durable")
        if settlement.period != self._closed[settlement.number].period:
            raise self._wrong("I16", f"the voucher of {settlement.number} says something else than the row")

    def settlement_printed(self, voucher: Any, whole: bool) -> None:
        if whole:
            self._whole.add(voucher.settlement.number)

    def row_settlement_voucher_printed(self, fact: Any) -> None:
        if fact.settlement not in self._whole:
            raise self._wrong("I16", f"the voucher of {fact.settlement} is recorded as printed and never came out")
        self._printed.add(fact.settlement)

    # --- the box ---

    def row_box_opening(self, fact: Any) -> None:
        """I19: the lock is released for a closed period whose voucher is on paper."""
        if fact.settlement != self._open or fact.settlement not in self._printed:
            raise self._wrong("I19", f"the box is opened for {fact.settlement}; its voucher is not on paper")
        self._opening = self._released = fact.settlement

    def box_released(self) -> None:
        """I7: the intent is durable."""
        if not self._released:
            raise self._wrong("I7", "the lock of the cash box is released without a durable intent")
        self._released = ""

    def door_told(self, opened: bool) -> None:
        """Fault 52: an open box that no settlement is for is in a row at once."""
        if opened and not self._opening and self._alarms == self._alarms_before:
            raise self._wrong("I19", "the cash box was opened without a settlement, and no row says so")
        self._alarms_before = self._alarms

    def row_door_alarm(self, fact: Any) -> None:
        self._alarms += 1

    def row_box_opened(self, fact: Any) -> None:
        if self._opening != fact.settlement:
            raise self._wrong("I19", f"the box is recorded as open for {fact.settlement} before its lock was released")
        self._opened.add(fact.settlement)
        self._lifting = True

    def row_box_shut(self, fact: Any) -> None:
        self._all_of_it_leaves()

    def _all_of_it_leaves(self) -> None:
        """One too that fell after the period was closed; the first of shutting and counting says that it is out."""
        if self._lifting:
            self._lifted, self._lifting = Counter(self._box), False
            self._leaving = {note.ident for note in self._acceptor.box if self._due(note)}

    def row_box_counted(self, fact: Any) -> None:
        if fact.settlement not in self._opened:
            raise self._wrong("I19", f"the box of {fact.settlement} is counted before it was opened")
        self._counted[fact.settlement] = fact.count
        self._all_of_it_leaves()

    # --- handing in ---

    def row_settlement_done(self, fact: Any) -> None:
        """PAY-10: once, counted, with the difference that it has; then the box is empty of these notes."""
        number, count = fact.settlement, self._counted.get(fact.settlement)
        if number != self._open or count is None or number in self._done:
            raise self._wrong("I19", f"settlement {number} is done without a count, or twice")
        found = Counter({each.value: each.count for each in count.notes})
        said = Counter({each.value: each.count for each in self._closed[number].period.notes})
        difference = sum(value * (found[value] - said[value]) for value in found | said)
        if fact.difference != difference or (found != said) != bool(fact.reason):
            text = f"settlement {number} says a difference of {fact.difference} ({fact.reason}), it is {difference}"
            raise self._wrong("I19", text)
        self._done[number], self._open = fact, ""
        if found != said:  # what the collector has not taken out is counted as missing; nobody looks for it again
            self._left_behind.update(note.ident for note in self._acceptor.box if note.ident in self._leaving)
        self._box.subtract(self._lifted)

    def settlement_told(self, settlement: Any) -> None:
        """I7 and I4: done in a row first, and the same content for ever."""
        done = self._done.get(settlement.number)
        if done is None:
            raise self._wrong("I7", f"the platform is told of settlement {settlement.number} before it is done")
        before = self._told.setdefault(settlement.number, settlement)
        if before != settlement:
            raise self._wrong("I4", f"settlement {settlement.number} is told with two contents")
        if settlement.count != self._counted[settlement.number] or settlement.difference != done.difference:
            raise self._wrong("I4", f"settlement {settlement.number} is told otherwise than it was counted")

    def settlement_kept(self, settlement: Any) -> None:
        """I3: once, for ever."""
        if settlement.number in self._kept:
            raise self._wrong("I3", f"settlement {settlement.number} is kept twice")
        self._kept.add(settlement.number)

    def row_settlement_reported(self, fact: Any) -> None:
        if fact.settlement not in self._kept:
            raise self._wrong("I8", f"settlement {fact.settlement} is recorded as reported; the platform has it not")
        self._reported.add(fact.settlement)

    def settled(self) -> None:
        """I28: nothing is left half done, and what agrees is settled."""
        if self._open:
            raise self._wrong("I28", f"all is healed and settlement {self._open} is not at its end")
        if waiting := sorted(set(self._done) - self._reported):
            raise self._wrong("I28", f"the platform has not been told of {', '.join(waiting)}")
        left = [sale for place, sale in enumerate(self._books.sales.values(), start=1) if place > self._through]
        if any(sale.closed for sale in left) and all(sale.accepted or sale.rejected for sale in left if sale.closed):
            raise self._wrong("I28", "all is booked or held, the collector was here, and the period is not settled")
