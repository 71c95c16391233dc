"""The terminal's key on its slips: from the identity as it is now; without one, no signature and no fault (PAY-6)."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from kiosk_app.sync.identity import Identity
from kiosk_app.sync.slip_key import signed, slip_signer
from tests.contract.slip_code import KEY

TEXT = b"GK1.GD0117-002381.40000.PAY"


def keep(identity: Identity, key: ec.EllipticCurvePrivateKey) -> None:
    plain = serialization.NoEncryption()
    identity.file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))


def test_the_key_of_the_identity_signs_and_a_renewed_one_from_its_first_slip(tmp_path: Path) -> None:
    identity = Identity(tmp_path)
    sign = slip_signer(identity)
    for key in (KEY, ec.derive_private_key(5, ec.SECP256R1())):
        keep(identity, key)
        raw = sign(TEXT)
        assert raw is not None
        assert raw == signed(TEXT, key)
        given = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.public_key().verify(given, TEXT, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PRIVATE KEY-----\n"])
def test_without_a_key_nothing_is_signed(tmp_path: Path, content: bytes | None) -> None:
    identity = Identity(tmp_path)
    if content is not None:
        identity.file.write_bytes(content)
    assert slip_signer(identity)(TEXT) is None
