"""The terminal's key on its slips (PAY-6): read for each slip, so that a renewed identity signs from its first one."""

from collections.abc import Callable

import structlog
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from kiosk_app.sync.identity import Identity, IdentityWrong, signing_key

log = structlog.get_logger(__name__)


def slip_signer(identity: Identity) -> Callable[[bytes], bytes | None]:
    """Return a function that signs; it returns None where the terminal has no key that can be used."""

    def sign(text: bytes) -> bytes | None:
        try:
            key = signing_key(identity.file)
        except (OSError, IdentityWrong) as error:
            log.warning("slip_unsigned", reason=type(error).__name__)
            return None
        return signed(text, key)

    return sign


def signed(text: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Sign: ECDSA P-256 with SHA-256 without chance (RFC 6979), so that a copy of a slip has the same code."""
    r, s = decode_dss_signature(key.sign(text, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")
