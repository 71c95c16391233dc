"""Sales, and the writes of booked purchases' cards (PAY-2, PAY-6, VEND-2 to VEND-4)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Connection

from platform_stub.api.answers import AuthorisationAnswer, OrderAnswer, PlainAnswer, SaleAnswer
from platform_stub.api.bodies import AuthorisationBody, CardBody, WriteOrderBody
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.api.routes_customers import written
from platform_stub.platform import Platform
from platform_stub.recoveries import tries
from platform_stub.sales import ledger
from platform_stub.sales.bodies import SALE, Sale, sale_prefix
from platform_stub.sales.desk import SaleUnheard
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.terminals import alarms

Caller = Annotated[str, Depends(terminal_of)]
Number = Annotated[str, Path(pattern=SALE)]
NO_PURCHASE = Refused(code="NO_PURCHASE_RECORD")


class ForeignSale(Exception):
    """A terminal speaks of another terminal's sale."""


def router(platform: Platform) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/v1/sales")
    _add_booking(routes, platform)
    _add_card_writes(routes, platform)
    return routes


def own(platform: Platform, terminal: str, sale: str) -> None:
    """Raise ForeignSale, and the alarm, unless the number is the terminal's own (H14)."""
    owner = sale.rpartition("-")[0]
    if owner == sale_prefix(terminal):
        return

    def work(connection: Connection) -> None:
        alarms.raise_alarm(connection, terminal, alarms.FOREIGN_SALE, subject=owner, now=platform.clock())

    in_one_transaction(platform.engine, work)
    platform.audit.note("foreign_sale", actor=terminal, sale=sale)
    raise ForeignSale


def _add_booking(routes: APIRouter, platform: Platform) -> None:
    @routes.put(
        "/{sale}", response_model=SaleAnswer | Refused, response_model_exclude_unset=True, responses=errors(409)
    )
    def book_sale(sale: Number, body: Sale, terminal: Caller) -> dict[str, Any]:
        """Book a sale; the same request again is answered the same."""
        own(platform, terminal, sale)
        if body.sale != sale:
            raise RequestValidationError([{"loc": ("body", "sale"), "type": "not_the_sale_of_the_address"}])
        return _with_write(platform, sale, platform.desk.book(terminal, body))

    @routes.get(
        "/{sale}", response_model=SaleAnswer | Refused, response_model_exclude_unset=True, responses=errors(404)
    )
    def read_sale(sale: Number, terminal: Caller) -> dict[str, Any]:
        """Return the stored answer."""
        own(platform, terminal, sale)
        return _with_write(platform, sale, platform.desk.learn(sale))


def _with_write(platform: Platform, sale: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Add that the purchase is on its card: it may have been written at a terminal that did not sell it (PAY-6)."""
    if answer["outcome"] != "booked" or answer["booking"]["purchase"] is None:
        return answer
    with reading(platform.engine) as connection:
        written = ledger.is_written(connection, sale)
    return {**answer, "written": True} if written else answer


def _add_card_writes(routes: APIRouter, platform: Platform) -> None:
    @routes.post(
        "/{sale}/card-authorisations",
        response_model=AuthorisationAnswer | Refused,
        response_model_exclude_unset=True,
        responses=errors(),
    )
    def authorise(sale: Number, body: AuthorisationBody, terminal: Caller) -> dict[str, Any]:
        """Answer the challenge of the card that a purchase was booked for."""
        if not _bought(platform, terminal, sale):
            return written(NO_PURCHASE)
        given = platform.core.authorise(sale, body.card_serial, body.challenge, body.step)
        platform.audit.note("card_authorised", actor=terminal, sale=sale, code=_code(given))
        return written(given if isinstance(given, Refused) else AuthorisationAnswer(**given.model_dump()))

    @routes.post(
        "/{sale}/write-orders",
        response_model=OrderAnswer | Refused,
        response_model_exclude_unset=True,
        responses=errors(),
    )
    def order_write(sale: Number, body: WriteOrderBody, terminal: Caller) -> dict[str, Any]:
        """Order the write of a booked purchase: each time the same counter and amount (I14)."""
        if not _bought(platform, terminal, sale):
            return written(NO_PURCHASE)
        ordered = platform.core.order_write(sale, body.card, body.random)
        platform.audit.note("write_ordered", actor=terminal, sale=sale, code=_code(ordered))
        return written(ordered if isinstance(ordered, Refused) else OrderAnswer(order=ordered))

    @routes.post(
        "/{sale}/write-confirmations",
        response_model=PlainAnswer | Refused,
        response_model_exclude_unset=True,
        responses=errors(),
    )
    def confirm_write(sale: Number, body: CardBody, terminal: Caller) -> dict[str, Any]:
        """Take what the card shows after its write; the second time is as good as the first."""
        with reading(platform.engine) as connection:
            written_here = tries.may_confirm(connection, terminal, sale)
        if not _bought(platform, terminal, sale, let=written_here):
            return written(NO_PURCHASE)
        refused = platform.core.confirm_write(sale, body.card)
        platform.audit.note("write_confirmed", actor=terminal, sale=sale, code=_code(refused))
        if refused is not None:
            return written(refused)
        with platform.engine.begin() as connection:
            ledger.card_written(connection, sale, platform.clock())
        return written(PlainAnswer())


def _bought(platform: Platform, terminal: str, sale: str, *, let: bool = False) -> bool:
    """Tell whether this is a booked purchase of the terminal; one of unknown outcome is settled first.

    Another terminal's purchase is written where its customer asked for it (`recoveries`), and only for some minutes.
    """
    if not let:
        with reading(platform.engine) as connection:
            let = tries.may_write(connection, terminal, sale, platform.clock())
    if not let:
        own(platform, terminal, sale)
    try:
        answer = platform.desk.learn(sale)
    except SaleUnheard:
        return False
    return answer["outcome"] == "booked" and answer["booking"]["purchase"] is not None


def _code(answer: object) -> str | None:
    return answer.code if isinstance(answer, Refused) else None
