"""The code on a failure slip: what the terminal took, in its own hand (PAY-6; docs/interfaces.md 10).

`GK1.{sale}.{paid_fen}.{PAY|VEND}.{signature}`: by it the customer is recognised at any terminal. It holds no customer
data, and nothing is booked on its word alone.
"""

import base64
from collections.abc import Callable

from kiosk_app.domain.voucher import Voucher, VoucherKind

VERSION = "GK1"
SIGNATURE_BYTES = 64
UNFINISHED = (VoucherKind.UNCONFIRMED, VoucherKind.UNWRITTEN, VoucherKind.REFUSED, VoucherKind.CLAIM)

Signer = Callable[[bytes], bytes | None]
"""Signs with the terminal's key: ECDSA P-256 with SHA-256, r and s of 32 bytes each; None where there is no key."""


def unsigned(_text: bytes) -> None:
    """Sign nothing: a terminal without a key, a slip that is only looked at."""


def code_of(voucher: Voucher, sign: Signer) -> str:
    """Return what the slip's QR code holds: signed on a slip about money whose end is open, else the number alone."""
    if voucher.kind not in UNFINISHED:
        return voucher.sale
    kind = "VEND" if voucher.card_serial else "PAY"
    text = f"{VERSION}.{voucher.sale}.{voucher.paid}.{kind}"
    signature = sign(text.encode("ascii"))
    if signature is None:
        return voucher.sale
    assert len(signature) == SIGNATURE_BYTES, "r and s, 32 bytes each"
    return f"{text}.{base64.urlsafe_b64encode(signature).decode('ascii').rstrip('=')}"
