"""Every recorded example of the platform's interface, both ways; every broken answer is no answer."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kiosk_app.domain import effects as do
from kiosk_app.domain import events as happened
from kiosk_app.domain.meter_card import CardSnapshot
from kiosk_app.domain.money import CentiKwh, Fen
from kiosk_app.domain.notes import by_value
from kiosk_app.domain.sale import BookingRequest, SaleKind, SaleNumber
from kiosk_app.sync import digest_exchange, grants, identity, office, reconciling, renewal, upload, wire, wire_recovery
from kiosk_app.sync.asking import Request, ask, booking_body, card_block, rejected, unanswered
from kiosk_app.sync.client import NoAnswer, Rejected, understood
from tests.contract import platform
from tests.contract.platform import BrokenAnswer, Example
from tests.support import samples
from tests.sync import examples
from tests.sync.examples import REQUEST, line

ELSEWHERE = {
    "identity_renewal", "operators",
    "digests", "enrolment", "facts", "heartbeats", "reconciliations",
    "sales_get", "settlement_prechecks", "settlements_put", "uploads",
    "upload_applications",
}  # fmt: skip
ASKED = tuple(name for name in platform.names() if name not in ELSEWHERE)
SHAPES: dict[str, TypeAdapter[Any]] = {
    "POST /v1/digests": digest_exchange.DIGESTS,
    "POST /v1/enrolment": identity.ANSWER,
    "POST /v1/facts": wire.FACTS,
    "POST /v1/heartbeats": wire.HEARTBEAT,
    "POST /v1/identity/renewal": renewal.ANSWER,
    "POST /v1/operators": grants.OPERATORS,
    "GET /v1/sales/{sale}": wire.SALE,
    "PUT /v1/sales/{sale}": wire.SALE,
    "POST /v1/accounts/query": wire.ACCOUNT,
    "POST /v1/cards/identify": wire.CARD,
    "POST /v1/quotes": wire.QUOTE,
    "POST /v1/reconciliations": reconciling.RECONCILED,
    "POST /v1/recoveries": wire_recovery.RECOVERY,
    "POST /v1/sales/{sale}/card-authorisations": wire.AUTHORISATION,
    "POST /v1/sales/{sale}/write-orders": wire.ORDER,
    "POST /v1/sales/{sale}/write-confirmations": wire.PLAIN,
    "POST /v1/settlements/precheck": office.PRECHECK,
    "PUT /v1/settlements/{settlement}": office.SETTLEMENT,
    "POST /v1/uploads": upload.ANNOUNCED,
    "POST /v1/uploads/{name}/application": upload.APPLIED,
}


def named(each: Example | BrokenAnswer) -> str:
    return f"{each.call.removeprefix('POST ').removeprefix('/v1/')}: {each.name}"


read_here = [platform.call(name) for name in platform.names()]
every_example = [example for call in read_here for example in call.examples]
every_asked = [example for name in ASKED for example in platform.call(name).examples]
every_broken_answer = [broken for call in read_here for broken in call.broken_answers]


def test_every_call_of_the_interface_is_recorded() -> None:
    assert {call.call for call in read_here} == SHAPES.keys()
    assert set(platform.names()) >= ELSEWHERE
    assert all(call.examples and call.broken_answers for call in platform.calls())


@pytest.mark.parametrize("example", [each for each in every_asked if each.status != 422], ids=named)
def test_the_kiosk_sends_just_what_is_recorded(example: Example) -> None:
    far_side = line(example.status, example.answer)
    try:
        ask(far_side, examples.request(example))
    except (NoAnswer, Rejected):
        assert example.status != 200
    assert far_side.asked == [(example.method, example.path, example.request)]


@pytest.mark.parametrize("example", [each for each in every_asked if each.status == 200], ids=named)
def test_a_business_answer_becomes_its_event(example: Example) -> None:
    asked = examples.request(example)
    assert ask(line(200, example.answer), asked) == examples.event(asked, example.answer)


@pytest.mark.parametrize("example", [each for each in every_example if each.status in (403, 404, 409)], ids=named)
def test_a_refusal_as_such_tells_its_code(example: Example) -> None:
    content = json.dumps(example.answer).encode()
    with pytest.raises(Rejected) as refused:
        understood(example.status, content, SHAPES[example.call])
    assert refused.value.code == example.answer["code"]


@pytest.mark.parametrize("example", [each for each in every_example if each.status in (422, 503)], ids=named)
def test_an_unknown_outcome_and_a_misunderstanding_are_no_answer(example: Example) -> None:
    with pytest.raises(NoAnswer):
        understood(example.status, json.dumps(example.answer).encode(), SHAPES[example.call])


@pytest.mark.parametrize("example", [each for each in every_example if each.status == 200], ids=named)
def test_a_message_says_again_what_was_said(example: Example) -> None:
    answer = understood(200, json.dumps(example.answer).encode(), SHAPES[example.call])
    assert answer.model_dump(exclude_unset=True) == example.answer


@pytest.mark.parametrize("broken", every_broken_answer, ids=named)
def test_a_broken_answer_is_no_answer(broken: BrokenAnswer) -> None:
    with pytest.raises(NoAnswer):
        understood(broken.status, json.dumps(broken.answer).encode(), SHAPES[broken.call])


# --- every place of every answer, changed -------------------------------------------------------

OTHERS: tuple[Any, ...] = (None, True, 7, 1.5, "text", [], {}, [1], {"a": 1})
MAY_BE_NULL = ("meter_no", "purchase", "ticket", "config")
FREE_OBJECTS = ("facts", "expected", "values", "arguments")  # their names are data


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*at, step))


def inside(value: Any, at: tuple[Any, ...]) -> Any:
    for step in at:
        value = value[step]
    return value


good_answers = [each for each in every_example if each.status == 200]
every_good = pytest.mark.parametrize("example", good_answers, ids=named)


def refuses(example: Example, answer: Any, why: str) -> None:
    try:
        understood(200, json.dumps(answer).encode(), SHAPES[example.call])
    except NoAnswer:
        return
    raise AssertionError(f"taken: {why}")


@every_good
def test_another_type_in_any_place_is_no_answer(example: Example) -> None:
    for at in places(example.answer):
        was = inside(example.answer, at)
        for other in OTHERS:
            if type(other) is type(was) or (other is None and at[-1:] and at[-1] in MAY_BE_NULL):
                continue
            if at[-2:-1] == ("values",) and isinstance(other, bool | int | str):
                continue  # what a value may be is the configuration's business
            answer = copy.deepcopy({"whole": example.answer})
            inside(answer, ("whole", *at)[:-1])[("whole", *at)[-1]] = other
            refuses(example, answer["whole"], f"{other!r} at {at}")


@every_good
def test_a_field_more_or_less_in_any_object_is_no_answer(example: Example) -> None:
    for at in places(example.answer):
        if not isinstance(inside(example.answer, at), dict) or at[-1:] in [(name,) for name in FREE_OBJECTS]:
            continue
        more = copy.deepcopy(example.answer)
        inside(more, at)["more"] = 1
        refuses(example, more, f"a field more at {at}")
        for name in inside(example.answer, at):
            if name == "facts":
                continue
            less = copy.deepcopy(example.answer)
            del inside(less, at)[name]
            refuses(example, less, f"no {name} at {at}")


@given(st.binary(max_size=300), st.integers(100, 599))
def test_no_bytes_and_no_status_bring_the_client_down(content: bytes, status: int) -> None:
    for shape in SHAPES.values():
        with pytest.raises((NoAnswer, Rejected)):
            understood(status, content, shape)


# --- what an answer must agree with --------------------------------------------------------------


def first(name: str, number: int = 0) -> tuple[Request, dict[str, Any]]:
    example = platform.call(name).examples[number]
    return examples.request(example), copy.deepcopy(example.answer)


def test_i17_another_customers_account_is_no_answer() -> None:
    asked, answer = first("accounts_query")
    answer["account"]["customer_no"] = "3104587018"
    with pytest.raises(NoAnswer, match="another customer"):
        ask(line(200, answer), asked)


def test_i17_another_customers_card_is_no_answer() -> None:
    asked, answer = first("cards_identify")
    answer["account"]["customer_no"] = "3104587018"
    with pytest.raises(NoAnswer, match="another customer"):
        ask(line(200, answer), asked)


def test_i4_a_booking_of_another_sum_is_no_answer() -> None:
    asked, answer = first("sales_put")
    answer["booking"]["paid_fen"] += 100
    answer["booking"]["surplus_fen"] += 100
    with pytest.raises(NoAnswer, match="another booking"):
        ask(line(200, answer), asked)


def test_pay_6_a_purchase_that_was_written_elsewhere_says_so() -> None:
    asked, answer = first("sales_put", 3)
    for extra, written in (({}, False), ({"written": True}, True), ({"written": False}, False)):
        told = ask(line(200, {**answer, **extra}), asked)
        assert isinstance(told, happened.SaleBooked)
        assert told.written is written
    with pytest.raises(NoAnswer):
        ask(line(200, {**answer, "written": "yes"}), asked)


def test_a_booking_of_another_kind_is_no_answer() -> None:
    payment, _ = first("sales_put", 1)
    purchase, sold = first("sales_put", 3)
    assert isinstance(purchase, do.BookSale)
    booked = examples.booking(sold["booking"])
    with pytest.raises(NoAnswer, match="another booking"):
        ask(line(200, sold), payment)
    paid = {**sold["booking"], "purchase": None, "surplus_fen": booked.paid}
    with pytest.raises(NoAnswer, match="another booking"):
        ask(line(200, {"outcome": "booked", "booking": paid}), purchase)


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("KEY_REUSED", happened.SaleRefused),
        ("FOREIGN_SALE", happened.SaleRefused),
        ("NOT_FOUND", happened.SaleUnanswered),
        ("TERMINAL_OUT_OF_SERVICE", happened.SaleUnanswered),
        ("BODY_TOO_LARGE", happened.SaleUnanswered),
    ],
)
def test_pay_6_only_a_spoilt_key_refuses_a_booking(code: str, event: type) -> None:
    """Money in the box: what keeps the platform from reading the request will pass; unknown is not failed."""
    asked, _ = first("sales_put")
    assert isinstance(rejected(asked, code), event)


@pytest.mark.parametrize("name", ASKED)
def test_every_request_has_an_event_for_no_answer_and_for_a_refusal_as_such(name: str) -> None:
    asked, _ = first(name)
    match asked:
        case do.AskAccount() | do.AskCard() | do.AskQuote() | do.AskRecovery():
            assert unanswered(asked) == happened.Unanswered(REQUEST)
            assert rejected(asked, "NOT_FOUND") == happened.Refused(REQUEST, "NOT_FOUND")
        case do.BookSale(wanted):
            assert unanswered(asked) == happened.SaleUnanswered(wanted.sale)
        case _:
            assert unanswered(asked) == happened.WriteUnanswered(asked.sale)
            assert rejected(asked, "FOREIGN_SALE") == happened.WriteRefused(asked.sale, "FOREIGN_SALE")


# --- requests for any values ---------------------------------------------------------------------

fen = st.sampled_from([1_000, 2_000, 5_000, 10_000]).map(Fen)
cards = st.builds(
    lambda serial, one, two, five: CardSnapshot(
        "sgcc-cpu-2013", serial.hex().upper(), 2, "3104587926", "000086315742", 0, 0, False, 0, 0,
        ((1, one), (2, two), (3, bytes(258)), (5, five)),
    ),
    st.binary(min_size=8, max_size=8), st.binary(min_size=45, max_size=45), st.binary(min_size=8, max_size=8),
    st.binary(min_size=49, max_size=49),
)  # fmt: skip


def paid_with(sale: int, kind: SaleKind, notes: list[Fen], bills: list[str], card: CardSnapshot) -> BookingRequest:
    bought = kind is SaleKind.PURCHASE
    number = SaleNumber(f"GD0117-{sale:06}")
    return BookingRequest(
        number,
        kind,
        "3104587926",
        Fen(sum(notes)),
        by_value(notes),
        () if bought else tuple(bills),
        card if bought else None,
    )


requests = st.builds(
    paid_with,
    st.integers(1, 999_999),
    st.sampled_from(SaleKind),
    st.lists(fen, min_size=1, max_size=200),
    st.lists(st.text("0123456789-", min_size=1, max_size=30), max_size=12, unique=True),
    cards,
)


@given(requests)
def test_i4_a_booking_is_sent_as_it_is_and_comes_back_the_same(request: BookingRequest) -> None:
    told = json.loads(json.dumps(booking_body(request)))
    assert sum(each["value_fen"] * each["count"] for each in told["notes"]) == told["paid_fen"]
    back = examples.booking_request(told)
    assert (back.sale, back.kind, back.paid, back.notes) == (request.sale, request.kind, request.paid, request.notes)
    assert back.bill_ids == request.bill_ids
    assert booking_body(back) == booking_body(request)


@given(requests, requests)
def test_i4_two_requests_are_never_sent_alike(one: BookingRequest, other: BookingRequest) -> None:
    assert (one == other) == (booking_body(one) == booking_body(other))


@given(cards)
def test_a_card_is_sent_with_the_three_files_that_the_vending_system_wants(card: CardSnapshot) -> None:
    block = card_block(card)
    files = dict(card.files)
    assert {sfi: bytes.fromhex(content) for sfi, content in block["files"].items()} == {
        "01": files[1],
        "02": files[2],
        "05": files[5],
    }
    assert all(content == content.upper() for content in (block["serial"], *block["files"].values()))


@given(st.binary(min_size=8, max_size=8), st.integers(0, 1))
def test_a_challenge_is_sent_whole(challenge: bytes, step: int) -> None:
    far_side = line(200, {"outcome": "refused", "code": "CRYPTO_UNAVAILABLE"})
    ask(far_side, do.AskCardAuthorisation(samples.SALE, samples.CARD.serial, challenge, step))
    body = far_side.asked[0][2]
    assert bytes.fromhex(body["challenge"]) == challenge
    assert (body["card_serial"], body["step"]) == (samples.CARD.serial, step)


@given(st.one_of(st.tuples(st.integers(1, 10**7), st.none()), st.tuples(st.none(), st.integers(1, 10**7))))
def test_vend_3_a_quote_is_asked_from_one_side(side: tuple[int | None, int | None]) -> None:
    money, energy = side
    far_side = line(200, {"outcome": "refused", "code": "LIMIT_EXCEEDED"})
    ask(
        far_side,
        do.AskQuote(
            REQUEST,
            "3104587926",
            Fen(money) if money is not None else None,
            CentiKwh(energy) if energy is not None else None,
        ),
    )
    wanted = {"money_fen": money} if money is not None else {"energy_ckwh": energy}
    assert far_side.asked == [("POST", "/v1/quotes", {"customer_no": "3104587926", **wanted})]


def test_a_remainder_that_is_not_put_to_the_account_is_no_answer() -> None:
    """docs/interfaces.md 1: what the tariff cannot turn into energy goes to advance payment."""
    asked, answer = first("sales_put", 5)
    answer["booking"]["purchase"]["remainder_fen"] = 0
    with pytest.raises(NoAnswer, match="broken contract"):
        ask(line(200, answer), asked)
