"""The encryption machine (加密机): the only place that sees a key. Cryptograms and MACs come out, keys never do.

meter_card.md 1.10. Single DES is needed for ISO/IEC 9797-1 algorithm 3, hence pycryptodome.
"""

from Crypto.Cipher import DES

TEXTBOOK_MASTER_KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")  # docs/interfaces.md 4; never a field's
BLOCK = 8
MAC_LENGTH = 4
STEPS = {0: (3, True), 1: (4, False)}  # step -> key number, whether a further authentication follows


class Hsm:
    """Derives each card's key from the master key and works with it; says what was asked for and nothing else."""

    def __init__(self, master_key: bytes = TEXTBOOK_MASTER_KEY) -> None:
        if len(master_key) != 2 * BLOCK:
            raise ValueError("a master key has 16 bytes")
        self.__master_key = master_key

    def __repr__(self) -> str:
        return "Hsm(…)"

    def cryptogram(self, card_serial: bytes, challenge: bytes) -> bytes:
        """Answer a card's 8-byte challenge for EXTERNAL AUTHENTICATE."""
        if len(challenge) != BLOCK:
            raise ValueError("a challenge has 8 bytes")
        return _tdes(_diversify(self.__master_key, card_serial), challenge)

    def mac(self, card_serial: bytes, random: bytes, command: bytes) -> bytes:
        """Return the 4-byte MAC over the 5-byte header and the data, started with the card's 4-byte random."""
        if len(random) != MAC_LENGTH:
            raise ValueError("the random of a MAC has 4 bytes")
        return _mac(_diversify(self.__master_key, card_serial), command, random + bytes(4))[:MAC_LENGTH]


def _des(key: bytes, block: bytes) -> bytes:
    return DES.new(key, DES.MODE_ECB).encrypt(block)  # noqa: S304 - the cards know DES only


def _des_back(key: bytes, block: bytes) -> bytes:
    return DES.new(key, DES.MODE_ECB).decrypt(block)  # noqa: S304 - the cards know DES only


def _tdes(key: bytes, block: bytes) -> bytes:
    left, right = key[:BLOCK], key[BLOCK:]
    return _des(left, _des_back(right, _des(left, block)))


def _diversify(master_key: bytes, factor: bytes) -> bytes:
    """DK = 3DES(MK, F) ‖ 3DES(MK, NOT F)."""
    if len(factor) != BLOCK:
        raise ValueError("a diversification factor has 8 bytes")
    return _tdes(master_key, factor) + _tdes(master_key, bytes(byte ^ 0xFF for byte in factor))


def _mac(key: bytes, data: bytes, start: bytes) -> bytes:
    """ISO/IEC 9797-1 algorithm 3 with padding method 2; all 8 bytes."""
    left, right = key[:BLOCK], key[BLOCK:]
    padded = data + b"\x80"
    padded += bytes(-len(padded) % BLOCK)
    value = start
    for at in range(0, len(padded), BLOCK):
        value = _des(left, bytes(a ^ b for a, b in zip(value, padded[at : at + BLOCK], strict=True)))
    return _des(left, _des_back(right, value))
