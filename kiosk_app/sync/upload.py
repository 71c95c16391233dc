"""A journal file on its way to the platform: announced, brought over FTPS, applied (PAY-7).

The line may be cut anywhere: what is repeated brings the rest, and is applied once. The server's "226" is no proof
that anything arrived; the platform's answer to the application is.
"""

import ftplib
import hashlib
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk_app.sync.client import NoAnswer
from kiosk_app.sync.line import BoundedContext
from kiosk_app.sync.wire import Name, RefusedAnswer

Answer = TypeVar("Answer")
CONNECT_S, UPLOAD_S = 2.5, 120.0  # for each answer, less than the watchdog looks on; for all of it


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Ticket(_Message):
    """An FTPS account, good once."""

    host: Name
    port: Annotated[int, Field(ge=1, le=65_535)]
    user: Name
    password: Annotated[Name, Field(repr=False)]


class Announced(_Message):
    """How much of the file the platform has, and the ticket to bring the rest."""

    outcome: Literal["ok"]
    complete: bool
    received: Annotated[int, Field(ge=0)]
    ticket: Ticket | None


class Applied(_Message):
    """The platform has taken the file over, whole."""

    outcome: Literal["ok"]
    rows: Annotated[int, Field(ge=0)]
    sum_fen: Annotated[int, Field(ge=0)]


ANNOUNCED: TypeAdapter[Announced | RefusedAnswer] = TypeAdapter(Announced | RefusedAnswer)
APPLIED: TypeAdapter[Applied | RefusedAnswer] = TypeAdapter(Applied | RefusedAnswer)


class Line(Protocol):
    """HTTPS to the platform."""

    def call(self, method: str, path: str, body: dict[str, Any] | None, shape: TypeAdapter[Answer]) -> Answer:
        """Send one request and return its answer; raise NoAnswer or Rejected."""


Bring = Callable[[Ticket, str, bytes, int], None]
"""Brings the bytes of a file from a position on; raises NoAnswer."""


def upload(line: Line, bring: Bring, file: Path) -> Applied | RefusedAnswer:
    """Bring a packed file to the platform and have it applied; raise NoAnswer, Rejected or OSError."""
    content = file.read_bytes()
    body = {"name": file.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    told = line.call("POST", "/v1/uploads", body, ANNOUNCED)
    if isinstance(told, RefusedAnswer):
        return told
    if not told.complete:
        if told.ticket is None or told.received > len(content):
            raise NoAnswer("broken contract: a file that is not complete comes with a ticket for its rest")
        bring(told.ticket, file.name, content, told.received)
    return line.call("POST", f"/v1/uploads/{file.name}/application", {}, APPLIED)


def bring(ticket: Ticket, context: BoundedContext, name: str, content: bytes, received: int) -> None:
    """Append what is missing, both channels encrypted and both ends certified; raise NoAnswer."""
    context.until = time.monotonic() + UPLOAD_S
    server = ftplib.FTP_TLS(context=context, timeout=CONNECT_S)  # noqa: S321 - over TLS 1.3, from the first secret on
    try:
        server.connect(ticket.host, ticket.port)
        server.login(ticket.user, ticket.password)  # AUTH TLS first, by FTP_TLS itself
        server.prot_p()
        rest = io.BytesIO(content[received:])
        server.storbinary(f"STOR {name}", rest, rest=received or None)
        server.quit()
    except (ftplib.Error, EOFError, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
    finally:
        server.close()
