"""Journal files: announced, then brought over FTPS, then applied (PAY-7)."""

from typing import Annotated, Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from platform_stub.api.caller import PEER, terminal_of
from platform_stub.api.errors import errors
from platform_stub.files import reader
from platform_stub.files.uploads import Announced
from platform_stub.platform import Platform
from platform_stub.shapes import FEN_AT_MOST, Message, Name, Refused

PACKED_NAME = r"^[A-Z]{2}-[0-9]{4}_[0-9]{8}_[0-9]{3}\.txt\.gz$"
Caller = Annotated[str, Depends(terminal_of)]
CLOSED = Refused(code="UPLOADS_CLOSED")


class UploadBody(Message):
    """`POST /v1/uploads`: a file that is about to be brought."""

    name: Annotated[str, Field(pattern=PACKED_NAME, examples=["GD-0117_20261123_001.txt.gz"])]
    size: Annotated[int, Field(ge=1, le=reader.PACKED_AT_MOST)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ApplicationBody(Message):
    """`POST /v1/uploads/{name}/application`: nothing."""


class Ticket(Message):
    """An FTPS account, good once, for ten minutes."""

    host: Name
    port: Annotated[int, Field(ge=1, le=65_535)]
    user: Name
    password: Name


class UploadAnswer(Message):
    """Answer to uploads: how much is there, and the ticket to bring the rest."""

    outcome: Literal["ok"] = "ok"
    complete: bool
    received: Annotated[int, Field(ge=0)]
    ticket: Ticket | None


class ApplicationAnswer(Message):
    """Answer to an application."""

    outcome: Literal["ok"] = "ok"
    rows: Annotated[int, Field(ge=0)]
    sum_fen: Annotated[int, Field(ge=0, le=FEN_AT_MOST * 1_000)]


def caller_key(request: Request) -> ec.EllipticCurvePublicKey:
    """Return the key that the caller's certificate is for."""
    key = x509.load_der_x509_certificate(getattr(request.state, PEER)).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey), "the authority signs no other"
    return key


def router(platform: Platform) -> APIRouter:
    """Build the routes."""
    routes = APIRouter(prefix="/v1/uploads")

    @routes.post("", response_model=UploadAnswer | Refused, responses=errors())
    def announce(body: UploadBody, terminal: Caller, request: Request) -> dict[str, Any] | Refused:
        """Expect a file and say how to bring it; the same again is answered with another ticket for the rest."""
        if platform.uploads is None:
            return CLOSED
        return platform.uploads.announce(terminal, Announced(body.name, body.size, body.sha256), caller_key(request))

    @routes.post("/{name}/application", response_model=ApplicationAnswer | Refused, responses=errors(404))
    def apply(
        name: Annotated[str, Path(pattern=PACKED_NAME)], _body: ApplicationBody, terminal: Caller, request: Request
    ) -> dict[str, Any] | Refused:
        """Apply a file whole or not at all; the second time is answered as the first."""
        if platform.uploads is None:
            return CLOSED
        return platform.uploads.apply(terminal, name, caller_key(request))

    return routes
