"""Enrolment (docs/interfaces.md 2) as an application of its own, on a port of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography import x509
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Connection, Engine
from starlette.middleware.gzip import GZipMiddleware

from platform_stub.api.answers import EnrolmentAnswer
from platform_stub.api.bodies import EnrolmentBody
from platform_stub.api.errors import errors
from platform_stub.api.gate import Gate
from platform_stub.api.terminal_api import documented
from platform_stub.audit import Audit
from platform_stub.packing import GZIP_FROM
from platform_stub.shapes import Refused
from platform_stub.storage.database import in_one_transaction
from platform_stub.terminals.authority import Authority, RequestWrong, pem
from platform_stub.terminals.enrolment import CodeWrong, enrol

DESCRIPTION = "A terminal's first certificate, for a one-time code. TLS 1.3, server certificate only."


def enrolment_api(engine: Engine, authority: Authority, clock: Callable[[], datetime], audit: Audit) -> FastAPI:
    """Build the application."""
    app = documented("GridKiosk enrolment", DESCRIPTION)

    @app.post(
        "/v1/enrolment",
        response_model=EnrolmentAnswer | Refused,
        response_model_exclude_unset=True,
        responses=errors(),
    )
    def enrol_terminal(body: EnrolmentBody) -> dict[str, Any]:
        """Give a terminal its certificate for a code that is good once."""

        def work(connection: Connection) -> x509.Certificate:
            return enrol(connection, authority, terminal=body.terminal, code=body.code, csr=body.csr, now=clock())

        try:
            certificate = in_one_transaction(engine, work)
        except RequestWrong as wrong:
            raise RequestValidationError([{"loc": ("body", "csr"), "type": str(wrong)}]) from wrong
        except CodeWrong:
            audit.note("enrolment_refused", terminal=body.terminal, code="CODE_WRONG")
            return {"outcome": "refused", "code": "CODE_WRONG"}
        audit.note("enrolled", terminal=body.terminal, serial_number=f"{certificate.serial_number:x}")
        both = {"certificate": pem(certificate).decode(), "authority": pem(authority.certificate).decode()}
        return {"outcome": "ok", **both, "answer_key": authority.answers.public_pem()}

    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM)
    app.add_middleware(Gate)
    return app
