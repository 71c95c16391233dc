"""What happened to my payment, at the platform, over both databases (PAY-6, H14)."""

import io
from typing import Any

import pytest
from sqlalchemy import Engine, select

from platform_stub.api.terminal_api import terminal_api
from platform_stub.platform import Platform
from platform_stub.recoveries import tries
from platform_stub.shapes import Refused
from platform_stub.storage.schema import recoveries
from platform_stub.terminals import registry
from platform_stub.terminals.alarms import open_alarms
from platform_stub.terminals.authority import Authority
from tests.contract.slip_code import FORGED, KEY, SLIPS
from tests.platform_stub.conftest import OTHER, TERMINAL, Client, Clock, enrolled, payment, purchase
from tests.platform_stub.core_double import CoreDouble
from tests.platform_stub.journal_double import JournalDouble

PAID, CARD_SLIP = SLIPS[0], SLIPS[1]
SALE = PAID["sale"]
NO_HSM = Refused(code="CRYPTO_UNAVAILABLE")
VENDED = {"vend_id", "counter", "wallet_value", "money_fen", "energy_ckwh", "remainder_fen"}


@pytest.fixture
def client(platform: Platform, engine: Engine, authority: Authority) -> Client:
    """The terminal that signed the recorded slips."""
    return Client(terminal_api(platform), enrolled(engine, authority, key=KEY))


@pytest.fixture
def other(platform: Platform, engine: Engine, authority: Authority) -> Client:
    """Another terminal, where the customer asks."""
    return Client(terminal_api(platform), enrolled(engine, authority, OTHER))


def ask(client: Client, sale: str = SALE, slip: str | None = None) -> dict[str, Any]:
    return client.ask("POST", "/v1/recoveries", {"sale": sale, "slip": slip})


def alarm_kinds(engine: Engine, terminal: str) -> list[tuple[str, str]]:
    with engine.begin() as connection:
        return [(kind, subject) for kind, subject, _ in open_alarms(connection, terminal)]


def test_pay_6_a_booked_payment_is_told_at_any_terminal_without_customer_data(
    client: Client, other: Client, trail: io.StringIO
) -> None:
    booking = client.put(payment(2381, 40_000)).json()["booking"]
    for asking, slip in ((client, None), (other, None), (other, PAID["code"])):
        answer = ask(asking, slip=slip)
        assert (answer["state"], answer["kind"], answer["paid_fen"]) == ("booked", "bill_payment", 40_000)
        assert answer["booking"] == {key: value for key, value in booking.items() if key != "balance_fen"}
        assert answer["waits_for_card"] is False
        assert "balance" not in str(answer)
        assert "3104587000" not in str(answer)
    assert "3104587000" not in trail.getvalue()


def test_pay_6_a_pending_sale_is_booked_by_asking_and_once(client: Client, other: Client, core: CoreDouble) -> None:
    core.faults.append("lost_before")
    core.lookup_faults.extend(["silent"] * 2)
    assert client.put(payment(2381)).status_code == 503
    core.lookup_faults.clear()
    assert ask(other)["state"] == "booked"
    assert ask(other)["state"] == "booked"
    assert core.total_fen == 12_000
    assert len(core.booked) == 1


def test_pay_6_a_refused_sale_is_made_good_where_the_core_takes_it_now(
    client: Client, other: Client, core: CoreDouble
) -> None:
    core.faults.extend(["refuse", "refuse"])
    assert client.put(payment(2381)).json()["outcome"] == "refused"
    assert ask(other)["state"] == "refused"
    assert ask(other)["booking"] is not None, "the third time the core takes it"
    assert len(core.booked) == 1


def test_what_the_core_does_not_say_now_is_pending(client: Client, other: Client, core: CoreDouble) -> None:
    core.faults.extend(["lost_after", "lost_before"])
    core.lookup_faults.extend(["silent"] * 6)
    assert client.put(payment(2381)).status_code == 503
    answer = ask(other)
    assert (answer["state"], answer["paid_fen"], answer["booking"]) == ("pending", 12_000, None)


def test_a_sale_of_which_only_the_journal_told_is_booked(
    client: Client, other: Client, engine: Engine, core: CoreDouble
) -> None:
    """The line was down when the money was taken; later the journal came before the booking was repeated."""
    journal = JournalDouble()
    sale = journal.begin()
    journal.add("NoteCredited", sale=sale, ordinal=1, note={"value": 10_000, "bill_type": 0})
    assert client.ask("POST", "/v1/facts", journal.page())["outcome"] == "ok"
    answer = ask(other, sale)
    assert (answer["state"], answer["kind"], answer["paid_fen"]) == ("unheard", "bill_payment", 10_000)
    assert not core.posts
    journal.add("TenderClosed", sale=sale, paid=10_000)
    assert client.ask("POST", "/v1/facts", journal.page())["outcome"] == "ok"
    assert ask(other, sale)["state"] == "booked"
    assert core.total_fen == 10_000


@pytest.mark.parametrize("row", SLIPS, ids=lambda row: row["name"])
def test_a_proven_slip_of_which_nobody_told_is_believed_and_books_nothing(
    client: Client, other: Client, core: CoreDouble, row: dict[str, Any]
) -> None:
    answer = ask(other, row["sale"], row["code"])
    assert answer == {
        "outcome": "ok",
        "state": "unheard",
        "kind": {"PAY": "bill_payment", "VEND": "purchase"}[row["kind"]],
        "paid_fen": row["paid_fen"],
        "booking": None,
        "waits_for_card": False,
    }
    assert not core.posts


def test_a_slip_is_proven_after_the_terminal_was_revoked_and_enrolled_anew(
    client: Client, other: Client, engine: Engine, authority: Authority, clock: Clock
) -> None:
    with engine.begin() as connection:
        assert registry.revoke(connection, TERMINAL, clock()) == 1
    enrolled(engine, authority)
    assert ask(other, slip=PAID["code"])["state"] == "unheard"


@pytest.mark.parametrize("row", FORGED, ids=lambda row: row["name"])
def test_h14_a_forged_slip_is_refused_with_an_alarm_at_the_terminal_that_read_it(
    client: Client, other: Client, engine: Engine, row: dict[str, str]
) -> None:
    client.put(payment(2381, 40_000))
    sale = row["code"].split(".")[1]
    assert ask(other, sale, row["code"]) == {"outcome": "refused", "code": "SLIP_FORGED"}
    assert alarm_kinds(engine, OTHER) == [("SLIP_FORGED", sale)]
    assert alarm_kinds(engine, TERMINAL) == []


def test_a_slip_for_another_number_proves_nothing(client: Client, other: Client) -> None:
    client.put(payment(2382, 40_000))
    assert ask(other, "GD0117-002382", PAID["code"])["code"] == "SLIP_FORGED"


def test_i4_a_slip_of_another_amount_than_was_booked_is_an_alarm_at_its_terminal(
    client: Client, other: Client, engine: Engine
) -> None:
    client.put(payment(2381, 39_000))
    assert ask(other, slip=PAID["code"])["paid_fen"] == 39_000
    assert alarm_kinds(engine, TERMINAL) == [("SLIP_DIFFERS", SALE)]


def test_a_number_that_nobody_has(other: Client, client: Client) -> None:
    for sale in ("GD0117-000009", "GD9999-000001"):
        assert ask(other, sale) == {"outcome": "refused", "code": "SALE_UNKNOWN"}
    assert client.ask("POST", "/v1/recoveries", {"sale": "GD0117-000009", "slip": None})["code"] == "SALE_UNKNOWN"


# --- how often ---


def test_h14_numbers_cannot_be_guessed_one_after_the_other(client: Client, other: Client, clock: Clock) -> None:
    client.put(payment(2381, 40_000))
    for number in range(tries.WRONG_AT_MOST):
        assert ask(other, f"GD0117-{number + 1:06}")["code"] == "SALE_UNKNOWN"
        clock.advance(minutes=1)
    stopped = ask(other)
    assert (stopped["code"], stopped["facts"]) == ("TOO_MANY_TRIES", {"minutes": "50"})
    assert ask(other, slip=PAID["code"])["state"] == "booked", "who has the slip is answered all the same"
    assert ask(client)["state"] == "booked", "at another terminal nobody has guessed"
    clock.advance(minutes=50)
    assert ask(other, "GD0117-000011")["code"] == "SALE_UNKNOWN", "an hour after the first one there is one more"
    assert ask(other, "GD0117-000012")["code"] == "TOO_MANY_TRIES"


def test_the_limit_outlives_a_restart_of_the_platform(
    client: Client, other: Client, platform: Platform, engine: Engine
) -> None:
    for number in range(tries.WRONG_AT_MOST):
        ask(other, f"GD0117-{number + 1:06}")
    again = Client(terminal_api(platform), other.certificate)
    assert ask(again)["code"] == "TOO_MANY_TRIES"
    with engine.begin() as connection:
        assert tries.times(connection, OTHER) == tries.WRONG_AT_MOST


def test_forged_slips_count_and_end_in_too_many(other: Client, client: Client) -> None:
    row = FORGED[0]["code"]
    codes = [ask(other, f"GD0117-{2_381 + n:06}", row)["code"] for n in range(tries.WRONG_AT_MOST + 1)]
    assert codes == ["SLIP_FORGED"] * tries.WRONG_AT_MOST + ["TOO_MANY_TRIES"]


def test_the_same_number_again_costs_nothing(client: Client, other: Client, engine: Engine) -> None:
    client.put(payment(2381, 40_000))
    assert {ask(other)["state"] for _ in range(tries.WRONG_AT_MOST + 2)} == {"booked"}
    with engine.begin() as connection:
        row = connection.execute(select(recoveries)).one()
    assert (row.times, row.known, row.proven) == (2 * (tries.WRONG_AT_MOST + 2), 1, 0)


def test_right_numbers_have_a_limit_too(client: Client, other: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "UNPROVEN_AT_MOST", 3)
    for number in range(1, 5):
        client.put(payment(number))
    assert [ask(other, f"GD0117-{number:06}")["outcome"] for number in range(1, 5)] == ["ok", "ok", "ok", "refused"]
    assert ask(other, "GD0117-000001")["state"] == "booked", "what was told once is told again"


# --- the card ---


def test_vend_4_a_purchase_that_waits_for_its_card_may_be_written_where_it_was_asked_about(
    client: Client, other: Client, core: CoreDouble, clock: Clock, engine: Engine
) -> None:
    answer = client.put(purchase(2381)).json()
    assert "written" not in answer
    bought = answer["booking"]["purchase"]
    card = purchase()["card"]
    challenge = {"card_serial": card["serial"], "challenge": "00" * 8, "step": 0}
    path = f"/v1/sales/{SALE}"
    before = other.send("POST", f"{path}/card-authorisations", challenge)
    assert (before.status_code, before.json()["code"]) == (403, "FOREIGN_SALE"), "nobody has asked yet"
    answer = ask(other)
    assert (answer["state"], answer["waits_for_card"], answer["booking"]["purchase"]) == ("booked", True, bought)
    assert set(bought) == VENDED
    core.replies = {"authorise": NO_HSM, "order_write": NO_HSM, "confirm_write": None}
    assert other.ask("POST", f"{path}/card-authorisations", challenge)["code"] == "CRYPTO_UNAVAILABLE"
    assert other.ask("POST", f"{path}/write-orders", {"card": card, "random": "00" * 4})["code"] == "CRYPTO_UNAVAILABLE"
    clock.advance(minutes=16)
    assert other.send("POST", f"{path}/card-authorisations", challenge).status_code == 403
    assert other.ask("POST", f"{path}/write-confirmations", {"card": card}) == {"outcome": "ok"}, "what is, may be told"
    assert ask(other)["waits_for_card"] is False
    sold = client.put(purchase(2381)).json()
    assert (sold["outcome"], sold["written"]) == ("booked", True), "who sold it hears so when he asks again"
    assert client.ask("GET", path) == sold
    booked_elsewhere = other.put(payment(2381))
    assert (booked_elsewhere.status_code, booked_elsewhere.json()["code"]) == (403, "FOREIGN_SALE")


def test_a_purchase_that_is_on_its_card_waits_for_nothing(client: Client, other: Client, core: CoreDouble) -> None:
    client.put(purchase(2381))
    core.replies = {"confirm_write": None}
    assert client.ask("POST", f"/v1/sales/{SALE}/write-confirmations", {"card": purchase()["card"]})["outcome"] == "ok"
    assert ask(other)["waits_for_card"] is False
    challenge = {"card_serial": purchase()["card"]["serial"], "challenge": "00" * 8, "step": 0}
    assert other.send("POST", f"/v1/sales/{SALE}/card-authorisations", challenge).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"sale": SALE},
        {"sale": "gd0117-002381", "slip": None},
        {"sale": SALE, "slip": ""},
        {"sale": SALE, "slip": PAID["code"] + "A"},
        {"sale": SALE, "slip": None, "more": 1},
        {"sale": 2381, "slip": None},
    ],
)
def test_what_is_no_question_is_refused(client: Client, engine: Engine, body: dict[str, Any]) -> None:
    answer = client.send("POST", "/v1/recoveries", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    with engine.begin() as connection:
        assert connection.execute(select(recoveries)).all() == []
