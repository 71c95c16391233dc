"""The recorded examples as the kiosk sees them: the effect that asks, and the event that must come of the answer.

Written from docs/interfaces.md and the domain alone, so that a misreading in `kiosk_app.sync` cannot hide here.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain.customer import Account, Bill, MeterKind, PurchaseTerms, Quote, Secret
from kiosk_app.domain.events import Event
from kiosk_app.domain.meter_card import CardSnapshot, FileWrite, WriteOrder
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import NoteCount
from kiosk_app.domain.recovered import RecoveredBooking, RecoveredSale, SaleState
from kiosk_app.domain.sale import Booking, BookingRequest, Purchase, SaleKind, SaleNumber
from kiosk_app.sync.asking import Request
from kiosk_app.sync.client import understood
from tests.contract.platform import Example

REQUEST = "the-request"


@dataclass
class Line:
    """Stands in for the connection: answers with what it was given, through the client's own understanding."""

    status: int
    content: bytes
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Any]) -> Any:
        self.asked.append((method, path, body))
        return understood(self.status, self.content, shape)


def line(status: int, answer: Any) -> Any:
    """Return a line with this answer; typed as whatever is wanted, for it is no real client."""
    return Line(status, json.dumps(answer, ensure_ascii=False).encode())


def card(block: dict[str, Any]) -> CardSnapshot:
    """Return the card of this block; what the kiosk reads from it besides is read from the files."""
    files = {int(sfi, 16): bytes.fromhex(content) for sfi, content in block["files"].items()}
    parameters, wallet = files[1], files[2]
    return CardSnapshot(
        profile=block["profile"],
        serial=block["serial"],
        card_type=parameters[42],
        customer_no=parameters[36:42].hex()[2:],
        meter_no=parameters[30:36].hex(),
        wallet_value=int.from_bytes(wallet[:4], "big"),
        wallet_counter=int.from_bytes(wallet[4:], "big"),
        return_present=files[5][0] == 0x68,
        return_counter=int.from_bytes(files[5][27:31], "big"),
        remaining=int.from_bytes(files[5][23:27], "big"),
        files=tuple(files.items()),
    )


def sale_of(example: Example) -> SaleNumber:
    """Return the sale that the path names."""
    return SaleNumber(example.path.split("/")[3])


def secret(password: str | None) -> Secret | None:
    """Return the password as the kiosk holds it; None where a bill was scanned."""
    return None if password is None else Secret(password)


def request(example: Example) -> Request:
    """Return the effect that sends this request."""
    body = example.request or {}
    match example.call:
        case "POST /v1/accounts/query":
            return do.AskAccount(REQUEST, body["customer_no"], secret(body["password"]))
        case "POST /v1/cards/identify":
            return do.AskCard(REQUEST, card(body["card"]))
        case "POST /v1/quotes":
            return do.AskQuote(REQUEST, body["customer_no"], body.get("money_fen"), body.get("energy_ckwh"))
        case "POST /v1/recoveries":
            return do.AskRecovery(REQUEST, SaleNumber(body["sale"]), body["slip"])
        case "PUT /v1/sales/{sale}":
            return do.BookSale(booking_request(body))
        case "POST /v1/sales/{sale}/card-authorisations":
            challenge = bytes.fromhex(body["challenge"])
            return do.AskCardAuthorisation(sale_of(example), body["card_serial"], challenge, body["step"])
        case "POST /v1/sales/{sale}/write-orders":
            return do.AskWriteOrder(sale_of(example), card(body["card"]), bytes.fromhex(body["random"]))
        case "POST /v1/sales/{sale}/write-confirmations":
            return do.ConfirmWrite(sale_of(example), card(body["card"]))
        case other:
            raise AssertionError(other)


def booking_request(body: dict[str, Any]) -> BookingRequest:
    return BookingRequest(
        SaleNumber(body["sale"]),
        SaleKind(body["kind"]),
        body["customer_no"],
        Fen(body["paid_fen"]),
        tuple(NoteCount(Fen(each["value_fen"]), each["count"]) for each in body["notes"]),
        tuple(body["bill_ids"]),
        card(body["card"]) if body["card"] is not None else None,
    )


def event(asked: Request, answer: dict[str, Any]) -> Event:
    """Return what a business answer means."""
    if answer["outcome"] == "refused":
        return refusal(asked, answer["code"], answer.get("facts", {}))
    match asked:
        case do.AskAccount():
            return happened.AccountFound(REQUEST, account(answer["account"]))
        case do.AskCard():
            return happened.CardIdentified(REQUEST, account(answer["account"]), terms(answer["terms"]))
        case do.AskQuote():
            return happened.Quoted(REQUEST, quote(answer["quote"]))
        case do.AskRecovery(_, sale):
            return happened.RecoveryFound(REQUEST, recovered(sale, answer))
        case do.BookSale(wanted):
            return happened.SaleBooked(wanted.sale, booking(answer["booking"]))
        case do.AskCardAuthorisation(sale):
            cryptogram = bytes.fromhex(answer["cryptogram"])
            return happened.CardAuthorised(sale, answer["key_no"], cryptogram, answer["more"])
        case do.AskWriteOrder(sale):
            return happened.WriteOrderIssued(sale, order(answer["order"]))
        case do.ConfirmWrite(sale):
            return happened.WriteConfirmed(sale)


def refusal(asked: Request, code: str, facts: dict[str, str]) -> Event:
    match asked:
        case do.AskAccount() | do.AskCard() | do.AskQuote() | do.AskRecovery():
            return happened.Refused(REQUEST, code, tuple(sorted(facts.items())))
        case do.BookSale(wanted):
            return happened.SaleRefused(wanted.sale, code)
        case _:
            return happened.WriteRefused(asked.sale, code)


def account(told: dict[str, Any]) -> Account:
    bills = tuple(
        Bill(each["bill_id"], each["month"], each["energy_kwh"], Fen(each["amount_fen"]), Fen(each["late_fee_fen"]))
        for each in told["bills"]
    )
    day, _, time = told["as_of"].partition("T")
    return Account(
        customer_no=told["customer_no"],
        name_masked=told["name_masked"],
        address_masked=told["address_masked"],
        meter_kind=MeterKind(told["meter_kind"]),
        meter_no=told["meter_no"],
        balance=Fen(told["balance_fen"]),
        bills=bills,
        as_of=f"{day} {time[:5]}",
    )


def terms(told: dict[str, Any]) -> PurchaseTerms:
    return PurchaseTerms(
        meter_kind=MeterKind(told["meter_kind"]),
        meter_no=told["meter_no"],
        counter=told["counter"],
        arrears=Fen(told["arrears_fen"]),
        minimum=Fen(told["minimum_fen"]),
        maximum=Fen(told["maximum_fen"]),
        price_text=told["price_text"],
    )


def quote(told: dict[str, Any]) -> Quote:
    return Quote(
        money=Fen(told["money_fen"]),
        energy=CentiKwh(told["energy_ckwh"]),
        cost=Fen(told["cost_fen"]),
        remainder=Fen(told["remainder_fen"]),
        tiers=tuple((CentiKwh(each["energy_ckwh"]), each["price_e4"]) for each in told["tiers"]),
    )


def booking(told: dict[str, Any]) -> Booking:
    bought = told["purchase"]
    return Booking(
        platform_serial=told["platform_serial"],
        paid=Fen(told["paid_fen"]),
        bills=Fen(told["bills_fen"]),
        late_fees=Fen(told["late_fees_fen"]),
        surplus=Fen(told["surplus_fen"]),
        balance=Fen(told["balance_fen"]),
        purchase=None
        if bought is None
        else Purchase(
            vend_id=bought["vend_id"],
            counter=bought["counter"],
            wallet_value=bought["wallet_value"],
            money=Fen(bought["money_fen"]),
            energy=CentiKwh(bought["energy_ckwh"]),
            remainder=Fen(bought["remainder_fen"]),
        ),
    )


def recovered(sale: SaleNumber, told: dict[str, Any]) -> RecoveredSale:
    return RecoveredSale(
        sale=sale,
        state=SaleState(told["state"]),
        kind=SaleKind(told["kind"]),
        paid=Fen(told["paid_fen"]),
        booking=None if told["booking"] is None else recovered_booking(told["booking"]),
        waits_for_card=told["waits_for_card"],
    )


def recovered_booking(told: dict[str, Any]) -> RecoveredBooking:
    whole = booking({**told, "balance_fen": 0})
    return RecoveredBooking(
        whole.platform_serial, whole.paid, whole.bills, whole.late_fees, whole.surplus, whole.purchase
    )


def order(told: dict[str, Any]) -> WriteOrder:
    return WriteOrder(
        vend_id=told["vend_id"],
        card_serial=told["card_serial"],
        counter=told["counter"],
        wallet_value=told["wallet_value"],
        writes=tuple(
            FileWrite(int(each["sfi"], 16), each["offset"], bytes.fromhex(each["data"]), bytes.fromhex(each["mac"]))
            for each in told["writes"]
        ),
        expected=tuple((int(sfi, 16), bytes.fromhex(content)) for sfi, content in told["expected"].items()),
    )
