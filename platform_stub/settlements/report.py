"""`PUT /v1/settlements/{settlement}`: cash that left the terminal, as it was counted and sealed (PAY-10)."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from platform_stub.settlements.bodies import SEQUENCE_AT_MOST
from platform_stub.shapes import FEN_AT_MOST, Amount, Message

SETTLEMENT = r"^[A-Z0-9]{2,15}-S([0-9]{5}|[1-9][0-9]{5,8})$"
NOTES_AT_MOST = 100_000  # of one value; a person types four digits

SettlementNumber = Annotated[str, Field(pattern=SETTLEMENT, examples=["GD0117-S00012"])]
OperatorNumber = Annotated[str, Field(pattern=r"^[0-9]{4,8}$")]
Seal = Annotated[str, Field(pattern=r"^[0-9]{1,8}$")]


class Denomination(Message):
    """So many notes of one value."""

    value_fen: Annotated[int, Field(ge=100, le=1_000_000, multiple_of=100)]
    count: Annotated[int, Field(ge=1, le=NOTES_AT_MOST)]


Denominations = Annotated[list[Denomination], Field(max_length=16)]


class ServiceShare(Message):
    """What one service brought."""

    service: Literal["bill_payment", "purchase"]
    count: Annotated[int, Field(ge=0, le=SEQUENCE_AT_MOST)]
    sum_fen: Amount


class MethodShare(Message):
    """What one way to pay brought."""

    method: Literal["cash"]
    count: Annotated[int, Field(ge=0, le=SEQUENCE_AT_MOST)]
    sum_fen: Amount


class Settlement(Message):
    """One settlement, the same at every repetition (I4). Operators are numbers; their names are nowhere here.

    `closed_by` closed the period, `operator` counted the box, `witness` signed the count ("" where nobody must).
    `journal_notes` must lie in the box by the terminal's journal, `doubtful_notes` may (I12); `acceptor_notes` are the
    acceptor's own counters, null where it has none; `counted_notes` were found.
    """

    settlement: SettlementNumber
    closed_by: OperatorNumber
    operator: OperatorNumber
    witness: Annotated[str, Field(pattern=r"^([0-9]{4,8})?$")]
    first_seq: Annotated[int, Field(ge=1, le=SEQUENCE_AT_MOST)]
    last_seq: Annotated[int, Field(ge=0, le=SEQUENCE_AT_MOST)]
    count: Annotated[int, Field(ge=0, le=SEQUENCE_AT_MOST)]
    sum_fen: Amount
    services: Annotated[list[ServiceShare], Field(max_length=2)]
    methods: Annotated[list[MethodShare], Field(max_length=1)]
    journal_notes: Denominations
    doubtful_notes: Denominations
    acceptor_notes: Denominations | None
    counted_notes: Denominations
    box: Seal
    seal: Seal
    difference_fen: Annotated[int, Field(ge=-FEN_AT_MOST, le=FEN_AT_MOST)]
    reason: Literal["", "worn_note", "note_in_doubt", "jam_cleared", "unexplained"]

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.last_seq < self.first_seq - 1 or self.count > self.last_seq - self.first_seq + 1:
            raise ValueError("no period has these numbers")
        if bool(self.count) != bool(self.sum_fen):
            raise ValueError("sales that took money have a sum")
        return self

    @model_validator(mode="after")
    def _names_everything_once(self) -> Self:
        for notes in (self.journal_notes, self.doubtful_notes, self.acceptor_notes or [], self.counted_notes):
            if len({each.value_fen for each in notes}) != len(notes):
                raise ValueError("a value is counted twice")
        if len({each.service for each in self.services}) != len(self.services):
            raise ValueError("a service is named twice")
        return self

    @property
    def number(self) -> int:
        """Its number among the terminal's settlements, from 1."""
        return int(self.settlement.rpartition("S")[2])

    @property
    def journal_fen(self) -> int:
        """What must lie in the box."""
        return value_of(self.journal_notes)

    @property
    def counted_fen(self) -> int:
        """What lay in it."""
        return value_of(self.counted_notes)

    def content(self) -> str:
        """Write it down so that equal settlements are equal texts."""
        return compact(self.model_dump())


def compact(value: Any) -> str:
    """Write a value down so that equal values are equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def value_of(notes: Sequence[Denomination]) -> int:
    """Add notes up, in fen."""
    return sum(each.value_fen * each.count for each in notes)


def mistake(told: Settlement) -> str:
    """Return the code of the first sum that does not add up, "" where all do."""
    for shares in (told.services, told.methods):
        if (sum(each.count for each in shares), sum(each.sum_fen for each in shares)) != (told.count, told.sum_fen):
            return "TOTALS_DISAGREE"
    if told.difference_fen != told.counted_fen - told.journal_fen:
        return "DIFFERENCE_WRONG"
    if told.difference_fen and not told.reason:
        return "REASON_MISSING"
    if told.operator == told.witness:
        return "WITNESS_IS_OPERATOR"
    return ""
