"""Customers, cards and prices: asked of the core, told to the terminal (PAY-1, VEND-1, IFC-1)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from platform_stub.api.answers import AccountAnswer, CardAnswer, QuoteAnswer
from platform_stub.api.bodies import AccountQuery, CardBody, QuoteBody
from platform_stub.api.caller import terminal_of
from platform_stub.api.errors import errors
from platform_stub.platform import Platform
from platform_stub.sales import ledger
from platform_stub.sales.bodies import sale_prefix
from platform_stub.shapes import Card, Message, Refused
from platform_stub.storage.database import in_one_transaction, reading
from platform_stub.terminals import scanned_bills

Caller = Annotated[str, Depends(terminal_of)]
UNFINISHED = ("REWRITE_FIRST", "LAST_PURCHASE_NOT_USED")


def written(answer: Message) -> dict[str, Any]:
    """Write an answer; `facts` only where there are any."""
    bare = isinstance(answer, Refused) and not answer.facts
    # No warnings: they would print what they complain of. FastAPI checks the answer against its shape.
    return answer.model_dump(by_alias=True, exclude={"facts"} if bare else None, warnings=False)


def router(platform: Platform) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/accounts/query", response_model=AccountAnswer | Refused, response_model_exclude_unset=True)
    def query_account(body: AccountQuery, terminal: Caller) -> dict[str, Any]:
        """Look a customer up by number and password; by the number alone where a bill was scanned (UI-1)."""
        if body.password is None and (stopped := too_many(platform, terminal)) is not None:
            return written(stopped)
        found = platform.core.query_customer(body.customer_no, body.password)
        return written(found if isinstance(found, Refused) else AccountAnswer(account=found))

    @routes.post("/cards/identify", response_model=CardAnswer | Refused, response_model_exclude_unset=True)
    def identify_card(body: CardBody, terminal: Caller) -> dict[str, Any]:
        """Say whose card this is and what it may buy; a booked purchase that waits for it comes first (VEND-4)."""
        return written(identify(platform, body.card, terminal))

    @routes.post("/quotes", response_model=QuoteAnswer | Refused, response_model_exclude_unset=True)
    def quote(body: QuoteBody) -> dict[str, Any]:
        """Quote energy for money, or money for energy."""
        quoted = platform.core.quote(body.customer_no, money_fen=body.money_fen, energy_ckwh=body.energy_ckwh)
        return written(quoted if isinstance(quoted, Refused) else QuoteAnswer(quote=quoted))

    return routes


def too_many(platform: Platform, terminal: str) -> Refused | None:
    """Write a scanned bill down, and refuse what is more than customers would show (UI-1)."""
    minutes = in_one_transaction(
        platform.engine,
        lambda connection: scanned_bills.minutes_until_admitted(connection, terminal, platform.clock()),
    )
    if not minutes:
        return None
    platform.audit.note("scanned_bill_refused", actor=terminal, code="TOO_MANY_TRIES")
    return Refused(code="TOO_MANY_TRIES", facts={"minutes": str(minutes)})


def identify(platform: Platform, card: Card, terminal: str) -> CardAnswer | Refused:
    """Identify a card. A purchase of unknown outcome is settled first, lest its counter be sold a second time.

    A card that carries its purchase without anybody having said so is sent to the terminal that wrote it: that one
    reads it, sees that it is done, and confirms (meter_card.md 3.4). For any other terminal it is to be used first.
    """
    platform.desk.settle_card(card.serial)
    found = platform.core.identify_card(card)
    if not isinstance(found, Refused):
        return CardAnswer(account=found.account, terms=found.terms)
    if found.code not in UNFINISHED or "sale" in found.facts:
        return found
    with reading(platform.engine) as connection:
        sale = ledger.waiting_for_card(connection, card.serial)
    written_here = sale is not None and sale.startswith(f"{sale_prefix(terminal)}-")
    if sale is None or (found.code == "LAST_PURCHASE_NOT_USED" and not written_here):
        return found
    return Refused(code="REWRITE_FIRST", facts={**found.facts, "sale": sale})
