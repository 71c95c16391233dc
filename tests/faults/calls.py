"""A proxy inside TLS: it holds the platform's certificate and the terminal's, and spoils whole requests and answers.

What no one on the wire can do without being noticed, a careless proxy or load balancer of the platform's own can: lose
a request or its answer, deliver it twice, or long after another one has overtaken it (faults 23 to 25, 44, 45).
"""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from tests.faults.listening import Listening

HEAD_END = b"\r\n\r\n"
HELD_S = 60.0  # longer than any call may last


@dataclass
class Call:
    """One request on its way, and the means to do something to it."""

    request: bytes
    caller: StreamWriter
    upstream: Callable[[bytes], Awaitable[bytes]]
    later: Callable[[Awaitable[object]], None]

    async def deliver(self) -> bytes:
        """Bring the request to the platform, on a connection of its own, and return the answer."""
        return await self.upstream(self.request)

    async def answer(self, content: bytes) -> None:
        """Send this to the caller."""
        self.caller.write(content)
        await self.caller.drain()

    def reset(self) -> None:
        """End the caller's connection without a word."""
        self.caller.transport.abort()


Fault = Callable[[Call], Awaitable[None]]


async def whole(call: Call) -> None:
    """Nothing happens to it."""
    await call.answer(await call.deliver())


async def request_lost(call: Call) -> None:
    """The platform never hears of it, and nobody says so (fault 23)."""
    await asyncio.sleep(HELD_S)


async def request_refused(call: Call) -> None:
    """The platform never hears of it; the connection ends."""
    call.reset()


async def answer_lost(call: Call) -> None:
    """The platform has done it, and nobody says so (fault 24, 45)."""
    await call.deliver()
    await asyncio.sleep(HELD_S)


async def answer_cut_off(call: Call) -> None:
    """The platform has done it; the connection ends before the answer."""
    await call.deliver()
    call.reset()


async def answer_half(call: Call) -> None:
    """The connection ends in the middle of the answer's body (fault 26)."""
    answer = await call.deliver()
    await call.answer(answer[: answer.index(HEAD_END) + len(HEAD_END) + 5])
    call.reset()


async def answer_dripping(call: Call) -> None:
    """The answer comes a byte now and then (fault 26)."""
    for value in await call.deliver():
        await call.answer(bytes((value,)))
        await asyncio.sleep(0.1)


async def answer_bytewise(call: Call) -> None:
    """Each byte of the answer is a TLS record of its own."""
    for value in await call.deliver():
        await call.answer(bytes((value,)))


async def doubled(call: Call) -> None:
    """The platform hears it twice, and the caller gets the first answer (fault 25)."""
    answer = await call.deliver()
    await call.deliver()
    await call.answer(answer)


async def doubled_second_answer(call: Call) -> None:
    """The platform hears it twice, and the caller gets the second answer."""
    await call.deliver()
    await call.answer(await call.deliver())


async def doubled_at_once(call: Call) -> None:
    """The platform hears it twice at the same time (fault 48)."""
    answers = await asyncio.gather(call.deliver(), call.deliver())
    await call.answer(answers[0])


async def overtaken(call: Call) -> None:
    """The connection ends; the request arrives later, when the caller has long asked again (fault 25)."""

    async def at_last() -> None:
        await asyncio.sleep(0.6)
        await call.deliver()

    call.later(at_last())
    call.reset()


async def gateway_error(call: Call) -> None:
    """Something between the two answers, and not with the platform's words."""
    body = b"<html><body>Bad gateway</body></html>"
    head = f"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    await call.answer(head.encode() + body)


FAULTS: tuple[Fault, ...] = (
    request_lost,
    request_refused,
    answer_lost,
    answer_cut_off,
    answer_half,
    answer_dripping,
    answer_bytewise,
    doubled,
    doubled_second_answer,
    doubled_at_once,
    overtaken,
    gateway_error,
)


class CallProxy(Listening):
    """Stands before the terminals' port; the n-th call fares as the n-th fault says, all later ones well."""

    def __init__(self, target: int, accepts: ssl.SSLContext, connects: ssl.SSLContext) -> None:
        """`accepts` is the platform's side of TLS, `connects` the terminal's."""
        super().__init__(accepts)
        self._target, self._connects = target, connects
        self._faults: Iterator[Fault] = iter(())
        self._late: set[asyncio.Task[object]] = set()
        self.met: list[Fault] = []  # what the calls so far met with

    def plan(self, *faults: Fault) -> None:
        """Forget the faults so far; the next calls fare like this."""
        self._faults = iter(faults)

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Take the calls of one connection."""
        while True:
            request = await message(reader)
            fault = next(self._faults, whole)
            self.met.append(fault)
            await fault(Call(request, writer, self._delivered, self._later))

    async def _delivered(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._target, ssl=self._connects, server_hostname="127.0.0.1"
        )
        try:
            writer.write(request)
            return await message(reader)
        finally:
            writer.close()

    def _later(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)


async def message(reader: StreamReader) -> bytes:
    """Read one request or answer that says how long its body is; raise IncompleteReadError where it ends before."""
    head = await reader.readuntil(HEAD_END)
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)
