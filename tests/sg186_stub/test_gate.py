"""What never gets in (IFC-3): no token, too much, packed too well."""

import asyncio
import gzip
import json
import tracemalloc
import zlib

import pytest
from starlette.types import Message, Receive, Scope, Send

from sg186_stub.gate import BODY_AT_MOST, Gate
from tests.sg186_stub.conftest import TOKEN, Client

QUERY = json.dumps({"customer_no": "3104587000", "password": None}).encode()
PATH = "/sg186/customers/query"


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", f"bearer {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}"],
)
def test_without_the_token_nothing_is_answered(client: Client, header: str | None) -> None:
    client.headers = {} if header is None else {"Authorization": header}
    for path in (PATH, "/nowhere"):
        answer = client.post_raw(path, QUERY)
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORISED")


def test_an_empty_token_is_a_mistake() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None: ...

    with pytest.raises(ValueError, match="token"):
        Gate(app, "")


def padded(length: int) -> bytes:
    return QUERY + b" " * (length - len(QUERY))


def test_a_body_up_to_the_limit(client: Client) -> None:
    assert client.post_raw(PATH, padded(BODY_AT_MOST)).json()["outcome"] == "ok"
    answer = client.post_raw(PATH, padded(BODY_AT_MOST + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_a_gzipped_body_up_to_the_limit(client: Client) -> None:
    assert client.gzipped(PATH, QUERY).json()["outcome"] == "ok"
    assert client.gzipped(PATH, padded(BODY_AT_MOST)).json()["outcome"] == "ok"
    assert client.gzipped(PATH, padded(BODY_AT_MOST + 1)).status_code == 413


def test_a_gzip_bomb_is_not_unpacked(client: Client) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(200)) + packer.flush()
    assert len(bomb) < BODY_AT_MOST
    tracemalloc.start()
    try:
        answer = client.post_raw(PATH, bomb, Content_Encoding="gzip")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert peak < 32 * BODY_AT_MOST, "200 MiB would have been unpacked"


@pytest.mark.parametrize(
    ("content", "encoding", "status"),
    [
        (b"not gzip", "gzip", 400),
        (b"", "gzip", 400),
        (gzip.compress(QUERY)[:-4], "gzip", 400),
        (gzip.compress(QUERY) + b"more", "gzip", 400),
        (gzip.compress(QUERY[:10]) + gzip.compress(QUERY[10:]), "gzip", 400),
        (zlib.compress(QUERY), "deflate", 415),
        (gzip.compress(gzip.compress(QUERY)), "gzip, gzip", 415),
    ],
    ids=["no gzip", "nothing", "cut short", "something behind", "two members", "another packing", "packed twice"],
)
def test_broken_packing(client: Client, content: bytes, encoding: str, status: int) -> None:
    answer = client.post_raw(PATH, content, Content_Encoding=encoding)
    assert answer.status_code == status
    assert sorted(answer.json()) == ["code", "detail"]


def test_identity_is_no_packing(client: Client) -> None:
    assert client.post_raw(PATH, QUERY, Content_Encoding="identity").status_code == 200


def test_a_body_without_end_is_stopped_at_the_limit() -> None:
    """The announced length is not believed."""
    reached, sent, read = [], [], 0

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        reached.append(True)

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": bytes(64 * 1024), "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "headers": [(b"authorization", b"Bearer t"), (b"content-length", b"3")]}
    asyncio.run(Gate(app, "t")(scope, receive, send))
    assert (reached, read, sent[0]["status"]) == ([], 5, 413)


def test_a_caller_who_leaves_in_the_middle_reaches_nothing() -> None:
    reached = []

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        reached.append(True)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(_message: Message) -> None:
        reached.append(True)

    scope: Scope = {"type": "http", "headers": [(b"authorization", b"Bearer t")]}
    asyncio.run(Gate(app, "t")(scope, receive, send))
    assert reached == []
