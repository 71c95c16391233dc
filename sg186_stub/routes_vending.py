"""The prepaid vending system's calls: cards, quotes, purchases and their writes."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from sg186_stub import card_writes, cards, purchases, quotes
from sg186_stub.answers import Refused
from sg186_stub.bodies import AuthorisationBody, IdentifyBody, PurchaseBody, QuoteBody, WriteOrderBody
from sg186_stub.core import Core
from sg186_stub.routes_billing import NoRecord, SerialInPath, refusal

Answer = dict[str, Any]


def router(core: Core) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/sg186")
    _add_sale(routes, core)
    _add_card_writes(routes, core)
    return routes


def _add_sale(routes: APIRouter, core: Core) -> None:
    @routes.post("/cards/identify")
    def _identify(body: IdentifyBody) -> Answer:
        card = body.card.card()
        found = core.do("cards", lambda connection: cards.identify(connection, card, core.clock(), core.settings))
        return refusal(found) if isinstance(found, Refused) else {"outcome": "ok", **asdict(found)}

    @routes.post("/quotes")
    def _quote(body: QuoteBody) -> Answer:
        quoted = core.do(
            "quotes",
            lambda connection: quotes.quote(
                connection,
                body.customer_no,
                money_fen=body.money_fen,
                energy_ckwh=body.energy_ckwh,
                now=core.clock(),
                settings=core.settings,
            ),
        )
        return refusal(quoted) if isinstance(quoted, Refused) else {"outcome": "ok", "quote": asdict(quoted)}

    @routes.post("/purchases")
    def _buy(body: PurchaseBody) -> Answer:
        request = body.request()
        sold = core.do("purchases", lambda connection: purchases.buy(connection, request, core.clock(), core.settings))
        return refusal(sold) if isinstance(sold, Refused) else {"outcome": "ok", "purchase": asdict(sold)}

    @routes.get("/purchases/{serial}")
    def _look_up(serial: SerialInPath) -> Answer:
        found = core.do("lookups", lambda connection: purchases.look_up(connection, serial))
        if found is None:
            raise NoRecord
        return refusal(found) if isinstance(found, Refused) else {"outcome": "ok", "purchase": asdict(found)}


def _add_card_writes(routes: APIRouter, core: Core) -> None:
    @routes.post("/purchases/{serial}/authorisations")
    def _authorise(serial: SerialInPath, body: AuthorisationBody) -> Answer:
        given = core.do(
            "authorisations",
            lambda connection: card_writes.authorise(
                connection,
                core.hsm,
                serial,
                card_serial=body.card_serial,
                challenge=bytes.fromhex(body.challenge),
                step=body.step,
                now=core.clock(),
            ),
        )
        return refusal(given) if isinstance(given, Refused) else {"outcome": "ok", **asdict(given)}

    @routes.post("/purchases/{serial}/write-orders")
    def _order_write(serial: SerialInPath, body: WriteOrderBody) -> Answer:
        card, random = body.card.card(), bytes.fromhex(body.random)
        ordered = core.do(
            "write_orders",
            lambda connection: card_writes.order_write(
                connection, core.hsm, serial, card=card, random=random, now=core.clock()
            ),
        )
        return refusal(ordered) if isinstance(ordered, Refused) else {"outcome": "ok", "order": asdict(ordered)}

    @routes.post("/purchases/{serial}/confirmations")
    def _confirm(serial: SerialInPath, body: IdentifyBody) -> Answer:
        card = body.card.card()
        refused = core.do(
            "confirmations", lambda connection: card_writes.confirm(connection, serial, card, core.clock())
        )
        return {"outcome": "ok"} if refused is None else refusal(refused)

    @routes.post("/purchases/{serial}/reversal")
    def _reverse(serial: SerialInPath, body: WriteOrderBody) -> Answer:
        card, random = body.card.card(), bytes.fromhex(body.random)
        ordered = core.do(
            "reversals",
            lambda connection: card_writes.reverse(
                connection, core.hsm, serial, card=card, random=random, now=core.clock()
            ),
        )
        return refusal(ordered) if isinstance(ordered, Refused) else {"outcome": "ok", "order": asdict(ordered)}
