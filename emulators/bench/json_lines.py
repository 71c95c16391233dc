"""The bench's socket: one JSON object a line in, one out, bounded in every direction."""

import json
import socket
from collections.abc import Callable

from emulators.bench.actions import Json

LONGEST_LINE = 64 * 1024
WAITING_ANSWERS = 256 * 1024  # unfetched bytes, from which on nothing more is answered
READ_AT_MOST = 64 * 1024

Answer = Callable[[Json], dict[str, Json]]


class ClientGone(Exception):
    """The client has hung up, or has been told why it is hung up on."""


class Client:
    """One connection; never blocks, and a turn of it is one answer, so that it cannot hold up the devices."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        line.setblocking(False)
        self._in, self._out = bytearray(), bytearray()
        self._ends = False  # nothing more is read; it is over when everything is answered and fetched

    def fileno(self) -> int:
        """Return the descriptor, for the selector."""
        return self._line.fileno()

    @property
    def wants_to_read(self) -> bool:
        """True while there is room for more."""
        return not self._ends and len(self._in) <= LONGEST_LINE

    @property
    def wants_to_write(self) -> bool:
        """True while answers wait."""
        return bool(self._out)

    @property
    def has_request(self) -> bool:
        """True while a line waits for its answer, and there is room for that."""
        return b"\n" in self._in and len(self._out) < WAITING_ANSWERS

    def read(self) -> None:
        """Take up what has come, or raise ClientGone."""
        if not self.wants_to_read:
            return
        try:
            data = self._line.recv(READ_AT_MOST)
        except BlockingIOError:
            return
        except OSError as error:
            raise ClientGone(str(error)) from error
        self._in += data
        self._ends = not data

    def serve(self, answer: Answer) -> None:
        """Answer one line and hand over what the client takes; ClientGone when that was all."""
        if self.has_request:
            line, _, rest = self._in.partition(b"\n")
            self._in = rest
            self._say(reply(bytes(line), answer))
        elif len(self._in) > LONGEST_LINE and b"\n" not in self._in:
            self._in.clear()
            self._ends = True
            self._say(TOO_LONG)
        if self._out:
            self._write()
        if self._ends and not self._out and not self.has_request:
            raise ClientGone("done")

    def _write(self) -> None:
        try:
            sent = self._line.send(self._out)
        except BlockingIOError:
            return
        except OSError as error:
            raise ClientGone(str(error)) from error
        del self._out[:sent]

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _say(self, said: dict[str, Json]) -> None:
        self._out += json.dumps(said, ensure_ascii=False).encode() + b"\n"


TOO_LONG: dict[str, Json] = {"outcome": "refused", "why": f"a line has at most {LONGEST_LINE} bytes"}


def reply(line: bytes, answer: Answer) -> dict[str, Json]:
    """Answer one line; what is not JSON is refused."""
    if len(line) > LONGEST_LINE:
        return TOO_LONG
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"outcome": "refused", "why": f"not JSON: {error}"[:200]}
    return answer(request)
