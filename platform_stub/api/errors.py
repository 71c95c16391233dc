"""The protocol errors, for the interface document."""

from typing import Any

from platform_stub.api.answers import ProtocolError

Responses = dict[int | str, dict[str, Any]]

_TEXTS = {
    400: "ENCODING_WRONG: not one whole gzip member; BINDING_WRONG: not numbered as it should be; BOOT_DIFFERS",
    403: "TERMINAL_UNKNOWN, TERMINAL_REVOKED, TERMINAL_SCRAPPED, CERTIFICATE_EXPIRED; CLONE_SUSPECTED; FOREIGN_SALE",
    404: "SALE_UNHEARD, UPLOAD_UNHEARD",
    408: "BODY_TOO_SLOW",
    409: "REPLAYED: a request of this number came before; KEY_REUSED: a key came with other content; alarms, both",
    413: "BODY_TOO_LARGE",
    415: "ENCODING_UNKNOWN",
    422: "INVALID_REQUEST",
    503: "UNKNOWN_OUTCOME: ask again with the same key",
}
_ALWAYS = (400, 403, 408, 413, 415, 422, 503)


def errors(*more: int) -> Responses:
    """Return what any call may answer besides its business, and these."""
    return {status: {"model": ProtocolError, "description": _TEXTS[status]} for status in sorted({*_ALWAYS, *more})}
