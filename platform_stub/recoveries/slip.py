"""The code on a failure slip (docs/interfaces.md 10): read in the one way it can be written, then proven.

A slip was printed when it was printed: the signature of any certificate that the terminal ever had counts, also of one
that has ended or was revoked since. Nothing is booked on a slip's word, so a stolen key gains nothing by it.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from sqlalchemy import Connection, select

from platform_stub.sales.bodies import SALE
from platform_stub.shapes import FEN_AT_MOST
from platform_stub.storage.schema import certificates, terminals

CODE = rf"^GK1\.{SALE[1:-1]}\.(0|[1-9][0-9]{{0,10}})\.(PAY|VEND)\.[A-Za-z0-9_-]{{86}}$"
_CODE = re.compile(rf"(GK1\.({SALE[1:-1]})\.([0-9]+)\.(PAY|VEND))\.([A-Za-z0-9_-]{{86}})", re.ASCII)
KINDS = {"PAY": "bill_payment", "VEND": "purchase"}


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says, and what it says it by."""

    sale: str
    paid_fen: int
    kind: str  # bill_payment, purchase
    text: bytes  # what is signed
    signature: bytes  # r and s, 32 bytes each


def read(code: str) -> Slip | None:
    """Read a code; None where it is not of the form, or not written in the one way it can be."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    text, sale, paid, kind, signature = found[1], found[2], found[4], found[5], found[6]
    raw = base64.urlsafe_b64decode(signature + "==")
    if base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=") != signature:
        return None  # the last character has bits that nobody reads: they are none
    if str(int(paid)) != paid or int(paid) > FEN_AT_MOST:
        return None
    return Slip(sale, int(paid), KINDS[kind], text.encode("ascii"), raw)


def proven(slip: Slip, keys: Iterable[ec.EllipticCurvePublicKey]) -> bool:
    """Tell whether one of the keys signed the slip."""
    given = encode_dss_signature(int.from_bytes(slip.signature[:32], "big"), int.from_bytes(slip.signature[32:], "big"))
    for key in keys:
        try:
            key.verify(given, slip.text, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            continue
        return True
    return False


def keys_of(connection: Connection, sale: str) -> list[ec.EllipticCurvePublicKey]:
    """Return every key that the terminal of this number ever had a certificate for."""
    found = (
        select(certificates.c.public_key)
        .join(terminals, certificates.c.terminal == terminals.c.terminal)
        .where(terminals.c.sale_prefix == sale.rpartition("-")[0], certificates.c.public_key.is_not(None))
    )
    return [_key(pem) for (pem,) in connection.execute(found)]


def _key(pem: str) -> ec.EllipticCurvePublicKey:
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey), "no certificate is issued for another kind of key"
    return key
