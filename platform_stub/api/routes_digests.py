"""The digest exchange (PAY-8): with every heartbeat, in bytes proportional to what differs."""

from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends
from pydantic import Field, model_validator

from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.platform import Platform
from platform_stub.reconciliation.digests import differing, rows_of
from platform_stub.settlements.bodies import SEQUENCE_AT_MOST
from platform_stub.shapes import Message
from platform_stub.storage.database import reading

RANGES_AT_MOST = 256
Number = Annotated[int, Field(ge=1, le=SEQUENCE_AT_MOST)]


class SpanBody(Message):
    """Numbers of the terminal's sequence of sales, both ends included."""

    first: Number
    last: Number


class RangeBody(SpanBody):
    """A range with the digest of the terminal's rows in it."""

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class DigestsBody(Message):
    """`POST /v1/digests`: ranges in order, none within another."""

    ranges: Annotated[list[RangeBody], Field(min_length=1, max_length=RANGES_AT_MOST)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(each.last < each.first for each in self.ranges):
            raise ValueError("a range ends before it begins")
        if any(after.first <= before.last for before, after in pairwise(self.ranges)):
            raise ValueError("ranges are in order and do not overlap")
        return self


class DigestsAnswer(Message):
    """Answer: those of the ranges that are not the same here."""

    outcome: Literal["ok"] = "ok"
    differs: list[SpanBody]


def router(platform: Platform) -> APIRouter:
    """Build the route."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/digests", response_model=DigestsAnswer)
    def compare_digests(body: DigestsBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Compare ranges of the terminal's sales with the ledger; nothing is changed by it."""
        with reading(platform.engine) as connection:
            rows = rows_of(connection, terminal, body.ranges)
        found = [{"first": each.first, "last": each.last} for each in differing(rows, body.ranges)]
        return {"outcome": "ok", "differs": found}

    return routes
