"""A TCP proxy that does to each connection what its plan says, from a given byte on.

It cannot read what passes: TLS is whole or it is not. A byte too many, lost or changed ends a connection with an
alert of the one who notices; what no end can notice, silence, has to be ended by a clock (fault 26, I28).
"""

import asyncio
import random
import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from tests.faults.listening import Listening

Kind = Literal[
    "whole",  # everything passes
    "bytewise",  # … each byte in a segment of its own
    "late",  # … after a pause
    "closed",  # an orderly end in both directions
    "reset",  # RST in both directions
    "silent",  # this way nothing more passes, and nobody is told
    "dripping",  # a byte now and then
    "doubled",  # one portion arrives twice
    "flipped",  # one bit is turned over
]
Way = Literal["up", "down"]
KINDS: tuple[Kind, ...] = ("closed", "reset", "silent", "dripping", "doubled", "flipped", "bytewise", "late")
PORTION = 65_536
LINGER_NOT = struct.pack("ii", 1, 0)  # closing sends RST


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens to one connection, in one direction, once so many bytes have passed that way."""

    kind: Kind = "whole"
    way: Way = "up"  # from the client; "down" is to it
    after: int = 0
    pause_s: float = 0.1  # of what is late, and between two drops

    def __str__(self) -> str:
        return f"{self.kind} {self.way} after {self.after}"


WHOLE = Plan()


def drawn(seed: int, at_most: int, pause_s: float) -> Iterator[Plan]:
    """Yield plans without end, the same for the same seed: any kind, either way, anywhere below `at_most` bytes."""
    chance = random.Random(seed)
    while True:
        yield Plan(chance.choice(KINDS), chance.choice(("up", "down")), chance.randrange(at_most), pause_s)


class WireProxy(Listening):
    """Stands before a port of this machine; the n-th connection fares as the n-th plan says, all later ones well."""

    def __init__(self, target: int) -> None:
        super().__init__()
        self._target = target
        self._plans: Iterator[Plan] = iter(())
        self._streams: list[Stream] = []  # of the newest connection
        self.connections = 0
        self.met: list[Plan] = []  # what they met with so far

    def plan(self, plans: Iterable[Plan]) -> None:
        """Forget the plans so far; the next connections fare like this."""
        self._plans = iter(plans)

    def strike(self, plan: Plan) -> None:
        """Let the newest connection fare like this: `after` counts from where it is now."""
        (stream,) = (each for each in self._streams if each.way == plan.way)
        stream.plan = replace(plan, after=stream.passed + plan.after)
        self.met.append(plan)

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Join one connection to one of our own, until both directions are at their end."""
        self.connections += 1
        plan = next(self._plans, WHOLE)
        self.met.append(plan)
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        ends = (writer, to_server)
        self._streams = [Stream("up", reader, to_server, ends), Stream("down", from_server, writer, ends)]
        for each in self._streams:
            each.plan = plan if plan.way == each.way else WHOLE
        try:
            await asyncio.gather(*(each.run() for each in self._streams))
        finally:
            for end in ends:
                end.close()


@dataclass
class Stream:
    """One direction of one connection."""

    way: Way
    source: StreamReader
    sink: StreamWriter
    ends: tuple[StreamWriter, StreamWriter]
    plan: Plan = WHOLE
    passed: int = 0

    async def run(self) -> None:
        """Pass bytes on until either end is gone."""
        swallowed = False
        with suppress(OSError):
            while portion := await self.source.read(PORTION):
                mark = max(0, self.plan.after - self.passed) if self.plan != WHOLE else len(portion)
                self.passed += len(portion)
                self.sink.write(portion[:mark])
                if portion[mark:]:
                    swallowed = self.plan.kind == "silent"
                    await self._spoil(portion[mark:])
                await self.sink.drain()
        if not swallowed and not self.sink.is_closing():
            with suppress(OSError):
                self.sink.write_eof()

    async def _spoil(self, rest: bytes) -> None:
        """Do as planned with bytes behind the mark."""
        match self.plan.kind:
            case "closed" | "reset":
                self._end()
                return
            case "silent":
                return
            case "dripping" | "bytewise":
                await self._drip(rest)
                return
            case "late":
                await asyncio.sleep(self.plan.pause_s)
            case "doubled":
                self.sink.write(rest)
            case "flipped":
                rest = bytes((rest[0] ^ 1,)) + rest[1:]
            case _:
                pass
        self.sink.write(rest)
        self.plan = WHOLE  # these happen once

    async def _drip(self, rest: bytes) -> None:
        """Send each byte by itself; between two drops is a pause."""
        for value in rest:
            await asyncio.sleep(self.plan.pause_s if self.plan.kind == "dripping" else 0)
            self.sink.write(bytes((value,)))
            await self.sink.drain()

    def _end(self) -> None:
        for each in self.ends:
            if self.plan.kind == "reset":
                each.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
            each.transport.abort()
