"""Commands to the chip and its answers, and what T=0 makes of them; no I/O (ISO 7816-4; meter_card.md 1.8, 1.9).

    command    CLA INS P1 P2 [Lc data] [Le]
    answer     [data] SW1 SW2        61 xx: GET RESPONSE for xx bytes; 6C xx: the same command with Le = xx

Some readers do both by themselves, some do neither, so both are understood here. A command that changes the card is
sent once: whether its answer is lost or odd, it is never sent again.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from kiosk_app.domain.events import WriteStage
from kiosk_app.domain.meter_card import CardProblem

OK = 0x9000
MORE, RIGHT_LENGTH = 0x61, 0x6C  # SW1
FRAGMENTS_AT_MOST = 8
MAC_BYTES = 4
SHORTEST_ANSWER, LONGEST_ANSWER = 2, 258
HEADER_AND_LENGTH = 5
PIECE = 0x80  # what a long file is moved in (meter_card.md 1.7)

PROBLEMS: dict[int, CardProblem] = {
    0x6283: CardProblem.LOCKED,
    0x6300: CardProblem.REFUSED,
    0x63C0: CardProblem.LOCKED,
    0x6983: CardProblem.LOCKED,
    0x6988: CardProblem.REFUSED,
    0x6989: CardProblem.REFUSED,
    0x6A81: CardProblem.LOCKED,
    0x6A82: CardProblem.NOT_A_CUSTOMER_CARD,
    0x6B00: CardProblem.BLANK,
    0x6D00: CardProblem.NOT_A_CUSTOMER_CARD,
    0x6E00: CardProblem.NOT_A_CUSTOMER_CARD,
    0x9302: CardProblem.REFUSED,
    0x9303: CardProblem.LOCKED,
}
"""What a status word means for the customer; every other one: the card could not be read."""


@dataclass(frozen=True, slots=True)
class PowerOn:
    """Reset the chip cold; answered by its ATR."""


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send a command; answered by data and status word. `repeatable`: it may be sent again when the answer is lost."""

    command: bytes
    repeatable: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Tell the flow how far a write has come; answered by nothing, at once."""

    stage: WriteStage


Step = PowerOn | Transmit | Progress
Result = TypeVar("Result")
Conversation = Generator[Step, bytes, Result]
"""Yields what the driver is to do, is sent the answer, or `NoAnswer` is thrown into it."""


class NoAnswer(Exception):
    """The chip gave no answer that can be used. Whether it carried the command out is not known."""

    def __init__(self, problem: CardProblem, detail: str) -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail


class CardRefused(Exception):
    """The chip answered, and this is why it cannot go on."""

    def __init__(self, problem: CardProblem, detail: str) -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail


def problem_of(status: int) -> CardProblem:
    """Return what a status word that is not 9000 means."""
    if status & 0xFFF0 == 0x63C0 and status != 0x63C0:
        return CardProblem.REFUSED  # tries are left; not one of them is used without a new order
    return PROBLEMS.get(status, CardProblem.UNREADABLE)


def ask(command: bytes, *, repeatable: bool) -> Conversation[bytes]:
    """Send one command and return its answer data; raise CardRefused for any end but 9000."""
    data, status = split((yield Transmit(command, repeatable)))
    if status >> 8 == RIGHT_LENGTH and repeatable and len(command) == HEADER_AND_LENGTH:
        data, status = split((yield Transmit(command[:-1] + bytes([status & 0xFF]), repeatable)))
    for _ in range(FRAGMENTS_AT_MOST):
        if status >> 8 != MORE:
            break
        fragment, status = yield from fetch(status & 0xFF)
        data += fragment
    if status != OK:
        raise CardRefused(problem_of(status), f"{status:04X}")
    return data


def fetch(length: int) -> Conversation[tuple[bytes, int]]:
    """GET RESPONSE: return what waits in the card and the status word behind it."""
    data, status = split((yield Transmit(GET_RESPONSE + bytes([length]), repeatable=False)))
    if status >> 8 == RIGHT_LENGTH:
        data, status = split((yield Transmit(GET_RESPONSE + bytes([status & 0xFF]), repeatable=False)))
    return data, status


def split(answer: bytes) -> tuple[bytes, int]:
    """Return data and status word, or raise NoAnswer when this is no answer of a chip."""
    if not SHORTEST_ANSWER <= len(answer) <= LONGEST_ANSWER:
        raise NoAnswer(CardProblem.UNREADABLE, f"answer of {len(answer)} bytes")
    return answer[:-2], int.from_bytes(answer[-2:], "big")


# --- commands ---

GET_RESPONSE = bytes((0x00, 0xC0, 0x00, 0x00))


def select(file: int) -> bytes:
    """SELECT a directory by its two-byte identifier."""
    return bytes((0x00, 0xA4, 0x00, 0x00, 0x02)) + file.to_bytes(2, "big")


def read_binary(sfi: int, offset: int, length: int) -> bytes:
    """READ BINARY of 1 to 255 bytes of a file known by its short identifier."""
    return bytes((0x00, 0xB0, 0x80 | sfi, offset, length))


def get_challenge(length: int) -> bytes:
    """GET CHALLENGE: 8 bytes for an authentication, 4 for MACs."""
    return bytes((0x00, 0x84, 0x00, 0x00, length))


def external_authenticate(key_no: int, cryptogram: bytes) -> bytes:
    """EXTERNAL AUTHENTICATE with the key that the vending system names."""
    return bytes((0x00, 0x82, 0x00, key_no, len(cryptogram))) + cryptogram


def update_binary(sfi: int, offset: int, data: bytes, mac: bytes) -> bytes:
    """UPDATE BINARY with its MAC; Lc counts the MAC."""
    return bytes((0x04, 0xD6, 0x80 | sfi, offset, len(data) + len(mac))) + data + mac
