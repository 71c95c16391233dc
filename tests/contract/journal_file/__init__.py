"""A journal file that both sides are held to: the kiosk writes just these bytes, the platform reads them."""

import zlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

NAME = "GD-0117_20261123_001.txt"
KEY = ec.derive_private_key(20_261_123, ec.SECP256R1())  # of the terminal in the file


def content() -> bytes:
    """Return the file."""
    return Path(__file__).with_name(NAME).read_bytes()


def packed() -> bytes:
    """Return the file in one gzip without name and time, stored as it is: the same bytes with every zlib."""
    plain = content()
    length = len(plain).to_bytes(2, "little")
    stored = b"\x01" + length + bytes(0xFF ^ byte for byte in length) + plain
    return bytes.fromhex("1f8b0800000000000003") + stored + zlib.crc32(plain).to_bytes(4, "little") + length + bytes(2)
