"""The bench's socket: one JSON object a line in, one out, bounded in every direction."""

import json
import socket
from collections.abc import Callable

from emulators.bench.actions import Json

LONGEST_LINE = 64 * 1024
LONGEST_ANSWERS = 4 * 1024 * 1024  # that a client has not fetched
READ_AT_MOST = 64 * 1024

Answer = Callable[[Json], dict[str, Json]]


class ClientGone(Exception):
    """The client has hung up, or must be hung up on."""


class Client:
    """One connection; never blocks."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        line.setblocking(False)
        self._in, self._out = bytearray(), bytearray()
        self._ends = False  # after the answers are fetched

    def fileno(self) -> int:
        """Return the descriptor, for the selector."""
        return self._line.fileno()

    @property
    def wants_to_write(self) -> bool:
        """True while answers wait."""
        return bool(self._out)

    def read(self, answer: Answer) -> None:
        """Take up what has come and answer every whole line, or raise ClientGone."""
        try:
            data = self._line.recv(READ_AT_MOST)
        except BlockingIOError:
            return
        except OSError as error:
            raise ClientGone(str(error)) from error
        if not data:
            raise ClientGone("closed")
        if self._ends:
            return
        self._in += data
        while (end := self._in.find(b"\n")) >= 0:
            line = bytes(self._in[:end])
            del self._in[: end + 1]
            self._say(reply(line, answer))
        if len(self._in) > LONGEST_LINE:
            self._say({"outcome": "refused", "why": f"a line has at most {LONGEST_LINE} bytes"})
            self._ends = True
        if len(self._out) > LONGEST_ANSWERS:
            raise ClientGone("does not fetch its answers")

    def write(self) -> None:
        """Hand over what the client takes, or raise ClientGone."""
        try:
            sent = self._line.send(self._out)
        except BlockingIOError:
            return
        except OSError as error:
            raise ClientGone(str(error)) from error
        del self._out[:sent]
        if self._ends and not self._out:
            raise ClientGone("told why")

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _say(self, said: dict[str, Json]) -> None:
        self._out += json.dumps(said, ensure_ascii=False).encode() + b"\n"


def reply(line: bytes, answer: Answer) -> dict[str, Json]:
    """Answer one line; what is not JSON is refused."""
    if len(line) > LONGEST_LINE:
        return {"outcome": "refused", "why": f"a line has at most {LONGEST_LINE} bytes"}
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"outcome": "refused", "why": f"not JSON: {error}"[:200]}
    return answer(request)
