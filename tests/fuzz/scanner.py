"""The bar-code scanner: what anybody holds in front of it, put together to reads, and the session (H2, fault 42)."""

import re
from collections.abc import Iterator

from kiosk_app.domain.events import CodeScanned, Event
from kiosk_app.hardware.scanner.protocol import CODE_AT_MOST, ENDS, TRIGGERS, Lines
from kiosk_app.hardware.scanner.session import Look, ScannerSession
from tests.fuzz.script import COMMAND, WAIT, Stage, arriving
from tests.fuzz.target import Target

HARMLESS = re.compile(r"[0-9A-Za-z._-]*", re.ASCII)
CODES = (b"GD0117-000001\r", b"3104587000\r\n", b"GK1.GD0117-002381.20000.PAY." + b"A" * 86 + b"\n")
MODELS = sorted(TRIGGERS)
COMMANDS = (Look(wanted=True), Look(wanted=False))


def codes(data: bytes) -> None:
    """The same reads come out of the same bytes in any portions, each harmless and never longer than a code may be."""
    answer = TRIGGERS[MODELS[len(data) % len(MODELS)]].answer
    whole, single = Lines(answer), Lines(answer)
    read = whole.feed(data, 1.0)
    assert read == [text for value in data for text in single.feed(bytes((value,)), 1.0)]
    assert all(HARMLESS.fullmatch(text) and len(text) <= CODE_AT_MOST for text in read)
    assert len(read) <= 1 + sum(value in ENDS for value in data)
    assert (whole.wake_at() is None) == (single.wake_at() is None)


def session(data: bytes) -> None:
    """No scanner, however mad, makes the session raise or spin, and no code is told that is none."""
    on_it = stage(data[0] if data else 0)
    on_it.heard = told
    on_it.play(data[1:])


def told(event: Event) -> None:
    """See that a code is harmless."""
    assert not isinstance(event, CodeScanned) or HARMLESS.fullmatch(event.text)


def stage(model: int) -> Stage[Look]:
    """Return a new session that waits for a script."""
    return Stage(ScannerSession(MODELS[model % len(MODELS)]), bytes, COMMANDS, CODE_AT_MOST)


def code_seeds() -> Iterator[bytes]:
    """Yield codes with each end, what a scanner acknowledges, and what is too long."""
    yield from CODES
    yield b"".join(CODES) + b"x" * (CODE_AT_MOST + 1) + b"\r"
    yield from (triggers.answer + CODES[0] for triggers in TRIGGERS.values())


def session_seeds() -> Iterator[bytes]:
    """Yield customers who show codes while they are asked to, twice, and when nobody asks."""
    for model in range(len(TRIGGERS)):
        shown = b"".join(arriving(code) + bytes((WAIT, 20)) for code in (*CODES, CODES[0], CODES[0]))
        looking, resting = bytes((COMMAND, 0)), bytes((COMMAND, 1))
        yield bytes((model,)) + looking + shown + resting + shown


TARGETS = (
    Target("scanner_codes", codes, code_seeds, 192),
    Target("scanner_session", session, session_seeds, 512),
)
