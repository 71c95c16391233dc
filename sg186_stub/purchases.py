"""Selling to a card (VEND-1, VEND-2, VEND-3): money first, the card is written afterwards from the booked purchase."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from sg186_stub import customers, postings
from sg186_stub.answers import Purchase, Refused
from sg186_stub.audit import note
from sg186_stub.card_images import WALLET_MAXIMUM, Card
from sg186_stub.cards import Holder, check
from sg186_stub.money.tariff import energy_for_money
from sg186_stub.quotes import limit_exceeded
from sg186_stub.schema import purchases
from sg186_stub.settings import Settings
from sg186_stub.sold import vend_id
from sg186_stub.tariffs import bought_this_year, tariff_of


@dataclass(frozen=True, slots=True)
class PurchaseRequest:
    """What the platform asks to be sold: `paid_fen` lies in the box already."""

    serial: str
    customer_no: str
    paid_fen: int
    card: Card


@dataclass(frozen=True, slots=True)
class _Goods:
    money_fen: int
    energy_ckwh: int
    remainder_fen: int
    wallet_value: int


def buy(connection: Connection, request: PurchaseRequest, now: datetime, settings: Settings) -> Purchase | Refused:
    """Book a purchase once, as the card's next counter; a repetition gets the stored answer."""
    content = _content(request)
    before = postings.repeated(connection, request.serial, "purchase", content)
    if before is not None:
        return before if isinstance(before, Refused) else Purchase(**before)
    holder = check(connection, request.card, now, settings)
    if isinstance(holder, Refused):
        return holder
    if holder.customer["customer_no"] != request.customer_no:
        return Refused("CUSTOMER_MISMATCH")
    goods = _goods(connection, holder, request.paid_fen, now, settings)
    if goods is None:
        return limit_exceeded(settings)
    if holder.waiting is not None:
        _settle(connection, holder.waiting.posting_no, holder.waiting.serial, now)
    return _post(connection, request, content=content, holder=holder, goods=goods, now=now)


def look_up(connection: Connection, serial: str) -> Purchase | Refused | None:
    """Return the stored answer, or None when this serial was never booked as a purchase."""
    posting = postings.find_of_kind(connection, serial, "purchase")
    if posting is None:
        return None
    answer = postings.stored_answer(posting)
    return answer if isinstance(answer, Refused) else Purchase(**answer)


def _content(request: PurchaseRequest) -> str:
    card = request.card
    files = {"01": card.parameters.hex(), "02": card.wallet.hex(), "05": card.return_write.hex()}
    return postings.canonical(
        {
            "serial": request.serial,
            "customer_no": request.customer_no,
            "paid_fen": request.paid_fen,
            "card": {"profile": card.profile, "serial": card.serial, "files": files},
        }
    )


def _goods(connection: Connection, holder: Holder, paid_fen: int, now: datetime, settings: Settings) -> _Goods | None:
    """Say what goes onto the card: all the money, or the energy it buys (docs/interfaces.md 1)."""
    if not settings.purchase_minimum_fen <= paid_fen <= settings.purchase_maximum_fen:
        return None
    if holder.customer["meter_kind"] == customers.FEE_CONTROLLED:
        return _Goods(paid_fen, 0, 0, paid_fen)
    used = bought_this_year(connection, holder.customer, now)
    tariff = tariff_of(connection, holder.customer)
    priced = energy_for_money(tariff, used, paid_fen, settings.energy_unit_ckwh)
    if not 0 < priced.energy_ckwh <= WALLET_MAXIMUM:
        return None
    return _Goods(priced.cost_fen, priced.energy_ckwh, priced.remainder_fen, priced.energy_ckwh)


def _settle(connection: Connection, posting_no: int, serial: str, now: datetime) -> None:
    """Confirm a purchase by the card's own evidence: the meter has taken it, though nobody reported the write."""
    at = now.isoformat(timespec="seconds")
    connection.execute(update(purchases).where(purchases.c.posting_no == posting_no).values(confirmed_at=at))
    note(connection, now, "confirmed_by_card", serial)


def _post(
    connection: Connection, request: PurchaseRequest, *, content: str, holder: Holder, goods: _Goods, now: datetime
) -> Purchase:
    no = postings.record(
        connection,
        serial=request.serial,
        kind="purchase",
        customer_no=request.customer_no,
        paid_fen=request.paid_fen,
        surplus_fen=goods.remainder_fen,
        content=content,
        now=now,
    )
    connection.execute(
        insert(purchases).values(
            posting_no=no,
            card_serial=request.card.serial,
            counter=holder.counter + 1,
            wallet_value=goods.wallet_value,
            energy_ckwh=goods.energy_ckwh,
            year=now.year,
            wallet_before=request.card.wallet,
            return_before=request.card.return_write,
        )
    )
    purchase = Purchase(
        core_serial=postings.core_serial(no, now),
        vend_id=vend_id(no),
        counter=holder.counter + 1,
        wallet_value=goods.wallet_value,
        money_fen=goods.money_fen,
        energy_ckwh=goods.energy_ckwh,
        remainder_fen=goods.remainder_fen,
        balance_fen=customers.balance(connection, holder.customer),
    )
    postings.answered(connection, no, asdict(purchase))
    note(connection, now, "purchase_posted", request.serial, f"{request.paid_fen} fen, counter {holder.counter + 1}")
    return purchase
