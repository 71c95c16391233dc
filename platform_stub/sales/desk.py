"""Where sales are booked: once for each key, for ever (I3, I4), by three rules.

*Intent before action* (I7). The sale, and each attempt to have it booked, is durable before the core is asked.

*Unknown is not failed.* Where the core's answer is lost, the core is asked by the same serial; where that is silent
too, the sale stays pending, the terminal hears UNKNOWN_OUTCOME, and it is asked again: by the terminal's repetition,
by the settler, after a restart. A refusal soon after an attempt of unknown end is not believed either, for that
attempt may still take effect (fault 47); until LATE_S have passed the sale stays pending.

*Success absorbs, failure does not* (I5: unknown < failed < succeeded). A booking is the sale's only answer from then
on. A refusal is stored and is what `GET` answers; but the same request coming again is the terminal's recovery
(PAY-6: "where the platform has it as failed, the terminal's record stands and the payment is made good"), because
the customer's cash lies in the box whatever the core thinks. So it is attempted again under the same serial, after
the core was asked whether it has it. That can book only what was never taken: the core keeps our serial for ever. A
terminal that has heard a refusal does not repeat it by itself; what it tells in its journal brings the sale here again
(`journals.making_good`), as a recovery does. Refusals by which the core says that it has a
posting under our serial (FINAL_REFUSALS: reversed, or other content) stay for ever; so does one whose money a person
holds for the customer (`holds`), for what is paid back by hand must not be booked later. Who came while an attempt was
under way takes that attempt's answer and makes none of his own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine

from platform_stub.audit import Audit
from platform_stub.billing.core import FINAL_REFUSALS, BillingCore, CoreRejected, CoreSilent
from platform_stub.sales import ledger
from platform_stub.sales.asking import Booked, ask_core, find_at_core
from platform_stub.sales.bodies import Sale
from platform_stub.sales.ledger import SaleRow
from platform_stub.sales.turns import Turns, TurnTaken
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.terminals import alarms

WAIT_S = 5.0  # for another request about the same sale; the terminal waits 10 s for all of it
LATE_S = 120.0  # how long the core may take to let an abandoned request take effect


class UnknownOutcome(Exception):
    """It is not known whether the request took effect; ask again with the same key."""


class KeyReused(Exception):
    """The same number came with other content."""


class SaleUnheard(Exception):
    """No sale has this number."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What booking needs."""

    engine: Engine
    core: BillingCore
    turns: Turns
    clock: Callable[[], datetime]
    audit: Audit

    def book(self, terminal: str, sale: Sale) -> dict[str, Any]:
        """Book a sale once and return its answer; raise KeyReused or UnknownOutcome."""
        row = in_one_transaction(self.engine, lambda connection: self._claim(connection, terminal, sale))
        if row is None:
            self.audit.note("key_reused", actor=terminal, sale=sale.sale)
            raise KeyReused
        if row.state == "booked" or row.final:
            return _answer(row)
        return self._settled(row, wait_s=WAIT_S)

    def learn(self, sale: str) -> dict[str, Any]:
        """Return a sale's stored answer, asking the core where it is pending; raise SaleUnheard or UnknownOutcome.

        Nothing is booked by asking: a sale that the core has not stays pending.
        """
        row = self._find(sale)
        if row is None:
            raise SaleUnheard
        return _answer(row) if row.state != "pending" else self._settled(row, wait_s=WAIT_S, attempt=False)

    def settle(self, sale: str) -> bool:
        """Bring a pending sale to its end; False where its outcome is still unknown, or somebody else is at it."""
        row = self._find(sale)
        if row is None or row.state != "pending":
            return True
        try:
            self._settled(row, wait_s=0)
        except UnknownOutcome:
            return False
        return True

    def settle_card(self, card_serial: str) -> None:
        """Settle what is pending for a card, before anything is said about the card; raise UnknownOutcome."""
        with reading(self.engine) as connection:
            unsettled = ledger.pending_of_card(connection, card_serial)
        settled = [self.settle(sale) for sale in unsettled]
        if not all(settled):
            raise UnknownOutcome

    def last_word(self, sale: str, refused: Callable[[Connection, SaleRow], None]) -> SaleRow:
        """Look a refused sale up at the core once more, under its turn; what the core has after all is booked. Do
        `refused` with the row of one that is not, in one transaction, while nobody else can ask the core.

        Returns the row as it is then; raises SaleUnheard or UnknownOutcome, and whatever `refused` raises.
        """
        if self._find(sale) is None:
            raise SaleUnheard
        try:
            with self.turns.turn(sale, WAIT_S):
                row = self._known(sale)
                if row.state == "refused" and not row.final and (found := self._looked_up(row)) is not None:
                    self._concluded(row, found, None)
                    row = self._known(sale)
                if row.state != "booked":
                    in_one_transaction(self.engine, lambda connection: refused(connection, row))
                return self._known(sale)
        except TurnTaken:
            raise UnknownOutcome from None

    # --- one turn ---

    def _claim(self, connection: Connection, terminal: str, sale: Sale) -> SaleRow | None:
        """Return the sale's row, or None, with the alarm raised, where its key has other content (I4)."""
        row = ledger.claim(connection, terminal, sale, self.clock())
        assert row.terminal == terminal, "a sale's number names its terminal"
        if row.content == sale.content():
            return row
        alarms.raise_alarm(connection, terminal, alarms.KEY_REUSED, subject=sale.sale, now=self.clock())
        return None

    def _settled(self, seen: SaleRow, *, wait_s: float, attempt: bool = True) -> dict[str, Any]:
        """Take the sale's turn, see what happened while waiting for it, then ask the core."""
        try:
            with self.turns.turn(seen.sale, wait_s):
                row = self._known(seen.sale)
                came_in_between = row.state == "refused" and seen.state == "pending"
                if row.state == "booked" or row.final or came_in_between:
                    return _answer(row)
                return self._asked(row, attempt=attempt)
        except TurnTaken:
            raise UnknownOutcome from None

    def _asked(self, row: SaleRow, *, attempt: bool) -> dict[str, Any]:
        """Ask the core what it has under this serial, if it may have heard of it, and else to book it."""
        with reading(self.engine) as connection:
            heard = ledger.was_attempted(connection, row.no)
        if heard and (known := self._looked_up(row)) is not None:
            return self._concluded(row, known, None)
        if not attempt:
            raise UnknownOutcome
        with self.engine.begin() as connection:
            number = ledger.begin_attempt(connection, row.no, self.clock())
        try:
            result = ask_core(self.core, row.request)
        except CoreRejected as rejected:
            self._alarm(row, alarms.CORE_REJECTED, str(rejected))
            result = Refused(code="CORE_REJECTED")
        except CoreSilent as silent:
            self._end_unknown(number, str(silent))
            found = self._looked_up(row)
            if found is None:
                raise UnknownOutcome from silent
            return self._concluded(row, found, None)
        return self._concluded(row, result, number)

    def _looked_up(self, row: SaleRow) -> Booked | Refused | None:
        """Return what the core has under this serial; None where it has nothing. Raises UnknownOutcome."""
        try:
            found = find_at_core(self.core, row.request)
        except (CoreSilent, CoreRejected) as error:
            raise UnknownOutcome from error
        if isinstance(found, Refused) and found.code not in FINAL_REFUSALS:
            raise UnknownOutcome  # it is the question that was refused, not the sale
        return found

    def _concluded(self, row: SaleRow, result: Booked | Refused, attempt: int | None) -> dict[str, Any]:
        """Make the core's answer durable, then give it away (I8)."""
        if isinstance(result, Booked) and not result.adds_up(row.request):
            self._alarm(row, alarms.CORE_CONTRADICTS, "sums")
            raise UnknownOutcome
        if isinstance(result, Refused) and result.code in FINAL_REFUSALS:
            self._alarm(row, alarms.CORE_CONTRADICTS, result.code)
        with self.engine.begin() as connection:
            answer = self._kept(connection, row, result, attempt)
        if answer is None:
            raise UnknownOutcome
        state: Literal["booked", "refused"] = answer["outcome"]
        code = answer.get("code")
        self.audit.note("sale_settled", terminal=row.terminal, sale=row.sale, state=state, code=code)
        return answer

    def _kept(
        self, connection: Connection, row: SaleRow, result: Booked | Refused, attempt: int | None
    ) -> dict[str, Any] | None:
        """Write the outcome down; None where a refusal cannot be believed yet."""
        now = self.clock()
        if isinstance(result, Booked):
            answer = {"outcome": "booked", "booking": result.booking(row.no, row.request)}
            ledger.book(connection, row.no, answer, now)
            if attempt is not None:
                ledger.end_attempt(connection, attempt, "booked", None, now)
            return answer
        if attempt is not None:
            ledger.end_attempt(connection, attempt, "refused", result.code, now)
        final = result.code in FINAL_REFUSALS
        if not final and ledger.doubtful_since(connection, row.no, now - timedelta(seconds=LATE_S)):
            return None
        answer = result.model_dump(exclude=None if result.facts else {"facts"})
        ledger.refuse(connection, row.no, answer, final=final, now=now)
        return answer

    # --- rows ---

    def _find(self, sale: str) -> SaleRow | None:
        with reading(self.engine) as connection:
            return ledger.find(connection, sale)

    def _known(self, sale: str) -> SaleRow:
        row = self._find(sale)
        assert row is not None, "a sale is never deleted"
        return row

    def _end_unknown(self, attempt: int, reason: str) -> None:
        with self.engine.begin() as connection:
            ledger.end_attempt(connection, attempt, "unknown", reason[:60], self.clock())

    def _alarm(self, row: SaleRow, kind: str, code: str) -> None:
        def work(connection: Connection) -> None:
            alarms.raise_alarm(connection, row.terminal, kind, subject=row.sale, code=code, now=self.clock())

        in_one_transaction(self.engine, work)
        self.audit.note("alarm", terminal=row.terminal, sale=row.sale, kind=kind, code=code)


def _answer(row: SaleRow) -> dict[str, Any]:
    assert row.answer is not None, "only a pending sale has no answer"
    return row.answer
