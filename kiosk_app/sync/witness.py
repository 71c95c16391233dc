"""The platform's counter-signature over the journal's head, kept across restarts (I10, faults 18 and 58).

Whoever has the terminal's disk can put an older or a rewritten journal there; it is whole in itself. He cannot make the
platform's signature over its head. So the highest head that the platform signed is kept beside the identity, and a
journal that does not contain it is not used.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk_app.sync.identity import HEAD_FILE, Identity, keep
from kiosk_app.sync.wire import HeadMessage


@dataclass(frozen=True, slots=True)
class SignedHead:
    """So many rows, the last hash, and the platform's word for it."""

    count: int
    head: bytes
    signature: str  # base64


def signed_by(key: Ed25519PublicKey, terminal: str, head: SignedHead) -> bool:
    """Tell whether the platform signed this head of this terminal's journal."""
    text = f"gk-head-1\n{terminal}\n{head.count}\n{head.head.hex()}".encode()
    try:
        key.verify(base64.b64decode(head.signature, validate=True), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def answer_key(identity: Identity) -> Ed25519PublicKey | None:
    """Return the platform's key from the identity's file; None where the terminal enrolled without one."""
    begin = b"-----BEGIN PUBLIC KEY-----"
    try:
        _, found, rest = identity.file.read_bytes().partition(begin)
        key = serialization.load_pem_public_key(found + rest)
    except (OSError, ValueError):
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def kept_head(identity: Identity, terminal: str) -> SignedHead | None:
    """Return the head that is kept, if it is one that the platform signed for this terminal."""
    key = answer_key(identity)
    try:
        told = HeadMessage.model_validate_json((identity.directory / HEAD_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    head = SignedHead(told.count, bytes.fromhex(told.head), told.signature)
    return head if key is not None and signed_by(key, terminal, head) else None


class Witness:
    """Takes the heads that heartbeats bring, in the platform's thread."""

    def __init__(
        self,
        identity: Identity,
        terminal: str,
        hash_at: Callable[[int], bytes | None],
        rolled_back: Callable[[SignedHead], None],
    ) -> None:
        """`hash_at` gives a row's hash: empty where there is no such row, None where it is not in memory any more."""
        self._identity, self._terminal = identity, terminal
        self._hash_at, self._rolled_back = hash_at, rolled_back
        self._kept = kept_head(identity, terminal)

    def hear(self, told: HeadMessage) -> bool:
        """Keep a head that is higher than the one before; False where the platform did not sign it. Raises OSError.

        A head that the journal does not contain is kept too, so that the next start refuses the journal.
        """
        head = SignedHead(told.count, bytes.fromhex(told.head), told.signature)
        key = answer_key(self._identity)
        if key is None or not signed_by(key, self._terminal, head):
            return False
        if self._kept is not None and (head.count, head.head) == (self._kept.count, self._kept.head):
            return True
        found = self._hash_at(head.count)
        if found == head.head and (self._kept is None or head.count > self._kept.count):
            self._keep(head)
        elif found is not None and found != head.head:
            self._keep(head)
            self._rolled_back(head)
        return True

    def _keep(self, head: SignedHead) -> None:
        content = {"count": head.count, "head": head.head.hex(), "signature": head.signature}
        keep(self._identity.directory / HEAD_FILE, json.dumps(content).encode())
        self._kept = head


def contains(head: SignedHead | None, hash_at: Callable[[int], bytes]) -> bool:
    """Tell whether a journal contains what the platform signed, if it signed anything."""
    return head is None or hash_at(head.count) == head.head
