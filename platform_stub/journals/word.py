"""The terminal's word on a sale, fact by fact. Nothing here asks or touches a database."""

import json
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from platform_stub.journals.bodies import NoteCredited, SaleBegun, SaleEnded, SaleRejected, TenderClosed
from platform_stub.journals.status import Status, join
from platform_stub.sales.bodies import Sale

WRITES = {"WriteBegun": "begun", "CardIncomplete": "incomplete", "CardCompleted": "written"}


@dataclass(frozen=True, slots=True)
class Word:
    """What a terminal has told of one sale so far."""

    sale: str
    kind: str
    customer_no: str
    bill_ids: tuple[str, ...]
    card: dict[str, Any] | None
    first_seq: int
    begun_wall_ms: int
    notes: dict[int, int]  # value in fen -> count, in the box
    last_seq: int = 0
    closed_fen: int | None = None  # the total, once final
    status: Status = Status.UNKNOWN
    code: str = ""  # of the refusal that the terminal heard
    write_state: str = "none"  # none, begun, incomplete, written, confirmed
    ended: str = ""

    def request(self) -> Sale | None:
        """Return the sale as the terminal asks for it; None where it has no money, or its total is not its notes."""
        body = {
            "sale": self.sale,
            "kind": self.kind,
            "customer_no": self.customer_no,
            "method": "cash",
            "paid_fen": self.closed_fen,
            "notes": [{"value_fen": each, "count": self.notes[each]} for each in sorted(self.notes, reverse=True)],
            "bill_ids": self.bill_ids,
            "card": self.card,
        }
        try:
            return Sale.model_validate_json(json.dumps(body))
        except ValidationError:
            return None


def begin(fact: SaleBegun, seq: int, wall_ms: int) -> Word:
    """Return the word on a sale that has just got its number."""
    terms = fact.terms
    card = terms.card.block() if terms.card is not None else None
    bills = tuple(bill.bill_id for bill in terms.bills)
    return Word(fact.sale, terms.kind, terms.customer_no, bills, card, seq, wall_ms, {}, seq)


def hear(word: Word, kind: str, fact: Any, seq: int) -> Word:
    """Return the word after one more fact about the sale."""
    word = replace(word, last_seq=seq)
    match fact:
        case NoteCredited():
            value = fact.note.value
            return replace(word, notes={**word.notes, value: word.notes.get(value, 0) + 1})
        case TenderClosed():
            return replace(word, closed_fen=fact.paid)
        case SaleRejected():
            return replace(word, status=join(word.status, Status.FAILED), code=fact.code)
        case SaleEnded():
            return replace(word, ended=fact.outcome)
        case _ if kind == "SaleAccepted":
            return replace(word, status=join(word.status, Status.SUCCEEDED))
        case _ if kind == "ConfirmationDelivered":
            return replace(word, write_state="confirmed")
        case _ if kind in WRITES and word.write_state != "confirmed":
            return replace(word, write_state=WRITES[kind])
        case _:
            return word
