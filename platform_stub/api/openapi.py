"""The interface document of both listeners, from the very routes that answer."""

from typing import Any, NoReturn

from sqlalchemy import create_engine

from platform_stub.api.enrolment_api import enrolment_api
from platform_stub.api.terminal_api import terminal_api
from platform_stub.audit import Audit
from platform_stub.platform import Platform
from platform_stub.storage.times import now_utc
from platform_stub.terminals.authority import new_authority


class _Nothing:
    """Stands where a document needs no service: whoever uses it has found a mistake."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"a document does not call {name}")


def interface_document() -> dict[str, Any]:
    """Return the terminal API as OpenAPI, with the enrolment call beside it, under its own server."""
    nothing: Any = _Nothing()
    audit = Audit(nothing)
    engine = create_engine("sqlite://")
    platform = Platform(engine, nothing, nothing, now_utc, audit, nothing)
    document = terminal_api(platform).openapi()
    for calls in document["paths"].values():
        for row in calls.values():
            row.setdefault("parameters", []).extend(numbered())
    enrolling = enrolment_api(engine, new_authority(now_utc()), now_utc, audit).openapi()
    for path, calls in enrolling["paths"].items():
        document["paths"][path] = {**calls, "servers": [{"url": "https://platform:8444", "description": "enrolment"}]}
    document["components"]["schemas"].update(enrolling["components"]["schemas"])
    document["servers"] = [{"url": "https://platform:8443", "description": "terminals, by certificate"}]
    document["components"]["securitySchemes"] = {"certificate": {"type": "mutualTLS"}}
    document["security"] = [{"certificate": []}]
    for path in enrolling["paths"]:
        document["paths"][path]["post"]["security"] = []
    return document


def numbered() -> list[dict[str, Any]]:
    """Return the headers by which every request of a terminal is numbered."""
    forms = {"GK-Boot": "^[0-9a-f]{16}$", "GK-Sequence": "^[1-9][0-9]{0,15}$", "GK-Nonce": "^[0-9a-f]{32}$"}
    return [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string", "pattern": form}}
        for name, form in forms.items()
    ]
