"""A device session driven by bytes: each step is an operation, its parameters follow it.

0 n  wait n x 10 ms       2 n …  a good frame around n bytes      4    the line is lost and opened again
1 n … raw bytes arrive    3 n    the flow gives command n         5 n  wait n seconds
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from kiosk_app.domain.events import Event
from kiosk_app.hardware.worker import Session

Command = TypeVar("Command")
WRITES_AT_MOST = 64
"""Writes in a row without anything having happened in between; more is a session that spins."""

WAIT, RAW, FRAME, COMMAND, LINE, LONG = range(6)


class Stage(Generic[Command]):
    """A session, what wraps an answer into a frame, and the commands that a flow has."""

    def __init__(
        self, session: Session[Command], frame: Callable[[bytes], bytes], commands: Sequence[Command], longest: int
    ) -> None:
        self._session, self._frame, self._commands, self._longest = session, frame, commands, longest
        self.now = 100.0
        self.heard: Callable[[Event], object] = lambda _: None
        self.wrote: Callable[[bytes], object] = lambda _: None
        session.connected(self.now)
        self._pump()

    def play(self, script: bytes) -> None:
        """Carry out the whole script, then close the line."""
        self.go_on(script)
        self._session.disconnected(self.now)
        self._session.events()

    def go_on(self, script: bytes) -> None:
        """Carry out a part of a script."""
        steps = iter(script)
        for step in steps:
            self._step(step % 6, steps)
            self._pump()

    def _step(self, operation: int, steps: Iterator[int]) -> None:
        session = self._session
        match operation:
            case 0:
                self.now += next(steps, 0) / 100
            case 5:
                self.now += next(steps, 0)
            case 1 | 2:
                data = bytes(value for _, value in zip(range(next(steps, 0)), steps, strict=False))
                if operation == FRAME:
                    data = self._frame(data[: self._longest] or b"\0")
                session.receive(data, self.now)
            case 3:
                session.command(self._commands[next(steps, 0) % len(self._commands)], self.now)
            case _:
                session.disconnected(self.now)
                self._session.events()
                session.connected(self.now)

    def _pump(self) -> None:
        """Do what the worker does in a turn."""
        session = self._session
        session.tick(self.now)
        for _ in range(WRITES_AT_MOST):
            if not (data := session.outgoing()):
                break
            self.wrote(data)
            session.sent(self.now)
        else:
            raise AssertionError("the session writes without end")
        for event in session.events():
            self.heard(event)
        wake_at = session.wake_at()
        assert wake_at is None or math.isfinite(wake_at)


Peer = Callable[[bytes, float], bytes]
"""A device: takes what was written in one go, or nothing, and the time; returns what it says."""


def rehearsed(
    stage: Stage[Command],
    peer: Peer,
    cues: Mapping[type[Event], int],
    turns: int,
    hands: Mapping[int, Callable[[], object]],
    turn: int = 10,
) -> bytes:
    """Let a session and a device talk and return the script of it: so many turns of `turn` x 10 ms.

    `cues`: the command that the flow gives when it hears of an event; `hands`: what people do to the device at a turn.
    """
    script, said, commands = b"", list[bytes](), list[int]()
    stage.wrote = lambda data: said.append(peer(data, stage.now))
    stage.heard = lambda event: commands.extend([cues[type(event)]] if type(event) in cues else [])
    for number in range(turns):
        hands.get(number, int)()
        step = bytes((WAIT, turn)) + b"".join(bytes((COMMAND, command)) for command in commands)
        spoken = b"".join((*said, peer(b"", stage.now)))
        step += b"".join(arriving(spoken[at : at + 255]) for at in range(0, len(spoken), 255))
        said.clear()
        commands.clear()
        stage.go_on(step)
        script += step
    return script


def arriving(data: bytes) -> bytes:
    """Return the step that lets these bytes, 255 at most, arrive."""
    return bytes((RAW, len(data))) + data
