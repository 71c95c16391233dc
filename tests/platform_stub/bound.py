"""Requests of a terminal as the platform wants them: numbered within a start, with a nonce; and the answers' proof."""

import base64
import hashlib
import itertools
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BOOT = "5f0c1e7a9b3d2846"


@dataclass
class Start:
    """One start of one terminal: its clients share the numbers, threads too."""

    boot: str = BOOT
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def headers(self) -> dict[str, str]:
        """Return the headers of the next request."""
        return {"GK-Boot": self.boot, "GK-Sequence": str(next(self.numbers)), "GK-Nonce": secrets.token_hex(16)}

    def bind(self, request: httpx.Request) -> None:
        """Number a request; an event hook of `httpx.Client`."""
        for name, value in self.headers().items():
            request.headers.setdefault(name, value)


THIS_START = Start()
"""Whoever does not say otherwise speaks for one terminal program that runs as long as these tests."""


def proven(answer: httpx.Response, key: Ed25519PublicKey, terminal: str) -> bool:
    """Tell whether the platform signed this answer to this request of this terminal."""
    asked, told = answer.request.headers, answer.headers
    if [told.get(name) for name in ("GK-Sequence", "GK-Nonce")] != [asked["GK-Sequence"], asked["GK-Nonce"]]:
        return False
    parts = ["gk-answer-1", terminal, asked["GK-Boot"], asked["GK-Sequence"], asked["GK-Nonce"]]
    parts += [str(answer.status_code), hashlib.sha256(answer.content).hexdigest()]
    try:
        key.verify(base64.b64decode(told["GK-Signature"]), "\n".join(parts).encode())
    except (InvalidSignature, KeyError):
        return False
    return True
