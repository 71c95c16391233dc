"""The client against real TLS on the loopback address: what it accepts, and everything that it takes for no answer."""

import gzip
import json
import math
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

from kiosk_app.domain.rules import Rules
from kiosk_app.sync import client as client_module
from kiosk_app.sync import worker
from kiosk_app.sync.client import BODY_AT_MOST, GZIP_FROM, NoAnswer, PlatformClient, Rejected
from kiosk_app.sync.line import tls
from kiosk_app.sync.wire import PLAIN, QUOTE, PlainAnswer
from tests.contract import platform
from tests.sync.conftest import TERMINAL, Connect, Papers, Serve
from tests.sync.server import Play, Request, Server, http, saying, sending, sending_and_closing

OK = {"outcome": "ok"}
OK_BYTES = json.dumps(OK).encode()
SHORT_S = 0.8  # a whole call in the tests of what never ends


def ask(client: PlatformClient, body: dict[str, Any] | None = None) -> PlainAnswer:
    answer = client.call("POST", "/v1/heartbeats", body if body is not None else {}, PLAIN)
    assert isinstance(answer, PlainAnswer)
    return answer


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "CALL_S", SHORT_S)


# --- what goes out ------------------------------------------------------------------------------


def test_acc_1_the_terminal_shows_its_certificate_and_speaks_tls_1_3(serve: Serve, connect: Connect) -> None:
    versions: list[str | None] = []

    def play(connection: ssl.SSLSocket, _: Request) -> None:
        versions.append(connection.version())
        connection.sendall(http(200, OK_BYTES))

    server = serve(play)
    ask(connect(server))
    assert versions == ["TLSv1.3"]
    subject = [pair for rdn in server.requests[0].peer["subject"] for pair in rdn]
    assert ("commonName", TERMINAL) in subject


def test_acc_2_a_body_is_compressed_when_it_is_worth_it_and_answers_are_unpacked(
    serve: Serve, connect: Connect
) -> None:
    server = serve(sending(http(200, gzip.compress(OK_BYTES), "Content-Encoding: gzip")))
    client = connect(server)
    small, large = {"a": "x" * (GZIP_FROM - 9)}, {"a": "x" * (GZIP_FROM - 8)}
    ask(client, small)
    ask(client, large)
    first, second = server.requests
    assert "content-encoding" not in first.headers
    assert second.headers["content-encoding"] == "gzip"
    assert len(second.raw) < GZIP_FROM
    assert (first.body, second.body) == (small, large)
    assert {each.headers["accept-encoding"] for each in server.requests} == {"gzip"}


def test_a_body_is_utf_8_json_and_the_same_bytes_each_time(serve: Serve, connect: Connect) -> None:
    server = serve()
    client = connect(server)
    for _ in range(2):
        ask(client, {"name": "王*明" * 100, "n": 1})
    first, second = (each.raw for each in server.requests)
    assert first == second
    assert gzip.decompress(first).decode() == json.dumps({"name": "王*明" * 100, "n": 1}, ensure_ascii=False).replace(
        ": ", ":"
    ).replace(", ", ",")


def test_a_question_without_a_body_has_none(serve: Serve, connect: Connect) -> None:
    server = serve()
    connect(server).call("GET", "/v1/sales/GD0117-002381", None, PLAIN)
    assert server.requests[0].raw == b""
    assert "content-type" not in server.requests[0].headers


def test_one_connection_serves_many_calls(serve: Serve, connect: Connect) -> None:
    server = serve()
    client = connect(server)
    for _ in range(3):
        ask(client)
    assert server.connections == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_again(serve: Serve, connect: Connect) -> None:
    server = serve(sending_and_closing(http(200, OK_BYTES)))
    client = connect(server)
    for turn in (1, 2):
        ask(client)
        server.wait_until_closed(turn)
    assert server.connections == 2


# --- who is there (who is not: test_bad_platforms) ----------------------------------------------


def test_no_public_authority_is_trusted_beside_the_platforms_own(
    serve: Serve, connect: Connect, papers: Papers
) -> None:
    """`requests` loads its bundle of public authorities into any context that it is given, unless it is stopped."""
    client = connect(serve())
    ask(client)
    trusted = client._context.get_ca_certs()
    assert len(trusted) == 1
    assert trusted[0]["subject"] == trusted[0]["issuer"]


def test_a_terminal_without_a_certificate_gets_no_answer(serve: Serve, papers: Papers) -> None:
    server = serve()
    client = PlatformClient(server.url, tls(papers.authority_file))
    with pytest.raises(NoAnswer):
        ask(client)
    client.close()
    assert server.requests == []


def test_a_terminal_of_another_authority_gets_no_answer(serve: Serve, papers: Papers, tmp_path: Path) -> None:
    stranger = trustme.CA().issue_cert(common_name=TERMINAL)
    file = tmp_path / "stranger.pem"
    file.write_bytes(stranger.private_key_and_cert_chain_pem.bytes())
    server = serve()
    client = PlatformClient(server.url, tls(papers.authority_file, file))
    with pytest.raises(NoAnswer):
        ask(client)
    client.close()
    assert server.requests == []


@pytest.mark.parametrize("url", ["http://localhost:1", "ftp://localhost:1", "https://", "https://a..b:1", "nonsense"])
def test_nothing_but_https_is_spoken(papers: Papers, url: str) -> None:
    client = PlatformClient(url, tls(papers.authority_file))
    with pytest.raises(NoAnswer):
        ask(client)
    client.close()


def test_what_the_environment_says_is_no_configuration(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No proxy, no netrc, no other bundle of authorities."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, address)
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.setenv(name, str(tmp_path / "missing.pem"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        netrc = tmp_path / "netrc"
        netrc.write_text("machine localhost login somebody password something\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))

        server = serve()
        ask(connect(server))
        assert "authorization" not in server.requests[0].headers
        proxy.settimeout(0.05)
        with pytest.raises(TimeoutError):
            proxy.accept()


# --- what comes back ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(serve: Serve, connect: Connect, status: int) -> None:
    """Followed, it would carry a password to wherever the answer says."""
    elsewhere = serve()
    server = serve(sending(http(status, OK_BYTES, f"Location: {elsewhere.url}/v1/heartbeats")))
    with pytest.raises(NoAnswer, match=f"status {status}"):
        ask(connect(server))
    assert elsewhere.connections == 0
    assert len(server.requests) == 1


def test_a_cookie_is_not_kept(serve: Serve, connect: Connect) -> None:
    server = serve(saying(200, OK, "Set-Cookie: session=1; Path=/"))
    client = connect(server)
    ask(client)
    ask(client)
    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize("status", [403, 404, 409, 400, 401, 413, 415])
def test_a_refusal_as_such_tells_its_code(serve: Serve, connect: Connect, status: int) -> None:
    server = serve(saying(status, {"code": "FOREIGN_SALE", "detail": "the key is another terminal's"}))
    with pytest.raises(Rejected) as refused:
        ask(connect(server))
    assert refused.value.code == "FOREIGN_SALE"


@pytest.mark.parametrize("status", [408, 422, 429, 500, 502, 503, 504, 201, 204, 206, 304])
def test_every_other_status_is_no_answer(serve: Serve, connect: Connect, status: int) -> None:
    server = serve(sending_and_closing(http(status, b"" if status in (204, 304) else OK_BYTES)))
    with pytest.raises(NoAnswer, match=f"status {status}"):
        ask(connect(server))


def bomb(size: int) -> bytes:
    return gzip.compress(OK_BYTES + b" " * (size - len(OK_BYTES)))


BOMB = http(200, bomb(100_000_000), "Content-Encoding: gzip")
assert len(BOMB) < BODY_AT_MOST, "small on the line"


BROKEN_BODIES: dict[str, Play] = {
    "nothing": sending(http(200, b"")),
    "no JSON": sending(http(200, b"<html>")),
    "half of it": sending(http(200, OK_BYTES[:-1])),
    "something behind it": sending(http(200, OK_BYTES + b"{}")),
    "no UTF-8": sending(http(200, b'{"outcome":"\xff"}')),
    "UTF-16": sending(http(200, OK_BYTES.decode().encode("utf-16"))),
    "depth": sending(http(200, b"[" * 200_000)),
    "said to be gzip": sending(http(200, OK_BYTES, "Content-Encoding: gzip")),
    "gzip without saying so": sending(http(200, gzip.compress(OK_BYTES))),
    "gzip twice": sending(http(200, gzip.compress(gzip.compress(OK_BYTES)), "Content-Encoding: gzip, gzip")),
    "two members": sending(http(200, gzip.compress(OK_BYTES) * 2, "Content-Encoding: gzip")),
    "half a gzip": sending(http(200, gzip.compress(OK_BYTES)[:-4], "Content-Encoding: gzip")),
    "zlib": sending(http(200, zlib.compress(OK_BYTES), "Content-Encoding: deflate")),
    "an unknown encoding": sending(http(200, OK_BYTES, "Content-Encoding: br")),
    "a broken checksum": sending(http(200, gzip.compress(OK_BYTES)[:-8] + bytes(8), "Content-Encoding: gzip")),
    "a byte too many": sending(http(200, OK_BYTES + b" " * (BODY_AT_MOST + 1 - len(OK_BYTES)))),
    "a byte too many when unpacked": sending(http(200, bomb(BODY_AT_MOST + 1), "Content-Encoding: gzip")),
    "a bomb": sending(BOMB),
    "a length that is no number": sending_and_closing(
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + b" " * 300_000
    ),
    "less than announced": sending_and_closing(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + OK_BYTES),
    "a chunk that is not whole": sending_and_closing(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + OK_BYTES
    ),
    "chunks without an end": sending_and_closing(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + OK_BYTES[:16]
    ),
    "a chunk of no size": sending_and_closing(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + OK_BYTES
    ),
    "no HTTP": sending_and_closing(b"+OK ready\r\n\r\n"),
    "half a header": sending_and_closing(b"HTTP/1.1 200 OK\r\nContent-"),
    "a header too long": sending_and_closing(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"),
    "too many headers": sending_and_closing(b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200 + b"\r\n"),
    "goodbye": sending_and_closing(b""),
}


@pytest.mark.parametrize("play", BROKEN_BODIES.values(), ids=BROKEN_BODIES.keys())
def test_fault_29_what_is_not_wholly_there_is_no_answer(serve: Serve, connect: Connect, play: Play) -> None:
    server = serve(play)
    client = connect(server)
    with pytest.raises(NoAnswer):
        ask(client)
    server.play = saying(200, OK)
    ask(client)  # and the next call is not disturbed by what was left


def test_what_just_fits_is_taken(serve: Serve, connect: Connect) -> None:
    padded = OK_BYTES + b" " * (BODY_AT_MOST - len(OK_BYTES))
    server = serve(sending(http(200, padded)))
    client = connect(server)
    ask(client)
    server.play = sending(http(200, gzip.compress(padded), "Content-Encoding: GZIP"))
    ask(client)
    server.play = sending(http(200, OK_BYTES, "Content-Encoding: identity"))
    ask(client)


def test_an_answer_in_chunks_is_put_together(serve: Serve, connect: Connect) -> None:
    chunks = b"".join(b"1\r\n" + bytes((byte,)) + b"\r\n" for byte in OK_BYTES) + b"0\r\n\r\n"
    server = serve(sending(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
    client = connect(server)
    ask(client)
    ask(client)
    assert server.connections == 1


def test_a_bomb_does_not_fill_the_memory(serve: Serve, connect: Connect) -> None:
    import tracemalloc

    server = serve(sending(BOMB))
    client = connect(server)
    tracemalloc.start()
    try:
        with pytest.raises(NoAnswer, match="too large"):
            ask(client)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * BODY_AT_MOST


# --- how long it may take -----------------------------------------------------------------------


def dripping(head: bytes, drop: bytes) -> Play:
    """Send a little now and then, for as long as anybody listens."""

    def play(connection: ssl.SSLSocket, _: Request) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(drop)
            time.sleep(SHORT_S / 10)

    return play


def silence(server: Callable[[], Server]) -> Play:
    def play(_: ssl.SSLSocket, __: Request) -> None:
        server().closing.wait(30)

    return play


ENDLESS: dict[str, Play] = {
    "a body, byte by byte": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    "chunks": dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a chunk's size": dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "what follows the chunks": dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: x\r\n"),
    "headers": dripping(b"HTTP/1.1 200 OK\r\n", b"X: x\r\n"),
    "one header": dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "a status line": dripping(b"HTTP/1.1 200 ", b"O"),
    "go on": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("play", ENDLESS.values(), ids=ENDLESS.keys())
def test_fault_26_whoever_drips_is_left(serve: Serve, connect: Connect, play: Play, short: None) -> None:
    """The timeouts of the library are for one read; a byte now and then would hold the call for ever."""
    client = connect(serve(play))
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        ask(client)
    assert time.monotonic() - began < 10 * SHORT_S


def test_fault_26_half_open_ends_in_time(serve: Serve, connect: Connect, short: None) -> None:
    server = serve()
    server.play = silence(lambda: server)
    client = connect(server)
    with pytest.raises(NoAnswer):
        ask(client)
    server.play = saying(200, OK)
    ask(client)
    assert server.connections == 2, "the dead connection is not used again"


def test_a_listener_that_never_shakes_hands_is_left(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        client = PlatformClient(f"https://localhost:{deaf.getsockname()[1]}", tls(papers.authority_file))
        with pytest.raises(NoAnswer):
            ask(client)
        client.close()


def test_whoever_does_not_read_is_left(
    serve: Serve, connect: Connect, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body larger than the buffers of both sides, and nobody who takes it."""
    monkeypatch.setattr(client_module, "GZIP_FROM", math.inf)
    server = serve()
    client = connect(server)
    ask(client)
    server.reads = False
    with pytest.raises(NoAnswer):
        ask(client, {"x": "x" * 30_000_000})


def test_whoever_waits_is_asked_whether_to_go_on(serve: Serve, connect: Connect) -> None:
    server = serve()
    server.play = silence(lambda: server)
    client = connect(server)
    turns: list[float] = []

    def go_on() -> bool:
        turns.append(time.monotonic())
        return len(turns) < 4

    client.while_waiting(go_on)
    with pytest.raises(NoAnswer):
        ask(client)
    assert len(turns) == 4
    assert turns[-1] - turns[0] < client_module.CALL_S / 2


def test_a_booking_is_given_up_before_the_screen_gives_it_up() -> None:
    """Three calls and the pauses between them end before the flow's own patience does (runtime/patience.py)."""
    longest = worker.TRIES * client_module.CALL_S + (worker.TRIES - 1) * worker.PAUSE_S
    assert longest < Rules().answer_s


def test_an_answer_of_the_contract_comes_back_in_its_shape(serve: Serve, connect: Connect) -> None:
    example = platform.call("quotes").examples[0]
    answer = connect(serve(saying(example.status, example.answer))).call("POST", "/v1/quotes", example.request, QUOTE)
    assert answer.model_dump() == example.answer
