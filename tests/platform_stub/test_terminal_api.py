"""What reaches the terminal API and how it leaves: sizes, packing, JSON, callers, failing databases.

IFC-3, ACC-2; fault 29, H18.
"""

import asyncio
import gzip
import io
import json
import tracemalloc
import zlib
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from platform_stub.api.gate import Gate, Stopped, check_json
from platform_stub.api.terminal_api import terminal_api
from platform_stub.billing.core import CoreRejected, Identified
from platform_stub.packing import BODY_AT_MOST
from platform_stub.platform import Platform
from platform_stub.shapes import Account, Refused
from platform_stub.storage.schema import alarms, attempts, sales
from tests.contract.platform import call
from tests.platform_stub.conftest import CARD, TERMINAL, Client, payment, purchase
from tests.platform_stub.core_double import CoreDouble

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BODY = payment()
PATH = f"/v1/sales/{BODY['sale']}"
SENT = json.dumps(BODY).encode()
JSON = {"Content_Type": "application/json"}
ACCOUNT = Account.model_validate_json(json.dumps(call("accounts_query").examples[0].answer["account"]))
QUERY = {"customer_no": "3104587000", "password": "123456"}


def ledger_is_empty(engine: Engine) -> bool:
    with engine.begin() as connection:
        return not any(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (sales, attempts, alarms)
        )


# --- callers ---


def test_nobody_is_nobody(client: Client, engine: Engine, core: CoreDouble) -> None:
    """Neither parsed nor asked: the gate stands before everything else."""
    for certificate in (None, client.certificate):
        stranger = Client(client.app, certificate)
        answer = stranger.call("PUT", PATH, SENT, **JSON)
        assert answer.status_code == (403 if certificate is None else 200)
    assert core.posts[BODY["sale"]] == 1


def test_a_stranger_s_body_is_not_even_looked_at(client: Client) -> None:
    answer = Client(client.app, None).call("PUT", PATH, b"{" * 1_000_000)
    assert (answer.status_code, answer.json()["code"]) == (403, "TERMINAL_UNKNOWN")


def test_h14_the_number_s_terminal_is_the_certificate_s(client: Client, engine: Engine) -> None:
    foreign = payment(terminal="GD0118")
    answer = client.put(foreign)
    assert (answer.status_code, answer.json()["code"]) == (403, "FOREIGN_SALE")
    for path in ("", "/card-authorisations", "/write-orders", "/write-confirmations"):
        example = call(f"{path.strip('/').replace('-', '_')}").examples[0] if path else None
        method = "POST" if path else "GET"
        answer = client.send(method, f"/v1/sales/GD0118-000001{path}", example.request if example else None)
        assert (answer.status_code, answer.json()["code"]) == (403, "FOREIGN_SALE"), path
    with engine.begin() as connection:
        (alarm,) = connection.execute(select(alarms)).all()
        assert (alarm.terminal, alarm.kind, alarm.subject, alarm.times) == (TERMINAL, "FOREIGN_SALE", "GD0118", 5)
        assert connection.execute(select(func.count()).select_from(sales)).scalar_one() == 0


@SQLITE
@pytest.mark.parametrize(
    "number",
    ["GD0117-1", "GD0117-0000001", "gd0117-000001", "GD-0117-000001", "GD0117-00000A", "GD0117-000001%0A", "x"],
)
def test_a_sale_has_one_way_to_be_written(client: Client, number: str) -> None:
    """Another way to write the same number would be another key."""
    answer = client.send("PUT", f"/v1/sales/{number}", {**BODY, "sale": number})
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")


@SQLITE
def test_numbers_go_on_beyond_a_million(client: Client) -> None:
    answer = client.put(payment(1_000_000))
    assert answer.json()["outcome"] == "booked"


# --- sizes and packing ---


def padded(length: int) -> bytes:
    return SENT + b" " * (length - len(SENT))


@SQLITE
def test_a_body_up_to_the_limit(client: Client, engine: Engine) -> None:
    for content, packed in ((padded(BODY_AT_MOST + 1), False), (padded(BODY_AT_MOST + 1), True)):
        answer = client.gzipped("PUT", PATH, content) if packed else client.call("PUT", PATH, content, **JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert ledger_is_empty(engine)
    assert client.call("PUT", PATH, padded(BODY_AT_MOST), **JSON).json()["outcome"] == "booked"
    assert client.gzipped("PUT", PATH, padded(BODY_AT_MOST)).json()["outcome"] == "booked"


@SQLITE
def test_fault_29_a_gzip_bomb_is_not_unpacked(client: Client) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(200)) + packer.flush()
    assert len(bomb) < BODY_AT_MOST
    tracemalloc.start()
    try:
        answer = client.call("PUT", PATH, bomb, Content_Encoding="gzip", **JSON)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert peak < 32 * BODY_AT_MOST, "200 MiB would have been unpacked"


@SQLITE
@pytest.mark.parametrize(
    ("content", "encoding", "status", "code"),
    [
        (b"not gzip", "gzip", 400, "ENCODING_WRONG"),
        (b"", "gzip", 400, "ENCODING_WRONG"),
        (gzip.compress(SENT)[:-4], "gzip", 400, "ENCODING_WRONG"),
        (gzip.compress(SENT) + b"more", "gzip", 400, "ENCODING_WRONG"),
        (gzip.compress(SENT[:10]) + gzip.compress(SENT[10:]), "gzip", 400, "ENCODING_WRONG"),
        (zlib.compress(SENT), "deflate", 415, "ENCODING_UNKNOWN"),
        (gzip.compress(gzip.compress(SENT)), "gzip, gzip", 415, "ENCODING_UNKNOWN"),
        (SENT, "br", 415, "ENCODING_UNKNOWN"),
    ],
    ids=["no gzip", "nothing", "cut short", "something behind", "two members", "another packing", "packed twice", "br"],
)
def test_broken_packing(client: Client, engine: Engine, content: bytes, encoding: str, status: int, code: str) -> None:
    answer = client.call("PUT", PATH, content, Content_Encoding=encoding, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ledger_is_empty(engine)


@SQLITE
def test_acc_2_answers_are_packed_from_512_bytes(client: Client, core: CoreDouble) -> None:
    core.replies["query_customer"] = ACCOUNT
    packed = client.send("POST", "/v1/accounts/query", QUERY, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    plain = client.send("POST", "/v1/accounts/query", QUERY, Accept_Encoding="identity")
    assert "content-encoding" not in plain.headers
    assert plain.json() == packed.json()
    core.replies["query_customer"] = Refused(code="CUSTOMER_UNKNOWN")
    short = client.send("POST", "/v1/accounts/query", QUERY, Accept_Encoding="gzip")
    assert "content-encoding" not in short.headers


# --- JSON ---


@SQLITE
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        SENT + b"x",
        SENT[:-1],
        b"\xff" + SENT,
        b"\xef\xbb\xbf" + SENT,
        SENT.decode().encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 50_000,
        SENT.replace(b"12000", b"NaN"),
        SENT.replace(b"12000", b"12000.0"),
        SENT.replace(b"12000", b"1.2e4"),
        SENT.replace(b"12000", b"1" * 10_000),
        SENT.replace(b'"paid_fen": 12000', b'"paid_fen": 12000, "paid_fen": 12000'),
        SENT.replace(b'"card": null', b'"card": "\\ud800"'),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_plain_json_is_refused(client: Client, engine: Engine, content: bytes) -> None:
    answer = client.call("PUT", PATH, content, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    assert ledger_is_empty(engine)


@SQLITE
def test_json_says_that_it_is_json(client: Client, engine: Engine) -> None:
    answer = client.call("PUT", PATH, SENT, Content_Type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_REQUEST")
    assert ledger_is_empty(engine)


def mutations(value: Any) -> st.SearchStrategy[Any]:
    """Change one place of a value into something else, or drop it, or add to it."""
    junk: st.SearchStrategy[Any] = st.sampled_from(
        [None, True, -1, 0, 1.5, 10**30, "", "x", "\x00", "９", [], {}, [None]]
    )
    if isinstance(value, dict):
        keys = st.sampled_from(sorted(value))
        return st.one_of(
            junk,
            keys.map(lambda key: {k: v for k, v in value.items() if k != key}),
            st.just({**value, "extra": 1}),
            keys.flatmap(lambda key: mutations(value[key]).map(lambda changed: {**value, key: changed})),
        )
    if isinstance(value, list) and value:
        return st.one_of(junk, st.just([*value, *value]), mutations(value[0]).map(lambda first: [first, *value[1:]]))
    return junk


@SQLITE
@given(changed=mutations(purchase()))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_request_changed_anywhere_is_refused_or_books_what_it_says(
    client: Client, core: CoreDouble, changed: Any
) -> None:
    before = core.total_fen
    answer = client.send("PUT", PATH, changed)
    if answer.status_code == 200:
        assert core.booked[BODY["sale"]][0].paid_fen == changed["paid_fen"]
    else:
        assert answer.status_code in {409, 422}
        assert core.total_fen == before
        assert sorted(answer.json()) == ["code", "detail"]


@given(st.binary(max_size=200))
def test_bytes_are_json_or_stopped(content: bytes) -> None:
    try:
        check_json(content)
    except Stopped as stopped:
        code = stopped.code
    else:
        code = "" if not content else type(json.loads(content.decode())).__name__
    assert code != "INVALID_REQUEST" or not is_plain(content)


def is_plain(content: bytes) -> bool:
    """Tell whether the standard library reads it too; small random bytes name no field twice."""
    try:
        json.loads(content.decode())
    except ValueError:
        return False
    return not any(word in content for word in (b"NaN", b"Infinity"))


@SQLITE
def test_a_refusal_never_repeats_what_was_sent(client: Client) -> None:
    """A mistyped password must not come back in an error that somebody logs (I24)."""
    answer = client.send("POST", "/v1/accounts/query", {**QUERY, "password": "76543", "more": "王小明"})
    assert answer.status_code == 422
    assert "body.password: string_pattern_mismatch" in answer.json()["detail"]
    assert "76543" not in answer.text
    assert "王" not in answer.text


# --- what is passed on ---


@SQLITE
def test_a_password_goes_to_the_core_and_nowhere_else(client: Client, core: CoreDouble, trail: io.StringIO) -> None:
    core.replies["query_customer"] = Refused(code="PASSWORD_WRONG", facts={"tries_left": "2"})
    assert client.ask("POST", "/v1/accounts/query", QUERY) == {
        "outcome": "refused",
        "code": "PASSWORD_WRONG",
        "facts": {"tries_left": "2"},
    }
    assert core.asked == [("query_customer", ("3104587000", "123456"))]
    assert trail.getvalue() == ""


@SQLITE
def test_what_the_core_calls_malformed_is_refused(client: Client, core: CoreDouble) -> None:
    core.replies["query_customer"] = CoreRejected("status 422")
    assert client.ask("POST", "/v1/accounts/query", QUERY) == {"outcome": "refused", "code": "CORE_REJECTED"}


def test_rewrite_first_names_the_sale_that_waits(client: Client, core: CoreDouble) -> None:
    """VEND-4: also where the core does not say which."""
    core.replies["identify_card"] = Refused(code="REWRITE_FIRST")
    body = {"card": CARD}
    assert client.ask("POST", "/v1/cards/identify", body) == {"outcome": "refused", "code": "REWRITE_FIRST"}
    client.put(purchase())
    waits = {"outcome": "refused", "code": "REWRITE_FIRST", "facts": {"sale": BODY["sale"]}}
    assert client.ask("POST", "/v1/cards/identify", body) == waits
    core.replies["confirm_write"] = None
    assert client.ask("POST", f"{PATH}/write-confirmations", body) == {"outcome": "ok"}
    assert client.ask("POST", "/v1/cards/identify", body) == {"outcome": "refused", "code": "REWRITE_FIRST"}


def test_a_card_is_not_spoken_of_while_its_purchase_is_unknown(client: Client, core: CoreDouble) -> None:
    """Otherwise the same counter could be sold twice (I14)."""
    core.faults.append("lost_before")
    assert client.put(purchase()).status_code == 503
    core.lookup_faults.append("silent")
    answer = client.send("POST", "/v1/cards/identify", {"card": CARD})
    assert (answer.status_code, answer.json()["code"]) == (503, "UNKNOWN_OUTCOME")
    assert core.asked == []
    core.replies["identify_card"] = Refused(code="REWRITE_FIRST", facts={"sale": BODY["sale"]})
    assert client.ask("POST", "/v1/cards/identify", {"card": CARD})["facts"] == {"sale": BODY["sale"]}
    assert BODY["sale"] in core.booked


def test_a_card_is_written_for_a_booked_purchase_only(client: Client, core: CoreDouble) -> None:
    authorisation = {"card_serial": CARD["serial"], "challenge": "A1B2C3D4E5F60718", "step": 0}
    calls = {
        "card-authorisations": authorisation,
        "write-orders": {"card": CARD, "random": "11223344"},
        "write-confirmations": {"card": CARD},
    }
    nothing = {"outcome": "refused", "code": "NO_PURCHASE_RECORD"}
    for name, body in calls.items():
        assert client.ask("POST", f"{PATH}/{name}", body) == nothing, "never heard of"
    client.put(BODY)
    for name, body in calls.items():
        assert client.ask("POST", f"{PATH}/{name}", body) == nothing, "a bill payment"
    core.faults.append("refuse")
    client.put(purchase(2))
    for name, body in calls.items():
        assert client.ask("POST", f"/v1/sales/GD0117-000002/{name}", body) == nothing, "refused"
    core.faults.append("lost_before")
    client.put(purchase(3))
    for name, body in calls.items():
        assert client.send("POST", f"/v1/sales/GD0117-000003/{name}", body).status_code == 503, "unknown"
    assert core.asked == [], "the core is not asked about what the ledger does not have"


def test_a_confirmation_is_kept_once(client: Client, core: CoreDouble, engine: Engine, platform: Platform) -> None:
    client.put(purchase())
    core.replies["confirm_write"] = Refused(code="COUNTER_MISMATCH")
    refused = {"outcome": "refused", "code": "COUNTER_MISMATCH"}
    assert client.ask("POST", f"{PATH}/write-confirmations", {"card": CARD}) == refused
    core.replies["confirm_write"] = None
    times = []
    for _ in range(2):
        assert client.ask("POST", f"{PATH}/write-confirmations", {"card": CARD}) == {"outcome": "ok"}
        with engine.begin() as connection:
            times.append(connection.execute(select(sales.c.card_written_at)).scalar_one())
    assert times[0] == times[1] is not None


def test_an_identified_card_is_passed_on_whole(client: Client, core: CoreDouble) -> None:
    example = next(row for row in call("cards_identify").examples if row.status == 200)
    core.replies["identify_card"] = Identified.model_validate_json(json.dumps(example.answer))
    assert client.ask("POST", "/v1/cards/identify", example.request) == example.answer


# --- failures ---


@pytest.mark.parametrize("table", ["sales", "attempts"])
def test_a_database_that_fails_leaves_the_outcome_unknown(client: Client, engine: Engine, table: str) -> None:
    """Locked by somebody else for longer than anybody waits."""
    with engine.connect() as holder:
        holder.begin()
        if engine.dialect.name == "postgresql":
            holder.exec_driver_sql(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        answer = client.put(BODY)
        assert (answer.status_code, answer.json()["code"]) == (503, "UNKNOWN_OUTCOME")
        holder.rollback()
    assert client.put(BODY).json()["outcome"] == "booked"


@SQLITE
def test_nobody_is_identified_by_a_database_that_fails(client: Client, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE certificates RENAME TO broken")
    answer = client.put(BODY)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNKNOWN_OUTCOME")


@SQLITE
def test_an_answer_that_would_break_the_contract_is_not_given_nor_written_down(
    platform: Platform, client: Client, core: CoreDouble, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug of ours: 500, and not a word of the customer in any log (I24)."""
    core.replies["query_customer"] = ACCOUNT.model_copy(update={"name_masked": "王" * 201})
    answer = client.send("POST", "/v1/accounts/query", QUERY)
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "王" not in caplog.text + answer.text


def test_a_body_without_end_is_stopped_at_the_limit() -> None:
    """The announced length is not believed."""
    reached, sent, read = [], [], 0

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        reached.append(True)

    async def receive() -> Any:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": bytes(64 * 1024), "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(b"content-length", b"3")]}
    asyncio.run(Gate(app)(scope, receive, send))
    assert (reached, read, sent[0]["status"]) == ([], 5, 413)


def test_a_caller_who_leaves_in_the_middle_reaches_nothing() -> None:
    reached = []

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        reached.append(True)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        reached.append(True)

    asyncio.run(Gate(app)({"type": "http", "headers": []}, receive, send))
    assert reached == []


def test_the_application_needs_its_gates(platform: Platform) -> None:
    """Without the handshake's certificate there is no way in, whatever headers say."""
    stranger = Client(terminal_api(platform), None, {"X-Client-Certificate": "GD-0117", "X-Forwarded-User": "GD-0117"})
    answer: httpx.Response = stranger.send("GET", PATH)
    assert answer.status_code == 403
