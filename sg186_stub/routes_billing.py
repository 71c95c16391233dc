"""The billing core's calls: customers and payments."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path

from sg186_stub import customers, payments
from sg186_stub.answers import Account, Payment, Refused
from sg186_stub.bodies import SERIAL, CustomerQuery, Nothing, PaymentBody
from sg186_stub.core import Core

SerialInPath = Annotated[str, Path(pattern=SERIAL)]


class NoRecord(Exception):
    """Nothing was ever booked under the serial."""


def refusal(refused: Refused) -> dict[str, Any]:
    """Write a refusal; `facts` only where there are any."""
    answer: dict[str, Any] = {"outcome": "refused", "code": refused.code}
    return {**answer, "facts": refused.facts} if refused.facts else answer


def answer(name: str, result: Account | Payment | Refused) -> dict[str, Any]:
    """Write a business answer."""
    return refusal(result) if isinstance(result, Refused) else {"outcome": "ok", name: asdict(result)}


def router(core: Core) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/sg186")

    @routes.post("/customers/query")
    def _query(body: CustomerQuery) -> dict[str, Any]:
        return answer(
            "account",
            core.do(
                "customers",
                lambda connection: customers.query(
                    connection, body.customer_no, body.password, core.clock(), core.settings
                ),
            ),
        )

    @routes.post("/payments")
    def _pay(body: PaymentBody) -> dict[str, Any]:
        request = body.request()
        paid = core.do("payments", lambda connection: payments.pay(connection, request, core.clock(), core.settings))
        return answer("payment", paid)

    @routes.get("/payments/{serial}")
    def _look_up(serial: SerialInPath) -> dict[str, Any]:
        found = core.do("lookups", lambda connection: payments.look_up(connection, serial))
        if found is None:
            raise NoRecord
        return answer("payment", found)

    @routes.post("/payments/{serial}/reversal")
    def _reverse(serial: SerialInPath, _body: Nothing) -> dict[str, Any]:
        undone = core.do("reversals", lambda connection: payments.reverse(connection, serial, core.clock()))
        if undone is None:
            raise NoRecord
        return refusal(undone) if isinstance(undone, Refused) else {"outcome": "ok"}

    return routes
