"""Requests numbered within one start of the kiosk, and answers that are signed for just their request (H11, H12).

A number is used once: what is asked again is a new request under a new number, and the sale's own key makes the answer
the same. The kiosk's threads share the numbers and do not wait for each other, so a request may come after a younger
one; the platform keeps a window for that.
"""

import base64
import hashlib
import itertools
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class BoundRequest:
    """What one request says about itself, and what its answer must be signed over."""

    terminal: str
    boot: str  # 16 hex
    sequence: int  # from 1
    nonce: str  # 32 hex

    def headers(self) -> dict[str, str]:
        """Return the request's headers."""
        return {"GK-Boot": self.boot, "GK-Sequence": str(self.sequence), "GK-Nonce": self.nonce}

    def is_answered_by(self, status: int, headers: Mapping[str, str], body: bytes, key: Ed25519PublicKey) -> bool:
        """Tell whether the platform signed this answer to this request; `body` as it is unpacked."""
        if (headers.get("GK-Sequence"), headers.get("GK-Nonce")) != (str(self.sequence), self.nonce):
            return False
        digest = hashlib.sha256(body).hexdigest()
        text = f"gk-answer-1\n{self.terminal}\n{self.boot}\n{self.sequence}\n{self.nonce}\n{status}\n{digest}"
        try:
            key.verify(base64.b64decode(headers.get("GK-Signature", ""), validate=True), text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class Binding:
    """Numbers the requests of one start of the kiosk; all its threads share it."""

    def __init__(self, terminal: str, boot_id: str, key: Callable[[], Ed25519PublicKey | None]) -> None:
        """`key` gives the platform's key as it came with the identity; None where the terminal has none."""
        self._terminal, self._boot_id = terminal, boot_id
        self.key = key
        self._numbers, self._lock = itertools.count(1), threading.Lock()

    def next(self) -> BoundRequest:
        """Return what the next request says about itself."""
        with self._lock:
            sequence = next(self._numbers)
        return BoundRequest(self._terminal, self._boot_id, sequence, secrets.token_hex(16))
