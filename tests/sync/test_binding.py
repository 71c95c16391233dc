"""Requests that are numbered, and what the kiosk takes for an answer to them (H11, H12, fault 57)."""

import base64
import hashlib
import json
import ssl
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk_app.sync.binding import Binding, BoundRequest
from kiosk_app.sync.client import GZIP_FROM, NoAnswer, NoIdentity, PlatformClient, Rejected
from kiosk_app.sync.line import tls
from kiosk_app.sync.wire import PLAIN, PlainAnswer
from tests.contract.platform.binding import ANSWERS, BROKEN_ANSWERS, KEY_SEED
from tests.sync.conftest import TERMINAL, Papers, Serve
from tests.sync.server import Play, Request, http

KEY = Ed25519PrivateKey.from_private_bytes(KEY_SEED)
BOOT = "5f0c1e7a9b3d2846"
OK = json.dumps({"outcome": "ok"}).encode()


def name(row: dict[str, Any]) -> str:
    return str(row["name"])


def bound(row: dict[str, Any]) -> BoundRequest:
    return BoundRequest(row["terminal"], row["boot"], row["sequence"], row["nonce"])


def is_answered(row: dict[str, Any], sequence: str | None, nonce: str | None) -> bool:
    told = {"GK-Sequence": sequence, "GK-Nonce": nonce, "GK-Signature": row["signature"]}
    headers = {name: value for name, value in told.items() if value is not None}
    return bound(row).is_answered_by(row["status"], headers, row["body"].encode(), KEY.public_key())


@pytest.mark.parametrize("row", ANSWERS, ids=name)
def test_a_recorded_answer_is_an_answer(row: dict[str, Any]) -> None:
    assert is_answered(row, str(row["sequence"]), row["nonce"])


@pytest.mark.parametrize("row", BROKEN_ANSWERS, ids=name)
def test_h11_what_is_not_signed_for_this_request_is_none(row: dict[str, Any]) -> None:
    assert not is_answered(row, row["told_sequence"], row["told_nonce"])


def test_every_bit_of_a_signature_counts() -> None:
    row = ANSWERS[0]
    signature = base64.b64decode(row["signature"])
    for bit in range(8 * len(signature)):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        changed = {**row, "signature": base64.b64encode(flipped).decode()}
        assert not is_answered(changed, str(row["sequence"]), row["nonce"]), bit


def test_numbers_begin_with_one_and_threads_never_share_one() -> None:
    binding = Binding(TERMINAL, BOOT, KEY.public_key)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: binding.next(), range(400)))
    assert sorted(each.sequence for each in made) == list(range(1, 401))
    assert len({each.nonce for each in made}) == 400
    assert {each.boot for each in made} == {BOOT}


# --- over the wire ------------------------------------------------------------------------------------


def signing(body: bytes = OK, status: int = 200, key: Ed25519PrivateKey = KEY, **changed: str) -> Play:
    """Answer each request as the platform does; `changed` are other headers."""

    def play(connection: ssl.SSLSocket, request: Request) -> None:
        asked = request.headers
        parts = [TERMINAL, asked["gk-boot"], asked["gk-sequence"], asked["gk-nonce"], str(status)]
        text = "\n".join(["gk-answer-1", *parts, hashlib.sha256(body).hexdigest()])
        told = {"GK-Sequence": asked["gk-sequence"], "GK-Nonce": asked["gk-nonce"]}
        told["GK-Signature"] = base64.b64encode(key.sign(text.encode())).decode()
        told |= {name.replace("_", "-"): value for name, value in changed.items()}
        connection.sendall(http(status, body, *(f"{name}: {value}" for name, value in told.items())))

    return play


def client_of(url: str, papers: Papers, binding: Binding | None = None) -> PlatformClient:
    line = tls(papers.authority_file, papers.identity_file)
    return PlatformClient(url, line, binding or Binding(TERMINAL, BOOT, KEY.public_key))


def test_h12_each_request_has_a_number_and_a_nonce_of_its_own(serve: Serve, papers: Papers) -> None:
    """What is asked again is a new request under a new number; its body is the same bytes (I4)."""
    server = serve(signing())
    client = client_of(server.url, papers)
    body = {"sale": "GD0117-000001", "name": "x" * GZIP_FROM}
    for _ in range(3):
        assert client.call("PUT", "/v1/sales/GD0117-000001", body, PLAIN) == PlainAnswer(outcome="ok")
    client.close()
    heard = server.requests
    assert [each.headers["gk-sequence"] for each in heard] == ["1", "2", "3"]
    assert len({each.headers["gk-nonce"] for each in heard}) == 3
    assert {(each.headers["gk-boot"], each.raw) for each in heard} == {(BOOT, heard[0].raw)}


STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
FORGED: dict[str, Play] = {
    "nobody's": lambda connection, _: connection.sendall(http(200, OK)),
    "a stranger's": signing(key=STRANGER),
    "another number's": signing(GK_Sequence="7"),
    "another nonce's": signing(GK_Nonce="0" * 32),
    "a stranger's refusal": signing(b'{"code":"KEY_REUSED","detail":""}', 409, STRANGER),
}


@pytest.mark.parametrize("play", FORGED.values(), ids=FORGED.keys())
def test_h11_a_forged_answer_is_no_answer(serve: Serve, papers: Papers, play: Play) -> None:
    client = client_of(serve(play).url, papers)
    with pytest.raises(NoAnswer, match="not signed"):
        client.call("POST", "/v1/heartbeats", {}, PLAIN)
    client.close()


def test_fault_57_yesterday_s_answer_is_no_answer(serve: Serve, papers: Papers) -> None:
    """Whoever overheard an answer cannot give it again: it is for another number."""
    kept: list[Request] = []

    def play(connection: ssl.SSLSocket, request: Request) -> None:
        kept.append(request)
        signing()(connection, kept[0])

    client = client_of(serve(play).url, papers)
    client.call("POST", "/v1/heartbeats", {}, PLAIN)
    with pytest.raises(NoAnswer, match="not signed"):
        client.call("POST", "/v1/heartbeats", {}, PLAIN)
    client.close()


def test_a_signed_refusal_is_a_refusal(serve: Serve, papers: Papers) -> None:
    client = client_of(serve(signing(b'{"code":"REPLAYED","detail":""}', 409)).url, papers)
    with pytest.raises(Rejected, match="REPLAYED"):
        client.call("POST", "/v1/heartbeats", {}, PLAIN)
    client.close()


def test_without_the_platform_s_key_nothing_is_asked(serve: Serve, papers: Papers) -> None:
    server = serve(signing())
    client = client_of(server.url, papers, Binding(TERMINAL, BOOT, lambda: None))
    with pytest.raises(NoIdentity):
        client.call("POST", "/v1/heartbeats", {}, PLAIN)
    client.close()
    assert server.requests == []
