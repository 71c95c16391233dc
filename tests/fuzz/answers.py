"""The platform's answers: their bodies, packed and not, and what they become."""

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from kiosk_app.sync import wire
from kiosk_app.sync.client import BODY_AT_MOST, NoAnswer, Rejected, understood, unpacked
from kiosk_app.sync.wire import AccountAnswer, CardAnswer, OrderAnswer, QuoteAnswer, SaleAnswer
from tests.fuzz.target import Target

CONTRACT = Path(__file__).parents[1] / "contract" / "platform"
SHAPES: tuple[TypeAdapter[Any], ...] = (
    wire.ACCOUNT,
    wire.CARD,
    wire.QUOTE,
    wire.SALE,
    wire.AUTHORISATION,
    wire.ORDER,
    wire.PLAIN,
    wire.HEARTBEAT,
)
STATUSES = (200, 200, 200, 200, 400, 403, 404, 408, 409, 422, 429, 500, 503)


def answer(data: bytes) -> None:
    """An answer is understood, a rejection, or no answer; what is understood becomes values of the domain."""
    if not data:
        return
    status = STATUSES[(data[0] >> 3) % len(STATUSES)]
    with suppress(NoAnswer, Rejected):
        become(understood(status, data[1:], SHAPES[data[0] & 7]))


def become(said: object) -> None:
    """Turn an answer into what the flows are told."""
    match said:
        case AccountAnswer():
            said.account.value()
        case CardAnswer():
            said.account.value()
            said.terms.value()
        case QuoteAnswer():
            said.quote.value()
        case SaleAnswer():
            said.booking.value()
        case OrderAnswer():
            said.order.value()
        case _:
            pass


def body(data: bytes) -> None:
    """A body is unpacked to its limit at most, or it is no answer."""
    for encoding, content in (("gzip", data), ("gzip", gzip.compress(data, 1, mtime=0) + data[-1:]), ("br", data)):
        with suppress(NoAnswer):
            assert len(unpacked(content, encoding)) <= BODY_AT_MOST
    assert unpacked(gzip.compress(data, 1, mtime=0), "GZIP") == data


def answer_seeds() -> Iterator[bytes]:
    """Yield every recorded answer, as the answer to each call."""
    for path in sorted(CONTRACT.glob("*.json")):
        for example in json.loads(path.read_text())["examples"]:
            said = json.dumps(example["answer"], ensure_ascii=False).encode()
            first = STATUSES.index(example["status"]) if example["status"] in STATUSES else 0
            for shape in range(len(SHAPES)):
                yield bytes((first * 8 + shape,)) + said


def body_seeds() -> Iterator[bytes]:
    """Yield packed bodies: one, two in a row, one cut short, one that is far larger than it looks."""
    one = gzip.compress(b'{"outcome":"ok"}', mtime=0)
    yield from (one, one + one, one[:-4], one[:12], gzip.compress(bytes(BODY_AT_MOST + 10), mtime=0))


TARGETS = (Target("platform_answer", answer, answer_seeds, 8_192), Target("gzip_body", body, body_seeds, 2_048))
