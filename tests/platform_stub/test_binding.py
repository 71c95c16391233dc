"""Requests that are numbered and answers that are signed (H11, H12, fault 57); over both databases."""

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from platform_stub.api.caller import sent_of
from platform_stub.api.openapi import interface_document
from platform_stub.packing import BODY_AT_MOST, GZIP_FROM
from platform_stub.platform import Platform
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction, open_engine
from platform_stub.storage.schema import alarms, boots
from platform_stub.terminals import registry
from platform_stub.terminals.answer_key import AnswerKey
from platform_stub.terminals.authority import Authority, new_key
from platform_stub.terminals.binding import LAST_WORDS, WINDOW, Seen, Sent, admit, after, first
from tests.contract.platform.binding import ANSWERS, BROKEN_REQUESTS, KEY_SEED
from tests.platform_stub.bound import BOOT, Start, proven
from tests.platform_stub.conftest import NOW, OTHER, TERMINAL, Client, Clock, payment
from tests.platform_stub.core_double import CoreDouble

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECOND = "00000000000000b2"


def name(row: dict[str, Any]) -> str:
    return str(row["name"])


# --- the window ---------------------------------------------------------------------------------------


def played(numbers: list[int]) -> list[bool]:
    """Return for each number of a start whether it is taken."""
    seen: Seen | None = None
    taken = []
    for number in numbers:
        told = first(number) if seen is None else after(seen, number)
        taken.append(told is not None)
        seen = told or seen
    return taken


@given(st.lists(st.integers(1, 3 * WINDOW), min_size=1, max_size=200))
def test_a_number_is_good_once_and_as_long_as_it_can_be_told(numbers: list[int]) -> None:
    used: set[int] = set()
    for number, taken in zip(numbers, played(numbers), strict=True):
        tellable = not used or number > max(used) - WINDOW
        assert taken == (number not in used and tellable)
        if taken:
            used.add(number)


@given(st.integers(0, 2**32), st.integers(2, 64))
def test_h12_requests_that_overtake_each_other_are_all_taken(seed: int, threads: int) -> None:
    """As many are on their way at once as there are threads; each comes some time later."""
    chance = random.Random(seed)
    waiting, come = [], []
    for number in range(1, 400):
        waiting.append(number)
        while len(waiting) >= threads:
            come.append(waiting.pop(chance.randrange(len(waiting))))
    assert all(played(come))
    assert not any(played([*come, *come])[len(come) :])


def test_a_jump_of_any_size_is_one_request() -> None:
    assert played([1, 2**53, 2, 2**53 - WINDOW, 2**53 - WINDOW + 1, 2**53]) == [True, True, False, False, True, False]


# --- in the database ----------------------------------------------------------------------------------


def asks(engine: Engine, sequence: int, boot: str = BOOT, terminal: str = TERMINAL, at: Any = NOW) -> str | None:
    sent = Sent(boot, sequence, "0" * 32)
    return in_one_transaction(engine, lambda connection: admit(connection, terminal, sent, at))


def opened(engine: Engine) -> list[tuple[str, str, int]]:
    with engine.begin() as connection:
        return [(row.kind, row.subject, row.times) for row in connection.execute(select(alarms).order_by("no"))]


def test_fault_57_a_repeated_request_is_refused_and_an_alarm(engine: Engine) -> None:
    assert [asks(engine, number) for number in (1, 3, 2, 3, 1)] == [None, None, None, "REPLAYED", "REPLAYED"]
    assert opened(engine) == [("REQUEST_REPLAYED", BOOT, 2)]
    assert asks(engine, 1, terminal=OTHER) is None, "another terminal's numbers are its own"


def test_what_came_is_known_after_a_restart(engine: Engine, database_url: str) -> None:
    for number in (1, 2, 5):
        assert asks(engine, number) is None
    again = open_engine(database_url)
    assert [asks(again, number) for number in (1, 2, 3, 4, 5, 6)] == ["REPLAYED"] * 2 + [None] * 2 + ["REPLAYED", None]
    again.dispose()


def test_h12_two_machines_with_one_identity_are_noticed(engine: Engine, clock: Clock) -> None:
    """The younger start speaks; the older one is refused at its next request, and there is an alarm."""
    assert asks(engine, 1) is None
    assert asks(engine, 1, SECOND) is None
    clock.advance(seconds=30)  # one heartbeat
    assert asks(engine, 2, at=clock()) == "CLONE_SUSPECTED"
    assert opened(engine) == [("TERMINAL_CLONED", TERMINAL, 1)]
    assert asks(engine, 3, at=clock()) == "CLONE_SUSPECTED"
    assert asks(engine, 2, SECOND, at=clock()) is None
    assert opened(engine) == [("TERMINAL_CLONED", TERMINAL, 2)]


def test_the_last_words_of_a_start_that_was_killed_are_no_alarm(engine: Engine) -> None:
    """What it had sent may come after the first request of the next start; it is refused all the same."""
    assert asks(engine, 1) is None
    assert asks(engine, 1, SECOND) is None
    just, later = NOW + LAST_WORDS - timedelta(milliseconds=1), NOW + LAST_WORDS
    assert asks(engine, 2, at=just) == "CLONE_SUSPECTED"
    assert opened(engine) == []
    assert asks(engine, 3, at=later) == "CLONE_SUSPECTED"
    assert opened(engine) == [("TERMINAL_CLONED", TERMINAL, 1)]


def test_fault_46_a_platform_from_a_backup_hears_of_a_start_in_its_middle(engine: Engine) -> None:
    assert asks(engine, 1) is None
    with engine.begin() as connection:
        connection.execute(delete(boots))
    assert [asks(engine, number) for number in (4_711, 4_710, 4_711)] == [None, None, "REPLAYED"]


def test_many_at_once_and_each_number_once(engine: Engine) -> None:
    barrier = threading.Barrier(8)
    numbers = [1, 1, 2, 2, 3, 3, 4, 4]

    def one(number: int) -> str | None:
        barrier.wait(30)
        return asks(engine, number)

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(one, numbers))
    assert sorted(map(str, told)) == ["None"] * 4 + ["REPLAYED"] * 4


def test_starts_that_begin_at_once_leave_one_that_is_live(engine: Engine) -> None:
    barrier = threading.Barrier(6)

    def one(number: int) -> str | None:
        barrier.wait(30)
        return asks(engine, 1, f"{number:016x}")

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(one, range(6))) == [None] * 6
    with engine.begin() as connection:
        live = select(boots.c.boot_id).where(boots.c.superseded_at.is_(None))
        assert len(connection.execute(live).all()) == 1


# --- over the wire ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ANSWERS, ids=name)
def test_an_answer_is_signed_as_recorded(row: dict[str, Any]) -> None:
    key = AnswerKey(Ed25519PrivateKey.from_private_bytes(KEY_SEED))
    sent = Sent(row["boot"], row["sequence"], row["nonce"])
    assert key.sign_answer(row["terminal"], sent, row["status"], row["body"].encode()) == row["signature"]


@dataclass
class Saying(Start):
    """A start that says of each request just this."""

    told: dict[str, Any] = field(default_factory=dict)

    def headers(self) -> dict[str, Any]:
        return self.told


@SQLITE
@pytest.mark.parametrize("row", BROKEN_REQUESTS, ids=name)
def test_a_request_that_is_not_numbered_is_refused(row: dict[str, Any], client: Client, core: CoreDouble) -> None:
    told = {"GK-Boot": row["boot"], "GK-Sequence": row["sequence"], "GK-Nonce": row["nonce"]}
    client.start = Saying(told={key: value.encode() for key, value in told.items() if value is not None})
    answer = client.put(payment())
    assert (answer.status_code, answer.json()["code"]) == (400, "BINDING_WRONG")
    assert core.asked == []


def test_a_number_said_twice_is_no_number() -> None:
    twice = [("gk-boot", BOOT), ("gk-sequence", "1"), ("gk-sequence", "1"), ("gk-nonce", "0" * 32)]
    raw = [(key.encode(), value.encode()) for key, value in twice]
    assert sent_of(raw) is None
    assert sent_of(raw[:2] + raw[3:]) == Sent(BOOT, 1, "0" * 32)


def test_fault_57_a_replayed_sale_is_refused_and_booked_once(
    client: Client, engine: Engine, core: CoreDouble, authority: Authority
) -> None:
    """The same bytes again, headers and all; the same sale under a new number gets the stored answer (I3)."""
    overheard = client.start.headers()
    as_sent = {key.replace("-", "_"): value for key, value in overheard.items()}
    key, body = authority.answers.key.public_key(), payment()
    booked = client.send("PUT", f"/v1/sales/{body['sale']}", body, **as_sent)
    assert booked.json()["outcome"] == "booked"
    replayed = client.send("PUT", f"/v1/sales/{body['sale']}", body, **as_sent)
    assert (replayed.status_code, replayed.json()["code"]) == (409, "REPLAYED")
    assert proven(replayed, key, TERMINAL)
    assert client.put(body).json() == booked.json()
    assert core.posts[body["sale"]] == 1
    assert opened(engine) == [("REQUEST_REPLAYED", client.start.boot, 1)]


def test_h12_a_clone_is_heard_of_at_its_next_request(client: Client, clock: Clock, engine: Engine) -> None:
    """Whoever copied the identity speaks; the terminal's own next heartbeat raises the alarm, and it is told so."""
    clone = replace(client, start=Start(SECOND))
    assert client.send("GET", "/v1/sales/GD0117-000001").status_code == 404
    clock.advance(seconds=30)
    assert clone.send("GET", "/v1/sales/GD0117-000001").status_code == 404
    clock.advance(seconds=30)
    refused = client.send("GET", "/v1/sales/GD0117-000001")
    assert (refused.status_code, refused.json()["code"]) == (403, "CLONE_SUSPECTED")
    assert opened(engine) == [("TERMINAL_CLONED", TERMINAL, 1)]


@SQLITE
def test_h11_every_answer_is_signed_whatever_it_says(
    client: Client, core: CoreDouble, authority: Authority, engine: Engine
) -> None:
    key = authority.answers.key.public_key()
    core.replies["query_customer"] = Refused(code="CUSTOMER_UNKNOWN")
    query = {"customer_no": "3104587000", "password": "123456"}
    spaces = json.dumps(query).encode() + b" " * BODY_AT_MOST
    answers = [
        client.put(payment()),
        client.put(payment(fen=13_000)),
        client.put(payment(terminal="GD0118")),
        client.send("POST", "/v1/accounts/query", query),
        client.send("POST", "/v1/accounts/query", {}),
        client.call("POST", "/v1/accounts/query", spaces, Content_Type="application/json"),
        client.call("POST", "/v1/accounts/query", b"packed?", Content_Encoding="gzip"),
        client.send("GET", "/v1/sales/GD0117-999999"),
        client.send("GET", "/nowhere"),
        client.send("GET", "/v1/heartbeats"),
    ]
    assert [each.status_code for each in answers] == [200, 409, 403, 200, 422, 413, 400, 404, 404, 405]
    assert all(proven(each, key, TERMINAL) for each in answers)
    assert not proven(answers[0], key, OTHER)
    with engine.begin() as connection:
        registry.revoke(connection, TERMINAL, NOW)
    revoked = client.put(payment())
    assert revoked.json()["code"] == "TERMINAL_REVOKED"
    assert proven(revoked, key, TERMINAL)


@SQLITE
def test_acc_2_a_packed_answer_is_signed_as_it_is_unpacked(client: Client, authority: Authority) -> None:
    told = client.send("POST", "/v1/accounts/query", {"field" * 20 + str(n): n for n in range(9)})
    assert len(told.content) >= GZIP_FROM
    assert told.headers["Content-Encoding"] == "gzip"
    assert proven(told, authority.answers.key.public_key(), TERMINAL)


@SQLITE
def test_a_database_that_fails_is_said_so_with_a_signature(
    client: Client, platform: Platform, authority: Authority
) -> None:
    with platform.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE boots RENAME TO broken")
    answer = client.put(payment())
    assert (answer.status_code, answer.json()["code"]) == (503, "UNKNOWN_OUTCOME")
    assert proven(answer, authority.answers.key.public_key(), TERMINAL)


def test_the_document_tells_how_requests_are_numbered() -> None:
    paths = interface_document()["paths"]
    for path, calls in paths.items():
        for method, row in calls.items():
            if method == "servers":
                continue
            said = {each["name"] for each in row.get("parameters", []) if each["in"] == "header"}
            assert said == (set() if path == "/v1/enrolment" else {"GK-Boot", "GK-Sequence", "GK-Nonce"}), path


@SQLITE
@pytest.mark.parametrize("names", [[], [TERMINAL, TERMINAL]])
def test_a_certificate_that_names_nobody_or_two_is_a_strangers(
    names: list[str], client: Client, authority: Authority
) -> None:
    """Our authority makes none like it: whoever has its key is refused like anybody, and told nothing signed."""
    key = new_key()
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name) for name in names]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(authority.key, hashes.SHA256())
    )
    client.certificate = made.public_bytes(serialization.Encoding.DER)
    answer = client.send("GET", "/v1/sales/GD0117-000001")
    assert (answer.status_code, answer.json()["code"]) == (403, "TERMINAL_UNKNOWN")
    assert "gk-signature" not in answer.headers
