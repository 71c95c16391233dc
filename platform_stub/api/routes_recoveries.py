"""What happened to my payment? (PAY-6)"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.api.routes_customers import written
from platform_stub.platform import Platform
from platform_stub.recoveries.recovering import recover
from platform_stub.recoveries.slip import CODE
from platform_stub.sales.bodies import SaleNumber
from platform_stub.shapes import Amount, Message, Name, Refused, Vended


class RecoveryBody(Message):
    """`POST /v1/recoveries`: a sale of any terminal, and the code of its slip where the customer has it."""

    sale: SaleNumber
    slip: Annotated[str, Field(pattern=CODE)] | None


class RecoveredBooking(Message):
    """A booking without what the customer's account holds."""

    platform_serial: Name
    paid_fen: Amount
    bills_fen: Amount
    late_fees_fen: Amount
    surplus_fen: Amount
    purchase: Vended | None


class RecoveryAnswer(Message):
    """Answer: what became of the sale, and whether its card is still to be written."""

    outcome: Literal["ok"] = "ok"
    state: Literal["unheard", "pending", "booked", "refused"]
    kind: Literal["bill_payment", "purchase"]
    paid_fen: Amount
    booking: RecoveredBooking | None
    waits_for_card: bool


def router(platform: Platform) -> APIRouter:
    """Build the route."""
    routes = APIRouter(prefix="/v1")

    @routes.post(
        "/recoveries",
        response_model=RecoveryAnswer | Refused,
        response_model_exclude_unset=True,
        responses=errors(),
    )
    def ask(body: RecoveryBody, terminal: Annotated[str, Depends(terminal_of)]) -> dict[str, Any]:
        """Tell what became of a sale, and finish what can be finished."""
        found = recover(platform, terminal, body.sale, body.slip)
        return written(found) if isinstance(found, Refused) else found

    return routes
