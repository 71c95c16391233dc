"""Every recorded example of every call (tests/contract/platform): what is asked, what is answered, what is refused."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine

from platform_stub.api.enrolment_api import enrolment_api
from platform_stub.api.routes_reconciliation import ReconciliationAnswer
from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import Audit
from platform_stub.billing.core import CoreSilent, Identified, Payment, Purchase
from platform_stub.files.uploads import Uploads
from platform_stub.platform import Platform
from platform_stub.shapes import Account, Authorisation, Order, Quote, Refused
from platform_stub.terminals import enrolment, scanned_bills
from platform_stub.terminals.authority import Authority
from tests.contract.journal_file import KEY
from tests.contract.platform import BrokenAnswer, Example, call, calls, names
from tests.platform_stub.arranging import ARRANGEMENTS, Start, start_of
from tests.platform_stub.conftest import CARD, TERMINAL, Client, Clock, enrolled
from tests.platform_stub.core_double import CoreDouble

EXAMPLES = [example for each in calls() for example in each.examples if each.call != "POST /v1/enrolment"]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the shapes are not the database's
FREE = {"detail", "as_of", "server_time", "platform_serial", "signature", "user", "password", "certificate"}
EMPTY = (
    "sales", "attempts", "alarms", "heartbeats", "conditions", "journals", "facts", "uploads", "upload_tickets",
    "settlements", "settlement_totals", "recoveries", "scanned_bills",
)  # fmt: skip
BOOKINGS = {row.path: row for row in call("sales_put").examples if row.answer.get("outcome") == "booked"}
ENROLMENT = call("enrolment")
FACTS = call("facts").examples
TABLES = {  # without which an answer cannot be given
    "POST /v1/heartbeats": "conditions",
    "POST /v1/identity/renewal": "certificates",
    "POST /v1/operators": "operator_grants",
    "POST /v1/facts": "facts",
    "POST /v1/uploads": "uploads",
    "POST /v1/uploads/{name}/application": "uploads",
    "POST /v1/reconciliations": "uploads",
    "POST /v1/digests": "sales",
    "POST /v1/recoveries": "recoveries",
    "POST /v1/settlements/precheck": "sales",
    "PUT /v1/settlements/{settlement}": "settlements",
}


def named(row: Example) -> str:
    return f"{row.call}: {row.name}"


def comparable(value: Any) -> Any:
    """Blank out what is free to differ."""
    if isinstance(value, dict):
        return {key: "…" if key in FREE else comparable(item) for key, item in value.items()}
    return [comparable(item) for item in value] if isinstance(value, list) else value


class ScriptedCore(CoreDouble):
    """A core that books what an example says it booked."""

    booking: Payment | Purchase | Refused | None = None

    def _book(self, order: Any) -> Any:
        return super()._book(order) if self.booking is None else self.booking


@pytest.fixture
def core(clock: Clock) -> ScriptedCore:
    return ScriptedCore(clock)


@pytest.fixture
def platform(platform: Platform, fast_directory: Path) -> Platform:
    """The platform with a place for files, where FTPS is known to be and nobody asks for it."""
    area, address = fast_directory / "uploads", ("platform.example", 2121)
    return replace(platform, uploads=Uploads(platform.engine, platform.clock, platform.audit, area, address))


@pytest.fixture
def client(platform: Platform, engine: Engine, authority: Authority) -> Client:
    """The terminal that signed the recorded journal file."""
    return Client(terminal_api(platform), enrolled(engine, authority, key=KEY))


def test_examples_are_here_for_every_call() -> None:
    assert len(names()) >= 18
    assert len(EXAMPLES) > 150
    assert sum(len(each.broken_requests) for each in calls()) > 200


@SQLITE
@pytest.mark.parametrize("example", EXAMPLES, ids=named)
def test_examples(example: Example, client: Client, core: ScriptedCore, platform: Platform) -> None:
    arrange(example, client, core, platform)
    answer = client.send(example.method, example.path, example.request)
    assert (answer.status_code, comparable(answer.json())) == (example.status, comparable(example.answer))


def arrange(example: Example, client: Client, core: ScriptedCore, platform: Platform) -> None:
    """Bring core and ledger to where the example begins."""
    told: Exception | None = CoreSilent("") if example.status == 503 else None
    resource = example.path.rpartition("/")[2]
    if example.call in ARRANGEMENTS and told is None:
        if example.status != 422:
            start_of(example)(Start(client, core, platform))
        return
    if "/sales/" not in example.path:
        core.replies = {"query_customer": 0, "identify_card": 0, "quote": 0}
        core.replies = dict.fromkeys(core.replies, told or from_core(example))
        ask_before(example, client, core)
        if example.call in TABLES and told is not None:
            break_table(platform, TABLES[example.call])
        return
    if resource in {"card-authorisations", "write-orders", "write-confirmations"}:
        book_before(example.path.rpartition("/")[0], client, core, example)
        answer = told or from_core(example)
        core.replies = {"authorise": answer, "order_write": answer, "confirm_write": answer}
    elif example.answer.get("code") == "KEY_REUSED" or (example.method == "GET" and told is None):
        book_before(example.path, client, core, example)
    elif example.method == "GET":
        core.faults.append("lost_before")
        core.lookup_faults.extend(["silent"] * 2)
        client.send("PUT", example.path, BOOKINGS[example.path].request)
    elif told is not None:
        core.faults.append("lost_before")
    else:
        core.booking = core_booking(example.answer)


def ask_before(example: Example, client: Client, core: ScriptedCore) -> None:
    """Ask what was asked before the example."""
    if example.call == "POST /v1/facts" and example.request != FACTS[0].request:
        assert client.send("POST", "/v1/facts", FACTS[0].request).json() == FACTS[0].answer
    if example.name == "the same rows again":
        assert client.send("POST", "/v1/facts", example.request).json() == example.answer
    if example.name == "a bill scanned after too many others":
        core.replies["query_customer"] = Refused(code="CUSTOMER_UNKNOWN")  # no more the answer that is to come
        for _ in range(scanned_bills.AT_MOST):
            assert client.ask(example.method, example.path, example.request)["code"] == "CUSTOMER_UNKNOWN"


def break_table(platform: Platform, table: str) -> None:
    """Let the database fail."""
    with platform.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO broken")


def book_before(path: str, client: Client, core: ScriptedCore, example: Example) -> None:
    """Put the sale that the example speaks of into the ledger, where there is one."""
    row = BOOKINGS.get(path)
    if row is None and example.answer.get("outcome") == "refused" and example.method == "GET":
        row = next(each for each in call("sales_put").examples if each.path == path)
    if row is not None:
        core.booking = core_booking(row.answer)
        assert client.send("PUT", row.path, row.request).status_code == 200


def core_booking(answer: dict[str, Any]) -> Payment | Purchase | Refused | None:
    """Return what the core must have said for the platform to say this."""
    if answer.get("outcome") == "refused":
        return Refused(**answer)
    if answer.get("outcome") != "booked":
        return None
    booking = answer["booking"]
    parts = {"core_serial": "SG1", "balance_fen": booking["balance_fen"]}
    if booking["purchase"] is not None:
        return Purchase(**parts, **booking["purchase"])
    return Payment(**parts, **{name: booking[name] for name in ("bills_fen", "late_fees_fen", "surplus_fen")})


def from_core(example: Example) -> Any:
    """Return the core's answer as a value."""
    answer = {key: value for key, value in example.answer.items() if key != "outcome"}
    if example.answer.get("outcome") == "refused":
        return Refused(**example.answer)
    shapes: dict[str, Any] = {"account": Account, "quote": Quote, "order": Order}
    if set(answer) == {"account", "terms"}:
        return TypeAdapter(Identified).validate_json(json.dumps(answer))
    if "cryptogram" in answer:
        return Authorisation(**answer)
    for name, shape in shapes.items():
        if set(answer) == {name}:
            return TypeAdapter(shape).validate_json(json.dumps(answer[name]))
    return None


@SQLITE
@pytest.mark.parametrize("name", names())
def test_requests_of_another_shape_are_refused_and_change_nothing(
    name: str, client: Client, core: ScriptedCore, platform: Platform, authority: Authority, audit: Audit
) -> None:
    if name == "enrolment":
        client = Client(enrolment_api(platform.engine, authority, platform.clock, audit), None)
    for request in call(name).broken_requests:
        answer = client.send(request.method, request.path, request.request)
        assert (request.name, answer.status_code, answer.json()["code"]) == (request.name, 422, "INVALID_REQUEST")
        assert sorted(answer.json()) == ["code", "detail"]
        assert request.status == 422
    assert core.asked == []
    assert not core.posts
    with platform.engine.begin() as connection:
        for table in EMPTY:
            if (name, table) == ("settlements_put", "alarms"):
                continue  # its cash is out: what cannot be read is laid aside, and somebody is called
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0


@SQLITE
@pytest.mark.parametrize("example", ENROLMENT.examples, ids=named)
def test_enrolment_examples(
    example: Example, platform: Platform, authority: Authority, audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    if example.status == 503:
        break_table(platform, "enrolment_codes")
    app = enrolment_api(platform.engine, authority, platform.clock, audit)
    letters = iter((example.request or {}).get("code", "").replace("-", ""))
    if example.answer.get("outcome") == "ok":
        monkeypatch.setattr("platform_stub.terminals.enrolment.secrets.choice", lambda _: next(letters, ""))
        with platform.engine.begin() as connection:
            enrolment.issue_code(connection, TERMINAL, by="operator:test", now=platform.clock())
    answer = Client(app, None).send(example.method, example.path, example.request)
    assert answer.status_code == example.status
    free = {*FREE, "certificate", "authority", "answer_key"}
    assert {k: v for k, v in answer.json().items() if k not in free} == {
        k: v for k, v in example.answer.items() if k not in free
    }
    assert sorted(answer.json()) == sorted(example.answer)


@pytest.mark.parametrize("call_name", ARRANGEMENTS)
def test_every_arrangement_is_an_examples(call_name: str) -> None:
    recorded = {each.name for each in EXAMPLES if each.call == call_name and each.status not in (422, 503)}
    assert ARRANGEMENTS[call_name].keys() == recorded


@pytest.mark.parametrize(
    "broken",
    [each for each in call("reconciliations").broken_answers if each.status == 200],
    ids=lambda each: each.name,
)
def test_a_broken_answer_to_a_reconciliation_would_not_go_out(broken: BrokenAnswer) -> None:
    """The kiosk does not ask this call; so it is the platform's own shape that is held to what is recorded."""
    shape: TypeAdapter[Any] = TypeAdapter(ReconciliationAnswer | Refused)
    try:
        goes_out = shape.validate_json(json.dumps(broken.answer))
    except ValidationError:
        return
    assert shape.dump_python(goes_out) != broken.answer, "at the most an outcome is filled in"


def test_the_card_of_these_tests_is_of_the_shape() -> None:
    assert len(bytes.fromhex(CARD["files"]["01"])) == 45
