"""`POST /v1/settlements/precheck`: what the terminal says of its period, and the rows that differ (PAY-9)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from platform_stub.sales.bodies import SaleNumber
from platform_stub.shapes import Amount, Message

SEQUENCE_AT_MOST = 999_999_999
ROWS_AT_MOST = 50

Code = Literal["E2101", "E2102", "E2103", "E2104", "E2105", "E2106", "E2107"]
State = Literal["SUCCEEDED", "FAILED", "UNKNOWN", "NONE"]


class PrecheckBody(Message):
    """Sales from `first_seq` to `last_seq` of the terminal's sequence that took money; `last_seq` = `first_seq` - 1
    where there is none. `journal` is how far the terminal's journal has come."""

    first_seq: Annotated[int, Field(ge=1, le=SEQUENCE_AT_MOST)]
    last_seq: Annotated[int, Field(ge=0, le=SEQUENCE_AT_MOST)]
    count: Annotated[int, Field(ge=0, le=SEQUENCE_AT_MOST)]
    sum_fen: Amount
    journal_count: Annotated[int, Field(ge=1, le=2**53)]
    head: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.last_seq < self.first_seq - 1 or self.count > self.last_seq - self.first_seq + 1:
            raise ValueError("no period has these numbers")
        if bool(self.count) != bool(self.sum_fen):
            raise ValueError("sales that took money have a sum")
        return self


class Row(Message):
    """One sale on which both sides disagree."""

    sale: SaleNumber
    amount_fen: Amount
    terminal: State
    platform: State
    why: Literal["unheard", "pending", "refused", "amount", "foreign"]


class PrecheckRefused(Message):
    """It may not be settled: the first code that holds, the platform's figures, the rows that differ."""

    outcome: Literal["refused"] = "refused"
    code: Code
    count: Annotated[int, Field(ge=0)]
    sum_fen: Annotated[int, Field(ge=0)]
    rows: Annotated[list[Row], Field(max_length=ROWS_AT_MOST)]
