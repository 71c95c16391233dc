"""The key by which the platform signs what it says to terminals (Ed25519), apart from its certificates."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from platform_stub.terminals.binding import Sent


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """Made with the platform's directory; terminals are given its public half when they enrol."""

    key: Ed25519PrivateKey

    def public_pem(self) -> str:
        """Return what terminals check signatures with."""
        public = self.key.public_key()
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return public.public_bytes(serialization.Encoding.PEM, form).decode()

    def sign_head(self, terminal: str, count: int, head: str) -> str:
        """Counter-sign that so many rows with this last hash are held of a terminal's journal (I10); base64."""
        return base64.b64encode(self.key.sign(head_text(terminal, count, head))).decode()

    def sign_answer(self, terminal: str, sent: Sent, status: int, body: bytes) -> str:
        """Sign the answer to one request of one start of a terminal (H11, H12); base64. `body` as it is unpacked."""
        return base64.b64encode(self.key.sign(answer_text(terminal, sent, status, body))).decode()


def new_answer_key() -> AnswerKey:
    """Make a key."""
    return AnswerKey(Ed25519PrivateKey.generate())


def head_text(terminal: str, count: int, head: str) -> bytes:
    """Return what a counter-signature is over (docs/interfaces.md 5)."""
    return f"gk-head-1\n{terminal}\n{count}\n{head}".encode()


def answer_text(terminal: str, sent: Sent, status: int, body: bytes) -> bytes:
    """Return what an answer's signature is over (docs/interfaces.md 1)."""
    digest = hashlib.sha256(body).hexdigest()
    return f"gk-answer-1\n{terminal}\n{sent.boot}\n{sent.sequence}\n{sent.nonce}\n{status}\n{digest}".encode()
