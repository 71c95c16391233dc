"""Command APDUs and status words (ISO 7816-4; meter_card.md 1.8, 1.9)."""

from dataclasses import dataclass
from enum import IntEnum

HEADER = 4
LONGEST_ANSWER = 256


class Sw(IntEnum):
    """Status words of the card family."""

    OK = 0x9000
    BYTES_WAITING = 0x6100  # + how many
    TRIES_LEFT = 0x63C0  # + how many
    WRONG_LENGTH = 0x6700
    SECURE_MESSAGING_UNSUPPORTED = 0x6882
    CLASS_UNFIT = 0x6900
    NOT_AUTHENTICATED = 0x6982
    KEY_LOCKED = 0x6983
    NO_CHALLENGE = 0x6984
    CONDITIONS = 0x6985
    NO_CURRENT_FILE = 0x6986
    MAC_MISSING = 0x6987
    MAC_WRONG = 0x6988
    MAC_WRONG_ESAM = 0x6989
    FILE_NOT_FOUND = 0x6A82
    NO_SPACE = 0x6A84
    WRONG_P1_P2 = 0x6A86
    KEY_NOT_FOUND = 0x6A88
    BEYOND_FILE = 0x6B00
    RIGHT_LENGTH = 0x6C00  # + how many
    INSTRUCTION_UNKNOWN = 0x6D00
    CLASS_UNKNOWN = 0x6E00


class Refusal(Exception):
    """The card answers with a status word alone."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Command:
    """One command as the card sees it."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None  # Le: 1..256; None when no answer data is asked for


def parse(raw: bytes) -> Command:
    """Read a short APDU, or raise Refusal with 6700."""
    if len(raw) < HEADER:
        raise Refusal(Sw.WRONG_LENGTH)
    cla, ins, p1, p2 = raw[:HEADER]
    body = raw[HEADER:]
    if not body:
        return Command(cla, ins, p1, p2)
    if len(body) == 1:
        return Command(cla, ins, p1, p2, b"", body[0] or LONGEST_ANSWER)
    length, rest = body[0], body[1:]
    if length == 0 or len(rest) not in (length, length + 1):
        raise Refusal(Sw.WRONG_LENGTH)
    expected = (rest[length] or LONGEST_ANSWER) if len(rest) > length else None
    return Command(cla, ins, p1, p2, rest[:length], expected)
