"""A journal file that both sides are held to: the kiosk writes just these bytes, the platform reads them."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

NAME = "GD-0117_20261123_001.txt"
KEY = ec.derive_private_key(20_261_123, ec.SECP256R1())  # of the terminal in the file


def content() -> bytes:
    """Return the file."""
    return Path(__file__).with_name(NAME).read_bytes()
