"""The card family's cryptography (meter_card.md 1.10): double-length 3DES, diversification, ISO 9797-1 algorithm 3.

ECB and DES are the card's, not a choice. Keys are 16 bytes, blocks 8 bytes.
"""

from Crypto.Cipher import DES

BLOCK = 8
MAC_BYTES = 4
MASTER_KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")  # a public textbook value, never a field's


def encrypt(key: bytes, block: bytes) -> bytes:
    """Encrypt whole blocks with 3DES-ECB under the double-length key K1‖K2 (K3 = K1)."""
    return _des(key[:8], _des_inverse(key[8:], _des(key[:8], block)))


def decrypt(key: bytes, block: bytes) -> bytes:
    """Undo `encrypt`."""
    return _des_inverse(key[:8], _des(key[8:], _des_inverse(key[:8], block)))


def diversify(master: bytes, factor: bytes) -> bytes:
    """Return 3DES(MK, F) ‖ 3DES(MK, NOT F): the key of the card whose 8-byte serial is `factor`."""
    return encrypt(master, factor) + encrypt(master, bytes(0xFF - byte for byte in factor))


def retail_mac(key: bytes, data: bytes, initial: bytes = bytes(BLOCK)) -> bytes:
    """Return the 8-byte ISO 9797-1 algorithm 3 MAC of `data`, padded with 80 00…"""
    padded = data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)
    value = initial
    for start in range(0, len(padded), BLOCK):
        block = padded[start : start + BLOCK]
        value = _des(key[:8], bytes(left ^ right for left, right in zip(value, block, strict=True)))
    return _des(key[:8], _des_inverse(key[8:], value))


def command_mac(key: bytes, random: bytes, header: bytes, data: bytes) -> bytes:
    """Return the 4 MAC bytes of a command: `random` is the card's 4 bytes, `header` CLA INS P1 P2 Lc, MAC counted."""
    return retail_mac(key, header + data, random + bytes(BLOCK - len(random)))[:MAC_BYTES]


def _des(key: bytes, data: bytes) -> bytes:
    return DES.new(key, DES.MODE_ECB).encrypt(data)  # noqa: S304 - the card family's cipher


def _des_inverse(key: bytes, data: bytes) -> bytes:
    return DES.new(key, DES.MODE_ECB).decrypt(data)  # noqa: S304 - the card family's cipher
