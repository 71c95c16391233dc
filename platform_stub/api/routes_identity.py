"""The terminal's next certificate (ACC-1)."""

from typing import Annotated, Any

from cryptography import x509
from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from sqlalchemy import Connection

from platform_stub.api.answers import RenewalAnswer
from platform_stub.api.caller import PEER, terminal_of
from platform_stub.api.errors import errors
from platform_stub.platform import Platform
from platform_stub.shapes import Message, Refused
from platform_stub.storage.database import in_one_transaction
from platform_stub.terminals.authority import RequestWrong, fingerprint, pem
from platform_stub.terminals.renewal import KeyNotNew, renew


class RenewalBody(Message):
    """`POST /v1/identity/renewal`."""

    csr: Annotated[str, Field(min_length=1, max_length=8_000)]


def router(platform: Platform) -> APIRouter:
    """Build the route."""
    routes = APIRouter(prefix="/v1", responses=errors())

    @routes.post("/identity/renewal", response_model=RenewalAnswer | Refused, response_model_exclude_unset=True)
    def renew_identity(
        body: RenewalBody, request: Request, terminal: Annotated[str, Depends(terminal_of)]
    ) -> dict[str, Any]:
        """Give a terminal the certificate for its next key; the one it asks with works until the new one was used."""
        authority = platform.authority
        if authority is None:
            return {"outcome": "refused", "code": "RENEWALS_CLOSED"}
        former = fingerprint(x509.load_der_x509_certificate(getattr(request.state, PEER)))

        def work(connection: Connection) -> x509.Certificate:
            return renew(connection, authority, terminal=terminal, csr=body.csr, former=former, now=platform.clock())

        try:
            certificate = in_one_transaction(platform.engine, work)
        except RequestWrong as wrong:
            raise RequestValidationError([{"loc": ("body", "csr"), "type": str(wrong)}]) from wrong
        except KeyNotNew:
            platform.audit.note("renewal_refused", terminal=terminal, code="KEY_NOT_NEW")
            return {"outcome": "refused", "code": "KEY_NOT_NEW"}
        platform.audit.note("renewed", terminal=terminal, serial_number=f"{certificate.serial_number:x}")
        return {"outcome": "ok", "certificate": pem(certificate).decode()}

    return routes
