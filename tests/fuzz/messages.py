"""What terminal and platform say to each other besides sales: heartbeats, a request's number, a slip's code."""

import json
from collections.abc import Iterator
from contextlib import suppress

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from kiosk_app.sync import wire
from kiosk_app.sync.binding import BoundRequest
from kiosk_app.sync.client import NoAnswer, Rejected, understood
from platform_stub.api.bodies import HeartbeatBody
from platform_stub.api.caller import sent_of
from platform_stub.api.gate import Stopped, check_json
from platform_stub.recoveries import slip
from tests.contract.platform import call
from tests.fuzz.target import Target

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
ASKED = BoundRequest("GD-0117", "5f0c1e7a9b3d2846", 1, "0" * 32)
NAMES = (b"gk-boot", b"gk-sequence", b"gk-nonce", b"GK-Boot", b"gk-signature")


def heartbeat(data: bytes) -> None:
    """A heartbeat passes the gate and has its shape, or is refused; what passes is told again as it was."""
    with suppress(Stopped, ValidationError):
        check_json(data)
        body = HeartbeatBody.model_validate_json(data)
        assert HeartbeatBody.model_validate_json(body.model_dump_json(by_alias=True)) == body
        assert len(body.conditions) == len({each.device for each in body.conditions})


def heartbeat_answer(data: bytes) -> None:
    """The platform's answer to a heartbeat has its shape, or it is no answer."""
    with suppress(NoAnswer, Rejected):
        answer = understood(200, data, wire.HEARTBEAT)
        assert understood(200, answer.model_dump_json(by_alias=True).encode(), wire.HEARTBEAT) == answer


def number(data: bytes) -> None:
    """A request says its boot, its number and its nonce, each once and in its form, or it says nothing."""
    parts = data.split(b"\n")
    headers = [(NAMES[index % len(NAMES)], part) for index, part in enumerate(parts)]
    sent = sent_of(headers)
    if sent is not None:
        assert [value for name, value in headers if name == b"gk-sequence"] == [str(sent.sequence).encode()]
        assert (len(sent.boot), len(sent.nonce), sent.sequence > 0) == (16, 32, True)
    told = {"GK-Sequence": "1", "GK-Nonce": ASKED.nonce, "GK-Signature": parts[-1].decode("latin-1")}
    assert not ASKED.is_answered_by(200, told, data, KEY), "nobody signs by chance"


def slip_code(data: bytes) -> None:
    """A code is read in the one way in which it can be written, and nobody signs by chance."""
    code = data.decode("utf-8", "replace")
    read = slip.read(code)
    if read is not None:
        assert code.startswith(read.text.decode("ascii"))
        assert read.text.decode("ascii").split(".")[1:3] == [read.sale, str(read.paid_fen)]
        assert len(read.signature) == 64


def heartbeat_seeds() -> Iterator[bytes]:
    """Yield the recorded heartbeats."""
    for example in call("heartbeats").examples:
        yield json.dumps(example.request, ensure_ascii=False).encode()


def heartbeat_answer_seeds() -> Iterator[bytes]:
    """Yield the recorded answers to heartbeats."""
    for example in call("heartbeats").examples:
        yield json.dumps(example.answer, ensure_ascii=False).encode()


def number_seeds() -> Iterator[bytes]:
    """Yield headers that are right, and in another order."""
    yield b"\n".join((b"5f0c1e7a9b3d2846", b"1", b"0" * 32))
    yield b"\n".join((b"5f0c1e7a9b3d2846", b"9007199254740991", b"f" * 32, b"x", b"A" * 88))


def slip_seeds() -> Iterator[bytes]:
    """Yield the recorded codes, and what is nearly one."""
    for example in call("recoveries").examples:
        code = (example.request or {}).get("slip")
        if code is not None:
            yield code.encode()
    yield b"GK1.GD0117-002381.20000.PAY." + b"A" * 86


TARGETS = (
    Target("heartbeat", heartbeat, heartbeat_seeds, 2_048),
    Target("heartbeat_answer", heartbeat_answer, heartbeat_answer_seeds, 2_048),
    Target("request_number", number, number_seeds),
    Target("slip_code", slip_code, slip_seeds),
)
