"""A billing core in memory that keeps its side of the contract, loses answers when told, and counts what it did."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from platform_stub.billing.core import (
    CoreRejected,
    CoreSilent,
    Identified,
    Payment,
    PaymentOrder,
    Purchase,
    PurchaseOrder,
)
from platform_stub.shapes import Account, Authorisation, Card, Order, Quote, Refused

Fault = Literal[
    "refuse",  # a refusal, nothing booked
    "lost_before",  # the request never arrived
    "lost_after",  # booked, and the answer was lost
    "late",  # no answer; it is booked some time later, or never
    "reject",  # the core calls the request malformed
    "killed_before",  # our process dies while it asks: before the core books
    "killed_after",  # … and after
    "wrong_sum",  # an answer that does not add up
]
LOOKUP_FAULTS = ("silent", "refuse", "killed")
LateFate = Literal["lands", "vanishes"]


class Killed(BaseException):
    """Our own process died here; nothing in it may catch this."""


@dataclass
class CoreDouble:
    """Satisfies `BillingCore`; what cards and customers are answered is put into `replies`."""

    clock: Callable[[], datetime]
    booked: dict[str, tuple[PaymentOrder | PurchaseOrder, Payment | Purchase]] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)  # how often a booking was asked for
    posts_though_booked: int = 0
    lookups: Counter[str] = field(default_factory=Counter)
    faults: deque[Fault] = field(default_factory=deque)
    lookup_faults: deque[str] = field(default_factory=deque)
    in_flight: list[tuple[datetime, PaymentOrder | PurchaseOrder]] = field(default_factory=list)
    reversed: set[str] = field(default_factory=set)
    replies: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, object]] = field(default_factory=list)
    think_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def total_fen(self) -> int:
        return sum(order.paid_fen for order, _ in self.booked.values())

    def land(self, serial: str) -> None:
        """Let an abandoned request take effect after all (fault 47)."""
        for sent_at, order in list(self.in_flight):
            if order.serial == serial:
                self.in_flight.remove((sent_at, order))
                self._book(order)

    def forget_older_than(self, age: timedelta) -> None:
        """What was abandoned long ago takes no effect any more."""
        self.in_flight = [(at, order) for at, order in self.in_flight if self.clock() - at < age]

    # --- BillingCore: bookings ---

    def pay(self, order: PaymentOrder) -> Payment | Refused:
        answer = self._asked_to_book(order)
        assert not isinstance(answer, Purchase)
        return answer

    def buy(self, order: PurchaseOrder) -> Purchase | Refused:
        answer = self._asked_to_book(order)
        assert not isinstance(answer, Payment)
        return answer

    def find_payment(self, serial: str) -> Payment | Refused | None:
        answer = self._found(serial)
        assert not isinstance(answer, Purchase)
        return answer

    def find_purchase(self, serial: str) -> Purchase | Refused | None:
        answer = self._found(serial)
        assert not isinstance(answer, Payment)
        return answer

    def _asked_to_book(self, order: PaymentOrder | PurchaseOrder) -> Payment | Purchase | Refused:
        with self._lock:
            self.posts[order.serial] += 1
            self.posts_though_booked += order.serial in self.booked
            fault = self.faults.popleft() if self.faults else None
        time.sleep(self.think_s)
        with self._lock:
            match fault:
                case "refuse":
                    return Refused(code="OUT_OF_HOURS", facts={"opens": "06:00"})
                case "reject":
                    raise CoreRejected("status 422")
                case "lost_before":
                    raise CoreSilent("ReadTimeout")
                case "killed_before":
                    raise Killed
                case "late":
                    self.in_flight.append((self.clock(), order))
                    raise CoreSilent("ReadTimeout")
                case _:
                    pass
            answer = self._book(order)
            match fault:
                case "lost_after":
                    raise CoreSilent("ReadTimeout")
                case "killed_after":
                    raise Killed
                case "wrong_sum" if not isinstance(answer, Refused):
                    return answer.model_copy(update={"surplus_fen": 10**9, "remainder_fen": 10**9})
                case _:
                    pass
            return answer

    def _book(self, order: PaymentOrder | PurchaseOrder) -> Payment | Purchase | Refused:
        if order.serial in self.reversed:
            return Refused(code="REVERSED")
        known = self.booked.get(order.serial)
        if known is not None:
            return known[1] if known[0] == order else Refused(code="DUPLICATE_SERIAL")
        number = f"SG{len(self.booked) + 1:08}"
        answer: Payment | Purchase
        if isinstance(order, PaymentOrder):
            bills = min(order.paid_fen, 11_024)
            late = min(order.paid_fen - bills, 761)
            rest = order.paid_fen - bills - late
            answer = Payment(
                core_serial=number, bills_fen=bills, late_fees_fen=late, surplus_fen=rest, balance_fen=rest
            )
        else:
            answer = Purchase(
                core_serial=number,
                vend_id=f"V{len(self.booked) + 1:09}",
                counter=int(order.card.files.wallet[8:], 16) + 1,
                wallet_value=order.paid_fen,
                money_fen=order.paid_fen,
                energy_ckwh=0,
                remainder_fen=0,
                balance_fen=0,
            )
        self.booked[order.serial] = (order, answer)
        return answer

    def _found(self, serial: str) -> Payment | Purchase | Refused | None:
        with self._lock:
            self.lookups[serial] += 1
            match self.lookup_faults.popleft() if self.lookup_faults else None:
                case "silent":
                    raise CoreSilent("ReadTimeout")
                case "refuse":
                    return Refused(code="OUT_OF_HOURS")
                case "killed":
                    raise Killed
                case _:
                    pass
            if serial in self.reversed:
                return Refused(code="REVERSED")
            known = self.booked.get(serial)
            return None if known is None else known[1]

    # --- BillingCore: what is only passed on ---

    def query_customer(self, customer_no: str, password: str | None) -> Account | Refused:
        answer = self._reply("query_customer", (customer_no, password))
        assert isinstance(answer, Account | Refused)
        return answer

    def identify_card(self, card: Card) -> Identified | Refused:
        answer = self._reply("identify_card", card)
        assert isinstance(answer, Identified | Refused)
        return answer

    def quote(self, customer_no: str, *, money_fen: int | None, energy_ckwh: int | None) -> Quote | Refused:
        answer = self._reply("quote", (customer_no, money_fen, energy_ckwh))
        assert isinstance(answer, Quote | Refused)
        return answer

    def authorise(self, serial: str, card_serial: str, challenge: str, step: int) -> Authorisation | Refused:
        answer = self._reply("authorise", (serial, card_serial, challenge, step))
        assert isinstance(answer, Authorisation | Refused)
        return answer

    def order_write(self, serial: str, card: Card, random: str) -> Order | Refused:
        answer = self._reply("order_write", (serial, card, random))
        assert isinstance(answer, Order | Refused)
        return answer

    def confirm_write(self, serial: str, card: Card) -> Refused | None:
        answer = self._reply("confirm_write", (serial, card))
        assert answer is None or isinstance(answer, Refused)
        return answer

    def _reply(self, call: str, asked: object) -> object:
        self.asked.append((call, asked))
        answer = self.replies.get(call, CoreSilent("nothing was prepared"))
        if isinstance(answer, Exception):
            raise answer
        return answer
