"""The platform compares an applied file with its ledger and the billing core, and makes good what differs (PAY-8)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk_app.sync.client import NoAnswer
from kiosk_app.sync.upload import Line
from kiosk_app.sync.wire import RefusedAnswer

GO_ON = "STILL_RECONCILING"  # it has not come to its end yet: asked again, it goes on where it is
AT_MOST = 2_000  # questions about one file in a row
State = Literal["SUCCEEDED", "FAILED", "UNKNOWN", "NONE"]
Count = Annotated[int, Field(ge=0)]
Word = Annotated[str, Field(min_length=1, max_length=120)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Differed(_Message):
    """A sale on which the books did not agree, and what was done."""

    sale: Word
    terminal: State
    platform: State
    core: State
    why: Word
    done: Word


class Reconciled(_Message):
    """Everything in the file was compared; `open` sales are not made good."""

    outcome: Literal["ok"]
    compared: Count
    differing: Count
    open: Count
    rows: list[Differed]  # not all of them where there are many


RECONCILED: TypeAdapter[Reconciled | RefusedAnswer] = TypeAdapter(Reconciled | RefusedAnswer)


def reconcile(line: Line, name: str) -> Reconciled | RefusedAnswer:
    """Have a file's sales compared, in as many questions as it takes; raise NoAnswer or Rejected."""
    for _ in range(AT_MOST):
        told = line.call("POST", "/v1/reconciliations", {"name": name}, RECONCILED)
        if not isinstance(told, RefusedAnswer) or told.code != GO_ON:
            return told
    raise NoAnswer("broken contract: a reconciliation without end")
