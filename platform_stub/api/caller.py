"""Who is calling, and that nobody calls twice.

The handshake proved the certificate, the registry says whose it is and whether it still counts; the request's number
says that it is no repetition of what somebody overheard. The answer is signed over that number, so that it passes for
no other request's.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import anyio.to_thread
import structlog
from cryptography import x509
from cryptography.x509.oid import NameOID
from sqlalchemy import Connection, Engine
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from platform_stub.audit import Audit
from platform_stub.storage.database import DATABASE_AWAY, in_one_transaction
from platform_stub.terminals import binding, registry, renewal
from platform_stub.terminals.answer_key import AnswerKey
from platform_stub.terminals.authority import fingerprint
from platform_stub.terminals.binding import Sent

PEER = "peer_certificate"  # scope["state"]: the DER that the handshake accepted; `api.server` puts it there
TERMINAL = "terminal"
BOOT = "boot"  # likewise
BINDING = re.compile(rb"([0-9a-f]{16}) ([1-9][0-9]{0,15}) ([0-9a-f]{32})")
NAMES = (b"gk-boot", b"gk-sequence", b"gk-nonce")
REFUSED = {
    "REPLAYED": (409, "a request of this number came before"),
    "CLONE_SUSPECTED": (403, "another start of this terminal speaks now"),
    "BINDING_WRONG": (400, "GK-Boot, GK-Sequence and GK-Nonce, each once: 16 hex, a number from 1, 32 hex"),
    "UNKNOWN_OUTCOME": (503, "ask again with the same key"),
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request is from, and why it goes no further, if so."""

    terminal: str  # "" where nobody can say
    refused: str = ""


class OnlyTerminals:
    """Lets in who is a registered terminal, once a request, and tells the application which one; signs every answer."""

    def __init__(
        self, app: ASGIApp, engine: Engine, clock: Callable[[], datetime], audit: Audit, answers: AnswerKey
    ) -> None:
        self._app, self._engine, self._clock, self._audit = app, engine, clock, audit
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Identify the caller, in a thread, since the database may be busy."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state, sent = scope.get("state", {}), sent_of(scope["headers"])
        caller = await anyio.to_thread.run_sync(self._identify, state.get(PEER), sent)
        if sent is not None and caller.terminal:
            send = Signing(self._answers, caller.terminal, sent, send)
        if caller.refused:
            status, detail = REFUSED.get(caller.refused, (403, "this certificate does not count"))
            await JSONResponse({"code": caller.refused, "detail": detail}, status)(scope, receive, send)
            return
        assert sent is not None, "whoever does not say his start was refused"
        told = {**state, TERMINAL: caller.terminal, BOOT: sent.boot}
        await self._app({**scope, "state": told}, receive, send)

    def _identify(self, der: bytes | None, sent: Sent | None) -> Caller:
        if der is None:
            return Caller("", "TERMINAL_UNKNOWN")
        certificate = x509.load_der_x509_certificate(der)
        known_as, named = fingerprint(certificate), common_name(certificate)
        try:
            caller = in_one_transaction(self._engine, lambda open_: self._admit(open_, known_as, sent))
        except registry.Stranger as stranger:
            self._audit.note("caller_refused", code=stranger.code, actor=known_as[:16])
            return Caller(named, stranger.code)
        except DATABASE_AWAY as error:
            log.warning("unknown_outcome", reason=type(error).__name__)
            return Caller(named, "UNKNOWN_OUTCOME")
        if caller.refused:
            self._audit.note("request_refused", terminal=caller.terminal, code=caller.refused)
        return caller

    def _admit(self, connection: Connection, known_as: str, sent: Sent | None) -> Caller:
        now = self._clock()
        terminal = registry.identify(connection, known_as, now)
        if sent is None:
            return Caller(terminal, "BINDING_WRONG")
        refused = binding.admit(connection, terminal, sent, now) or ""
        if not refused:
            renewal.take_up(connection, known_as, now)
        return Caller(terminal, refused)


class Signing:
    """Sends an answer on when it is whole, with the signature over it."""

    def __init__(self, answers: AnswerKey, terminal: str, sent: Sent, send: Send) -> None:
        self._answers, self._terminal, self._sent, self._send = answers, terminal, sent, send
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take one message of the application's."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        assert message["type"] == "http.response.body", "an answer is a start and its body"
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        body, status = bytes(self._body), int(self._start["status"])
        signature = self._answers.sign_answer(self._terminal, self._sent, status, body)
        told = {"gk-sequence": str(self._sent.sequence), "gk-nonce": self._sent.nonce, "gk-signature": signature}
        headers = [*self._start.get("headers", []), *((name.encode(), told[name].encode()) for name in told)]
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def sent_of(headers: list[tuple[bytes, bytes]]) -> Sent | None:
    """Return what a request says about itself; None unless it says each thing once, in its form."""
    values = [[value for name, value in headers if name == wanted] for wanted in NAMES]
    if any(len(each) != 1 for each in values):
        return None
    found = BINDING.fullmatch(b" ".join(each[0] for each in values))
    if found is None:
        return None
    boot, sequence, nonce = (part.decode() for part in found.groups())
    return Sent(boot, int(sequence), nonce)


def common_name(certificate: x509.Certificate) -> str:
    """Return whose certificate our authority says that it is; "" where it names nobody, or more than one."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if len(names) == 1 else ""


def boot_of(request: Request) -> str:
    """Return the start of the terminal's program that is calling, as its headers say; for the routes."""
    boot = getattr(request.state, BOOT)
    assert isinstance(boot, str), "no route is reached but by a start that was named"
    return boot


def terminal_of(request: Request) -> str:
    """Return the terminal that is calling; for the routes."""
    terminal = getattr(request.state, TERMINAL)
    assert isinstance(terminal, str), "no route is reached but by a terminal"
    return terminal
