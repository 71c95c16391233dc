"""Sees no wrong: notices rare things that must happen in a large run, or the run proves little."""

from typing import Any

from tests.simulation.checkers.books import Books
from tests.simulation.kiosk import Machine
from tests.simulation.platform.port import Posting
from tests.simulation.things import Banknote, Slip
from tests.simulation.world import World

MANY_NOTES, MANY_SALES, DEEP = 8, 3, 3


class Sights:
    """Hits marks."""

    name = "sights"

    def __init__(self, world: World, machine: Machine, books: Books) -> None:
        self._hit, self._world, self._machine, self._books = world.marks.hit, world, machine, books
        self._deaths_in_a_row = 0
        self._booted_at = 0

    # --- lives ---

    def booted(self, life: int, open_sales: int) -> None:
        self._booted_at = self._world.now
        if open_sales >= MANY_SALES:
            self._hit("start_with_many_open_sales")

    def died(self, end: object) -> None:
        self._deaths_in_a_row += 1
        if self._deaths_in_a_row >= DEEP:
            self._hit("died_three_times_without_serving")
        if self._world.now == self._booted_at:
            self._hit("died_in_the_first_turn")

    def idle(self) -> None:
        self._deaths_in_a_row = 0

    # --- rows ---

    def row_sale_begun(self, fact: Any) -> None:
        self._deaths_in_a_row = 0

    def _behind(self, number: str) -> bool:
        """True when this sale is in the background, not in front."""
        return self._machine.runner is not None and number in self._machine.runner.recovery.cases

    def row_note_credited(self, fact: Any) -> None:
        if len(self._books.sales[fact.sale].notes) == MANY_NOTES:
            self._hit("sale_with_many_notes")
        if self._behind(fact.sale):
            self._hit("note_credited_after_a_restart")

    def row_note_handed_back(self, fact: Any) -> None:
        self._hit("note_handed_back_after_a_restart" if self._behind(fact.sale) else "note_handed_back_in_front")

    def row_note_in_doubt(self, fact: Any) -> None:
        self._hit("doubt_after_a_restart" if self._behind(fact.sale) else "doubt_in_front")

    def row_note_unexpected(self, fact: Any) -> None:
        self._hit("note_unexpected")

    def row_incident_seen(self, fact: Any) -> None:
        self._hit(f"incident_{fact.code}")

    def row_tender_closed(self, fact: Any) -> None:
        if not fact.paid:
            self._hit("closed_with_nothing_but_doubt")

    def row_sale_accepted(self, fact: Any) -> None:
        if self._behind(fact.sale):
            self._hit("booked_in_the_background")
        if fact.booking.purchase is not None and fact.booking.surplus:
            self._hit("purchase_with_a_remainder")

    def row_sale_rejected(self, fact: Any) -> None:
        self._hit("refused_in_the_background" if self._behind(fact.sale) else "refused_in_front")

    def row_sale_pending(self, fact: Any) -> None:
        self._hit("pending")

    def row_card_completed(self, fact: Any) -> None:
        if self._behind(fact.sale):
            self._hit("card_says_that_it_was_written")
        elif self._books.sales[fact.sale].slips:
            self._hit("card_rewritten_without_money")

    def row_card_incomplete(self, fact: Any) -> None:
        self._hit(f"write_ended_{str(fact.problem).lower()}")

    def row_confirmation_delivered(self, fact: Any) -> None:
        if self._behind(fact.sale):
            self._hit("confirmed_in_the_background")

    def row_receipt_begun(self, fact: Any) -> None:
        self._hit(f"slip_{fact.slip}")
        if fact.copy > 1:
            self._hit("second_copy")
        if self._behind(fact.sale):
            self._hit("slip_after_a_restart")

    def row_enquiry_noted(self, fact: Any) -> None:
        self._hit(f"enquiry_{fact.what}")

    def row_receipt_missed(self, fact: Any) -> None:
        self._hit("slip_missed")

    def row_card_kept(self, fact: Any) -> None:
        self._hit("card_kept_with_a_sale" if fact.sale else "card_kept_without_a_sale")

    def row_sale_ended(self, fact: Any) -> None:
        self._hit(f"ended_{fact.outcome}")

    # --- the far side and paper ---

    def posted(self, posting: Posting) -> None:
        """Platform success, terminal unknown."""
        if self._machine.runner is None:
            self._hit("booked_while_the_kiosk_is_dead")
        elif self._books.sales[posting.serial].slips:
            self._hit("booked_behind_an_unconfirmed_slip")

    def fallen(self, note: Banknote) -> None:
        if self._machine.runner is None:
            self._hit("note_falls_while_the_kiosk_is_dead")

    def printed(self, slip: Slip) -> None:
        if not slip.whole:
            self._hit("half_a_slip")
